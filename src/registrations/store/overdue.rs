//! Requests whose time to be decided is over, and of which nobody was told yet.

use sqlx::{query, query_scalar};
use uuid::Uuid;

use super::fetch;
use crate::{
    domain::{
        clock::{Instant, millis},
        ids::PracticeId,
    },
    on,
    registrations::model::Request,
    server::{db::Conn, fault::Fault, sql::Value},
};

/// The practices that have some.
pub async fn practices(conn: &mut Conn, now: Instant) -> sqlx::Result<Vec<PracticeId>> {
    let sql = "select distinct practice_id from requests where state = 1 and escalated_at = 0 and due_at <= $1";
    let found: Vec<Uuid> = on!(conn, |c| query_scalar(sql).bind(millis(now)).fetch_all(&mut *c).await?);
    Ok(found.into_iter().map(PracticeId::new).collect())
}

/// Those of a practice, soonest first; they are not found again.
pub async fn take(conn: &mut Conn, practice: PracticeId, now: Instant) -> Result<Vec<Request>, Fault> {
    let found = fetch(conn, |sql| {
        sql.push("q.practice_id = ");
        sql.bind(Value::Id(practice.uuid()));
        sql.push(" and q.state = 1 and q.escalated_at = 0 and q.due_at <= ");
        sql.bind(Value::Int(millis(now)));
        sql.push(" order by q.due_at, q.id");
    });
    let found = found.await?;
    let sql = "update requests set escalated_at = $2 \
               where practice_id = $1 and state = 1 and escalated_at = 0 and due_at <= $2";
    on!(conn, |c| query(sql).bind(practice.uuid()).bind(millis(now)).execute(&mut *c).await.map(drop))?;
    Ok(found)
}
