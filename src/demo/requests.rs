//! The requests for access of the demo's main practice, in every state a request can be in, and its claim numbers.

use chrono::{Duration, NaiveDate};

use super::practice::Site;
use crate::{
    domain::{clock::Instant, ids::RequestId, role::Role, scope::Reach},
    people::model::{AccountState, Person},
    practices::{
        model::{Practice, Provider},
        store::{get, places},
    },
    registrations::{
        admit::BY_CLAIM,
        apply::due,
        claims::Claim,
        form::reference_from,
        model::{Decision, DenialReason, Level, PROOF_LIFETIME, Request, State},
        reasons::{Listed, Reason, Wording, standard},
        store::{self, claims, reasons},
    },
    server::{clock::Randomness, fault::Fault, write::Writing},
};

/// Claim numbers that can be tried out on the page where access is asked for.
const CLAIMS: [&str; 3] = ["CV-2026-0815", "CV-2026-1187", "CV-2026-2204"];

/// First and last name, level, role, claim number, hours since it was submitted, what became of it.
type Part = (&'static str, &'static str, Level, Role, &'static str, i64, End);

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Waits,
    Unfinished,
    Denied(DenialReason),
}

const PARTS: [Part; 8] = [
    ("Ruth", "Delgado", Level::Practice, Role::PortalUser, "", 3, End::Waits),
    ("Hassan", "Karimi", Level::Provider, Role::ClericalUser, "CV-2025-0042", 9, End::Waits),
    ("Lucía", "Fernández", Level::Practice, Role::Delegate, CLAIMS[0], 20, End::Waits),
    ("Tessa", "Whitlock", Level::Provider, Role::PortalUser, "", 170, End::Waits),
    (
        "Ivan",
        "Petrov",
        Level::Practice,
        Role::ClericalUser,
        "CV-2025-0042",
        240,
        End::Denied(DenialReason::EvidenceWrong),
    ),
    (
        "Ruth",
        "Delgado",
        Level::Practice,
        Role::PracticeAdministrator,
        "",
        400,
        End::Denied(DenialReason::IdentityNotConfirmed),
    ),
    ("Noor", "Haddad", Level::Practice, Role::PortalUser, "", 60, End::Unfinished),
    ("Greg", "Olsen", Level::Provider, Role::ReferringCoordinator, "", 500, End::Unfinished),
];

/// Who stores and decides.
struct Stage<'a> {
    site: &'a Site,
    practice: Practice,
    provider: Provider,
    random: &'a Randomness,
    tokens: &'a Randomness,
    administrator: &'a Person,
    now: Instant,
}

/// Stores the requests of a practice and its claims.
pub async fn store(
    tx: &mut Writing,
    site: &Site,
    (people, administrator): (&[Person], &Person),
    (random, tokens): (&Randomness, &Randomness),
    now: Instant,
) -> Result<(), Fault> {
    let practice = get(tx, site.id).await?.ok_or_else(|| Fault::Other("the demo's practice is missing".into()))?;
    let providers = places(tx, Reach::whole(site.id)).await?.providers;
    let Some(provider) = providers.into_iter().next() else { return Ok(()) };
    let npi = provider.npi.clone();
    let stage = Stage { site, practice, provider, random, tokens, administrator, now };
    for part in PARTS {
        let request = stage.of_stranger(part)?;
        store::insert(tx, &request, &tokens.token()).await?;
    }
    // Three of those who are here once asked for it: a claim number let one in, people the others.
    let here = people.iter().rev().filter(|person| person.state == AccountState::Active);
    let ways = [
        (State::AutoApproved, Level::Practice),
        (State::Approved, Level::Provider),
        (State::Approved, Level::Practice),
    ];
    for (person, (state, level)) in here.zip(ways) {
        let request = stage.of_somebody(person, state, level)?;
        store::insert(tx, &request, &tokens.token()).await?;
    }
    let own = Listed { name: site.id.to_string(), ..Listed::own(supplier()) };
    let listed: Vec<_> = standard().into_iter().chain([own]).collect();
    reasons::set(tx, site.id, &listed).await?;
    let birth = NaiveDate::from_ymd_opt(1971, 5, 14);
    let claim = |number: &str, birth| Claim { number: number.into(), npi: npi.clone(), birth };
    let file = [claim(CLAIMS[0], None), claim(CLAIMS[1], None), claim(CLAIMS[2], birth)];
    claims::put(tx, site.id, &file, now - Duration::days(30)).await?;
    Ok(())
}

/// Why this practice denies besides the reasons that everybody has.
fn supplier() -> Wording {
    let (en, es) =
        ("Works for a supplier of ours, who has an account", "Trabaja para un proveedor nuestro, que ya tiene cuenta");
    Wording { en: en.into(), es: es.into() }
}

impl Stage<'_> {
    fn blank(&self, level: Level, submitted: Instant) -> Result<Request, Fault> {
        let mut random = [0; 12];
        self.tokens.fill(&mut random);
        let at_provider = level == Level::Provider;
        let proven = submitted + Duration::minutes(12);
        Ok(Request {
            id: RequestId::new(self.random.id(submitted)),
            practice: self.site.id,
            provider: at_provider.then_some(self.provider.id),
            place_name: if at_provider { self.provider.name.clone() } else { self.site.name.clone() },
            reference: reference_from(random),
            level,
            tin: self.practice.tin.clone().unwrap_or_default(),
            npi: if at_provider { self.provider.npi.clone() } else { String::new() },
            claim: String::new(),
            birth: None,
            role: Role::PortalUser,
            title: String::new(),
            first_name: String::new(),
            middle_name: String::new(),
            last_name: String::new(),
            email: String::new(),
            phone: String::new(),
            language: "en".into(),
            state: State::Pending,
            submitted,
            proof_ends: submitted + PROOF_LIFETIME,
            proven: Some(proven),
            due: Some(due(&self.practice, proven)?),
            decision: None,
            person: None,
        })
    }

    fn of_stranger(&self, (first, last, level, role, claim, hours, end): Part) -> Result<Request, Fault> {
        let mut request = self.blank(level, self.now - Duration::hours(hours))?;
        (request.first_name, request.last_name) = (first.into(), last.into());
        let local = format!("{first}.{last}").chars().filter(char::is_ascii).collect::<String>().to_lowercase();
        request.email = format!("{local}@applicants.example");
        request.phone = "+13195550142".into();
        request.claim = claim.into();
        request.role = role;
        match end {
            End::Waits => {}
            End::Unfinished => (request.state, request.proven, request.due) = (State::Unproven, None, None),
            End::Denied(reason) => {
                let reason = Reason::Shipped(reason);
                request.state = State::Denied;
                request.decision = Some(self.decision(role, request.submitted + Duration::hours(5), Some(reason)));
            }
        }
        Ok(request)
    }

    fn of_somebody(&self, person: &Person, state: State, level: Level) -> Result<Request, Fault> {
        let mut request = self.blank(level, person.created - Duration::hours(6))?;
        request.first_name.clone_from(&person.first_name);
        request.last_name.clone_from(&person.last_name);
        request.email.clone_from(&person.email);
        request.phone.clone_from(&person.phone);
        request.language.clone_from(&person.language);
        request.role = person.role;
        request.state = state;
        request.person = Some(person.id);
        let mut decision = self.decision(person.role, person.created, None);
        if state == State::AutoApproved {
            CLAIMS[1].clone_into(&mut request.claim);
            (decision.by, decision.by_name) = (None, BY_CLAIM.into());
        }
        request.decision = Some(decision);
        Ok(request)
    }

    fn decision(&self, role: Role, at: Instant, reason: Option<Reason>) -> Decision {
        let (by, by_name) = (Some(self.administrator.id), self.administrator.name());
        Decision { by, by_name, at, role, reason, note: String::new() }
    }
}
