//! What administrators do: choose for the practice, make an exception, reset somebody's second step.

use super::{
    model::{Change, Demand, Exception, LONGEST_REASON, PersonStanding, PersonTwoStep, can_manage},
    passkeys,
    service::{is_demanded, settle, tell},
    store,
};
use crate::{
    account,
    domain::{
        code::{Code, FieldErrors},
        ids::PersonId,
        refusal::Refusal,
    },
    error::AppError,
    history::model::{Event, EventKind},
    people::{
        self,
        model::{Person, Standing},
    },
    server::{
        db::Conn,
        doors::{Command, Cx, Done, Query},
        fault::Fault,
    },
    session::{self, model::Awaits},
};

/// Nobody chooses for a practice who reaches only one provider of it.
fn whole<C>(cx: &Cx<C>) -> Result<(), Fault> {
    if cx.reach.provider.is_some() { Err(Refusal::OutsideScope.into()) } else { Ok(()) }
}

pub async fn chosen(cx: &mut Query) -> Result<Demand, Fault> {
    whole(cx)?;
    store::demand(&mut cx.conn, cx.reach.practice).await
}

/// Chooses for the practice: it holds from the next sign-in of each person on.
pub async fn choose(cx: &mut Command, demand: Demand) -> Result<Done<()>, Fault> {
    whole(cx)?;
    cx.fresh()?;
    let before = store::demand(&mut cx.conn, cx.reach.practice).await?;
    store::set_demand(&mut cx.conn, cx.reach.practice, demand).await?;
    let mut event = Event::new(EventKind::TwoStepDemandChosen).because(cx.viewer.practice.name.clone());
    event.change("two_step_demand", before.name(), demand.name());
    Ok(Done::new((), event))
}

pub async fn of_person(cx: &mut Query, id: PersonId) -> Result<PersonTwoStep, Fault> {
    let person = people::store::find(&mut cx.conn, cx.reach, id).await?.ok_or(AppError::NotFound)?;
    let stored = store::get(&mut cx.conn, id).await?;
    let factors = store::factors(&mut cx.conn, id).await?;
    Ok(PersonTwoStep {
        app: stored.since.map(|at| cx.local(at)),
        passkeys: factors.passkeys,
        codes_left: store::codes_left(&mut cx.conn, id).await?,
        exception: stored.exception,
        demanded: is_demanded(&mut cx.conn, id, cx.now).await?,
        standing: PersonStanding { person: id, role: person.role, state: person.state },
    })
}

/// Somebody whose second step may be changed, by who has given the password lately (T33).
async fn managed(cx: &mut Command, id: PersonId) -> Result<Person, Fault> {
    let person = people::store::find(&mut cx.conn, cx.reach, id).await?.ok_or(AppError::NotFound)?;
    let standing = Standing { person: id, role: person.role, state: person.state };
    can_manage(&standing, &cx.viewer.actor)?;
    cx.fresh()?;
    Ok(person)
}

/// Makes an exception from the practice's choice, or ends one.
pub async fn except(cx: &mut Command, id: PersonId, exception: Exception) -> Result<Done<()>, Fault> {
    let person = managed(cx, id).await?;
    let before = store::get(&mut cx.conn, id).await?.exception;
    store::set_exception(&mut cx.conn, cx.reach.practice, id, exception).await?;
    let mut event = Event::new(EventKind::TwoStepExceptionMade).about(id, person.name());
    event.change("two_step_exception", before.name(), exception.name());
    Ok(Done::new((), event))
}

/// Forgets somebody's app, recovery codes and passkeys.
pub async fn take_factors(conn: &mut Conn, id: PersonId) -> Result<(), Fault> {
    store::take_app(conn, id).await?;
    store::take_codes(conn, id).await?;
    passkeys::store::take_all(conn, id).await?;
    Ok(())
}

/// Takes every factor of somebody who has lost theirs, and ends their sessions. They are told by mail who did it and
/// why; where a second step is demanded, they set up a new one when they sign in.
pub async fn reset(cx: &mut Command, id: PersonId, reason: &str) -> Result<Done<()>, Fault> {
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    if reason.is_empty() {
        return Err(FieldErrors::one("reason", Code::Required).into());
    }
    if reason.chars().count() > LONGEST_REASON || reason.chars().any(char::is_control) {
        return Err(FieldErrors::one("reason", Code::TooLong).into());
    }
    let person = managed(cx, id).await?;
    if !store::factors(&mut cx.conn, id).await?.any() {
        return Err(Refusal::NoTwoStep.into());
    }
    take_factors(&mut cx.conn, id).await?;
    session::store::end_all(&mut cx.conn, id).await?;
    account::store::end(&mut cx.conn, cx.reach.practice, id, None, cx.now).await?;
    let (state, now, by) = (cx.state.clone(), cx.now, cx.viewer.actor.name.clone());
    tell(&mut cx.conn, &state, id, Change::Reset, (&by, &reason), now).await?;
    let mut done = Done::new((), Event::new(EventKind::TwoStepReset).about(id, person.name()).because(reason));
    if is_demanded(&mut cx.conn, id, now).await?
        && let Some(event) = settle(&mut cx.conn, cx.reach.practice, id, Some(Awaits::Enrolment), now).await?
    {
        done = done.and(event);
    }
    Ok(done)
}
