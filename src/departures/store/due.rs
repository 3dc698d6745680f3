//! What the calendar brings about: whose day has come, and whose is near enough to be told.

use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

use crate::{
    domain::{
        clock::{Instant, instant, millis},
        ids::{PersonId, PracticeId},
    },
    on,
    server::db::Conn,
};

/// The practices in which somebody's day has come.
pub async fn practices(conn: &mut Conn, now: Instant) -> sqlx::Result<Vec<PracticeId>> {
    // 1 and 2: see `AccountState::may_sign_in`.
    let sql = "select distinct practice_id from people where deactivates_at > 0 and deactivates_at <= $1 \
               and state in (1, 2)";
    let found: Vec<Uuid> = on!(conn, |c| query_scalar(sql).bind(millis(now)).fetch_all(&mut *c).await?);
    Ok(found.into_iter().map(PracticeId::new).collect())
}

/// Whose day has come in a practice, the longest ago first; at most so many.
pub async fn people(conn: &mut Conn, practice: PracticeId, now: Instant, most: i64) -> sqlx::Result<Vec<PersonId>> {
    let sql = "select id from people where practice_id = $1 and deactivates_at > 0 and deactivates_at <= $2 \
               and state in (1, 2) order by deactivates_at, id limit $3";
    let found: Vec<Uuid> = on!(conn, |c| {
        query_scalar(sql).bind(practice.uuid()).bind(millis(now)).bind(most).fetch_all(&mut *c).await?
    });
    Ok(found.into_iter().map(PersonId::new).collect())
}

/// Somebody of whose departure the administrators hear now.
#[derive(Debug, Clone)]
pub struct Announced {
    pub person: PersonId,
    pub name: String,
    pub email: String,
    pub ends: Instant,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    first_name: String,
    last_name: String,
    email: String,
    ends_at: i64,
}

/// What makes a departure near: its practice tells, and has not told of it yet.
const NEAR: &str = "d.told_at = 0 and d.ends_at > $1 and r.leaver_notice_days > 0 \
                    and d.ends_at - cast(r.leaver_notice_days as bigint) * 86400000 <= $1";

/// The practices with departures that are near.
pub async fn practices_to_tell(conn: &mut Conn, now: Instant) -> sqlx::Result<Vec<PracticeId>> {
    let sql = format!(
        "select distinct d.practice_id from departures d join practices r on r.id = d.practice_id where {NEAR}"
    );
    let found: Vec<Uuid> =
        on!(conn, |c| query_scalar(sqlx::AssertSqlSafe(sql)).bind(millis(now)).fetch_all(&mut *c).await?);
    Ok(found.into_iter().map(PracticeId::new).collect())
}

/// Those of one practice, soonest first; they are not found again unless they get another day.
pub async fn take_to_tell(conn: &mut Conn, practice: PracticeId, now: Instant) -> sqlx::Result<Vec<Announced>> {
    let sql = format!(
        "select p.id, p.first_name, p.last_name, p.email, d.ends_at from departures d \
         join practices r on r.id = d.practice_id join people p on p.id = d.person_id \
         where {NEAR} and d.practice_id = $2 order by d.ends_at, p.id"
    );
    let rows: Vec<Row> = on!(conn, |c| {
        query_as(sqlx::AssertSqlSafe(sql)).bind(millis(now)).bind(practice.uuid()).fetch_all(&mut *c).await?
    });
    for row in &rows {
        let sql = "update departures set told_at = $2 where person_id = $1";
        on!(conn, |c| query(sql).bind(row.id).bind(millis(now)).execute(&mut *c).await.map(drop)?);
    }
    let announced = |row: Row| Announced {
        person: PersonId::new(row.id),
        name: format!("{} {}", row.first_name, row.last_name),
        email: row.email,
        ends: instant(row.ends_at),
    };
    Ok(rows.into_iter().map(announced).collect())
}
