//! Passkeys in the database: their public halves.

use sqlx::{FromRow, query, query_as};
use uuid::Uuid;

use crate::{
    domain::{
        clock::{Instant, instant, maybe_instant, millis},
        ids::{PasskeyId, PersonId, PracticeId},
    },
    on,
    server::{
        db::{Conn, violates},
        fault::Fault,
    },
};

/// A stored passkey. Its three texts are base64 of what the authenticator and [`super::party`] know.
#[derive(Debug, Clone)]
pub struct Passkey {
    pub id: PasskeyId,
    pub person: PersonId,
    pub credential: String,
    pub public_key: String,
    pub counter: String,
    pub name: String,
    pub added: Instant,
    pub used: Option<Instant>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    person_id: Uuid,
    credential: String,
    public_key: String,
    counter: String,
    name: String,
    added_at: i64,
    used_at: i64,
}

impl From<Row> for Passkey {
    fn from(row: Row) -> Self {
        Self {
            id: PasskeyId::new(row.id),
            person: PersonId::new(row.person_id),
            credential: row.credential,
            public_key: row.public_key,
            counter: row.counter,
            name: row.name,
            added: instant(row.added_at),
            used: maybe_instant(row.used_at),
        }
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!("select id, person_id, credential, public_key, counter, name, added_at, used_at from passkeys ", $rest)
    };
}

pub async fn of(conn: &mut Conn, person: PersonId) -> sqlx::Result<Vec<Passkey>> {
    let sql = select!("where person_id = $1 order by added_at, id");
    let rows: Vec<Row> = on!(conn, |c| query_as(sql).bind(person.uuid()).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(Into::into).collect())
}

pub async fn by_credential(conn: &mut Conn, credential: &str) -> sqlx::Result<Option<Passkey>> {
    let sql = select!("where credential = $1");
    let row: Option<Row> = on!(conn, |c| query_as(sql).bind(credential).fetch_optional(&mut *c).await?);
    Ok(row.map(Into::into))
}

/// `Ok(false)`: somebody has this very passkey already.
pub async fn add(conn: &mut Conn, practice: PracticeId, key: &Passkey) -> Result<bool, Fault> {
    let sql = "insert into passkeys (id, person_id, practice_id, credential, public_key, counter, name, added_at, used_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, 0)";
    let added = on!(conn, |c| {
        query(sql)
            .bind(key.id.uuid())
            .bind(key.person.uuid())
            .bind(practice.uuid())
            .bind(&key.credential)
            .bind(&key.public_key)
            .bind(&key.counter)
            .bind(&key.name)
            .bind(millis(key.added))
            .execute(&mut *c)
            .await
            .map(drop)
    });
    match added {
        Ok(()) => Ok(true),
        Err(error) if violates(&error, "passkeys_credential_key", "passkeys.credential") => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Notes a use. `false`: it was used or removed meanwhile.
pub async fn used(conn: &mut Conn, key: &Passkey, counter: &str, now: Instant) -> sqlx::Result<bool> {
    let sql = "update passkeys set counter = $3, used_at = $4 where id = $1 and counter = $2";
    on!(conn, |c| {
        let done =
            query(sql).bind(key.id.uuid()).bind(&key.counter).bind(counter).bind(millis(now)).execute(&mut *c).await?;
        Ok(done.rows_affected() == 1)
    })
}

/// Removes one of a person's own. `false`: there is none of that id.
pub async fn take(conn: &mut Conn, person: PersonId, id: PasskeyId) -> sqlx::Result<bool> {
    let sql = "delete from passkeys where person_id = $1 and id = $2";
    on!(conn, |c| {
        let done = query(sql).bind(person.uuid()).bind(id.uuid()).execute(&mut *c).await?;
        Ok(done.rows_affected() == 1)
    })
}

pub async fn take_all(conn: &mut Conn, person: PersonId) -> sqlx::Result<()> {
    let sql = "delete from passkeys where person_id = $1";
    on!(conn, |c| query(sql).bind(person.uuid()).execute(&mut *c).await.map(drop))
}
