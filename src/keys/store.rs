//! Keys in the database: only their hashes.

use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

use super::model::{KeyScope, KeyState, KeyView};
use crate::{
    domain::{
        clock::{Instant, Stamp, instant, maybe_instant, millis},
        ids::{KeyId, PersonId, PracticeId},
    },
    on,
    server::db::Conn,
};

/// A key about to be stored.
#[derive(Debug)]
pub struct Key {
    pub id: KeyId,
    pub practice: PracticeId,
    pub person: PersonId,
    pub name: String,
    pub prefix: String,
    pub token_hash: String,
    pub scopes: Vec<KeyScope>,
    pub ends: Instant,
}

pub async fn insert(conn: &mut Conn, key: &Key, now: Instant) -> sqlx::Result<()> {
    let sql = "insert into api_keys (id, practice_id, person_id, name, prefix, token_hash, scopes, made_at, ends_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    on!(conn, |c| {
        query(sql)
            .bind(key.id.uuid())
            .bind(key.practice.uuid())
            .bind(key.person.uuid())
            .bind(&key.name)
            .bind(&key.prefix)
            .bind(&key.token_hash)
            .bind(KeyScope::names(&key.scopes))
            .bind(millis(now))
            .bind(millis(key.ends))
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

/// A key that works.
#[derive(Debug)]
pub struct Found {
    pub id: KeyId,
    pub practice: PracticeId,
    pub person: PersonId,
    pub name: String,
    pub prefix: String,
    pub scopes: Vec<KeyScope>,
}

/// The key behind a hash if it works at `now`: neither over nor revoked.
pub async fn find(conn: &mut Conn, token_hash: &str, now: Instant) -> sqlx::Result<Option<Found>> {
    type Row = (Uuid, Uuid, Uuid, String, String, String);
    let sql = "select id, practice_id, person_id, name, prefix, scopes from api_keys \
               where token_hash = $1 and revoked_at = 0 and ends_at > $2";
    let row: Option<Row> =
        on!(conn, |c| query_as(sql).bind(token_hash).bind(millis(now)).fetch_optional(&mut *c).await?);
    Ok(row.map(|(id, practice, person, name, prefix, scopes)| Found {
        id: KeyId::new(id),
        practice: PracticeId::new(practice),
        person: PersonId::new(person),
        name,
        prefix,
        scopes: KeyScope::list(&scopes),
    }))
}

#[derive(FromRow)]
struct Listed {
    id: Uuid,
    name: String,
    prefix: String,
    scopes: String,
    first_name: String,
    last_name: String,
    made_at: i64,
    ends_at: i64,
    used_at: i64,
    revoked_at: i64,
}

/// A practice's keys, the newest first.
pub async fn list(
    conn: &mut Conn,
    practice: PracticeId,
    now: Instant,
    limit: i64,
    local: impl Fn(Instant) -> Stamp,
) -> sqlx::Result<Vec<KeyView>> {
    let sql = "select k.id, k.name, k.prefix, k.scopes, p.first_name, p.last_name, k.made_at, k.ends_at, k.used_at, \
               k.revoked_at from api_keys k join people p on p.id = k.person_id where k.practice_id = $1 \
               order by k.made_at desc, k.id desc limit $2";
    let rows: Vec<Listed> = on!(conn, |c| query_as(sql).bind(practice.uuid()).bind(limit).fetch_all(&mut *c).await?);
    let shown = |row: Listed| KeyView {
        id: KeyId::new(row.id),
        name: row.name,
        prefix: row.prefix,
        scopes: KeyScope::list(&row.scopes),
        owner: format!("{} {}", row.first_name, row.last_name),
        state: match row.revoked_at {
            0 if row.ends_at > millis(now) => KeyState::Works,
            0 => KeyState::Ended,
            _ => KeyState::Revoked,
        },
        made: local(instant(row.made_at)),
        ends: local(instant(row.ends_at)),
        used: maybe_instant(row.used_at).map(&local),
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// How many keys of a practice work.
pub async fn working(conn: &mut Conn, practice: PracticeId, now: Instant) -> sqlx::Result<i64> {
    let sql = "select count(*) from api_keys where practice_id = $1 and revoked_at = 0 and ends_at > $2";
    on!(conn, |c| Ok(query_scalar(sql).bind(practice.uuid()).bind(millis(now)).fetch_one(&mut *c).await?))
}

/// Ends a key of the practice: its name and first signs. `None`: there is none, or it was revoked before.
pub async fn revoke(
    conn: &mut Conn,
    practice: PracticeId,
    id: KeyId,
    now: Instant,
) -> sqlx::Result<Option<(PersonId, String, String)>> {
    let sql = "update api_keys set revoked_at = $3 where id = $1 and practice_id = $2 and revoked_at = 0 \
               returning person_id, name, prefix";
    let row: Option<(Uuid, String, String)> = on!(conn, |c| {
        query_as(sql).bind(id.uuid()).bind(practice.uuid()).bind(millis(now)).fetch_optional(&mut *c).await?
    });
    Ok(row.map(|(person, name, prefix)| (PersonId::new(person), name, prefix)))
}

/// Ends all keys of somebody whose account ends: they do not come back with it.
pub async fn revoke_of(conn: &mut Conn, person: PersonId, now: Instant) -> sqlx::Result<()> {
    let sql = "update api_keys set revoked_at = $2 where person_id = $1 and revoked_at = 0";
    on!(conn, |c| query(sql).bind(person.uuid()).bind(millis(now)).execute(&mut *c).await.map(drop))
}

/// After a restore: nobody knows which were revoked since the backup.
pub async fn revoke_all(conn: &mut Conn, now: Instant) -> sqlx::Result<()> {
    let sql = "update api_keys set revoked_at = $1 where revoked_at = 0";
    on!(conn, |c| query(sql).bind(millis(now)).execute(&mut *c).await.map(drop))
}
