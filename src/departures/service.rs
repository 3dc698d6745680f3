//! Planning a departure, moving it, calling it off: each inside the practice's write lock, with its event.

use chrono::NaiveDate;

use super::{
    model::{Departure, Origin, Warning, cancel as called_off, day, plan as planned},
    store,
    views::{DeparturePage, Known, Mark, MonthView, PlanView},
};
use crate::{
    domain::{
        calendar::{DayOrder, Month},
        clock::Instant,
        code::{Code, FieldErrors},
        ids::PersonId,
    },
    error::{AppError, Conflict},
    handover::{self, service::Moved},
    history::model::Event,
    lifecycle::{self, model::Verb},
    people::{self, model::Person, service::keep_an_administrator},
    server::{
        clock::end_of_day,
        doors::{Command, Cx, Done, Query},
        fault::Fault,
    },
};

/// Other departures shown in a calendar.
const MOST: i64 = 1000;

/// The day it is in the practice.
pub fn today<C>(cx: &Cx<C>) -> NaiveDate {
    cx.local(cx.now).date_naive()
}

/// Everything there is to know before somebody's access ends.
pub async fn page(cx: &mut Query, id: PersonId) -> Result<DeparturePage, Fault> {
    let (practice, now) = (cx.reach.practice, cx.now);
    let account = lifecycle::service::page(cx, id, Verb::Deactivate).await?;
    let person = people::store::find(&mut cx.conn, cx.reach, id).await?.ok_or(AppError::NotFound)?;
    let plan = store::find(&mut cx.conn, practice, id).await?;
    let zone = cx.zone.name().to_owned();
    let to_come = person.deactivates.filter(|at| *at > now);
    let plan = to_come.map(|ends| match plan {
        Some(plan) => PlanView {
            day: plan.day,
            zone: plan.zone,
            reason: plan.reason,
            by: plan.by_name,
            planned: Some(cx.local(plan.planned)),
        },
        None => PlanView {
            day: cx.local(ends).date_naive(),
            zone: zone.clone(),
            reason: String::new(),
            by: String::new(),
            planned: None,
        },
    });
    let patients = match person.place.provider {
        Some(provider) => {
            let count = store::patients_of(&mut cx.conn, cx.reach, provider).await?;
            (count > 0).then_some((provider, count))
        }
        None => None,
    };
    let handover = match person.place.provider.zip(to_come) {
        Some((provider, ends)) => handover::service::scheduled_for(&mut cx.conn, practice, provider, ends).await?,
        None => None,
    };
    Ok(DeparturePage {
        handover: handover.map(|plan| plan.provider),
        today: today(cx),
        zone,
        plan,
        marks: marks(cx, id).await?,
        warnings: warnings(cx, &person).await?,
        patients,
        notice_days: store::rules::notice_days(&mut cx.conn, practice).await?,
        account,
    })
}

/// What is known of the days to come: who else leaves, and when the practice is closed.
async fn marks(cx: &mut Query, but: PersonId) -> Result<Vec<Mark>, Fault> {
    let (reach, now, zone) = (cx.reach, cx.now, cx.zone);
    let local = |at: Instant| crate::server::clock::local(zone, at);
    let leavers = store::list::between(&mut cx.conn, reach, (now, Instant::MAX_UTC), MOST, local).await?;
    let leavers = leavers.into_iter().filter(|leaver| leaver.person != but);
    let mut marks: Vec<_> =
        leavers.map(|leaver| Mark { day: leaver.ends.date_naive(), what: Known::Leaves(leaver.name) }).collect();
    let closed = store::rules::closed(&mut cx.conn, reach.practice).await?;
    marks.extend(closed.into_iter().map(|closed| Mark { day: closed.day, what: Known::Closed(closed.label) }));
    Ok(marks)
}

async fn warnings(cx: &mut Query, person: &Person) -> Result<Vec<Warning>, Fault> {
    let practice = cx.reach.practice;
    let mut warnings = Vec::new();
    if person.administers_all() {
        let name = store::lonely_administrator(&mut cx.conn, practice, person.id).await?;
        warnings.extend(name.map(|name| Warning::OneAdministratorLeft { name }));
    }
    if let Some(provider) = person.place.provider.filter(|_| person.role.administers())
        && store::other_approvers(&mut cx.conn, practice, provider, person.id).await? == 0
    {
        warnings.push(Warning::OnlyApproverOf { place: person.place.name.clone() });
    }
    Ok(warnings)
}

/// Plans the end of somebody's access, or moves it. `seen` is the day that the reader has seen planned, '' for none.
///
/// # Errors
/// Whatever stands against it; wrong fields; a plan that somebody else has changed meanwhile.
pub async fn plan(
    cx: &mut Command,
    id: PersonId,
    (text, reason): (&str, &str),
    seen: &str,
) -> Result<Done<PlanView>, Fault> {
    cx.fresh()?;
    let practice = cx.reach.practice;
    let person = people::store::find(&mut cx.conn, cx.reach, id).await?.ok_or(AppError::NotFound)?;
    let old = store::find(&mut cx.conn, practice, id).await?;
    not_changed(cx, &person, old.as_ref(), seen)?;
    let mut errors = FieldErrors::default();
    let day = errors.keep("day", day(text, DayOrder::MonthFirst, today(cx)));
    let reason = errors.keep("reason", Verb::Deactivate.reason(reason));
    let (day, reason) = errors.or(day.zip(reason))?;
    let ends = end_of_day(cx.zone, day).ok_or_else(|| FieldErrors::one("day", Code::OutOfRange))?;
    let new = Departure {
        person: id,
        practice,
        day,
        zone: cx.zone.name().to_owned(),
        ends,
        reason,
        by: Some(cx.viewer.actor.person),
        by_name: cx.viewer.actor.name.clone(),
        planned: cx.now,
        origin: origin(cx),
    };
    let administers = person.administers_all();
    let before = person.deactivates;
    let (person, event) = planned(person, old.as_ref(), &new, &cx.viewer.actor)?;
    if administers {
        keep_an_administrator(&mut cx.conn, practice, id).await?;
    }
    save(cx, &person).await?;
    store::put(&mut cx.conn, &new).await?;
    let followed = follow(cx, &person, before, Some(ends)).await?;
    let view = PlanView {
        day: new.day,
        zone: new.zone,
        reason: new.reason,
        by: new.by_name,
        planned: Some(cx.local(new.planned)),
    };
    Ok(Done::new(view, event).and_all(followed))
}

/// Calls somebody's departure off: they stay.
///
/// # Errors
/// Whatever stands against deactivating them; nothing is planned.
pub async fn cancel(cx: &mut Command, id: PersonId, reason: &str) -> Result<Done<()>, Fault> {
    cx.fresh()?;
    let practice = cx.reach.practice;
    let person = people::store::find(&mut cx.conn, cx.reach, id).await?.ok_or(AppError::NotFound)?;
    let reason = Verb::Reactivate.reason(reason).map_err(|code| FieldErrors::one("why", code))?;
    let old = store::find(&mut cx.conn, practice, id).await?;
    let before = person.deactivates;
    let (person, event) = called_off(person, old.as_ref(), &reason, &cx.viewer.actor, cx.now)?;
    save(cx, &person).await?;
    store::remove(&mut cx.conn, practice, id).await?;
    let followed = follow(cx, &person, before, None).await?;
    Ok(Done::new((), event).and_all(followed))
}

/// The plan for the patients of the provider for whom somebody works keeps to the instant at which they leave (N-01).
async fn follow(
    cx: &mut Command,
    person: &Person,
    from: Option<Instant>,
    to: Option<Instant>,
) -> Result<Vec<Event>, Fault> {
    let Some((provider, from)) = person.place.provider.zip(from) else { return Ok(Vec::new()) };
    let (moved, at) = (Moved { from, to }, (cx.now, cx.zone));
    let about = (provider, person.place.name.as_str());
    let event = handover::service::follow(&mut cx.conn, cx.reach.practice, about, &moved, at).await?;
    Ok(event.into_iter().collect())
}

async fn save(cx: &mut Command, person: &Person) -> Result<(), Fault> {
    if people::store::save(&mut cx.conn, cx.reach.practice, person, cx.now).await? {
        return Ok(());
    }
    Err(Fault::inconsistent(format!("people.version of {} moved inside the write lock", person.id)))
}

/// Two who plan the same departure do not overwrite each other.
fn not_changed(cx: &Command, person: &Person, old: Option<&Departure>, seen: &str) -> Result<(), AppError> {
    let to_come = person.deactivates.filter(|at| *at > cx.now);
    let day = to_come.map(|at| old.map_or_else(|| cx.local(at).date_naive(), |old| old.day));
    let stored = day.map(|day| day.to_string()).unwrap_or_default();
    if stored == seen {
        return Ok(());
    }
    let by = old.map(|old| old.by_name.clone()).unwrap_or_default();
    let fields = vec![("day".to_owned(), stored)];
    Err(AppError::Conflict(Box::new(Conflict { by, version: person.version, fields })))
}

fn origin(cx: &Command) -> Origin {
    Origin { request: cx.request.id.clone(), address: cx.request.address.to_string(), agent: cx.request.agent.clone() }
}

/// One month of the calendar; without a name the one that it is in the practice.
pub async fn month(cx: &mut Query, name: &str) -> Result<MonthView, Fault> {
    let (reach, now, zone, today) = (cx.reach, cx.now, cx.zone, today(cx));
    let month = name.parse().unwrap_or_else(|_| Month::of(today));
    let local = |at: Instant| crate::server::clock::local(zone, at);
    let before = month.first().pred_opt().and_then(|day| end_of_day(zone, day)).unwrap_or(now);
    let until = end_of_day(zone, month.last()).unwrap_or(Instant::MAX_UTC) + chrono::TimeDelta::milliseconds(1);
    let leavers = store::list::between(&mut cx.conn, reach, (before.max(now), until), MOST, local).await?;
    let leavers = leavers.into_iter().map(|leaver| (leaver.ends.date_naive(), leaver.person, leaver.name)).collect();
    let closed = store::rules::closed(&mut cx.conn, reach.practice).await?;
    let closed = closed.into_iter().filter(|closed| month.has(closed.day)).collect();
    Ok(MonthView { month, today, leavers, closed })
}
