//! What people from outside have opened, and who is in a practice by having switched to it.

use sqlx::{query, query_as, query_scalar};
use uuid::Uuid;

use crate::{
    domain::{
        clock::{Instant, instant, millis},
        ids::{PersonId, PracticeId, SessionId, SwitchId},
        permission::Permission,
    },
    explain::model::name_of,
    on,
    server::db::Conn,
};

/// The same thing opened again within this time is no news.
const SLOT_MS: i64 = 5 * 60 * 1000;

/// Somebody from outside has opened something.
#[derive(Debug, Clone)]
pub struct Visit {
    pub practice: PracticeId,
    pub organisation: PracticeId,
    pub person: (PersonId, String),
    pub at: Instant,
    /// By what right.
    pub opened: Permission,
    /// The id of what was opened; '': a list.
    pub record: String,
    pub record_name: String,
}

impl Visit {
    fn slot(&self) -> i64 {
        millis(self.at) / SLOT_MS
    }
}

/// Whether the same was recorded a moment ago.
pub async fn is_known(conn: &mut Conn, visit: &Visit) -> sqlx::Result<bool> {
    let sql = "select count(*) from vendor_visits where practice_id = $1 and person_id = $2 and slot = $3 \
               and opened = $4 and record = $5";
    let count: i64 = on!(conn, |c| {
        query_scalar(sql)
            .bind(visit.practice.uuid())
            .bind(visit.person.0.uuid())
            .bind(visit.slot())
            .bind(name_of(visit.opened))
            .bind(&visit.record)
            .fetch_one(&mut *c)
            .await?
    });
    Ok(count > 0)
}

pub async fn add_visit(conn: &mut Conn, id: Uuid, visit: &Visit) -> sqlx::Result<()> {
    let sql = "insert into vendor_visits (id, practice_id, organisation_id, person_id, person_name, at, slot, opened, \
               record, record_name) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
               on conflict (practice_id, person_id, slot, opened, record) do nothing";
    on!(conn, |c| {
        query(sql)
            .bind(id)
            .bind(visit.practice.uuid())
            .bind(visit.organisation.uuid())
            .bind(visit.person.0.uuid())
            .bind(&visit.person.1)
            .bind(millis(visit.at))
            .bind(visit.slot())
            .bind(name_of(visit.opened))
            .bind(&visit.record)
            .bind(&visit.record_name)
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

/// Person, organisation, when, by what right, and the record's name.
type Seen = (String, String, i64, String, String);

/// What was opened in a stretch of time, the newest first; by people of `organisation`, or of any.
pub async fn seen(
    conn: &mut Conn,
    (practice, organisation): (PracticeId, Option<PracticeId>),
    (from, until): (Instant, Instant),
    limit: i64,
) -> sqlx::Result<Vec<Seen>> {
    let sql = "select v.person_name, o.name, v.at, v.opened, v.record_name from vendor_visits v \
               join practices o on o.id = v.organisation_id where v.practice_id = $1 and v.at >= $2 and v.at < $3 \
               and ($4 or v.organisation_id = $5) order by v.at desc, v.id desc limit $6";
    on!(conn, |c| {
        query_as(sql)
            .bind(practice.uuid())
            .bind(millis(from))
            .bind(millis(until))
            .bind(organisation.is_none())
            .bind(organisation.unwrap_or(practice).uuid())
            .bind(limit)
            .fetch_all(&mut *c)
            .await
    })
}

/// Somebody about to act for a practice.
#[derive(Debug, Clone)]
pub struct NewSwitch {
    pub id: SwitchId,
    pub practice: PracticeId,
    pub organisation: PracticeId,
    pub person: (PersonId, String),
    pub reason: String,
    pub began: Instant,
    pub ends: Instant,
}

pub async fn add_switch(conn: &mut Conn, switch: &NewSwitch) -> sqlx::Result<()> {
    let sql = "insert into switches (id, practice_id, organisation_id, person_id, person_name, reason, began_at, \
               ends_at) values ($1, $2, $3, $4, $5, $6, $7, $8)";
    on!(conn, |c| {
        query(sql)
            .bind(switch.id.uuid())
            .bind(switch.practice.uuid())
            .bind(switch.organisation.uuid())
            .bind(switch.person.0.uuid())
            .bind(&switch.person.1)
            .bind(&switch.reason)
            .bind(millis(switch.began))
            .bind(millis(switch.ends))
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

/// Binds a session to a switch, under a new token: the one before opens nothing any more (T26).
pub async fn switch_session(
    conn: &mut Conn,
    session: SessionId,
    switch: SwitchId,
    token_hash: &str,
) -> sqlx::Result<()> {
    let sql = "update sessions set switch_id = $2, token_hash = $3 where id = $1";
    on!(conn, |c| {
        query(sql).bind(session.uuid()).bind(switch.uuid()).bind(token_hash).execute(&mut *c).await.map(drop)
    })
}

/// Makes the session its person's own again, under a new token.
pub async fn leave(conn: &mut Conn, session: SessionId, token_hash: &str) -> sqlx::Result<()> {
    let sql = "update sessions set switch_id = null, token_hash = $2 where id = $1";
    on!(conn, |c| query(sql).bind(session.uuid()).bind(token_hash).execute(&mut *c).await.map(drop))
}

/// Somebody who acts for the practice at this moment.
#[derive(Debug, Clone)]
pub struct Inside {
    pub person: String,
    pub comes_from: PracticeId,
    pub organisation: String,
    pub reason: String,
    pub began: Instant,
    pub ends: Instant,
}

pub async fn inside(conn: &mut Conn, practice: PracticeId, now: Instant) -> sqlx::Result<Vec<Inside>> {
    let sql = "select w.person_name, o.id, o.name, w.reason, w.began_at, w.ends_at from switches w \
               join sessions s on s.switch_id = w.id join practices o on o.id = w.organisation_id \
               where w.practice_id = $1 and w.ends_at > $2 and s.ends_at > $2 order by w.began_at, w.id";
    let rows: Vec<(String, Uuid, String, String, i64, i64)> =
        on!(conn, |c| query_as(sql).bind(practice.uuid()).bind(millis(now)).fetch_all(&mut *c).await?);
    let inside = |(person, comes_from, organisation, reason, began, ends)| Inside {
        person,
        comes_from: PracticeId::new(comes_from),
        organisation,
        reason,
        began: instant(began),
        ends: instant(ends),
    };
    Ok(rows.into_iter().map(inside).collect())
}
