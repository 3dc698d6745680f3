//! Second steps in the database.

use sqlx::{AssertSqlSafe, FromRow, query, query_as, query_scalar};
use uuid::Uuid;

use super::model::{Demand, Exception, Factors};
use crate::{
    domain::{
        clock::{Instant, maybe_instant, millis},
        ids::{PersonId, PracticeId},
    },
    on,
    server::{db::Conn, fault::Fault, sql::placeholders},
};

/// What is stored of a person, whether or not there is a row yet.
#[derive(Debug, Clone)]
pub struct Stored {
    pub exception: Exception,
    pub sealed: String,
    pub since: Option<Instant>,
    pub last_step: i64,
    pub pending: String,
    pub pending_until: i64,
}

#[derive(FromRow)]
struct Row {
    demand: String,
    sealed: String,
    since: i64,
    last_step: i64,
    pending: String,
    pending_until: i64,
}

/// What the practice has chosen.
pub async fn demand(conn: &mut Conn, practice: PracticeId) -> Result<Demand, Fault> {
    let sql = "select demand from two_step_policies where practice_id = $1";
    let name: Option<String> = on!(conn, |c| query_scalar(sql).bind(practice.uuid()).fetch_optional(&mut *c).await?);
    let Some(name) = name else { return Ok(Demand::UNLESS_CHOSEN) };
    Demand::from_name(&name)
        .ok_or_else(|| Fault::inconsistent(format!("two_step_policies.demand of {practice}: {name}")))
}

pub async fn set_demand(conn: &mut Conn, practice: PracticeId, demand: Demand) -> sqlx::Result<()> {
    let sql = "insert into two_step_policies (practice_id, demand) values ($1, $2) \
               on conflict (practice_id) do update set demand = excluded.demand";
    on!(conn, |c| query(sql).bind(practice.uuid()).bind(demand.name()).execute(&mut *c).await.map(drop))
}

pub async fn get(conn: &mut Conn, person: PersonId) -> Result<Stored, Fault> {
    let sql = "select demand, sealed, since, last_step, pending, pending_until from two_step where person_id = $1";
    let row: Option<Row> = on!(conn, |c| query_as(sql).bind(person.uuid()).fetch_optional(&mut *c).await?);
    let Some(row) = row else {
        return Ok(Stored {
            exception: Exception::Practice,
            sealed: String::new(),
            since: None,
            last_step: 0,
            pending: String::new(),
            pending_until: 0,
        });
    };
    let exception = Exception::from_name(&row.demand)
        .ok_or_else(|| Fault::inconsistent(format!("two_step.demand of {person}: {}", row.demand)))?;
    Ok(Stored {
        exception,
        sealed: row.sealed,
        since: maybe_instant(row.since),
        last_step: row.last_step,
        pending: row.pending,
        pending_until: row.pending_until,
    })
}

/// Makes sure that there is a row to write to.
async fn begin(conn: &mut Conn, practice: PracticeId, person: PersonId) -> sqlx::Result<()> {
    let sql = "insert into two_step (person_id, practice_id, demand, sealed, since, last_step, pending, pending_until) \
               values ($1, $2, 'practice', '', 0, 0, '', 0) on conflict (person_id) do nothing";
    on!(conn, |c| query(sql).bind(person.uuid()).bind(practice.uuid()).execute(&mut *c).await.map(drop))
}

pub async fn set_exception(
    conn: &mut Conn,
    practice: PracticeId,
    person: PersonId,
    exception: Exception,
) -> sqlx::Result<()> {
    begin(conn, practice, person).await?;
    let sql = "update two_step set demand = $2 where person_id = $1";
    on!(conn, |c| query(sql).bind(person.uuid()).bind(exception.name()).execute(&mut *c).await.map(drop))
}

/// Keeps a secret that was shown, until a code proves that the app has it.
pub async fn set_pending(
    conn: &mut Conn,
    practice: PracticeId,
    person: PersonId,
    sealed: &str,
    until: Instant,
) -> sqlx::Result<()> {
    begin(conn, practice, person).await?;
    let sql = "update two_step set pending = $2, pending_until = $3 where person_id = $1";
    on!(conn, |c| query(sql).bind(person.uuid()).bind(sealed).bind(millis(until)).execute(&mut *c).await.map(drop))
}

/// Puts an app in place of whatever app there was. The code that proved it is used up.
pub async fn set_app(
    conn: &mut Conn,
    practice: PracticeId,
    person: PersonId,
    sealed: &str,
    step: i64,
    now: Instant,
) -> sqlx::Result<()> {
    begin(conn, practice, person).await?;
    let sql = "update two_step set sealed = $2, since = $3, last_step = $4, pending = '', pending_until = 0 \
               where person_id = $1";
    on!(conn, |c| {
        query(sql).bind(person.uuid()).bind(sealed).bind(millis(now)).bind(step).execute(&mut *c).await.map(drop)
    })
}

pub async fn take_app(conn: &mut Conn, person: PersonId) -> sqlx::Result<()> {
    let sql = "update two_step set sealed = '', since = 0, pending = '', pending_until = 0 where person_id = $1";
    on!(conn, |c| query(sql).bind(person.uuid()).execute(&mut *c).await.map(drop))
}

/// Uses a time step up. `false`: somebody was quicker.
pub async fn use_step(conn: &mut Conn, person: PersonId, step: i64) -> sqlx::Result<bool> {
    let sql = "update two_step set last_step = $2 where person_id = $1 and last_step < $2";
    on!(conn, |c| {
        let done = query(sql).bind(person.uuid()).bind(step).execute(&mut *c).await?;
        Ok(done.rows_affected() == 1)
    })
}

pub async fn factors(conn: &mut Conn, person: PersonId) -> sqlx::Result<Factors> {
    let sql = "select (select count(*) from two_step where person_id = $1 and sealed <> ''), \
               (select count(*) from passkeys where person_id = $1)";
    let (apps, passkeys): (i64, i64) = on!(conn, |c| query_as(sql).bind(person.uuid()).fetch_one(&mut *c).await?);
    Ok(Factors { app: apps > 0, passkeys })
}

/// Puts new recovery codes in the place of all old ones.
pub async fn set_codes(conn: &mut Conn, practice: PracticeId, person: PersonId, hashes: &[String]) -> sqlx::Result<()> {
    take_codes(conn, person).await?;
    if hashes.is_empty() {
        return Ok(());
    }
    let rows = placeholders(4, hashes.len());
    let sql = format!("insert into recovery_codes (person_id, practice_id, hash, used_at) values {rows}");
    on!(conn, |c| {
        let mut query = query(AssertSqlSafe(sql));
        for hash in hashes {
            query = query.bind(person.uuid()).bind(practice.uuid()).bind(hash).bind(0_i64);
        }
        query.execute(&mut *c).await.map(drop)
    })
}

pub async fn take_codes(conn: &mut Conn, person: PersonId) -> sqlx::Result<()> {
    let sql = "delete from recovery_codes where person_id = $1";
    on!(conn, |c| query(sql).bind(person.uuid()).execute(&mut *c).await.map(drop))
}

/// Uses a recovery code up. `false`: it is none, or was used before.
pub async fn use_code(conn: &mut Conn, person: PersonId, hash: &str, now: Instant) -> sqlx::Result<bool> {
    let sql = "update recovery_codes set used_at = $3 where person_id = $1 and hash = $2 and used_at = 0";
    on!(conn, |c| {
        let done = query(sql).bind(person.uuid()).bind(hash).bind(millis(now)).execute(&mut *c).await?;
        Ok(done.rows_affected() == 1)
    })
}

/// Whether a recovery code was used. `None`: it is none.
pub async fn code_used(conn: &mut Conn, person: PersonId, hash: &str) -> sqlx::Result<Option<bool>> {
    let sql = "select used_at from recovery_codes where person_id = $1 and hash = $2";
    let used: Option<i64> =
        on!(conn, |c| query_scalar(sql).bind(person.uuid()).bind(hash).fetch_optional(&mut *c).await?);
    Ok(used.map(|at| at != 0))
}

pub async fn codes_left(conn: &mut Conn, person: PersonId) -> sqlx::Result<i64> {
    let sql = "select count(*) from recovery_codes where person_id = $1 and used_at = 0";
    on!(conn, |c| query_scalar(sql).bind(person.uuid()).fetch_one(&mut *c).await)
}

/// Whose account it is, wherever they work at the moment.
pub async fn username(conn: &mut Conn, person: PersonId) -> sqlx::Result<Option<String>> {
    let sql = "select username from people where id = $1";
    let id: Uuid = person.uuid();
    on!(conn, |c| query_scalar(sql).bind(id).fetch_optional(&mut *c).await)
}
