//! Departures in the database: plans here, the list and the month in [`list`], what is due in [`due`].

pub mod due;
pub mod feeds;
pub mod list;
pub mod rules;

use chrono::NaiveDate;
use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

use super::model::{Departure, Origin};
use crate::{
    domain::{
        clock::{instant, millis},
        day,
        ids::{PersonId, PracticeId, ProviderId},
        scope::Reach,
    },
    on,
    server::{db::Conn, fault::Fault},
};

#[derive(FromRow)]
struct Row {
    person_id: Uuid,
    practice_id: Uuid,
    day: String,
    zone: String,
    ends_at: i64,
    reason: String,
    by_id: Option<Uuid>,
    by_name: String,
    planned_at: i64,
    request_id: String,
    address: String,
    agent: String,
}

/// A stored day; one that is none breaks an invariant.
fn stored_day(text: &str, table: &str) -> Result<NaiveDate, Fault> {
    day::parse(text).map_err(|_| Fault::inconsistent(format!("{table}.day: {text}")))
}

impl TryFrom<Row> for Departure {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        Ok(Self {
            person: PersonId::new(row.person_id),
            practice: PracticeId::new(row.practice_id),
            day: stored_day(&row.day, "departures")?,
            zone: row.zone,
            ends: instant(row.ends_at),
            reason: row.reason,
            by: row.by_id.map(PersonId::new),
            by_name: row.by_name,
            planned: instant(row.planned_at),
            origin: Origin { request: row.request_id, address: row.address, agent: row.agent },
        })
    }
}

/// The plan for one person of the practice.
///
/// # Errors
/// The database refused, or a stored day is none.
pub async fn find(conn: &mut Conn, practice: PracticeId, person: PersonId) -> Result<Option<Departure>, Fault> {
    let sql = "select person_id, practice_id, day, zone, ends_at, reason, by_id, by_name, planned_at, request_id, \
               address, agent from departures where practice_id = $1 and person_id = $2";
    let row: Option<Row> =
        on!(conn, |c| query_as(sql).bind(practice.uuid()).bind(person.uuid()).fetch_optional(&mut *c).await?);
    row.map(TryInto::try_into).transpose()
}

/// Stores a plan in the place of the one that was there; the administrators are told of it anew.
pub async fn put(conn: &mut Conn, plan: &Departure) -> sqlx::Result<()> {
    let sql = "insert into departures (person_id, practice_id, day, zone, ends_at, reason, by_id, by_name, planned_at, \
               told_at, request_id, address, agent) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $11, $12) \
               on conflict (person_id) do update set day = excluded.day, zone = excluded.zone, \
               told_at = case when departures.ends_at = excluded.ends_at then departures.told_at else 0 end, \
               ends_at = excluded.ends_at, reason = excluded.reason, by_id = excluded.by_id, \
               by_name = excluded.by_name, planned_at = excluded.planned_at, request_id = excluded.request_id, \
               address = excluded.address, agent = excluded.agent";
    on!(conn, |c| {
        query(sql)
            .bind(plan.person.uuid())
            .bind(plan.practice.uuid())
            .bind(plan.day.format(day::STORED).to_string())
            .bind(&plan.zone)
            .bind(millis(plan.ends))
            .bind(&plan.reason)
            .bind(plan.by.map(PersonId::uuid))
            .bind(&plan.by_name)
            .bind(millis(plan.planned))
            .bind(&plan.origin.request)
            .bind(&plan.origin.address)
            .bind(&plan.origin.agent)
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

/// Forgets the plan for somebody: it was called off, has come, or something else became of the account.
pub async fn remove(conn: &mut Conn, practice: PracticeId, person: PersonId) -> sqlx::Result<()> {
    let sql = "delete from departures where practice_id = $1 and person_id = $2";
    on!(conn, |c| query(sql).bind(practice.uuid()).bind(person.uuid()).execute(&mut *c).await.map(drop))
}

/// The only other administrator who would be left, if there is just one (N-11).
pub async fn lonely_administrator(
    conn: &mut Conn,
    practice: PracticeId,
    leaving: PersonId,
) -> sqlx::Result<Option<String>> {
    let sql = "select distinct p.id, p.first_name, p.last_name from grants g join people p on p.id = g.person_id \
               where g.practice_id = $1 and g.role in ('practice_owner', 'practice_administrator') \
               and g.scope = 'practice' and g.ends_at = 0 and p.id <> $2 and p.state in (1, 2) \
               and p.deactivates_at = 0 limit 2";
    let others: Vec<(Uuid, String, String)> =
        on!(conn, |c| query_as(sql).bind(practice.uuid()).bind(leaving.uuid()).fetch_all(&mut *c).await?);
    Ok(match &others[..] {
        [(_, first, last)] => Some(format!("{first} {last}")),
        _ => None,
    })
}

/// How many others decide about requests at this provider alone, and stay.
pub async fn other_approvers(
    conn: &mut Conn,
    practice: PracticeId,
    provider: ProviderId,
    leaving: PersonId,
) -> sqlx::Result<i64> {
    let sql = "select count(distinct p.id) from grants g join people p on p.id = g.person_id \
               where g.practice_id = $1 and g.role in ('practice_owner', 'practice_administrator') \
               and g.provider_id = $2 and g.ends_at = 0 and p.id <> $3 and p.state in (1, 2) \
               and p.deactivates_at = 0";
    on!(conn, |c| {
        query_scalar(sql).bind(practice.uuid()).bind(provider.uuid()).bind(leaving.uuid()).fetch_one(&mut *c).await
    })
}

/// How many patients somebody must look after are with this provider.
pub async fn patients_of(conn: &mut Conn, reach: Reach, provider: ProviderId) -> sqlx::Result<i64> {
    // 0 and 1: see `patients::model::Status::needs_a_provider`.
    let sql = "select count(*) from patients where practice_id = $1 and provider_id = $2 and status in (0, 1)";
    on!(conn, |c| query_scalar(sql).bind(reach.practice.uuid()).bind(provider.uuid()).fetch_one(&mut *c).await)
}
