//! Gathers what the operator's page shows.

use super::{
    model::{BACKUP_AGE, Installation, Job, JobView, LATELY, MailHealth},
    store,
};
use crate::{
    error::AppError,
    history::model::{Event, EventKind},
    mail::mailer,
    server::{
        doors::{Command, Done, Query},
        fault::Fault,
    },
};

/// How the installation is doing.
///
/// # Errors
/// The database refused.
pub async fn view(cx: &mut Query) -> Result<Installation, Fault> {
    cx.reach.all_of_it()?;
    let (now, zone) = (cx.now, cx.zone);
    let local = move |at| crate::server::clock::local(zone, at);
    let database = store::database(&mut cx.conn).await?;
    let counts = store::counts(&mut cx.conn).await?;
    let backup = store::backed_up(&mut cx.conn).await?;
    let waiting = store::waiting(&mut cx.conn).await?;
    let stuck = store::stuck(&mut cx.conn, now - LATELY, local).await?;
    let health = cx.state.jobs.clone();
    let job = |job: &Job| {
        let run = health.of(*job);
        JobView { job: *job, done: run.done.map(local), failed: run.failed.map(local) }
    };
    let charges = cx.state.payments.by_card();
    Ok(Installation {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        database: database.name,
        bytes: database.bytes,
        migration: database.migration,
        started: local(health.started()),
        practices: counts.practices,
        people: counts.people,
        events: counts.events,
        backup: backup.map(local),
        backup_is_old: backup.is_none_or(|at| now - at > BACKUP_AGE),
        mail: MailHealth {
            route: mailer::route(&cx.state),
            waiting: waiting.waiting,
            deferred: waiting.deferred,
            oldest: waiting.oldest.map(local),
            stuck,
        },
        // Where nobody pays by card there is nothing to charge.
        jobs: Job::ALL.iter().filter(|one| charges || **one != Job::Charges).map(job).collect(),
    })
}

/// Tries again now what a mail server did not take.
///
/// # Errors
/// [`AppError::Gone`] if nothing waits any more.
pub async fn retry_mail(cx: &mut Command) -> Result<Done<u64>, Fault> {
    cx.reach.all_of_it()?;
    let mails = store::retry(&mut cx.conn, cx.now).await?;
    if mails == 0 {
        return Err(AppError::Gone.into());
    }
    let mut event = Event::new(EventKind::MailRetried);
    event.change("mails", "", mails.to_string());
    Ok(Done::new(mails, event))
}
