//! What a practice has decided about departures.

use chrono::NaiveDate;
use sqlx::{query, query_as, query_scalar};

use super::stored_day;
use crate::{
    departures::rules::ClosedDay,
    domain::{day, ids::PracticeId},
    on,
    server::{db::Conn, fault::Fault},
};

/// So many days before a departure the administrators are told; 0: never.
pub async fn notice_days(conn: &mut Conn, practice: PracticeId) -> sqlx::Result<i64> {
    let sql = "select cast(leaver_notice_days as bigint) from practices where id = $1";
    on!(conn, |c| query_scalar(sql).bind(practice.uuid()).fetch_one(&mut *c).await)
}

pub async fn set_notice_days(conn: &mut Conn, practice: PracticeId, days: i64) -> sqlx::Result<()> {
    let sql = "update practices set leaver_notice_days = $2 where id = $1";
    let days = i32::try_from(days).unwrap_or_default();
    on!(conn, |c| query(sql).bind(practice.uuid()).bind(days).execute(&mut *c).await.map(drop))
}

/// The days on which the practice is closed, from the first to the last.
///
/// # Errors
/// The database refused, or a stored day is none.
pub async fn closed(conn: &mut Conn, practice: PracticeId) -> Result<Vec<ClosedDay>, Fault> {
    let sql = "select day, label from closed_days where practice_id = $1 order by day";
    let rows: Vec<(String, String)> = on!(conn, |c| query_as(sql).bind(practice.uuid()).fetch_all(&mut *c).await?);
    rows.into_iter().map(|(day, label)| Ok(ClosedDay { day: stored_day(&day, "closed_days")?, label })).collect()
}

pub async fn close(conn: &mut Conn, practice: PracticeId, closed: &ClosedDay) -> sqlx::Result<()> {
    let sql = "insert into closed_days (practice_id, day, label) values ($1, $2, $3)";
    on!(conn, |c| {
        query(sql)
            .bind(practice.uuid())
            .bind(closed.day.format(day::STORED).to_string())
            .bind(&closed.label)
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

/// `None`: it was not closed that day.
pub async fn open(conn: &mut Conn, practice: PracticeId, on: NaiveDate) -> sqlx::Result<Option<String>> {
    let sql = "delete from closed_days where practice_id = $1 and day = $2 returning label";
    let on = on.format(day::STORED).to_string();
    on!(conn, |c| query_scalar(sql).bind(practice.uuid()).bind(on).fetch_optional(&mut *c).await)
}
