//! Carrying orders out: in the background, some people at a time, in the name of whoever ordered it and with the rights
//! they have at that moment.

use chrono::TimeDelta;
use tokio_util::sync::CancellationToken;

use super::{
    model::{Deed, Outcome},
    service::event,
    store::{
        counts,
        queue::{self, Claimed},
    },
};
use crate::{
    domain::{ids::PersonId, refusal::Refusal},
    error::AppError,
    history::{
        model::{Event, EventKind},
        store::Cause,
    },
    invitations::{again, model::Orphans},
    lifecycle::{self, service::Acting},
    on, paths, people,
    practices::store::places,
    server::{
        doors::{self, Command, Done},
        fault::Fault,
        state::AppState,
        write::{Bookkeeping, Writing},
    },
};

/// How long a process may take for [`AT_ONCE`] people before another one takes over.
const LEASE: TimeDelta = TimeDelta::seconds(30);
/// People of one transaction: few, so that other writers get in between.
const AT_ONCE: i64 = 50;

/// Carries out every order that is due, as far as `stop` lets.
///
/// # Errors
/// The database refused; what is left is taken up again at the next look.
pub async fn due(state: &AppState, stop: &CancellationToken) -> Result<(), Fault> {
    while queue::is_due(&mut state.db.read().await?, state.clock.now()).await? {
        let now = state.clock.now();
        let mut tx = Bookkeeping::open(&state.db).await?;
        let claimed = queue::claim(&mut tx, state.random.id(now), now + LEASE, now).await?;
        tx.keep().await?;
        let Some(claimed) = claimed else { return Ok(()) };
        while !stop.is_cancelled() {
            if part(state, &claimed).await? == Part::Last {
                break;
            }
        }
        if stop.is_cancelled() {
            return Ok(());
        }
    }
    Ok(())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    MoreToCome,
    Last,
}

/// The next people of an order, in one transaction.
async fn part(state: &AppState, claimed: &Claimed) -> Result<Part, Fault> {
    let permission = claimed.verb.permission();
    match doors::command_ordered(state, &claimed.ordered, permission, async |cx| some(cx, claimed).await).await {
        // Called off, or taken over by another process.
        Err(Fault::Answer(AppError::Gone)) => Ok(Part::Last),
        Err(Fault::Answer(AppError::Forbidden(refusal))) => refuse_rest(state, claimed, refusal).await,
        other => other,
    }
}

async fn some(cx: &mut Command, claimed: &Claimed) -> Result<Done<Part>, Fault> {
    if !queue::renew(&mut cx.conn, claimed, cx.now + LEASE).await? {
        return Err(AppError::Gone.into());
    }
    let places = places(&mut cx.conn, cx.reach).await?;
    // A place that was within reach when it was ordered can have left it.
    let deed = Deed::of(claimed.verb, &claimed.choice, &places).ok_or(Refusal::OutsideScope)?;
    let people = queue::next(&mut cx.conn, claimed.id, AT_ONCE).await?;
    let last = (people.len() as i64) < AT_ONCE;
    let mut events = Vec::new();
    for (position, person, name) in people {
        let (outcome, happened) = one(cx, &deed, person, &name).await?;
        queue::settle(&mut cx.conn, claimed.id, position, &outcome).await?;
        events.extend(happened);
    }
    if last {
        queue::end(&mut cx.conn, claimed, cx.now).await?;
        events.push(ended(&mut cx.conn, claimed).await?);
    }
    let mut events = events.into_iter();
    let first = events.next().ok_or_else(|| Fault::inconsistent("a part of an order without an event"))?;
    Ok(Done::new(if last { Part::Last } else { Part::MoreToCome }, first).and_all(events.collect()))
}

async fn ended(conn: &mut crate::server::db::Conn, claimed: &Claimed) -> Result<Event, Fault> {
    let (_, done, left_out) = counts(conn, claimed.id).await?;
    let mut event = event(EventKind::BulkDone, claimed.verb, "");
    event.change("people", "", done.to_string());
    event.change("left_out", "", left_out.to_string());
    Ok(event)
}

/// One person by the verb's own service function. What it wrote before it refused is undone, for this person alone.
async fn one(cx: &mut Command, deed: &Deed, id: PersonId, name: &str) -> Result<(Outcome, Vec<Event>), Fault> {
    mark(cx, "savepoint one_person").await?;
    let done = done_to(cx, deed, id).await;
    let outcome = match done {
        Ok(events) => {
            mark(cx, "release savepoint one_person").await?;
            return Ok((Outcome::Done, events));
        }
        Err(Fault::Answer(AppError::Forbidden(refusal))) => Outcome::Refused(refusal),
        // Nobody for whoever ordered it, by now.
        Err(Fault::Answer(AppError::NotFound)) => Outcome::Refused(Refusal::OutsideScope),
        Err(fault) if fault.is_outage() => return Err(fault),
        Err(fault) => {
            tracing::error!(error = %fault, person.id = %id, "one person of an order failed");
            Outcome::Failed
        }
    };
    mark(cx, "rollback to savepoint one_person").await?;
    mark(cx, "release savepoint one_person").await?;
    let why = match &outcome {
        Outcome::Refused(refusal) => refusal.record(paths::BULK),
        _ => String::new(),
    };
    let event = Event::new(EventKind::Refused).refused().about(id, name).because(why);
    Ok((outcome, vec![event]))
}

async fn mark(cx: &mut Command, sql: &'static str) -> sqlx::Result<()> {
    on!(&mut cx.conn, |c| sqlx::query(sql).execute(&mut *c).await.map(drop))
}

async fn done_to(cx: &mut Command, deed: &Deed, id: PersonId) -> Result<Vec<Event>, Fault> {
    match deed {
        Deed::InviteAgain => Ok(again::send_again(cx, id).await?.into_parts().1),
        Deed::Unlock => Ok(people::service::unlock(cx, id).await?.into_parts().1),
        Deed::ChangeRole(_) | Deed::Move(_) => {
            let before = people::store::find(&mut cx.conn, cx.reach, id).await?.ok_or(AppError::NotFound)?;
            let (after, event) = deed.edit(before.clone(), &cx.viewer.actor, cx.reach)?;
            let (_, followed) = people::service::keep(cx, &before, after, Orphans::default()).await?;
            Ok(std::iter::once(event).chain(followed).collect())
        }
        Deed::Archive => {
            let by = Acting { actor: &cx.viewer.actor, reach: cx.reach, now: cx.now };
            Ok(lifecycle::service::put(&mut cx.conn, &by, lifecycle::model::Verb::Archive, id, "").await?.1)
        }
    }
}

/// Whoever ordered it may not, or is not, any more: nobody else has their turn.
async fn refuse_rest(state: &AppState, claimed: &Claimed, refusal: Refusal) -> Result<Part, Fault> {
    let now = state.clock.now();
    let mut tx = Writing::open(&state.db, claimed.ordered.practice).await?;
    if !queue::renew(&mut tx, claimed, now + LEASE).await? {
        return Ok(Part::Last);
    }
    let record = refusal.record(paths::BULK);
    queue::settle_rest(&mut tx, claimed.id, &Outcome::Refused(refusal)).await?;
    queue::end(&mut tx, claimed, now).await?;
    let refused = Event::new(EventKind::Refused).refused().because(record);
    let events = vec![refused, ended(&mut tx, claimed).await?];
    let cause = Cause { agent: "rolecall".into(), ..Cause::default() };
    tx.finish(&cause, now, &state.random, events).await?;
    Ok(Part::Last)
}
