//! The outbox as its job sees it: mails of all practices that are due, each taken by one process at a time.

use sqlx::{AssertSqlSafe, FromRow, query, query_as, query_scalar};
use uuid::Uuid;

use super::model::{MailState, Outcome, Trouble, Verdict};
use crate::{
    domain::{
        clock::{Instant, instant, maybe_millis, millis},
        ids::MailId,
    },
    i18n::Lang,
    on,
    server::{db::Conn, fault::Fault},
};

/// A mail that is this process's to send until its lease ends.
#[derive(Debug, Clone)]
pub struct Claimed {
    pub id: MailId,
    pub language: Lang,
    pub recipient: String,
    pub sealed: String,
    pub attempts: i32,
    pub give_up: Instant,
    pub queued: Instant,
    lease: String,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    language: String,
    recipient: String,
    sealed: String,
    attempts: i32,
    give_up_at: i64,
    queued_at: i64,
}

/// Whether there is anything to do: a look before the write lock is taken.
pub async fn is_due(conn: &mut Conn, now: Instant) -> sqlx::Result<bool> {
    let sql = "select exists (select 1 from mails where next_try_at > 0 and next_try_at <= $1 and lease_until <= $1)";
    on!(conn, |c| query_scalar(sql).bind(millis(now)).fetch_one(&mut *c).await)
}

/// Takes the mail that is due longest until `until`; of several processes, one gets it. A process that dies keeps a
/// mail only as long as its lease.
pub async fn claim(conn: &mut Conn, lease: Uuid, until: Instant, now: Instant) -> sqlx::Result<Option<Claimed>> {
    // SQLite has one writer; PostgreSQL's processes step around each other's rows.
    let lock = if conn.is_postgres() { "for update skip locked" } else { "" };
    let sql = format!(
        "update mails set lease = $1, lease_until = $2, attempts = attempts + 1, tried_at = $3 where id in (select id \
         from mails where next_try_at > 0 and next_try_at <= $3 and lease_until <= $3 order by next_try_at, id limit 1 \
         {lock}) returning id, language, recipient, sealed, attempts, give_up_at, queued_at"
    );
    let lease = lease.to_string();
    let row: Option<Row> = on!(conn, |c| {
        query_as(AssertSqlSafe(sql)).bind(&lease).bind(millis(until)).bind(millis(now)).fetch_optional(&mut *c).await?
    });
    Ok(row.map(|row| Claimed {
        id: MailId::new(row.id),
        language: Lang::from_tag(&row.language).unwrap_or_default(),
        recipient: row.recipient,
        sealed: row.sealed,
        attempts: row.attempts,
        give_up: instant(row.give_up_at),
        queued: instant(row.queued_at),
        lease,
    }))
}

/// What is left of a letter whose mail has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Afterwards {
    Erase,
    /// The development mailbox is where it is read.
    Keep,
}

/// Writes down how a try ended. `None`: somebody else has taken the mail since, as this process took too long.
///
/// # Errors
/// The database refused, or a stored state is none.
pub async fn settle(
    conn: &mut Conn,
    mail: &Claimed,
    outcome: &Outcome,
    afterwards: Afterwards,
    now: Instant,
) -> Result<Option<Verdict>, Fault> {
    let sql = "select state from mails where id = $1 and lease = $2";
    let update = "update mails set state = $4, trouble = $5, reply = $6, next_try_at = $7, ended_at = $8, \
                  sealed = case when $9 = 1 then '' else sealed end, lease = '', lease_until = 0 \
                  where id = $1 and lease = $2 and state = $3";
    loop {
        let state: Option<String> =
            on!(conn, |c| { query_scalar(sql).bind(mail.id.uuid()).bind(&mail.lease).fetch_optional(&mut *c).await? });
        let Some(name) = state else { return Ok(None) };
        let Some(state) = MailState::from_name(&name) else {
            return Err(Fault::inconsistent(format!("mails.state of {}: {name}", mail.id)));
        };
        let verdict = state.after(outcome, mail.attempts, mail.give_up, now);
        let ended = verdict.next_try.is_none();
        let erase = ended && afterwards == Afterwards::Erase;
        let written = on!(conn, |c| {
            query(update)
                .bind(mail.id.uuid())
                .bind(&mail.lease)
                .bind(state.name())
                .bind(verdict.state.name())
                .bind(verdict.trouble.map_or("", Trouble::name))
                .bind(&verdict.reply)
                .bind(maybe_millis(verdict.next_try))
                .bind(maybe_millis(ended.then_some(now)))
                .bind(i64::from(erase))
                .execute(&mut *c)
                .await?
                .rows_affected()
        });
        // Withdrawn between the two statements: looked at once more.
        if written == 1 {
            return Ok(Some(verdict));
        }
    }
}

/// Whether a mail waits for a mail server longer than there is a point in it.
pub async fn is_overdue(conn: &mut Conn, now: Instant) -> sqlx::Result<bool> {
    let sql = "select exists (select 1 from mails where next_try_at > 0 and give_up_at <= $1)";
    on!(conn, |c| query_scalar(sql).bind(millis(now)).fetch_one(&mut *c).await)
}

/// Gives up what nobody sends, where there is no mail server.
pub async fn give_up_overdue(conn: &mut Conn, now: Instant) -> sqlx::Result<u64> {
    let sql = "update mails set state = 'given_up', trouble = $2, sealed = '', next_try_at = 0, ended_at = $1 \
               where next_try_at > 0 and give_up_at <= $1";
    let trouble = Trouble::NotConfigured.name();
    on!(conn, |c| Ok(query(sql).bind(millis(now)).bind(trouble).execute(&mut *c).await?.rows_affected()))
}

/// Gives up everything that waits: after a restore nobody knows what has been sent since the backup.
pub async fn give_up_restored(conn: &mut Conn, now: Instant) -> sqlx::Result<u64> {
    let sql = "update mails set state = 'given_up', trouble = $2, sealed = '', next_try_at = 0, ended_at = $1, \
               lease = '', lease_until = 0 where next_try_at > 0";
    let trouble = Trouble::Restored.name();
    on!(conn, |c| Ok(query(sql).bind(millis(now)).bind(trouble).execute(&mut *c).await?.rows_affected()))
}
