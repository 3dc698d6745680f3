//! Carrying plans out: at their instant, in the background, in the name of whoever scheduled them and with the rights they
//! have at that moment; a whole plan in one transaction.

use chrono::TimeDelta;

use super::{
    assign::Move,
    judge::{About, Judged, judge},
    model::{State, Why},
    problems::Problem,
    service::event,
    store::{
        self, Stored,
        queue::{self, Claimed},
    },
};
use crate::{
    domain::{ids::BatchId, permission::Permission, refusal::Refusal, scope::Reach},
    error::AppError,
    history::{
        model::{Event, EventKind},
        store::Cause,
    },
    patients::{
        model::Selection,
        store::moves::{Act, Side, reassign},
    },
    providers,
    server::{
        doors::{self, Command, Done},
        failpoint,
        fault::Fault,
        state::AppState,
        write::{Bookkeeping, Writing},
    },
};

/// How long a process may take for one plan before another one takes it up.
const LEASE: TimeDelta = TimeDelta::seconds(30);
/// Patients named by one statement: fewer than either engine takes.
const AT_ONCE: usize = 10_000;

/// Carries out every plan whose instant has come, one after the other. One that fails keeps none of the others waiting.
///
/// # Errors
/// The database refused; what is left is taken up again when its lease ends.
pub async fn run_due(state: &AppState) -> Result<(), Fault> {
    let mut failed = None;
    while queue::is_due(&mut state.db.read().await?, state.clock.now()).await? {
        let now = state.clock.now();
        let mut tx = Bookkeeping::open(&state.db).await?;
        let claimed = queue::claim(&mut tx, state.random.id(now), now + LEASE, now).await?;
        tx.keep().await?;
        let Some(claimed) = claimed else { break };
        if let Err(error) = one(state, &claimed).await {
            tracing::error!(%error, handover.id = %claimed.plan.id, "a plan for patients failed");
            failed = Some(error);
        }
    }
    failed.map_or(Ok(()), Err)
}

async fn one(state: &AppState, claimed: &Claimed) -> Result<(), Fault> {
    failpoint::hit("handover-claimed", claimed.plan.ordered.practice)?;
    let done = doors::command_ordered(state, &claimed.plan.ordered, Permission::AssignPatients, async |cx| {
        if !queue::holds(&mut cx.conn, claimed).await? {
            return Err(AppError::Gone.into());
        }
        let plan = Stored { version: claimed.plan.version + 1, changed: cx.now, ..claimed.plan.clone() };
        super::model::can_plan(&cx.viewer.actor)?;
        let about = About { practice: cx.reach.practice, provider: plan.provider, at: cx.now, zone: cx.zone };
        let judged = judge(&mut cx.conn, about, &plan.plan).await?;
        carry(cx, plan, judged).await
    });
    match done.await {
        // Changed, called off, or taken up by another process.
        Ok(_) | Err(Fault::Answer(AppError::Gone)) => Ok(()),
        Err(Fault::Answer(AppError::Forbidden(refusal))) => refuse(state, claimed, refusal).await,
        Err(fault) => Err(fault),
    }
}

/// Does what the plan says for everybody, or stops it with the reason and does nothing. `plan` has its next version
/// already.
pub async fn carry(cx: &mut Command, plan: Stored, judged: Judged) -> Result<Done<State>, Fault> {
    let blocking: Vec<_> = judged.problems.iter().filter(|problem| problem.blocks()).cloned().collect();
    let name = judged.provider.name.clone();
    if !blocking.is_empty() {
        let mut event = event(EventKind::HandoverStopped, &plan, &name);
        event.change("handover_problem", "", blocking.iter().map(told).collect::<Vec<_>>().join(", "));
        let plan = Stored { state: State::Stopped, why: Some(Why::Problems(blocking)), ..plan };
        return Ok(Done::new(keep(cx, &plan).await?, event));
    }
    let act = Act { batch: BatchId::new(cx.state.random.id(cx.now)), at: cx.now, by: cx.viewer.actor.name.clone() };
    let from = Side { id: Some(judged.provider.id), name: name.clone() };
    let mut events = Vec::new();
    for one in &judged.moves {
        let target = judged.targets.iter().find(|target| Some(target.id) == one.to);
        let to = Side { id: one.to, name: target.map(|target| target.name.clone()).unwrap_or_default() };
        events.extend(hand_over(cx, (&from, &to), one, &act).await?);
    }
    failpoint::hit("handover-moved", cx.reach.practice)?;
    if plan.plan.leaves && judged.provider.active {
        events.push(leave(cx, &plan).await?);
    }
    let mut event = event(EventKind::HandoverDone, &plan, &name);
    event.change("patients", "", judged.patients.len().to_string());
    let plan = Stored { state: State::Done, at: Some(cx.now), outcome: judged.lines(), ..plan };
    let done = Done::new(keep(cx, &plan).await?, event).and_all(events);
    failpoint::hit("handover-kept", cx.reach.practice)?;
    Ok(done)
}

/// What the history says of a problem.
fn told(problem: &Problem) -> String {
    match problem {
        Problem::Inactive { name } | Problem::Leaves { name, .. } => name.clone(),
        _ => "?".to_owned(),
    }
}

async fn keep(cx: &mut Command, plan: &Stored) -> Result<State, Fault> {
    if store::save(&mut cx.conn, plan).await? { Ok(plan.state) } else { Err(AppError::Gone.into()) }
}

/// The patients of one move, thousands in a few statements.
async fn hand_over(cx: &mut Command, sides: (&Side, &Side), one: &Move, act: &Act) -> Result<Vec<Event>, Fault> {
    let (whole, mut moved, mut events) = (Reach::whole(cx.reach.practice), 0, Vec::new());
    for patients in one.patients.chunks(AT_ONCE) {
        let selection = Selection { patients: patients.to_vec(), ..Selection::default() };
        let (count, event) = reassign(&mut cx.conn, whole, sides, &selection, act).await?;
        moved += count;
        events.extend(event);
    }
    if moved != one.patients.len() as i64 {
        return Err(Fault::inconsistent(format!("{moved} of {} patients were handed over", one.patients.len())));
    }
    Ok(events)
}

/// The provider takes part no more.
async fn leave(cx: &mut Command, plan: &Stored) -> Result<Event, Fault> {
    let whole = Reach::whole(cx.reach.practice);
    let mut provider = providers::store::find(&mut cx.conn, whole, plan.provider).await?.ok_or(AppError::NotFound)?;
    let mut event = Event::new(EventKind::ProviderEdited).about(provider.id, &provider.name);
    let before = provider.profile.state();
    provider.profile.inactive = true;
    provider.version += 1;
    event.change("provider_state", before.name(), provider.profile.state().name());
    if !providers::store::save(&mut cx.conn, whole.practice, &provider).await? {
        return Err(AppError::Unavailable.into());
    }
    providers::administer::save_profile(&mut cx.conn, whole.practice, &provider).await?;
    Ok(event)
}

/// Whoever scheduled it may not, or is not, any more: it stops until somebody else takes it up.
async fn refuse(state: &AppState, claimed: &Claimed, refusal: Refusal) -> Result<(), Fault> {
    let now = state.clock.now();
    let practice = claimed.plan.ordered.practice;
    let mut tx = Writing::open(&state.db, practice).await?;
    if !queue::holds(&mut tx, claimed).await? {
        return Ok(());
    }
    let whole = Reach::whole(practice);
    let provider = providers::store::find(&mut tx, whole, claimed.plan.provider).await?.ok_or(AppError::NotFound)?;
    let event = event(EventKind::HandoverStopped, &claimed.plan, &provider.name).because(refusal.record("handover"));
    let why = Some(Why::Refused(refusal));
    let version = claimed.plan.version + 1;
    let plan = Stored { state: State::Stopped, why, version, changed: now, ..claimed.plan.clone() };
    if !store::save(&mut tx, &plan).await? {
        return Ok(());
    }
    let cause = Cause { agent: "rolecall".into(), ..Cause::default() };
    tx.finish(&cause, now, &state.random, vec![event]).await
}
