//! What an applicant can do: apply, prove the address, ask how it stands. Known and unknown practices, providers and
//! people take the same way and get the same answers (T10, T11).

use super::{
    admit::{Admission, BY_CLAIM, admit, is_taken},
    form::{Application, ApplyForm, StatusForm, reference, reference_from},
    hours,
    model::{Level, PROOF_LIFETIME, Request, State, Status, approves_itself},
    store::{self, brake, brake::Try},
    views::Progress,
};
use crate::{
    domain::{
        clock::Instant,
        ids::{PersonId, PracticeId, ProviderId, RequestId},
        refusal::Refusal,
    },
    error::AppError,
    history::model::{Event, EventKind},
    i18n::Lang,
    invitations::{service::address, store::administrators},
    mail::{
        self,
        letter::{
            Letter, Outgoing,
            requests::{News, RequestLetter},
        },
        model::About,
    },
    paths,
    practices::{self, model::Practice},
    server::{
        clock::local,
        db::Conn,
        doors::Asked,
        fault::Fault,
        state::AppState,
        write::{Bookkeeping, Writing},
    },
};

/// Tokens are 43 characters; what is longer is none of ours.
const LONGEST_TOKEN: usize = 64;
/// Mails to one address that somebody may cause within [`PROOF_LIFETIME`] by applying with it (T45).
const MOST_PER_ADDRESS: i64 = 3;

/// Takes an application in and writes to the address; says the reference it can be asked for by.
///
/// # Errors
/// Wrong fields; [`AppError::TooMany`] for a network or an address.
pub async fn apply(asked: &Asked, form: &ApplyForm) -> Result<String, Fault> {
    let state = &asked.state;
    let now = state.clock.now();
    let application = form.parse()?;
    let email = application.email.as_str();
    let network = asked.request.network();
    let mut tx = Bookkeeping::open(&state.db).await?;
    if let Some(seconds) = brake::braked(&mut tx, Try::Apply, &network, now).await? {
        return Err(AppError::TooMany { retry_after_seconds: seconds }.into());
    }
    brake::note(&mut tx, Try::Apply, &network, state.random.id(now), now).await?;
    tx.keep().await?;
    let target = {
        let mut conn = state.db.read().await?;
        if store::made_with(&mut conn, email, now - PROOF_LIFETIME).await? >= MOST_PER_ADDRESS {
            return Err(AppError::TooMany { retry_after_seconds: PROOF_LIFETIME.num_seconds() }.into());
        }
        target(&mut conn, &application).await?
    };
    let request = request(state, application, target, now);
    let token = state.random.token();
    let letter = RequestLetter::Proof {
        reference: request.reference.clone(),
        expires: request.proof_ends,
        link: paths::prove_address(&token),
    };
    let mut tx = Writing::open(&state.db, request.practice).await?;
    store::insert(&mut tx, &request, &token).await?;
    write_to_applicant(&mut tx, state, &request, letter, now).await?;
    let mut event = request.event(EventKind::RequestMade);
    event.change("email", "", &request.email);
    event.change("role", "", request.role.name());
    tx.finish(&asked.cause(None), now, &state.random, vec![event]).await?;
    Ok(request.reference)
}

/// Where an application leads.
struct Target {
    practice: PracticeId,
    provider: Option<ProviderId>,
    name: String,
}

/// The practice or provider that is named; what names nobody goes to the installation itself.
async fn target(conn: &mut Conn, application: &Application) -> Result<Target, Fault> {
    let tin = application.tin.as_ref().map_or("", |tin| tin.as_str());
    let npi = application.npi.as_ref().map_or("", |npi| npi.as_str());
    // All are looked up every time, so that the answer takes as long for one as for another.
    let provider = store::provider(conn, npi, tin).await?;
    let practice = practices::store::by_tin(conn, tin).await?;
    let portal = practices::store::portal(conn).await?;
    Ok(match (application.level, provider, practice) {
        (Level::Provider, Some((practice, provider, name)), _) => Target { practice, provider: Some(provider), name },
        // A practice without that provider: its administrators know best what is wrong.
        (Level::Provider, None, Some(practice)) => {
            Target { practice: practice.id, provider: None, name: String::new() }
        }
        (Level::Practice, _, Some(practice)) => Target { practice: practice.id, provider: None, name: practice.name },
        (_, _, None) => Target { practice: portal.ok_or(AppError::Unavailable)?, provider: None, name: String::new() },
    })
}

fn request(state: &AppState, application: Application, target: Target, now: Instant) -> Request {
    let mut random = [0; 12];
    state.random.fill(&mut random);
    Request {
        id: RequestId::new(state.random.id(now)),
        practice: target.practice,
        provider: target.provider,
        place_name: target.name,
        reference: reference_from(random),
        level: application.level,
        tin: application.tin.map(Into::into).unwrap_or_default(),
        npi: application.npi.map(Into::into).unwrap_or_default(),
        claim: application.claim,
        birth: application.birth,
        role: application.role,
        title: application.title,
        first_name: application.first_name.into(),
        middle_name: application.middle_name,
        last_name: application.last_name.into(),
        email: application.email.into(),
        phone: application.phone,
        language: application.language.tag().into(),
        state: State::Unproven,
        submitted: now,
        proof_ends: now + PROOF_LIFETIME,
        proven: None,
        due: None,
        decision: None,
        person: None,
    }
}

/// Queues a letter to the applicant.
pub async fn write_to_applicant(
    conn: &mut Conn,
    state: &AppState,
    request: &Request,
    letter: RequestLetter,
    now: Instant,
) -> Result<(), Fault> {
    let outgoing = Outgoing {
        practice: request.practice,
        to: address(&request.email)?,
        language: Lang::from_tag(&request.language).unwrap_or_default(),
        about: About::Request(request.id.uuid()),
        letter: Letter::Request(letter),
    };
    mail::store::queue(conn, state, now, &outgoing).await?;
    Ok(())
}

/// Tells the practice's administrators, but the one who acts, what became of a request.
pub async fn write_to_administrators(
    conn: &mut Conn,
    state: &AppState,
    request: &Request,
    practice: &Practice,
    (news, acts): (News, Option<PersonId>),
    now: Instant,
) -> Result<(), Fault> {
    let letter = RequestLetter::News {
        practice: practice.name.clone(),
        applicant: request.name(),
        role: request.decision.as_ref().map_or(request.role, |decision| decision.role),
        news,
        link: paths::request(request.id),
    };
    tell_administrators(conn, state, (request, practice), &letter, acts, now).await
}

/// Queues one letter to each administrator of the practice, but the one who acts.
pub async fn tell_administrators(
    conn: &mut Conn,
    state: &AppState,
    (request, practice): (&Request, &Practice),
    letter: &RequestLetter,
    acts: Option<PersonId>,
    now: Instant,
) -> Result<(), Fault> {
    let acting = match acts {
        Some(person) => crate::people::store::find(conn, crate::domain::scope::Reach::whole(practice.id), person)
            .await?
            .map(|person| person.email),
        None => None,
    };
    for (email, language) in administrators(conn, practice.id, now).await? {
        if acting.as_ref() == Some(&email) {
            continue;
        }
        let outgoing = Outgoing {
            practice: practice.id,
            to: address(&email)?,
            language: Lang::from_tag(&language).unwrap_or_default(),
            about: About::Request(request.id.uuid()),
            letter: Letter::Request(letter.clone()),
        };
        mail::store::queue(conn, state, now, &outgoing).await?;
    }
    Ok(())
}

/// The link was opened and its button pressed: the address is the applicant's. Works once (T43); opening the page alone
/// changes nothing (T40).
///
/// # Errors
/// [`AppError::NotFound`] for whatever is no token of ours, [`AppError::Gone`] for one that was used or has ended.
pub async fn prove(asked: &Asked, token: &str) -> Result<String, Fault> {
    let state = &asked.state;
    if token.is_empty() || token.len() > LONGEST_TOKEN {
        return Err(AppError::NotFound.into());
    }
    let found = store::by_token(&mut state.db.read().await?, token).await?.ok_or(AppError::NotFound)?;
    let mut tx = Writing::open(&state.db, found.practice).await?;
    // The time and the request are looked at again inside of the lock: others may have been quicker.
    let now = state.clock.now();
    let request = store::by_token(&mut tx, token).await?.ok_or(AppError::NotFound)?;
    let practice = practices::store::get(&mut tx, request.practice).await?.ok_or(AppError::NotFound)?;
    let due = due(&practice, now)?;
    let (request, event) = request.prove(due, now).map_err(|_| AppError::Gone)?;
    let mut events = vec![event];
    let (request, decided) = if claim_decides(&mut tx, &request).await? {
        let (request, event) = let_in(&mut tx, state, request, &practice, now).await?;
        (request, Some(event))
    } else {
        wait(&mut tx, state, &request, &practice, now).await?;
        (request, None)
    };
    if !store::step(&mut tx, State::Unproven, &request).await? {
        return Err(AppError::Gone.into());
    }
    events.extend(decided);
    tx.finish(&asked.cause(None), now, &state.random, events).await?;
    Ok(request.reference)
}

/// The end of the working time within which a decision is due, in the practice's own time.
pub fn due(practice: &Practice, now: Instant) -> Result<Instant, Fault> {
    let zone = practices::store::zone(practice)?;
    let at = hours::due(local(zone, now).naive_local(), hours::TO_DECIDE);
    // Working hours are no hours that a change of clocks leaves out or repeats.
    Ok(at.and_local_timezone(zone).earliest().map_or(now + hours::TO_DECIDE, |due| due.to_utc()))
}

/// Whether the claim number is enough (S0-21): known, not used before, for a role that gives nobody else access, and for
/// an address that is free.
async fn claim_decides(conn: &mut Conn, request: &Request) -> Result<bool, Fault> {
    Ok(approves_itself(request.role)
        && request.names_somebody()
        && store::claims::speaks_for(conn, request).await?
        && !store::claims::is_used(conn, request).await?
        && !is_taken(conn, request).await?)
}

async fn let_in(
    tx: &mut Writing,
    state: &AppState,
    request: Request,
    practice: &Practice,
    now: Instant,
) -> Result<(Request, Event), Fault> {
    let admission = Admission { practice, by: (None, BY_CLAIM.into()), role: request.role, office: None };
    let person = admit(tx, state, now, &request, &admission).await?;
    let (mut request, event) = request.approve_by_claim(BY_CLAIM, now)?;
    request.person = Some(person.id);
    write_to_administrators(tx, state, &request, practice, (News::ApprovedByClaim, None), now).await?;
    Ok((request, event.about(person.id, person.name())))
}

async fn wait(
    tx: &mut Writing,
    state: &AppState,
    request: &Request,
    practice: &Practice,
    now: Instant,
) -> Result<(), Fault> {
    let letter = RequestLetter::Waiting {
        reference: request.reference.clone(),
        link: paths::request_status(&request.reference),
    };
    write_to_applicant(tx, state, request, letter, now).await?;
    let due = request.due.unwrap_or(now);
    let news = News::Waits { due, zone: practice.time_zone.clone() };
    write_to_administrators(tx, state, request, practice, (news, None), now).await
}

/// How it stands with a request (N-21). A wrong reference and a wrong address get one answer, and only so many tries.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::TooMany`], empty fields.
pub async fn progress(asked: &Asked, form: &StatusForm) -> Result<Progress, Fault> {
    let state = &asked.state;
    let now = state.clock.now();
    form.parse()?;
    let network = asked.request.network();
    let mut tx = Bookkeeping::open(&state.db).await?;
    if let Some(seconds) = brake::braked(&mut tx, Try::Status, &network, now).await? {
        return Err(AppError::TooMany { retry_after_seconds: seconds }.into());
    }
    // What nobody could have been given is looked for all the same: it takes as long.
    let code = reference(&form.code).unwrap_or_default();
    let email: String = form.email.chars().filter(|c| !c.is_control()).take(300).collect();
    let Some(request) = store::by_reference(&mut tx, &code, &email).await? else {
        brake::note(&mut tx, Try::Status, &network, state.random.id(now), now).await?;
        tx.keep().await?;
        return Err(AppError::NotFound.into());
    };
    // In universal time: the practice's own would tell which practice it is.
    let shown = |at: Instant| at.fixed_offset();
    let decision = request.decision.as_ref();
    Ok(Progress {
        status: match request.status(now) {
            // Applicants are told that they may sign in, not which way it was decided.
            Status::AutoApproved => Status::Approved,
            status => status,
        },
        submitted: shown(request.submitted),
        decided: decision.map(|decision| shown(decision.at)),
        reason: decision.and_then(|decision| decision.reason.clone()),
        note: decision.map(|decision| decision.note.clone()).unwrap_or_default(),
        waited: request.proven.map_or(0, |proven| (now - proven).num_hours()),
    })
}

/// The refusal of a rule as an answer: a decision that somebody else was quicker with is a conflict that names them.
pub fn answer(refusal: Refusal) -> Fault {
    match refusal {
        Refusal::RequestDecided { by } => {
            AppError::Conflict(Box::new(crate::error::Conflict { by, version: 0, fields: Vec::new() })).into()
        }
        refusal => refusal.into(),
    }
}
