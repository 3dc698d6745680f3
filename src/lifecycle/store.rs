//! What leaves with an account, and which account took the place of which.

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

/// Sessions and links back in that end when the account does: how many there are at the moment.
pub async fn open_ways(conn: &mut Conn, person: PersonId, now: Instant) -> sqlx::Result<(i64, i64)> {
    let sql = "select (select count(*) from sessions s join practices r on r.id = s.practice_id \
               where s.person_id = $1 and s.ends_at > $2 and s.seen_at + r.idle_minutes * 60000 > $2), \
               (select count(*) from account_links where person_id = $1 and state = 'open' and expires_at > $2) \
               + (select count(*) from invitations where person_id = $1 and state = 0 and expires_at > $2)";
    on!(conn, |c| query_as(sql).bind(person.uuid()).bind(millis(now)).fetch_one(&mut *c).await)
}

/// Notes that `new` has taken the place of `old`.
pub async fn replace(
    conn: &mut Conn,
    practice: PracticeId,
    old: PersonId,
    new: PersonId,
    now: Instant,
) -> sqlx::Result<()> {
    let sql = "insert into replaced_accounts (old_id, practice_id, new_id, replaced_at) values ($1, $2, $3, $4)";
    on!(conn, |c| {
        query(sql)
            .bind(old.uuid())
            .bind(practice.uuid())
            .bind(new.uuid())
            .bind(millis(now))
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

/// The account that took the place of this one, and the one whose place this one took.
pub async fn replaced(
    conn: &mut Conn,
    practice: PracticeId,
    person: PersonId,
) -> sqlx::Result<(Option<PersonId>, Option<PersonId>)> {
    let by = "select new_id from replaced_accounts where practice_id = $1 and old_id = $2";
    let of = "select old_id from replaced_accounts where practice_id = $1 and new_id = $2";
    let by: Option<Uuid> =
        on!(conn, |c| query_scalar(by).bind(practice.uuid()).bind(person.uuid()).fetch_optional(&mut *c).await?);
    let of: Option<Uuid> =
        on!(conn, |c| query_scalar(of).bind(practice.uuid()).bind(person.uuid()).fetch_optional(&mut *c).await?);
    Ok((by.map(PersonId::new), of.map(PersonId::new)))
}

/// What refers to a person's account refers to another one from now on: access everywhere, links that stand on their
/// right, the providers they are the agent of, their record as an employee, their departure, their answers.
pub async fn hand_over(conn: &mut Conn, old: PersonId, new: PersonId) -> sqlx::Result<()> {
    for sql in [
        "update grants set person_id = $2 where person_id = $1",
        "update invitations set invited_by = $2 where invited_by = $1 and state = 0",
        "update providers set agent_person_id = $2 where agent_person_id = $1",
        "update employees set person_id = $2 where person_id = $1",
        "update departures set person_id = $2 where person_id = $1",
        "update caller_questions set person_id = $2 where person_id = $1",
    ] {
        on!(conn, |c| query(sql).bind(old.uuid()).bind(new.uuid()).execute(&mut *c).await.map(drop)?);
    }
    Ok(())
}
