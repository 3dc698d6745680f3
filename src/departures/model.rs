//! When access ends, and who may say so: pure rules.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        calendar::{self, DayOrder},
        clock::Instant,
        code::{Code, FieldErrors},
        ids::{PersonId, PracticeId},
        refusal::Refusal,
        scope::Actor,
    },
    history::model::{Event, EventKind},
    lifecycle::model::{Verb, can, settled},
    people::model::{AccountState, Person},
};

/// What the history says of a day that came by itself, where nobody gave a reason.
pub const DAY_HAS_COME: &str = "the planned day has come";

/// A planned departure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Departure {
    pub person: PersonId,
    pub practice: PracticeId,
    /// The last day with access, and the zone in which it ends.
    pub day: NaiveDate,
    pub zone: String,
    /// The last millisecond of that day there.
    pub ends: Instant,
    pub reason: String,
    pub by: Option<PersonId>,
    pub by_name: String,
    pub planned: Instant,
    pub origin: Origin,
}

/// Where a plan came from, for the event of its day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    pub request: String,
    pub address: String,
    pub agent: String,
}

/// A day as it is typed, and whether access may end with it.
///
/// # Errors
/// No day; one before tomorrow, which "now" is for; one too far away.
pub fn day(text: &str, order: DayOrder, today: NaiveDate) -> Result<NaiveDate, Code> {
    calendar::lies_ahead(calendar::read(text, order)?, today)
}

/// What a filled-in form asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    Now,
    On(NaiveDate),
}

/// "Active" switched off without a day means now; a day means the end of that day (S4-7, S4-8).
///
/// # Errors
/// Neither of both, a day that can't be, no reason.
pub fn wanted(
    active: bool,
    (text, reason): (&str, &str),
    order: DayOrder,
    today: NaiveDate,
) -> Result<(Wanted, String), FieldErrors> {
    let mut errors = FieldErrors::default();
    let wanted = match (text.trim().is_empty(), active) {
        (true, true) => errors.keep("active", Err(Code::NowOrDay)),
        (true, false) => Some(Wanted::Now),
        (false, _) => errors.keep("day", day(text, order, today)).map(Wanted::On),
    };
    let reason = errors.keep("reason", Verb::Deactivate.reason(reason));
    errors.or(wanted.zip(reason))
}

/// Plans a departure, or moves one to another day.
///
/// # Errors
/// Whatever stands against deactivating the person at once; the same day for the same reason.
pub fn plan(person: Person, old: Option<&Departure>, new: &Departure, by: &Actor) -> Result<(Person, Event), Refusal> {
    let mut person = settled(person, new.planned);
    can(Verb::Deactivate, &person.standing(), by)?;
    if old.is_some_and(|old| (old.ends, &old.reason) == (new.ends, &new.reason)) {
        return Err(Refusal::AlreadySo);
    }
    let before = person.deactivates.replace(new.ends);
    let kind = if before.is_some() { EventKind::PersonDepartureMoved } else { EventKind::PersonDeparturePlanned };
    let mut event = Event::new(kind).about(person.id, person.name()).because(&new.reason);
    event.change("deactivates", old.map(told).or(before.map(instant_told)).unwrap_or_default(), told(new));
    person.version += 1;
    Ok((person, event))
}

/// Calls a departure off that has not come.
///
/// # Errors
/// Whatever stands against deactivating the person; nothing is planned.
pub fn cancel(
    person: Person,
    old: Option<&Departure>,
    reason: &str,
    by: &Actor,
    now: Instant,
) -> Result<(Person, Event), Refusal> {
    let mut person = settled(person, now);
    can(Verb::Deactivate, &person.standing(), by)?;
    let before = person.deactivates.take().ok_or(Refusal::NotLeaving)?;
    let mut event = Event::new(EventKind::PersonDepartureCancelled).about(person.id, person.name()).because(reason);
    event.change("deactivates", old.map_or_else(|| instant_told(before), told), "");
    person.version += 1;
    Ok((person, event))
}

/// What is left to do once the day has come: access has ended by itself. `None` for everybody else: whoever was
/// reactivated, or given another day, a moment before is not touched.
pub fn fall_due(mut person: Person, plan: Option<&Departure>, now: Instant) -> Option<(Person, Event)> {
    let ends = person.deactivates.filter(|at| *at <= now && person.state.may_sign_in())?;
    let plan = plan.filter(|plan| plan.ends == ends);
    let reason = plan.map(|plan| plan.reason.as_str()).filter(|reason| !reason.is_empty()).unwrap_or(DAY_HAS_COME);
    let mut event = Event::new(EventKind::PersonDeactivated).about(person.id, person.name()).because(reason);
    event.change("status", person.state.name(), AccountState::Deactivated.name());
    event.change("deactivates", plan.map_or_else(|| instant_told(ends), told), "");
    person.state = AccountState::Deactivated;
    person.deactivates = None;
    person.version += 1;
    Some((person, event))
}

/// A plan as the history tells it: instant and zone.
fn told(plan: &Departure) -> String {
    format!("{} 23:59:59 {}", plan.day, plan.zone)
}

fn instant_told(at: Instant) -> String {
    at.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// What the practice should think of before this person goes (N-11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// One administrator alone is left then.
    OneAdministratorLeft { name: String },
    /// Nobody else at this provider decides about requests; the practice's administrators will have to.
    OnlyApproverOf { place: String },
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use uuid::Uuid;

    use super::*;
    use crate::{
        domain::{
            clock::instant,
            ids::OfficeId,
            role::Role,
            scope::{Granted, Scope},
        },
        practices::model::Place,
        setup::service::blank,
    };

    const NOW: i64 = 1_800_000_000_000;

    fn by() -> Actor {
        let practice = PracticeId::new(Uuid::from_u128(7));
        Actor {
            person: PersonId::new(Uuid::from_u128(1)),
            name: "Ada".into(),
            practice,
            grants: vec![Granted { role: Role::PracticeAdministrator, scope: Scope::Practice(practice), until: None }],
            must_choose_password: false,
            looks_as: None,
            only: None,
        }
    }

    fn person(state: AccountState) -> Person {
        let place = Place { office: OfficeId::new(Uuid::nil()), provider: None, name: "Main".into() };
        let now = instant(NOW);
        let blank = blank(PersonId::new(Uuid::from_u128(2)), place, now);
        Person { state, username: "ann".into(), registered: Some(now), ..blank }
    }

    fn departure(days: i64) -> Departure {
        Departure {
            person: PersonId::new(Uuid::from_u128(2)),
            practice: PracticeId::new(Uuid::from_u128(7)),
            day: "2027-01-20".parse().expect("a day"),
            zone: "America/Chicago".into(),
            ends: instant(NOW) + TimeDelta::days(days),
            reason: "moves away".into(),
            by: None,
            by_name: "Ada".into(),
            planned: instant(NOW),
            origin: Origin::default(),
        }
    }

    #[test]
    fn c24_only_days_to_come_are_taken() {
        let today = "2026-11-22".parse().expect("a day");
        let read = |text| day(text, DayOrder::MonthFirst, today);
        assert_eq!(read("2026-11-23"), Ok("2026-11-23".parse().expect("a day")));
        for (text, code) in [
            ("2026-11-22", Code::DayTooEarly),
            ("11/21/2026", Code::DayTooEarly),
            ("0001-01-01", Code::DayTooEarly),
            ("2037-01-01", Code::OutOfRange),
            ("-2026-12-01", Code::NotADate),
            ("-1", Code::NotADate),
            ("", Code::Required),
        ] {
            assert_eq!(read(text), Err(code), "{text}");
        }
    }

    #[test]
    fn s4_7_switched_off_without_a_day_means_now() {
        let today = "2026-11-22".parse().expect("a day");
        let ask = |active, text| wanted(active, (text, "leaves"), DayOrder::DayFirst, today).map(|(wanted, _)| wanted);
        let last = "2026-11-30".parse().expect("a day");
        assert_eq!(ask(false, " "), Ok(Wanted::Now));
        assert_eq!(ask(true, "30/11/2026"), Ok(Wanted::On(last)));
        assert_eq!(ask(false, "30/11/2026"), Ok(Wanted::On(last)));
        assert_eq!(ask(true, "").map_err(|errors| errors.of("active")), Err(Some(Code::NowOrDay)));
        assert_eq!(ask(false, "22/11/2026").map_err(|errors| errors.of("day")), Err(Some(Code::DayTooEarly)));
        let silent = wanted(false, ("", " "), DayOrder::DayFirst, today);
        assert_eq!(silent.map_err(|errors| errors.of("reason")), Err(Some(Code::Required)));
    }

    #[test]
    fn planned_moved_cancelled() {
        let (first, second) = (departure(10), departure(20));
        let (planned, event) = plan(person(AccountState::Active), None, &first, &by()).expect("planned");
        assert_eq!((planned.deactivates, event.kind), (Some(first.ends), EventKind::PersonDeparturePlanned));
        assert_eq!(plan(planned.clone(), Some(&first), &first, &by()).map(drop), Err(Refusal::AlreadySo));
        let (moved, event) = plan(planned.clone(), Some(&first), &second, &by()).expect("moved");
        assert_eq!((moved.deactivates, event.kind), (Some(second.ends), EventKind::PersonDepartureMoved));
        let (stays, event) = cancel(moved, Some(&second), "stays", &by(), instant(NOW)).expect("cancelled");
        assert_eq!((stays.deactivates, event.kind), (None, EventKind::PersonDepartureCancelled));
        assert_eq!(event.changes[0].old, "2027-01-20 23:59:59 America/Chicago");
        assert_eq!(cancel(stays, None, "", &by(), instant(NOW)).map(drop), Err(Refusal::NotLeaving));
        let late = cancel(planned, Some(&first), "", &by(), first.ends).map(drop);
        assert_eq!(late, Err(Refusal::NoAccount), "the day has come: reactivating is another verb");
    }

    #[test]
    fn only_whoever_is_here_leaves() {
        for (state, wanted) in [
            (AccountState::Invited, Some(Refusal::NoAccount)),
            (AccountState::RegisteredUnverified, None),
            (AccountState::Active, None),
            (AccountState::Deactivated, Some(Refusal::NoAccount)),
            (AccountState::Archived, Some(Refusal::Archived)),
        ] {
            assert_eq!(plan(person(state), None, &departure(1), &by()).err(), wanted, "{state:?}");
        }
        let own = Person { id: by().person, ..person(AccountState::Active) };
        assert_eq!(plan(own, None, &departure(1), &by()).err(), Some(Refusal::OwnAccess));
    }

    #[test]
    fn n08_only_whose_day_has_come_is_touched() {
        let plan = departure(0);
        let leaving = |state| Person { deactivates: Some(plan.ends), ..person(state) };
        for &state in AccountState::ALL {
            let before = fall_due(leaving(state), Some(&plan), plan.ends - TimeDelta::milliseconds(1));
            assert_eq!(before, None, "{state:?}");
            let due = fall_due(leaving(state), Some(&plan), plan.ends);
            assert_eq!(due.is_some(), state.may_sign_in(), "{state:?}");
        }
        let (gone, event) = fall_due(leaving(AccountState::Active), Some(&plan), plan.ends).expect("due");
        assert_eq!((gone.state, gone.deactivates), (AccountState::Deactivated, None));
        assert_eq!(event.reason, "moves away");
        assert_eq!(fall_due(gone, Some(&plan), plan.ends), None, "once");
        assert_eq!(fall_due(person(AccountState::Active), Some(&plan), plan.ends), None, "called off");
        let (_, event) = fall_due(leaving(AccountState::Active), None, plan.ends).expect("due");
        assert_eq!(event.reason, DAY_HAS_COME);
    }
}
