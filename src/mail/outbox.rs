//! The job that sends what is due. Several processes may run it over one database.

use std::time::Duration;

use chrono::TimeDelta;
use futures_util::future::join_all;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;

use super::{
    compose::{compose, message},
    letter::Letter,
    mailer::{CONNECTIONS, route},
    model::{MailRoute, MailState, Outcome, Trouble},
    queue::{self, Afterwards, Claimed},
    seal,
};
use crate::{
    domain::{clock::Instant, ids::MailId},
    operator::model::Job,
    paths,
    server::{db::Conn, fault::Fault, jobs, state::AppState, write::Bookkeeping},
};

const TICK: Duration = Duration::from_secs(1);
/// How long a mail stays with a process that has died. Longer than the longest send, with room for clocks that differ.
pub const LEASE: TimeDelta = TimeDelta::minutes(3);
/// The pauses before a database that is away is told once more what became of a mail; together well within the lease.
const PATIENCE: [Duration; 4] =
    [Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(4), Duration::from_secs(15)];
/// How long a mail that is being handed over may take to finish after a signal to stop.
const FAREWELL: Duration = Duration::from_secs(8);

/// Who is told what became of a mail, in the transaction in which that is written down.
pub trait Listener: Copy + Send + Sync + 'static {
    /// What a mail means to the listener.
    type Concern: Send;

    /// Asked before anything is written; takes the locks that [`follow`](Self::follow) needs.
    fn concern(self, conn: &mut Conn, mail: MailId)
    -> impl Future<Output = sqlx::Result<Option<Self::Concern>>> + Send;

    fn follow(
        self,
        conn: &mut Conn,
        concern: Self::Concern,
        state: MailState,
        now: Instant,
    ) -> impl Future<Output = Result<(), Fault>> + Send;
}

/// Sends until `stop`, then finishes what is being handed over.
pub async fn watch(state: AppState, stop: CancellationToken, listener: impl Listener) {
    let mut ticker = interval(TICK);
    ticker.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = ticker.tick() => {}
        }
        let sending = send_due(&state, &stop, listener);
        tokio::pin!(sending);
        let done = tokio::select! {
            done = &mut sending => Ok(done),
            () = stop.cancelled() => timeout(FAREWELL, sending).await,
        };
        match done {
            Ok(done) => jobs::ended(&state, Job::Mail, &done),
            Err(_) => tracing::warn!("a mail was still being handed over; it will be sent again"),
        }
    }
}

/// Sends everything that is due, over a few connections at once.
///
/// # Errors
/// The database refused; what was being sent is sent again after its lease.
pub async fn send_due(state: &AppState, stop: &CancellationToken, listener: impl Listener) -> Result<(), Fault> {
    let now = state.clock.now();
    let mut conn = state.db.read().await?;
    if route(state) == MailRoute::None {
        if queue::is_overdue(&mut conn, now).await? {
            drop(conn);
            let mut tx = Bookkeeping::open(&state.db).await?;
            let given_up = queue::give_up_overdue(&mut tx, now).await?;
            tx.keep().await?;
            tracing::warn!(given_up, "mails were given up: ROLECALL_SMTP_URL names no mail server");
        }
        return Ok(());
    }
    if !queue::is_due(&mut conn, now).await? {
        return Ok(());
    }
    drop(conn);
    let workers = (0..CONNECTIONS).map(|_| work(state, stop, listener));
    join_all(workers).await.into_iter().collect()
}

/// Sends one mail after the other, until none is due or the mail server does not answer.
async fn work(state: &AppState, stop: &CancellationToken, listener: impl Listener) -> Result<(), Fault> {
    while !stop.is_cancelled() {
        let now = state.clock.now();
        let mut tx = Bookkeeping::open(&state.db).await?;
        let claimed = queue::claim(&mut tx, state.random.id(now), now + LEASE, now).await?;
        tx.keep().await?;
        let Some(mail) = claimed else { return Ok(()) };
        let (outcome, afterwards) = deliver(state, &mail).await;
        // The mail is on its way or not, whatever the database says now: what is not written down is sent twice.
        let mut noted = note(state, listener, &mail, &outcome, afterwards).await;
        for pause in PATIENCE {
            if noted.is_ok() {
                break;
            }
            tokio::time::sleep(pause).await;
            noted = note(state, listener, &mail, &outcome, afterwards).await;
        }
        noted?;
        if matches!(outcome, Outcome::Failed(Trouble::Unreachable | Trouble::TooSlow, _)) {
            return Ok(());
        }
    }
    Ok(())
}

async fn note(
    state: &AppState,
    listener: impl Listener,
    mail: &Claimed,
    outcome: &Outcome,
    afterwards: Afterwards,
) -> Result<(), Fault> {
    let now = state.clock.now();
    let mut tx = Bookkeeping::open(&state.db).await?;
    let concern = listener.concern(&mut tx, mail.id).await?;
    let verdict = queue::settle(&mut tx, mail, outcome, afterwards, now).await?;
    if let (Some(concern), Some(verdict)) = (concern, &verdict) {
        listener.follow(&mut tx, concern, verdict.state, now).await?;
    }
    tx.keep().await?;
    let Some(verdict) = verdict else {
        tracing::warn!(mail.id = %mail.id, "a mail took longer than its lease; another process may have sent it too");
        return Ok(());
    };
    let (id, attempts) = (mail.id, mail.attempts);
    let (now, reply) = (verdict.state.name(), verdict.reply);
    match verdict.state {
        MailState::Accepted => tracing::info!(mail.id = %id, attempts, reply, "a mail was accepted"),
        _ => tracing::warn!(mail.id = %id, attempts, reply, trouble = ?verdict.trouble, "a mail is {now}"),
    }
    Ok(())
}

async fn deliver(state: &AppState, mail: &Claimed) -> (Outcome, Afterwards) {
    if mail.give_up <= state.clock.now() {
        return (Outcome::Failed(Trouble::TooLate, String::new()), Afterwards::Erase);
    }
    let Some(letter) = seal::open(&state.config, mail.id, &mail.sealed) else {
        return (Outcome::Failed(Trouble::Unreadable, String::new()), Afterwards::Erase);
    };
    match state.mailer.from() {
        Some(from) => (hand_over(state, from, mail, &letter).await, Afterwards::Erase),
        None => {
            let page = state.config.base_url.join(&paths::dev_mail(mail.id)).map(String::from).unwrap_or_default();
            tracing::info!(mail.id = %mail.id, "no mail server: the mail can be read at {page}");
            (Outcome::Accepted(String::new()), Afterwards::Keep)
        }
    }
}

async fn hand_over(state: &AppState, from: &lettre::message::Mailbox, mail: &Claimed, letter: &Letter) -> Outcome {
    let base = &state.config.base_url;
    let made = compose(base, mail.language, letter)
        .and_then(|composed| message(base, from, (mail.id, mail.queued), &mail.recipient, composed));
    match made {
        Ok(message) => state.mailer.send(message).await,
        Err(why) => Outcome::Failed(Trouble::Unreadable, why),
    }
}
