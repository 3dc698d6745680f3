//! Plans as the job sees them: those of all practices whose instant has come, each taken up by one process at a time.

use sqlx::{AssertSqlSafe, query, query_as, query_scalar};
use uuid::Uuid;

use super::{COLUMNS, Row, Stored, json};
use crate::{
    domain::clock::{Instant, millis},
    handover::model::Why,
    on,
    server::{db::Conn, fault::Fault},
};

/// A plan that is this process's to carry out until its lease ends.
#[derive(Debug, Clone)]
pub struct Claimed {
    pub plan: Stored,
    lease: String,
}

const DUE: &str = "state = 'scheduled' and at <= $1 and lease_until <= $1";

/// Whether there is anything to do: a look before the write lock is taken.
pub async fn is_due(conn: &mut Conn, now: Instant) -> sqlx::Result<bool> {
    let sql = format!("select exists (select 1 from handovers where {DUE})");
    on!(conn, |c| query_scalar(AssertSqlSafe(sql)).bind(millis(now)).fetch_one(&mut *c).await)
}

/// Takes up the plan that is due longest until `until`; of several processes, one gets it. A process that dies keeps it
/// only as long as its lease.
pub async fn claim(conn: &mut Conn, lease: Uuid, until: Instant, now: Instant) -> Result<Option<Claimed>, Fault> {
    // SQLite has one writer; PostgreSQL's processes step around each other's rows.
    let lock = if conn.is_postgres() { "for update skip locked" } else { "" };
    let sql = format!(
        "update handovers set lease = $2, lease_until = $3 where id in (select id from handovers where {DUE} \
         order by at, id limit 1 {lock}) returning {COLUMNS}"
    );
    let lease = lease.to_string();
    let row: Option<Row> = on!(conn, |c| {
        query_as(AssertSqlSafe(sql)).bind(millis(now)).bind(&lease).bind(millis(until)).fetch_optional(&mut *c).await?
    });
    row.map(|row| Ok(Claimed { plan: row.stored()?, lease })).transpose()
}

/// Whether the plan is still this process's: nobody has changed it or called it off, and no other process has it. The row
/// stays locked until the transaction ends, so nobody can do either meanwhile.
pub async fn holds(conn: &mut Conn, claimed: &Claimed) -> sqlx::Result<bool> {
    let sql = "update handovers set lease_until = lease_until where id = $1 and lease = $2 and version = $3 \
               and state = 'scheduled'";
    let held = on!(conn, |c| {
        query(sql)
            .bind(claimed.plan.id.uuid())
            .bind(&claimed.lease)
            .bind(claimed.plan.version)
            .execute(&mut *c)
            .await?
            .rows_affected()
    });
    Ok(held == 1)
}

/// Stops every plan that waits: nobody knows what was done since the backup was made. Returns how many.
pub async fn stop_restored(conn: &mut Conn) -> Result<u64, Fault> {
    let sql = "update handovers set state = 'stopped', why = $1, version = version + 1, lease = '', lease_until = 0 \
               where state = 'scheduled'";
    let why = json(&Why::Restored)?;
    Ok(on!(conn, |c| query(sql).bind(why).execute(&mut *c).await?.rows_affected()))
}
