//! What the database knows of the whole installation: no practice's data, only how much there is and what is stuck.

use sqlx::{FromRow, query, query_as, query_scalar};

use super::model::StuckMail;
use crate::{
    domain::clock::{Instant, Stamp, instant, maybe_instant, millis},
    mail::model::{LetterKind, MailState, Trouble},
    on,
    people::model::AccountState,
    server::{db::Conn, fault::Fault},
};

/// Mails that the page shows.
const SHOWN: i64 = 50;

#[derive(Debug)]
pub struct Database {
    pub name: String,
    pub bytes: i64,
    pub migration: i64,
}

pub async fn database(conn: &mut Conn) -> sqlx::Result<Database> {
    let (engine, version, bytes) = if conn.is_postgres() {
        ("PostgreSQL", "show server_version", "select pg_database_size(current_database())")
    } else {
        let bytes = "select page_count * page_size from pragma_page_count(), pragma_page_size()";
        ("SQLite", "select sqlite_version()", bytes)
    };
    let version: String = on!(conn, |c| query_scalar(version).fetch_one(&mut *c).await?);
    let bytes = on!(conn, |c| query_scalar(bytes).fetch_one(&mut *c).await?);
    let migration = "select max(version) from _sqlx_migrations where success";
    let migration = on!(conn, |c| query_scalar(migration).fetch_one(&mut *c).await?);
    Ok(Database { name: format!("{engine} {version}"), bytes, migration })
}

#[derive(Debug, FromRow)]
pub struct Counts {
    pub practices: i64,
    pub people: i64,
    pub events: i64,
}

pub async fn counts(conn: &mut Conn) -> sqlx::Result<Counts> {
    // Each chain knows how long it is: nobody counts the events of years.
    let sql = "select (select count(*) from practices where kind = 'practice') as practices, \
               (select count(*) from people where state = $1) as people, \
               (select cast(coalesce(sum(seq), 0) as bigint) from chains) as events";
    on!(conn, |c| query_as(sql).bind(AccountState::Active.rank()).fetch_one(&mut *c).await)
}

/// When a copy was made last, as far as the program was told.
pub async fn backed_up(conn: &mut Conn) -> sqlx::Result<Option<Instant>> {
    let at: Option<i64> =
        on!(conn, |c| { query_scalar("select backed_up_at from installation").fetch_optional(&mut *c).await? });
    Ok(at.and_then(maybe_instant))
}

/// Notes that a copy was made.
pub async fn note_backup(conn: &mut Conn, now: Instant) -> sqlx::Result<()> {
    let sql = "update installation set backed_up_at = $1";
    on!(conn, |c| query(sql).bind(millis(now)).execute(&mut *c).await.map(drop))
}

#[derive(Debug)]
pub struct Waiting {
    pub waiting: i64,
    pub deferred: i64,
    pub oldest: Option<Instant>,
}

pub async fn waiting(conn: &mut Conn) -> sqlx::Result<Waiting> {
    // What has ended is most of the table; the index holds the rest alone.
    let sql = "select count(*), coalesce(sum(case when state = 'deferred' then 1 else 0 end), 0), \
               coalesce(min(queued_at), 0) from mails where next_try_at > 0";
    let (waiting, deferred, oldest) = on!(conn, |c| query_as(sql).fetch_one(&mut *c).await?);
    Ok(Waiting { waiting, deferred, oldest: maybe_instant(oldest) })
}

#[derive(FromRow)]
struct Row {
    practice: String,
    kind: String,
    recipient: String,
    state: String,
    attempts: i32,
    queued_at: i64,
    next_try_at: i64,
    trouble: String,
    reply: String,
}

/// Mails that wait after a try, and those that came back or were given up since `since`.
///
/// # Errors
/// The database refused, or a stored name is none.
pub async fn stuck(conn: &mut Conn, since: Instant, local: impl Fn(Instant) -> Stamp) -> Result<Vec<StuckMail>, Fault> {
    let sql = "select p.name as practice, m.kind, m.recipient, m.state, m.attempts, m.queued_at, m.next_try_at, m.trouble, \
               m.reply from mails m join practices p on p.id = m.practice_id \
               where (m.next_try_at > 0 and m.state = 'deferred') \
               or (m.queued_at > $1 and m.state in ('bounced', 'given_up')) order by m.queued_at desc limit $2";
    let rows: Vec<Row> = on!(conn, |c| query_as(sql).bind(millis(since)).bind(SHOWN).fetch_all(&mut *c).await?);
    let read = |row: Row| {
        let wrong = |what: &str| Fault::inconsistent(format!("mails.{what}"));
        Ok(StuckMail {
            kind: LetterKind::from_name(&row.kind).ok_or_else(|| wrong("kind"))?,
            state: MailState::from_name(&row.state).ok_or_else(|| wrong("state"))?,
            practice: row.practice,
            recipient: row.recipient,
            attempts: row.attempts.into(),
            queued: local(instant(row.queued_at)),
            next: maybe_instant(row.next_try_at).map(&local),
            trouble: Trouble::from_name(&row.trouble),
            reply: row.reply,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Makes every mail due that waits after a try, except those that are being handed over.
pub async fn retry(conn: &mut Conn, now: Instant) -> sqlx::Result<u64> {
    let sql = "update mails set next_try_at = $1 where next_try_at > $1 and state = 'deferred' and lease_until <= $1";
    on!(conn, |c| Ok(query(sql).bind(millis(now)).execute(&mut *c).await?.rows_affected()))
}
