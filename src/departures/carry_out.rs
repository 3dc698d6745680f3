//! What follows once a day has come. Access has ended by itself (docs/adr/0020-departures-need-no-job.md); here the record
//! says so, sessions and links go, and the history has its line.
//!
//! Everybody has a transaction of their own that takes the practice's place in the queue of writers and looks again. So of
//! several processes one does it, one that is killed has done nothing, and whoever was reactivated or given another day
//! meanwhile is left alone.

use super::{
    model::{Departure, fall_due},
    store,
};
use crate::{
    domain::{
        clock::Instant,
        ids::{PersonId, PracticeId},
        scope::Reach,
    },
    history::store::Cause,
    invitations, lifecycle, people,
    server::{failpoint, fault::Fault, state::AppState, write::Writing},
};

/// People looked up in one go.
const AT_ONCE: i64 = 50;

/// Does what is due. One practice's trouble does not hold up the others.
///
/// # Errors
/// The database refused, or the last of the faults; what is left is taken up at the next look.
pub async fn due(state: &AppState) -> Result<(), Fault> {
    let now = state.clock.now();
    // A look first: the write lock is not taken for nothing.
    let practices = store::due::practices(&mut state.db.read().await?, now).await?;
    let mut last = Ok(());
    for practice in practices {
        if let Err(fault) = of_practice(state, practice, now).await {
            tracing::warn!(error = %fault, practice.id = %practice, "a departure will be followed up later");
            last = Err(fault);
        }
    }
    last
}

async fn of_practice(state: &AppState, practice: PracticeId, now: Instant) -> Result<(), Fault> {
    loop {
        let people = store::due::people(&mut state.db.read().await?, practice, now, AT_ONCE).await?;
        let more = people.len() as i64 == AT_ONCE;
        for person in people {
            one(state, practice, person, now).await?;
        }
        if !more {
            return Ok(());
        }
    }
}

async fn one(state: &AppState, practice: PracticeId, id: PersonId, now: Instant) -> Result<(), Fault> {
    let mut tx = Writing::open(&state.db, practice).await?;
    let found = people::store::find(&mut tx, Reach::whole(practice), id).await?;
    let plan = store::find(&mut tx, practice, id).await?;
    // Looked at inside of the lock: another process, or an administrator, may have been quicker.
    let Some((person, mut event)) = found.and_then(|person| fall_due(person, plan.as_ref(), now)) else {
        return Ok(());
    };
    failpoint::hit("departure-begun", practice)?;
    let ended = lifecycle::service::shut(&mut tx, practice, id, now).await?;
    event.change("sessions", ended.to_string(), "0");
    failpoint::hit("departure-shut", practice)?;
    if !people::store::save(&mut tx, practice, &person, now).await? {
        return Err(Fault::inconsistent(format!("people.version of {id} moved inside the write lock")));
    }
    store::remove(&mut tx, practice, id).await?;
    failpoint::hit("departure-saved", practice)?;
    let mut events = vec![event];
    events.extend(invitations::again::disown(&mut tx, practice, id, None, now).await?);
    tx.finish(&cause(plan), now, &state.random, events).await
}

/// In the name of whoever planned it, from where they did.
fn cause(plan: Option<Departure>) -> Cause {
    match plan {
        Some(plan) => Cause {
            actor: plan.by.map(|by| (by, plan.by_name)),
            request_id: plan.origin.request,
            address: plan.origin.address,
            agent: plan.origin.agent,
            ..Cause::default()
        },
        None => Cause { agent: "rolecall".into(), ..Cause::default() },
    }
}
