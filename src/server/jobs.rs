//! What happens by itself: last use of sessions is written, derived badges follow the time, mail leaves, orders for many
//! people are carried out, departures and vendors' access are followed up, plans are renewed, what is over is forgotten.
//!
//! Nothing here decides who has access; every request checks that itself. All of it is safe to run on several
//! processes at once.

use std::time::Duration;

use tokio::time::{Interval, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::{fault::Fault, state::AppState, write::Bookkeeping};
use crate::{
    account, bulk, caller, departures, handover, imports, invitations, mail, operator::model::Job, people,
    registrations, rest, roster, session, tiers, twostep, vendor,
};

const FLUSH: Duration = Duration::from_secs(1);
const BADGES: Duration = Duration::from_secs(5);
/// Those whose last day is over, or near.
const DEPARTURES: Duration = Duration::from_secs(5);
/// Vendors whose access has ended or was lowered.
const RECEIPTS: Duration = Duration::from_secs(5);
/// Requests that have become overdue.
const OVERDUE: Duration = Duration::from_secs(60);
/// Orders for many people, and plans for patients, that are due.
const ORDERED: Duration = Duration::from_secs(1);
/// Charges that nobody looks after.
const CHARGES: Duration = Duration::from_secs(5);
/// Plans whose period is over.
const RENEWALS: Duration = Duration::from_secs(60);
/// How long the memory of password hashes is kept for the next sign-in.
const HASHING: Duration = Duration::from_secs(15);
const SWEEP: Duration = Duration::from_secs(600);
/// How long an uploaded list of people waits to be confirmed.
const DRAFTS: chrono::TimeDelta = chrono::TimeDelta::days(1);
/// How long links back into accounts are remembered: long enough to say of an old one that it has ended.
const LINKS: chrono::TimeDelta = chrono::TimeDelta::days(30);
/// How long what became of an order for many people can be looked up; the history keeps it anyway.
const ORDERS: chrono::TimeDelta = chrono::TimeDelta::days(90);
/// Badges brought up to date in one transaction.
const BATCH: i64 = 500;

/// Runs until `stop`, then writes what is left.
pub async fn run(state: AppState, stop: CancellationToken) {
    // Beside the rest, which a slow mail server or payment provider must not hold up.
    let outbox = tokio::spawn(mail::outbox::watch(state.clone(), stop.clone(), invitations::bounce::Bounces));
    let orders = tokio::spawn(every(ORDERED, Job::Orders, state.clone(), stop.clone(), |state, stop| async move {
        bulk::carry_out::due(&state, &stop).await
    }));
    let plans = tokio::spawn(every(ORDERED, Job::Handovers, state.clone(), stop.clone(), |state, _| async move {
        handover::carry_out::run_due(&state).await
    }));
    let charges = tokio::spawn(every(CHARGES, Job::Charges, state.clone(), stop.clone(), |state, _| async move {
        charges(&state).await
    }));
    let (mut flush_due, mut badges_due, mut sweep_due) = (ticker(FLUSH), ticker(BADGES), ticker(SWEEP));
    let (mut overdue_due, mut departures_due) = (ticker(OVERDUE), ticker(DEPARTURES));
    let (mut renewals_due, mut receipts_due) = (ticker(RENEWALS), ticker(RECEIPTS));
    let mut hashing_due = ticker(HASHING);
    loop {
        let (job, done) = tokio::select! {
            () = stop.cancelled() => break,
            _ = hashing_due.tick() => {
                state.passwords.rest();
                continue;
            }
            _ = flush_due.tick() => (Job::Activity, flush(&state).await),
            _ = badges_due.tick() => (Job::Badges, badges(&state).await),
            _ = departures_due.tick() => (Job::Departures, departures(&state).await),
            _ = receipts_due.tick() => (Job::Receipts, vendor::receipts::due(&state).await),
            _ = sweep_due.tick() => (Job::Sweep, sweep(&state).await),
            _ = overdue_due.tick() => (Job::Reminders, registrations::overdue::remind(&state).await),
            _ = renewals_due.tick() => (Job::Renewals, renewals(&state).await),
        };
        ended(&state, job, &done);
    }
    if let Err(error) = outbox.await {
        tracing::error!(%error, "the outbox stopped");
    }
    if let Err(error) = orders.await {
        tracing::error!(%error, "orders for many people stopped");
    }
    if let Err(error) = charges.await {
        tracing::error!(%error, "charges stopped");
    }
    if let Err(error) = plans.await {
        tracing::error!(%error, "plans for patients stopped");
    }
    if let Err(error) = flush(&state).await {
        tracing::warn!(%error, "the last use of sessions could not be written");
    }
}

fn ticker(period: Duration) -> Interval {
    let mut ticker = interval(period);
    ticker.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticker
}

/// Does `job` again and again until `stop`.
async fn every<Work, Run>(period: Duration, job: Job, state: AppState, stop: CancellationToken, work: Work)
where
    Work: Fn(AppState, CancellationToken) -> Run,
    Run: Future<Output = Result<(), Fault>>,
{
    let mut ticker = ticker(period);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = ticker.tick() => {}
        }
        ended(&state, job, &work(state.clone(), stop.clone()).await);
    }
}

/// Notes how a job went. What failed is tried again at its next turn.
pub fn ended(state: &AppState, job: Job, done: &Result<(), Fault>) {
    if let Err(error) = done {
        tracing::warn!(%error, ?job, "a job failed and will be tried again");
    }
    state.jobs.note(job, done.is_ok(), state.clock.now());
}

/// Writes when sessions were last used, and which links were looked at.
///
/// # Errors
/// The database refused; it is tried again at the next tick.
pub async fn flush(state: &AppState) -> Result<(), Fault> {
    if !state.activity.is_empty() {
        let tx = Bookkeeping::open(&state.db).await?;
        state.activity.flush(tx).await?;
    }
    if !state.visits.is_empty() {
        let tx = Bookkeeping::open(&state.db).await?;
        state.visits.flush(tx).await?;
    }
    Ok(())
}

/// Brings badges up to date that time alone has changed.
///
/// # Errors
/// The database refused; it is tried again at the next tick.
pub async fn badges(state: &AppState) -> Result<(), Fault> {
    let now = state.clock.now();
    // A look first: the write lock is not taken for nothing.
    while people::store::badges_due(&mut state.db.read().await?, now).await? {
        let mut tx = Bookkeeping::open(&state.db).await?;
        people::store::refresh_badges(&mut tx, now, BATCH).await?;
        tx.keep().await?;
    }
    Ok(())
}

/// Follows up what the calendar has brought about, and tells what it will.
///
/// # Errors
/// The database refused; it is tried again at the next tick.
pub async fn departures(state: &AppState) -> Result<(), Fault> {
    let followed = departures::carry_out::due(state).await;
    departures::notices::tell(state).await?;
    followed
}

/// Renews plans, and follows up what is past due.
///
/// # Errors
/// The database refused; it is tried again at the next tick.
pub async fn renewals(state: &AppState) -> Result<(), Fault> {
    let renewed = tiers::billing::renew::due(state).await;
    tiers::billing::past_due::follow_up(state).await?;
    renewed
}

/// Goes on with charges and looks after cards.
async fn charges(state: &AppState) -> Result<(), Fault> {
    if !state.payments.by_card() {
        return Ok(());
    }
    let done = tiers::payments::charge::reconcile(state).await;
    tiers::payments::cards::follow_up(state).await?;
    done
}

/// Forgets what is over.
///
/// # Errors
/// The database refused; it is tried again at the next tick.
pub async fn sweep(state: &AppState) -> Result<(), Fault> {
    let now = state.clock.now();
    let mut tx = Bookkeeping::open(&state.db).await?;
    session::store::sweep(&mut tx, now).await?;
    session::tries::sweep(&mut tx, now).await?;
    twostep::passkeys::challenges::sweep(&mut tx, now).await?;
    account::store::sweep(&mut tx, now - LINKS).await?;
    caller::store::sweep(&mut tx, now - caller::model::WINDOW).await?;
    roster::store::sweep(&mut tx, now - DRAFTS).await?;
    invitations::bulk::store::sweep(&mut tx, now - DRAFTS).await?;
    imports::store::sweep(&mut tx, now - DRAFTS).await?;
    bulk::store::sweep(&mut tx, now - DRAFTS, now - ORDERS).await?;
    rest::repeat::sweep(&mut tx, now).await?;
    state.limits.sweep();
    tiers::store::sweep(&mut tx, now.date_naive()).await?;
    tiers::payments::store::sweep(&mut tx, now).await?;
    tx.keep().await?;
    Ok(())
}
