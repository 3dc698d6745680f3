//! Orders as the job sees them: those of all practices that are due, each carried out by one process at a time.

use sqlx::{AssertSqlSafe, FromRow, query, query_as, query_scalar};
use std::net::{IpAddr, Ipv4Addr};
use uuid::Uuid;

use super::{known, written};
use crate::{
    bulk::model::{Outcome, Verb},
    domain::{
        clock::{Instant, millis},
        ids::{BulkId, PersonId, PracticeId, SessionId},
    },
    on,
    server::{db::Conn, doors::Ordered, fault::Fault, request::RequestInfo},
};

/// An order that is this process's to carry out until its lease ends.
#[derive(Debug, Clone)]
pub struct Claimed {
    pub id: BulkId,
    pub verb: Verb,
    pub choice: String,
    pub ordered: Ordered,
    lease: String,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    practice_id: Uuid,
    by_id: Uuid,
    verb: String,
    choice: String,
    session_id: Uuid,
    request_id: String,
    address: String,
    agent: String,
}

/// Whether there is anything to do: a look before the write lock is taken.
pub async fn is_due(conn: &mut Conn, now: Instant) -> sqlx::Result<bool> {
    let sql = "select exists (select 1 from bulks where state in ('waiting', 'running') and starts_at <= $1 \
               and lease_until <= $1)";
    on!(conn, |c| query_scalar(sql).bind(millis(now)).fetch_one(&mut *c).await)
}

/// Takes the order that is due longest until `until`; of several processes, one gets it. A process that dies keeps it
/// only as long as its lease.
pub async fn claim(conn: &mut Conn, lease: Uuid, until: Instant, now: Instant) -> Result<Option<Claimed>, Fault> {
    // SQLite has one writer; PostgreSQL's processes step around each other's rows.
    let lock = if conn.is_postgres() { "for update skip locked" } else { "" };
    let sql = format!(
        "update bulks set state = 'running', lease = $1, lease_until = $2 where id in (select id from bulks \
         where state in ('waiting', 'running') and starts_at <= $3 and lease_until <= $3 order by starts_at, id limit 1 \
         {lock}) returning id, practice_id, by_id, verb, choice, session_id, request_id, address, agent"
    );
    let lease = lease.to_string();
    let row: Option<Row> = on!(conn, |c| {
        query_as(AssertSqlSafe(sql)).bind(&lease).bind(millis(until)).bind(millis(now)).fetch_optional(&mut *c).await?
    });
    let Some(row) = row else { return Ok(None) };
    let id = BulkId::new(row.id);
    let address = row.address.parse().unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    let request = RequestInfo { id: row.request_id, address, agent: row.agent, accepts_html: false };
    Ok(Some(Claimed {
        id,
        verb: known(Verb::from_name(&row.verb), "verb", id)?,
        choice: row.choice,
        ordered: Ordered {
            person: PersonId::new(row.by_id),
            practice: PracticeId::new(row.practice_id),
            session: SessionId::new(row.session_id),
            request,
        },
        lease,
    }))
}

/// Keeps the order for longer. `Ok(false)`: it has been called off, or another process has it. The row stays locked
/// until the transaction ends, so nobody can do either meanwhile.
pub async fn renew(conn: &mut Conn, claimed: &Claimed, until: Instant) -> sqlx::Result<bool> {
    let sql = "update bulks set lease_until = $3 where id = $1 and lease = $2 and state = 'running'";
    let written = on!(conn, |c| {
        query(sql)
            .bind(claimed.id.uuid())
            .bind(&claimed.lease)
            .bind(millis(until))
            .execute(&mut *c)
            .await?
            .rows_affected()
    });
    Ok(written == 1)
}

/// The next people who have not had their turn.
pub async fn next(conn: &mut Conn, id: BulkId, most: i64) -> sqlx::Result<Vec<(i64, PersonId, String)>> {
    let sql = "select cast(position as bigint), person_id, name from bulk_people where bulk_id = $1 \
               and outcome = 'waiting' order by position limit $2";
    let rows: Vec<(i64, Uuid, String)> =
        on!(conn, |c| query_as(sql).bind(id.uuid()).bind(most).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(position, person, name)| (position, PersonId::new(person), name)).collect())
}

/// Notes what became of one person.
pub async fn settle(conn: &mut Conn, id: BulkId, position: i64, outcome: &Outcome) -> Result<(), Fault> {
    let sql = "update bulk_people set outcome = $3, refusal = $4 where bulk_id = $1 and position = $2 \
               and outcome = 'waiting'";
    let (outcome, refusal) = written(outcome)?;
    let done = on!(conn, |c| {
        query(sql)
            .bind(id.uuid())
            .bind(position as i32)
            .bind(outcome)
            .bind(refusal)
            .execute(&mut *c)
            .await?
            .rows_affected()
    });
    if done == 1 { Ok(()) } else { Err(Fault::inconsistent(format!("bulk_people of {id}: {position} had its turn"))) }
}

/// Notes the same of all who have not had their turn.
pub async fn settle_rest(conn: &mut Conn, id: BulkId, outcome: &Outcome) -> Result<(), Fault> {
    let sql = "update bulk_people set outcome = $2, refusal = $3 where bulk_id = $1 and outcome = 'waiting'";
    let (outcome, refusal) = written(outcome)?;
    on!(conn, |c| query(sql).bind(id.uuid()).bind(outcome).bind(refusal).execute(&mut *c).await.map(drop))?;
    Ok(())
}

/// Ends an order that everybody has had their turn of.
pub async fn end(conn: &mut Conn, claimed: &Claimed, now: Instant) -> sqlx::Result<()> {
    let sql = "update bulks set state = 'done', ended_at = $2, lease = '', lease_until = 0 where id = $1";
    on!(conn, |c| query(sql).bind(claimed.id.uuid()).bind(millis(now)).execute(&mut *c).await.map(drop))
}
