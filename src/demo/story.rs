//! What happened in the demo practices before anybody looked: enough for the history pages to read like life.

use chrono::Duration;

use super::practice::Site;
use crate::{
    domain::{
        clock::Instant,
        ids::{PersonId, PracticeId},
    },
    history::{
        model::{Event, EventKind},
        store::Cause,
    },
    people::model::{AccountState, LockReason, Person},
};

/// Something that happened.
pub struct Told {
    pub at: Instant,
    pub practice: PracticeId,
    pub cause: Cause,
    pub event: Event,
}

/// The people of one practice and who added them.
pub struct Chapter<'a> {
    pub site: &'a Site,
    pub owner: &'a Person,
    pub administrator: &'a Person,
    pub people: Vec<&'a Person>,
}

/// What happened in one practice.
pub fn of(chapter: &Chapter<'_>, now: Instant) -> Vec<Told> {
    let practice = chapter.site.id;
    let mut told = vec![Told {
        at: chapter.owner.created,
        practice,
        cause: by(chapter.owner),
        event: about(EventKind::PracticeSetUp, chapter.owner).because(&chapter.site.name),
    }];
    let others = chapter.people.iter().copied().filter(|person| person.id != chapter.owner.id);
    for (number, person) in others.enumerate() {
        let added_by = if person.id == chapter.administrator.id { chapter.owner } else { chapter.administrator };
        let mut happened = vec![(person.created, by(added_by), about(EventKind::PersonAdded, person))];
        if let Some(lock) = &person.lock {
            locked(&mut happened, person, chapter.administrator, lock.since, lock.reason);
        }
        if person.active.is_some() && number % 3 == 0 {
            edited(&mut happened, person, chapter.administrator, number);
        }
        if let Some(active) = person.active.filter(|_| number % 2 == 0) {
            happened.push((active, by(person), about(EventKind::SignedIn, person).because("password")));
        }
        gone(&mut happened, person, chapter.administrator);
        told.extend(happened.into_iter().map(|(at, cause, event)| Told { at, practice, cause, event }));
    }
    told.retain(|told| told.at <= now);
    told
}

type Happened = Vec<(Instant, Cause, Event)>;

fn about(kind: EventKind, person: &Person) -> Event {
    Event::new(kind).about(person.id, person.name())
}

fn by(person: &Person) -> Cause {
    let mut cause = from_outside(person.id);
    cause.actor = Some((person.id, person.name()));
    cause
}

/// Somebody who has not said who they are.
fn from_outside(person: PersonId) -> Cause {
    // Addresses that are kept for examples.
    let [.., last] = person.uuid().into_bytes();
    Cause {
        address: format!("203.0.113.{last}"),
        agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".into(),
        ..Cause::default()
    }
}

fn locked(happened: &mut Happened, person: &Person, administrator: &Person, since: Instant, reason: LockReason) {
    match reason {
        LockReason::TooManyFailures | LockReason::TooManyCodes => {
            let (kind, why) = match reason {
                LockReason::TooManyCodes => (EventKind::SecondStepFailed, "wrong code"),
                _ => (EventKind::SignInFailed, "wrong password"),
            };
            for failure in 0..7 {
                let event = about(kind, person).refused().because(why);
                happened.push((since - Duration::seconds(9 * (6 - failure)), from_outside(person.id), event));
            }
            let event = about(EventKind::PersonLocked, person).because("too many failures");
            happened.push((since, from_outside(person.id), event));
        }
        LockReason::ByAdministrator => {
            let event = about(EventKind::PersonLocked, person).because("phone lost");
            happened.push((since, by(administrator), event));
        }
    }
}

/// Who has left was let go soon after they were last seen.
fn gone(happened: &mut Happened, person: &Person, administrator: &Person) {
    let kind = match person.state {
        AccountState::Deactivated => EventKind::PersonDeactivated,
        AccountState::Archived => EventKind::PersonArchived,
        _ => return,
    };
    let mut event = about(kind, person).because("moved to another city");
    event.change("status", AccountState::Active.name(), person.state.name());
    let at = person.active.unwrap_or(person.created) + Duration::hours(3);
    happened.push((at, by(administrator), event));
}

/// An edit, now and then after a lock that was taken off.
fn edited(happened: &mut Happened, person: &Person, administrator: &Person, number: usize) {
    let Some(active) = person.active else { return };
    let at = person.created + (active - person.created) / 2;
    let mut event = about(EventKind::PersonEdited, person);
    event.change("title", "", &person.title);
    event.change("phone", "+13195550199", &person.phone);
    if number.is_multiple_of(2) {
        event.change("employee_no", "", &person.employee_no);
    }
    if !event.changes.is_empty() {
        happened.push((at, by(administrator), event));
    }
    if number.is_multiple_of(4) {
        locked(happened, person, administrator, at - Duration::minutes(20), LockReason::TooManyFailures);
        let mut event = about(EventKind::PersonUnlocked, person);
        event.change("locked", "yes", "no");
        happened.push((at - Duration::minutes(11), by(administrator), event));
        happened.push((at - Duration::minutes(2), by(person), about(EventKind::PasswordChanged, person)));
    }
}
