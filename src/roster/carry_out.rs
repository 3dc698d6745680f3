//! Writes what a comparison found, inside of the caller's transaction.

use super::{
    compare::{Comparison, Importer},
    judge::Candidate,
    model::{Counts, RosterField},
};
use crate::{
    domain::{
        clock::Instant,
        code::{Code, FieldErrors},
        ids::{GrantId, PersonId},
        refusal::Refusal,
    },
    history::model::{Event, EventKind},
    people::{
        form::PersonEdit,
        model::{AccountState, Person},
        service::{main_grant, regrant},
        store::{self, grants},
    },
    practices::model::{Place, Places},
    server::{
        clock::Randomness,
        db::{Conn, violates},
        fault::Fault,
    },
    setup::service::blank,
};

/// People written between two reports of the progress.
const AT_ONCE: usize = 100;

/// Adds and changes the people of a comparison and returns one event for each of them. `tick` is told how many are
/// written.
///
/// New people are accounts in state invited to which no link was sent yet, so that they can't sign in and their badge
/// says that an invitation is due: importing a list must never mail two hundred people by surprise.
///
/// # Errors
/// [`Refusal::LastAdministrator`], or what [`Person::edit`] refuses. The caller drops the transaction then.
pub async fn carry_out(
    conn: &mut Conn,
    importer: &Importer,
    comparison: Comparison,
    now: Instant,
    random: &Randomness,
    tick: impl Fn(u32),
) -> Result<Vec<Event>, Fault> {
    let Comparison { candidates, mut people, places, .. } = comparison;
    let mut events = Vec::with_capacity(candidates.len());
    let mut demoted = false;
    for candidates in candidates.chunks(AT_ONCE) {
        let mut new = Vec::new();
        for candidate in candidates {
            let Some(id) = candidate.person else {
                let (person, event) = made(candidate, &places, PersonId::new(random.id(now)), now);
                new.push(person);
                events.push(event);
                continue;
            };
            let before = people.remove(&id).ok_or_else(|| gone(id))?;
            let (person, event) = change(before.clone(), candidate, importer, &places)?;
            save(conn, importer, &before, &person, now, random).await?;
            demoted |= before.role.administers() && !person.role.administers();
            events.push(event);
        }
        add(conn, importer, &new, now, random).await?;
        tick(u32::try_from(events.len()).unwrap_or(u32::MAX));
    }
    // Asked once, of the whole: two administrators who change places are no loss.
    let nobody = PersonId::new(uuid::Uuid::nil());
    if demoted && grants::other_administrators(conn, importer.reach.practice, nobody).await? == 0 {
        return Err(Refusal::LastAdministrator.into());
    }
    Ok(events)
}

fn gone(id: PersonId) -> Fault {
    Fault::inconsistent(format!("people.id {id} left between judging and writing"))
}

/// The event of the import as a whole.
pub fn event(file_name: &str, counts: Counts) -> Event {
    let mut event = Event::new(EventKind::RosterImported).because(file_name);
    let numbers = [
        ("rows_new", counts.new),
        ("rows_changed", counts.changed),
        ("rows_unchanged", counts.unchanged),
        ("rows_refused", counts.refused),
    ];
    for (name, number) in numbers {
        if number > 0 {
            event.change(name, "", number.to_string());
        }
    }
    event
}

fn made(candidate: &Candidate, places: &Places, id: PersonId, now: Instant) -> (Person, Event) {
    let text = |field| candidate.record.get(field).to_owned();
    let person = Person {
        first_name: text(RosterField::FirstName),
        middle_name: text(RosterField::MiddleName),
        last_name: text(RosterField::LastName),
        email: text(RosterField::Email),
        phone: text(RosterField::Phone),
        mobile: text(RosterField::Mobile),
        title: text(RosterField::Title),
        employee_no: text(RosterField::EmployeeNo),
        role: candidate.role,
        state: AccountState::Invited,
        ..blank(id, place(candidate, places), now)
    };
    let mut event = Event::new(EventKind::PersonAdded).about(id, person.name());
    event.change("email", "", &person.email);
    event.change("role", "", person.role.name());
    event.change("place", "", &person.place.name);
    (person, event)
}

fn change(
    person: Person,
    candidate: &Candidate,
    importer: &Importer,
    places: &Places,
) -> Result<(Person, Event), Fault> {
    let text = |field| candidate.record.get(field).to_owned();
    let edit = PersonEdit {
        first_name: text(RosterField::FirstName),
        middle_name: text(RosterField::MiddleName),
        last_name: text(RosterField::LastName),
        email: text(RosterField::Email),
        role: candidate.role,
        place: place(candidate, places),
        title: text(RosterField::Title),
        employee_no: text(RosterField::EmployeeNo),
        phone: text(RosterField::Phone),
        mobile: text(RosterField::Mobile),
        mobile_carrier: person.mobile_carrier.clone(),
        language: person.language.clone(),
        notices: person.notices.clone(),
    };
    Ok(person.edit(edit, &importer.actor, importer.reach)?)
}

fn place(candidate: &Candidate, places: &Places) -> Place {
    let provider = candidate.provider.and_then(|id| places.provider(id)).map(|provider| provider.name.as_str());
    let name = provider.or_else(|| places.office(candidate.office)).unwrap_or_default();
    Place { office: candidate.office, provider: candidate.provider, name: name.to_owned() }
}

async fn add(
    conn: &mut Conn,
    importer: &Importer,
    people: &[Person],
    now: Instant,
    random: &Randomness,
) -> Result<(), Fault> {
    let practice = importer.reach.practice;
    match store::insert_many(conn, practice, people, now).await {
        // Another practice took the address after the rows were judged; at the next look the row says so.
        Err(error) if violates(&error, "people_email_key", "people.email_key") => {
            return Err(FieldErrors::one("email", Code::Taken).into());
        }
        written => written?,
    }
    let given: Vec<_> = people
        .iter()
        .map(|person| main_grant(practice, GrantId::new(random.id(now)), importer.giver(), now, person))
        .collect();
    Ok(grants::add_many(conn, practice, &given).await?)
}

async fn save(
    conn: &mut Conn,
    importer: &Importer,
    before: &Person,
    person: &Person,
    now: Instant,
    random: &Randomness,
) -> Result<(), Fault> {
    let practice = importer.reach.practice;
    if !store::save(conn, practice, person, now).await? {
        return Err(Fault::inconsistent(format!("people.version of {} moved inside the write lock", person.id)));
    }
    if (before.role, before.place.provider) != (person.role, person.place.provider) {
        let grant = main_grant(practice, GrantId::new(random.id(now)), importer.giver(), now, person);
        regrant(conn, practice, before.role, grant).await?;
    }
    Ok(())
}
