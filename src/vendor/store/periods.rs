//! Periods of access, and what vendors ask for.

use std::collections::HashMap;

use sqlx::{FromRow, query, query_as};
use uuid::Uuid;

use crate::{
    domain::{
        clock::{Instant, instant, maybe_instant, millis},
        ids::{AccessId, PracticeId},
        vendor::VendorLevel,
    },
    on,
    server::{db::Conn, fault::Fault},
    vendor::model::Access,
};

#[derive(FromRow)]
struct Row {
    id: Uuid,
    practice_id: Uuid,
    vendor_id: Uuid,
    vendor_name: String,
    level: String,
    starts: i64,
    ends: i64,
    next: Option<String>,
    set_by_name: String,
}

fn level(name: &str) -> Result<VendorLevel, Fault> {
    VendorLevel::from_name(name).ok_or_else(|| Fault::inconsistent(format!("vendor_access.level: {name}")))
}

impl TryFrom<Row> for Access {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        Ok(Self {
            id: AccessId::new(row.id),
            vendor: PracticeId::new(row.vendor_id),
            vendor_name: row.vendor_name,
            level: level(&row.level)?,
            starts: instant(row.starts),
            ends: maybe_instant(row.ends),
            next: row.next.as_deref().map(level).transpose()?,
            set_by: row.set_by_name,
        })
    }
}

macro_rules! periods {
    ($rest:literal) => {
        concat!(
            "select a.id, a.practice_id, a.vendor_id, v.name as vendor_name, a.level, a.starts, a.ends, \
             n.level as next, a.set_by_name from vendor_access a join practices v on v.id = a.vendor_id \
             left join vendor_access n on n.practice_id = a.practice_id and n.vendor_id = a.vendor_id \
             and a.ends > 0 and n.starts = a.ends ",
            $rest
        )
    };
}

/// The practices of a vendor by name, each as far as it lets the vendor in now.
pub async fn clients(
    conn: &mut Conn,
    vendor: PracticeId,
    now: Instant,
) -> Result<Vec<(PracticeId, String, VendorLevel)>, Fault> {
    let sql = "select a.practice_id, r.name, a.level from vendor_access a join practices r on r.id = a.practice_id \
               where a.vendor_id = $1 and a.starts <= $2 and (a.ends = 0 or a.ends > $2) order by r.name, r.id";
    let rows: Vec<(Uuid, String, String)> =
        on!(conn, |c| query_as(sql).bind(vendor.uuid()).bind(millis(now)).fetch_all(&mut *c).await?);
    rows.into_iter().map(|(id, name, stored)| Ok((PracticeId::new(id), name, level(&stored)?))).collect()
}

/// How far each practice lets the vendor in that it lets in furthest.
pub async fn levels(conn: &mut Conn, now: Instant) -> Result<HashMap<PracticeId, VendorLevel>, Fault> {
    let sql = "select practice_id, level from vendor_access where starts <= $1 and (ends = 0 or ends > $1)";
    let rows: Vec<(Uuid, String)> = on!(conn, |c| query_as(sql).bind(millis(now)).fetch_all(&mut *c).await?);
    let mut levels = HashMap::new();
    for (practice, stored) in rows {
        let furthest = levels.entry(PracticeId::new(practice)).or_insert(VendorLevel::None);
        *furthest = level(&stored)?.max(*furthest);
    }
    Ok(levels)
}

/// What holds now, for each vendor of the practice by name.
pub async fn each(conn: &mut Conn, practice: PracticeId, now: Instant) -> Result<Vec<Access>, Fault> {
    let sql =
        periods!("where a.practice_id = $1 and a.starts <= $2 and (a.ends = 0 or a.ends > $2) order by v.name, v.id");
    let rows: Vec<Row> =
        on!(conn, |c| query_as(sql).bind(practice.uuid()).bind(millis(now)).fetch_all(&mut *c).await?);
    rows.into_iter().map(Access::try_from).collect()
}

/// What holds now for one vendor.
pub async fn current(
    conn: &mut Conn,
    practice: PracticeId,
    vendor: PracticeId,
    now: Instant,
) -> Result<Option<Access>, Fault> {
    Ok(each(conn, practice, now).await?.into_iter().find(|access| access.vendor == vendor))
}

/// What was, the newest first.
pub async fn past(conn: &mut Conn, practice: PracticeId, now: Instant, limit: i64) -> Result<Vec<Access>, Fault> {
    let sql = periods!(
        "where a.practice_id = $1 and a.ends > 0 and a.ends <= $2 and a.level in ('support', 'full') \
         order by a.ends desc, a.id limit $3"
    );
    let rows: Vec<Row> =
        on!(conn, |c| { query_as(sql).bind(practice.uuid()).bind(millis(now)).bind(limit).fetch_all(&mut *c).await? });
    rows.into_iter().map(Access::try_from).collect()
}

pub async fn one(conn: &mut Conn, practice: PracticeId, id: AccessId) -> Result<Option<Access>, Fault> {
    let sql = periods!("where a.practice_id = $1 and a.id = $2");
    let row: Option<Row> =
        on!(conn, |c| query_as(sql).bind(practice.uuid()).bind(id.uuid()).fetch_optional(&mut *c).await?);
    row.map(Access::try_from).transpose()
}

/// Ends what holds now and forgets what would have followed.
pub async fn close(conn: &mut Conn, practice: PracticeId, vendor: PracticeId, now: Instant) -> sqlx::Result<()> {
    on!(conn, |c| {
        query("delete from vendor_access where practice_id = $1 and vendor_id = $2 and starts >= $3")
            .bind(practice.uuid())
            .bind(vendor.uuid())
            .bind(millis(now))
            .execute(&mut *c)
            .await?;
        query(
            "update vendor_access set ends = $3 where practice_id = $1 and vendor_id = $2 and (ends = 0 or ends > $3)",
        )
        .bind(practice.uuid())
        .bind(vendor.uuid())
        .bind(millis(now))
        .execute(&mut *c)
        .await
        .map(drop)
    })
}

pub async fn add(
    conn: &mut Conn,
    id: AccessId,
    (practice, vendor): (PracticeId, PracticeId),
    (level, starts, ends): (VendorLevel, Instant, Option<Instant>),
    set_by: &str,
) -> sqlx::Result<()> {
    let sql = "insert into vendor_access (id, practice_id, vendor_id, level, starts, ends, set_by_name, told_at) \
               values ($1, $2, $3, $4, $5, $6, $7, 0)";
    on!(conn, |c| {
        query(sql)
            .bind(id.uuid())
            .bind(practice.uuid())
            .bind(vendor.uuid())
            .bind(level.name())
            .bind(millis(starts))
            .bind(ends.map_or(0, millis))
            .bind(set_by)
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

/// What has ended and nobody was told of, each with its practice.
pub async fn due(conn: &mut Conn, now: Instant) -> Result<Vec<(PracticeId, Access)>, Fault> {
    let sql = periods!("where a.told_at = 0 and a.ends > 0 and a.ends <= $1 order by a.ends, a.id limit 100");
    let rows: Vec<Row> = on!(conn, |c| query_as(sql).bind(millis(now)).fetch_all(&mut *c).await?);
    rows.into_iter().map(|row| Ok((PracticeId::new(row.practice_id), row.try_into()?))).collect()
}

/// Notes that the practice was told, and says whether this was the first to do so.
pub async fn told(conn: &mut Conn, practice: PracticeId, id: AccessId, now: Instant) -> sqlx::Result<bool> {
    let sql = "update vendor_access set told_at = $3 where practice_id = $1 and id = $2 and told_at = 0";
    on!(conn, |c| {
        let done = query(sql).bind(practice.uuid()).bind(id.uuid()).bind(millis(now)).execute(&mut *c).await?;
        Ok(done.rows_affected() == 1)
    })
}

/// A vendor asks for more than it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    pub vendor: PracticeId,
    pub at: Instant,
    pub by: String,
}

pub async fn asked(conn: &mut Conn, practice: PracticeId) -> sqlx::Result<Vec<Ask>> {
    let sql = "select vendor_id, asked_at, asked_by_name from vendor_asks where practice_id = $1";
    let rows: Vec<(Uuid, i64, String)> = on!(conn, |c| query_as(sql).bind(practice.uuid()).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(vendor, at, by)| Ask { vendor: PracticeId::new(vendor), at: instant(at), by }).collect())
}

pub async fn put_ask(conn: &mut Conn, practice: PracticeId, ask: &Ask) -> sqlx::Result<()> {
    let sql = "insert into vendor_asks (practice_id, vendor_id, asked_at, asked_by_name) values ($1, $2, $3, $4) \
               on conflict (practice_id, vendor_id) do update set asked_at = $3, asked_by_name = $4";
    on!(conn, |c| {
        query(sql)
            .bind(practice.uuid())
            .bind(ask.vendor.uuid())
            .bind(millis(ask.at))
            .bind(&ask.by)
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

pub async fn delete_ask(conn: &mut Conn, practice: PracticeId, vendor: PracticeId) -> sqlx::Result<()> {
    let sql = "delete from vendor_asks where practice_id = $1 and vendor_id = $2";
    on!(conn, |c| query(sql).bind(practice.uuid()).bind(vendor.uuid()).execute(&mut *c).await.map(drop))
}
