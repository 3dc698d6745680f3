//! The secret addresses of calendars: only their hashes are kept.

use sqlx::{query, query_as, query_scalar};
use uuid::Uuid;

use crate::{
    domain::{
        clock::{Instant, instant, millis},
        ids::{PersonId, PracticeId},
    },
    on,
    server::db::Conn,
    session::store::token_hash,
};

/// Whose calendar in which practice an address shows.
pub async fn by_token(conn: &mut Conn, token: &str) -> sqlx::Result<Option<(PersonId, PracticeId)>> {
    let sql = "select person_id, practice_id from calendar_feeds where token_hash = $1";
    let row: Option<(Uuid, Uuid)> =
        on!(conn, |c| query_as(sql).bind(token_hash(token)).fetch_optional(&mut *c).await?);
    Ok(row.map(|(person, practice)| (PersonId::new(person), PracticeId::new(practice))))
}

/// When somebody's address in a practice was made.
pub async fn made(conn: &mut Conn, practice: PracticeId, person: PersonId) -> sqlx::Result<Option<Instant>> {
    let sql = "select made_at from calendar_feeds where practice_id = $1 and person_id = $2";
    let made: Option<i64> =
        on!(conn, |c| query_scalar(sql).bind(practice.uuid()).bind(person.uuid()).fetch_optional(&mut *c).await?);
    Ok(made.map(instant))
}

/// Makes an address; the one before stops working.
pub async fn make(
    conn: &mut Conn,
    practice: PracticeId,
    person: PersonId,
    token: &str,
    now: Instant,
) -> sqlx::Result<()> {
    revoke(conn, practice, person).await?;
    let sql = "insert into calendar_feeds (person_id, practice_id, token_hash, made_at) values ($1, $2, $3, $4)";
    on!(conn, |c| {
        query(sql)
            .bind(person.uuid())
            .bind(practice.uuid())
            .bind(token_hash(token))
            .bind(millis(now))
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

/// `false`: there was none.
pub async fn revoke(conn: &mut Conn, practice: PracticeId, person: PersonId) -> sqlx::Result<bool> {
    let sql = "delete from calendar_feeds where practice_id = $1 and person_id = $2";
    on!(conn, |c| {
        let done = query(sql).bind(practice.uuid()).bind(person.uuid()).execute(&mut *c).await?;
        Ok(done.rows_affected() > 0)
    })
}

/// After a restore: nobody knows which were revoked since the backup.
pub async fn revoke_all(conn: &mut Conn) -> sqlx::Result<()> {
    on!(conn, |c| query("delete from calendar_feeds").execute(&mut *c).await.map(drop))
}
