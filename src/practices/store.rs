//! Practices, offices and providers in the database.

use chrono_tz::Tz;
use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

use super::model::{AccountType, Place, Places, Practice, Provider};
use crate::{
    domain::{
        clock::{Instant, millis},
        fold::fold,
        ids::{OfficeId, PracticeId, ProviderId},
        scope::Reach,
    },
    on,
    server::{db::Conn, fault::Fault},
};

#[derive(FromRow)]
struct Row {
    id: Uuid,
    name: String,
    tin: Option<String>,
    time_zone: String,
    idle_minutes: i32,
    session_hours: i32,
    lock_minutes: i32,
    account_type: i16,
}

impl From<Row> for Practice {
    fn from(row: Row) -> Self {
        Self {
            id: PracticeId::new(row.id),
            name: row.name,
            tin: row.tin,
            time_zone: row.time_zone,
            idle_minutes: row.idle_minutes,
            session_hours: row.session_hours,
            lock_minutes: row.lock_minutes,
            account_type: AccountType::stored(row.account_type),
        }
    }
}

/// What kind of organisation a row of `practices` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Practice,
    Vendor,
    Portal,
}

impl Kind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Practice => "practice",
            Self::Vendor => "vendor",
            Self::Portal => "portal",
        }
    }
}

/// # Errors
/// A stored zone that chrono-tz does not know is an inconsistency.
pub fn zone(practice: &Practice) -> Result<Tz, Fault> {
    practice
        .time_zone
        .parse()
        .map_err(|_| Fault::inconsistent(format!("practices.time_zone of {}: {}", practice.id, practice.time_zone)))
}

pub async fn get(conn: &mut Conn, id: PracticeId) -> sqlx::Result<Option<Practice>> {
    let sql = "select id, name, tin, time_zone, idle_minutes, session_hours, lock_minutes, account_type from practices \
               where id = $1";
    let row: Option<Row> = on!(conn, |c| query_as(sql).bind(id.uuid()).fetch_optional(&mut *c).await?);
    Ok(row.map(Into::into))
}

/// A practice, and no other organisation.
pub async fn client(conn: &mut Conn, id: PracticeId) -> sqlx::Result<Option<Practice>> {
    let sql = "select id, name, tin, time_zone, idle_minutes, session_hours, lock_minutes, account_type from practices \
               where id = $1 and kind = 'practice'";
    let row: Option<Row> = on!(conn, |c| query_as(sql).bind(id.uuid()).fetch_optional(&mut *c).await?);
    Ok(row.map(Into::into))
}

pub async fn by_tin(conn: &mut Conn, tin: &str) -> sqlx::Result<Option<Practice>> {
    let sql = "select id, name, tin, time_zone, idle_minutes, session_hours, lock_minutes, account_type from practices \
               where tin = $1";
    let row: Option<Row> = on!(conn, |c| query_as(sql).bind(tin).fetch_optional(&mut *c).await?);
    Ok(row.map(Into::into))
}

pub async fn add(conn: &mut Conn, practice: &Practice, kind: Kind, now: Instant) -> sqlx::Result<()> {
    let sql = "insert into practices (id, kind, name, tin, time_zone, language, idle_minutes, session_hours, \
               lock_minutes, people_version, created_at, account_type) \
               values ($1, $2, $3, $4, $5, 'en', $6, $7, $8, 0, $9, $10)";
    on!(conn, |c| {
        query(sql)
            .bind(practice.id.uuid())
            .bind(kind.name())
            .bind(&practice.name)
            .bind(&practice.tin)
            .bind(&practice.time_zone)
            .bind(practice.idle_minutes)
            .bind(practice.session_hours)
            .bind(practice.lock_minutes)
            .bind(millis(now))
            .bind(practice.account_type.rank())
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

pub async fn add_office(conn: &mut Conn, practice: PracticeId, id: OfficeId, name: &str) -> sqlx::Result<()> {
    let sql = "insert into offices (id, practice_id, name, name_key) values ($1, $2, $3, $4)";
    on!(conn, |c| {
        query(sql).bind(id.uuid()).bind(practice.uuid()).bind(name).bind(fold(name)).execute(&mut *c).await.map(drop)
    })
}

pub async fn add_provider(conn: &mut Conn, practice: PracticeId, provider: &Provider) -> sqlx::Result<()> {
    let sql = "insert into providers (id, practice_id, office_id, name, npi) values ($1, $2, $3, $4, $5)";
    on!(conn, |c| {
        query(sql)
            .bind(provider.id.uuid())
            .bind(practice.uuid())
            .bind(provider.office.uuid())
            .bind(&provider.name)
            .bind(&provider.npi)
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

/// The offices and providers inside `reach`; a provider's own administrator sees that provider only.
pub async fn places(conn: &mut Conn, reach: Reach) -> sqlx::Result<Places> {
    let practice = reach.practice.uuid();
    let sql = "select id, office_id, name, npi from providers where practice_id = $1 order by name, id";
    let providers: Vec<(Uuid, Uuid, String, String)> =
        on!(conn, |c| query_as(sql).bind(practice).fetch_all(&mut *c).await?);
    let mut places = Places::default();
    for (id, office, name, npi) in providers {
        let provider = Provider { id: ProviderId::new(id), office: OfficeId::new(office), name, npi };
        if reach.covers(Some(provider.id)) {
            places.providers.push(provider);
        }
    }
    if reach.provider.is_none() {
        let sql = "select id, name from offices where practice_id = $1 order by name_key, id";
        let offices: Vec<(Uuid, String)> = on!(conn, |c| query_as(sql).bind(practice).fetch_all(&mut *c).await?);
        places.offices = offices.into_iter().map(|(id, name)| (OfficeId::new(id), name)).collect();
    }
    Ok(places)
}

/// The organisation that stands for the installation itself; its chain takes events that belong to no practice.
pub async fn portal(conn: &mut Conn) -> sqlx::Result<Option<PracticeId>> {
    let sql = "select id from practices where kind = 'portal'";
    let id: Option<Uuid> = on!(conn, |c| query_scalar(sql).fetch_optional(&mut *c).await?);
    Ok(id.map(PracticeId::new))
}

/// How often the practice's people have been written to.
pub async fn people_version(conn: &mut Conn, id: PracticeId) -> sqlx::Result<i64> {
    let sql = "select people_version from practices where id = $1";
    on!(conn, |c| query_scalar(sql).bind(id.uuid()).fetch_one(&mut *c).await)
}

/// How often the practice's people have been written to in a way that changes whom searches and filters find.
pub async fn found_version(conn: &mut Conn, id: PracticeId) -> sqlx::Result<i64> {
    let sql = "select found_version from practices where id = $1";
    on!(conn, |c| query_scalar(sql).bind(id.uuid()).fetch_one(&mut *c).await)
}

/// Notes that the practice's people have been written to; `found`: so that searches and filters may find others now.
pub async fn people_written(conn: &mut Conn, id: PracticeId, found: bool) -> sqlx::Result<()> {
    let sql =
        "update practices set people_version = people_version + 1, found_version = found_version + $2 where id = $1";
    on!(conn, |c| query(sql).bind(id.uuid()).bind(i64::from(found)).execute(&mut *c).await.map(drop))
}

/// The name of a place, as the people list sorts by it.
pub fn place_key(place: &Place) -> String {
    fold(&place.name)
}
