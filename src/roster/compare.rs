//! Holds a roster against the practice as it is now.

use std::collections::{HashMap, HashSet};

use super::{
    import::Settings,
    judge::{Candidate, Existing, Known, Office, Provider, Terms, judge},
    model::{Preview, Record, RosterField, RosterRow},
};
use crate::{
    domain::{
        code::{Code, FieldErrors},
        ids::{PersonId, PracticeId},
        permission::Permission,
        refusal::Refusal,
        role::Role,
        scope::{Actor, Granted, Reach, Scope},
    },
    people::{
        self,
        model::{AccountState, Person},
    },
    practices::{
        model::{self, Places},
        store::places,
    },
    server::{db::Conn, fault::Fault},
};

/// Who imports: bounds whom the file may touch, and which roles it may give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Importer {
    pub actor: Actor,
    /// The highest role that lets the person import.
    pub role: Role,
    pub reach: Reach,
}

impl Importer {
    /// # Errors
    /// The person may not import.
    pub fn of(actor: &Actor) -> Result<Self, Refusal> {
        let reach = actor.may(Permission::ImportPeople)?;
        let role = actor.role_for(Permission::ImportPeople);
        let role = role.ok_or(Refusal::NotPermitted(Permission::ImportPeople))?;
        Ok(Self { actor: actor.clone(), role, reach })
    }

    /// Whoever sits at the machine's terminal: nobody of the practice, with the rights of its owner.
    pub fn operator(practice: PracticeId) -> Self {
        let role = Role::PracticeOwner;
        let grants = vec![Granted { role, scope: Scope::Practice(practice), until: None }];
        let person = PersonId::new(uuid::Uuid::nil());
        let actor = Actor {
            person,
            name: "Rolecall".into(),
            practice,
            grants,
            must_choose_password: false,
            looks_as: None,
            only: None,
        };
        Self { actor, role, reach: Reach::whole(practice) }
    }

    /// As grants and events name them; the terminal is nobody.
    pub fn giver(&self) -> (Option<PersonId>, String) {
        let person = self.actor.person;
        ((!person.uuid().is_nil()).then_some(person), self.actor.name.clone())
    }
}

/// What an import would do, and what it needs to do it.
#[derive(Debug)]
pub struct Comparison {
    pub preview: Preview,
    pub candidates: Vec<Candidate>,
    /// Those of the candidates who are there already, as they are now.
    pub people: HashMap<PersonId, Person>,
    pub places: Places,
}

/// Judges the rows against the practice. Reads only.
///
/// # Errors
/// [`FieldErrors`] on `mapping`: nobody could be recognised by these columns.
pub async fn compare(
    conn: &mut Conn,
    importer: &Importer,
    rows: &[RosterRow],
    settings: &Settings,
) -> Result<Comparison, Fault> {
    if settings.mapping.problem().is_some() {
        return Err(FieldErrors::one("mapping", Code::Required).into());
    }
    let reach = importer.reach;
    // Rows name places that lie outside of a provider's own people too, if only to be refused.
    let places = places(conn, Reach::whole(reach.practice)).await?;
    let people = people::store::all(conn, reach).await?;
    let emails = rows.iter().map(|row| row.record.get(RosterField::Email)).filter(|email| !email.is_empty());
    let elsewhere = people::store::emails_in_use(conn, emails).await?;
    let mut existing = existing(&people, &places);
    existing.add_elsewhere(RosterField::Email, elsewhere);
    let terms = terms(importer, settings, &places);
    let rows = rows.to_vec();
    // Twenty thousand rows take a while: not on a thread that answers requests.
    let judged = tokio::task::spawn_blocking(move || judge(&rows, &existing, terms)).await;
    let (preview, candidates) = judged.map_err(|error| Fault::Other(error.to_string()))?;
    let wanted: HashSet<_> = candidates.iter().filter_map(|candidate| candidate.person).collect();
    let people = people.into_iter().filter(|person| wanted.contains(&person.id));
    Ok(Comparison { preview, candidates, people: people.map(|person| (person.id, person)).collect(), places })
}

fn existing(people: &[Person], places: &Places) -> Existing {
    let offices = places.offices.iter().map(|(id, name)| Office { id: *id, name: name.clone() }).collect();
    let provider =
        |provider: &model::Provider| Provider { id: provider.id, office: provider.office, npi: provider.npi.clone() };
    let providers = places.providers.iter().map(provider).collect();
    let known = |person: &Person| Known {
        id: person.id,
        registered: person.registered.is_some(),
        archived: person.state == AccountState::Archived,
        role: person.role,
        office: person.place.office,
        provider: person.place.provider,
        record: record(person, places),
    };
    Existing::new(people.iter().map(known).collect(), offices, providers)
}

fn terms(importer: &Importer, settings: &Settings, places: &Places) -> Terms {
    let own = importer.reach.provider.and_then(|id| places.provider(id)).map(|provider| provider.office);
    // Where there is one office only, nobody needs to say which.
    let only = match places.offices.as_slice() {
        [(only, _)] => Some(*only),
        _ => None,
    };
    Terms {
        importer: importer.actor.person,
        by: importer.role,
        role: settings.role,
        office: own.or(settings.office).or(only),
        provider: importer.reach.provider,
    }
}

/// A person as a roster's row: what an export writes and an import compares with.
pub fn record(person: &Person, places: &Places) -> Record {
    let provider = person.place.provider.and_then(|id| places.provider(id));
    Record::default()
        .with(RosterField::LastName, &person.last_name)
        .with(RosterField::FirstName, &person.first_name)
        .with(RosterField::MiddleName, &person.middle_name)
        .with(RosterField::Username, &person.username)
        .with(RosterField::Email, &person.email)
        .with(RosterField::Role, person.role.name())
        .with(RosterField::Office, places.office(person.place.office).unwrap_or_default())
        .with(RosterField::ProviderNpi, provider.map_or("", |provider| provider.npi.as_str()))
        .with(RosterField::Phone, &person.phone)
        .with(RosterField::Mobile, &person.mobile)
        .with(RosterField::Title, &person.title)
        .with(RosterField::EmployeeNo, &person.employee_no)
}
