//! Stored passwords: only ever as argon2id hashes.

use sqlx::{AssertSqlSafe, query, query_as, query_scalar};

use crate::{
    domain::{
        clock::{Instant, millis},
        ids::PersonId,
    },
    on,
    server::{db::Conn, fault::Fault, sql::placeholders},
};

/// Gives a person their first password. `Ok(false)`: the username is taken.
pub async fn add(
    conn: &mut Conn,
    person: PersonId,
    username: &str,
    hash: &str,
    temporary_until: Option<Instant>,
    now: Instant,
) -> Result<bool, Fault> {
    let sql = "insert into credentials (person_id, username_key, password_hash, temporary_until, failures, changed_at) \
               values ($1, $2, $3, $4, 0, $5)";
    let added = on!(conn, |c| {
        query(sql)
            .bind(person.uuid())
            .bind(super::tries::name_key(username))
            .bind(hash)
            .bind(crate::domain::clock::maybe_millis(temporary_until))
            .bind(millis(now))
            .execute(&mut *c)
            .await
            .map(drop)
    });
    match added {
        Ok(()) => Ok(true),
        Err(error) if crate::server::db::violates(&error, "credentials_username_key", "credentials.username_key") => {
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether somebody signs in with this username.
pub async fn is_taken(conn: &mut Conn, username: &str) -> sqlx::Result<bool> {
    let sql = "select count(*) from credentials where username_key = $1";
    let key = super::tries::name_key(username);
    let count: i64 = on!(conn, |c| query_scalar(sql).bind(key).fetch_one(&mut *c).await?);
    Ok(count > 0)
}

/// Usernames given by one statement.
const ROWS: usize = 100;

/// Gives many people, whose usernames must all be free, the same first password.
pub async fn add_many(conn: &mut Conn, people: &[(PersonId, &str)], hash: &str, now: Instant) -> sqlx::Result<()> {
    for people in people.chunks(ROWS) {
        let sql = format!(
            "insert into credentials (person_id, username_key, password_hash, temporary_until, failures, changed_at) \
             values {}",
            placeholders(6, people.len())
        );
        on!(conn, |c| {
            let mut query = query(AssertSqlSafe(sql));
            for (person, username) in people {
                let key = super::tries::name_key(username);
                query = query.bind(person.uuid()).bind(key).bind(hash).bind(0_i64).bind(0_i32).bind(millis(now));
            }
            query.execute(&mut *c).await.map(drop)?;
        });
    }
    Ok(())
}

/// The stored hash, and whether it is a temporary password's.
pub async fn get(conn: &mut Conn, person: PersonId) -> sqlx::Result<Option<(String, bool)>> {
    let sql = "select password_hash, temporary_until from credentials where person_id = $1";
    let row: Option<(String, i64)> = on!(conn, |c| query_as(sql).bind(person.uuid()).fetch_optional(&mut *c).await?);
    Ok(row.map(|(hash, until)| (hash, until != 0)))
}

/// A password the person chose: ends a temporary one and forgets failures.
pub async fn set(conn: &mut Conn, person: PersonId, hash: &str, now: Instant) -> sqlx::Result<()> {
    let sql = "update credentials set password_hash = $2, temporary_until = 0, temporary_used_at = 0, failures = 0, \
               changed_at = $3 \
               where person_id = $1";
    on!(conn, |c| query(sql).bind(person.uuid()).bind(hash).bind(millis(now)).execute(&mut *c).await.map(drop))
}

/// A password that works once, until `until`, and leads only to choosing another one.
pub async fn set_temporary(
    conn: &mut Conn,
    person: PersonId,
    hash: &str,
    until: Instant,
    now: Instant,
) -> sqlx::Result<()> {
    let sql = "update credentials set password_hash = $2, temporary_until = $3, temporary_used_at = 0, failures = 0, \
               changed_at = $4 where person_id = $1";
    on!(conn, |c| {
        query(sql).bind(person.uuid()).bind(hash).bind(millis(until)).bind(millis(now)).execute(&mut *c).await.map(drop)
    })
}

/// Uses a temporary password up. `false`: somebody has signed in with it already.
pub async fn use_temporary(conn: &mut Conn, person: PersonId, now: Instant) -> sqlx::Result<bool> {
    let sql = "update credentials set temporary_used_at = $2 where person_id = $1 and temporary_used_at = 0";
    let used = on!(conn, |c| query(sql).bind(person.uuid()).bind(millis(now)).execute(&mut *c).await?.rows_affected());
    Ok(used == 1)
}

/// Lets a temporary password that waits for its person work no more.
pub async fn end_temporary(conn: &mut Conn, person: PersonId, now: Instant) -> sqlx::Result<()> {
    let sql = "update credentials set temporary_used_at = $2 \
               where person_id = $1 and temporary_until > 0 and temporary_used_at = 0";
    on!(conn, |c| query(sql).bind(person.uuid()).bind(millis(now)).execute(&mut *c).await.map(drop))
}

/// Until when a temporary password waits for its person, if there is one.
pub async fn temporary_until(conn: &mut Conn, person: PersonId) -> sqlx::Result<Option<Instant>> {
    let sql = "select temporary_until from credentials where person_id = $1";
    let until: Option<i64> = on!(conn, |c| query_scalar(sql).bind(person.uuid()).fetch_optional(&mut *c).await?);
    Ok(until.and_then(crate::domain::clock::maybe_instant))
}

/// The same password under today's parameters.
pub async fn rehash(conn: &mut Conn, person: PersonId, hash: &str) -> sqlx::Result<()> {
    let sql = "update credentials set password_hash = $2 where person_id = $1";
    on!(conn, |c| query(sql).bind(person.uuid()).bind(hash).execute(&mut *c).await.map(drop))
}
