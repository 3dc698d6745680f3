//! Switch, questions and tries in the database.

use sqlx::{query, query_as, query_scalar};
use uuid::Uuid;

use crate::{
    domain::{
        clock::{Instant, millis},
        ids::{PersonId, PracticeId},
    },
    on,
    server::db::Conn,
};

/// Whether the practice asks callers questions. Off until somebody switches it on.
pub async fn is_on(conn: &mut Conn, practice: PracticeId) -> sqlx::Result<bool> {
    let sql = "select switched_on from caller_checks where practice_id = $1";
    let on: Option<bool> = on!(conn, |c| query_scalar(sql).bind(practice.uuid()).fetch_optional(&mut *c).await?);
    Ok(on.unwrap_or(false))
}

pub async fn switch(conn: &mut Conn, practice: PracticeId, on: bool) -> sqlx::Result<()> {
    let sql = "insert into caller_checks (practice_id, switched_on) values ($1, $2) \
               on conflict (practice_id) do update set switched_on = excluded.switched_on";
    on!(conn, |c| query(sql).bind(practice.uuid()).bind(on).execute(&mut *c).await.map(drop))
}

/// A person's questions with the hashes of their answers, in their order.
pub async fn questions(conn: &mut Conn, practice: PracticeId, person: PersonId) -> sqlx::Result<Vec<(String, String)>> {
    let sql = "select question, answer_hash from caller_questions where practice_id = $1 and person_id = $2 \
               order by position";
    on!(conn, |c| query_as(sql).bind(practice.uuid()).bind(person.uuid()).fetch_all(&mut *c).await)
}

/// Keeps these questions and no others.
pub async fn keep(
    conn: &mut Conn,
    practice: PracticeId,
    person: PersonId,
    questions: &[(String, String)],
) -> sqlx::Result<()> {
    let delete = "delete from caller_questions where practice_id = $1 and person_id = $2";
    on!(conn, |c| query(delete).bind(practice.uuid()).bind(person.uuid()).execute(&mut *c).await.map(drop)?);
    let insert = "insert into caller_questions (practice_id, person_id, position, question, answer_hash) \
                  values ($1, $2, $3, $4, $5)";
    for (position, (question, hash)) in (1_i16..).zip(questions) {
        on!(conn, |c| {
            query(insert)
                .bind(practice.uuid())
                .bind(person.uuid())
                .bind(position)
                .bind(question)
                .bind(hash)
                .execute(&mut *c)
                .await
                .map(drop)?;
        });
    }
    Ok(())
}

/// How many answers were wrong, or are being looked at, since then.
pub async fn tries(conn: &mut Conn, practice: PracticeId, person: PersonId, since: Instant) -> sqlx::Result<i64> {
    let sql = "select count(*) from caller_tries where practice_id = $1 and person_id = $2 and at > $3";
    on!(conn, |c| {
        query_scalar(sql).bind(practice.uuid()).bind(person.uuid()).bind(millis(since)).fetch_one(&mut *c).await
    })
}

/// Takes a place for an answer, before it is looked at.
pub async fn note(conn: &mut Conn, practice: PracticeId, person: PersonId, id: Uuid, now: Instant) -> sqlx::Result<()> {
    let sql = "insert into caller_tries (id, practice_id, person_id, at) values ($1, $2, $3, $4)";
    on!(conn, |c| {
        query(sql).bind(id).bind(practice.uuid()).bind(person.uuid()).bind(millis(now)).execute(&mut *c).await.map(drop)
    })
}

/// An answer that turned out right counts against nobody.
pub async fn forgive(conn: &mut Conn, practice: PracticeId, id: Uuid) -> sqlx::Result<()> {
    let sql = "delete from caller_tries where practice_id = $1 and id = $2";
    on!(conn, |c| query(sql).bind(practice.uuid()).bind(id).execute(&mut *c).await.map(drop))
}

/// Forgets tries that no longer count.
pub async fn sweep(conn: &mut Conn, before: Instant) -> sqlx::Result<()> {
    let sql = "delete from caller_tries where at < $1";
    on!(conn, |c| query(sql).bind(millis(before)).execute(&mut *c).await.map(drop))
}
