//! Who leaves: the list with its exact total, one page by keyset in any order, and a stretch of the calendar.

use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    departures::{
        query::{Column, LeaverQuery},
        views::Leaver,
    },
    domain::{
        clock::{Instant, Stamp, instant, millis},
        fold::fold,
        ids::{PersonId, ProviderId},
        page::Page,
        role::Role,
        scope::Reach,
    },
    server::{
        db::Conn,
        fault::Fault,
        sql::{Sql, Value, containing},
    },
};

#[derive(FromRow)]
struct Row {
    id: Uuid,
    first_name: String,
    last_name: String,
    role: i16,
    place: String,
    provider_id: Option<Uuid>,
    ends_at: i64,
    zone: String,
    by_name: String,
    reason: String,
    patients: i64,
}

impl Row {
    fn shown(self, now: Instant, local: &impl Fn(Instant) -> Stamp) -> Result<Leaver, Fault> {
        let ends = instant(self.ends_at);
        Ok(Leaver {
            person: PersonId::new(self.id),
            name: format!("{} {}", self.first_name, self.last_name),
            role: Role::from_rank(self.role)
                .ok_or_else(|| Fault::inconsistent(format!("people.role of {}", self.id)))?,
            place: self.place,
            ends: local(ends),
            zone: self.zone,
            days: (ends - now).num_days(),
            by: self.by_name,
            reason: self.reason,
            patients: self.patients,
            provider: self.provider_id.map(ProviderId::new),
        })
    }
}

/// `with leavers as (…)`: everybody inside of `reach` whose access ends on a day to come. A day without a plan, as a
/// roster of an older release may have brought it, has nobody's name.
fn leavers(sql: &mut Sql, reach: Reach, now: Instant) {
    sql.push(
        "with leavers as (select p.id, p.first_name, p.last_name, p.last_key, p.search_key, p.role, \
         coalesce(v.name, o.name) as place, p.place_key, p.provider_id, p.deactivates_at as ends_at, \
         coalesce(d.zone, r.time_zone) as zone, coalesce(d.by_name, '') as by_name, coalesce(d.reason, '') as reason, \
         (select count(*) from patients l where l.practice_id = p.practice_id and l.provider_id = p.provider_id \
         and l.status in (0, 1)) as patients from people p join practices r on r.id = p.practice_id \
         join offices o on o.id = p.office_id left join providers v on v.id = p.provider_id \
         left join departures d on d.person_id = p.id \
         where p.state in (1, 2) and p.deactivates_at > 0 and p.practice_id = ",
    );
    sql.bind(Value::Id(reach.practice.uuid()));
    sql.push(" and p.deactivates_at > ");
    sql.bind(Value::Int(millis(now)));
    if let Some(provider) = reach.provider {
        sql.push(" and p.provider_id = ");
        sql.bind(Value::Id(provider.uuid()));
    }
    sql.push(") ");
}

const COLUMNS: &str = "select l.id, l.first_name, l.last_name, l.role, l.place, l.provider_id, l.ends_at, l.zone, \
                       l.by_name, l.reason, l.patients from leavers l where ";

const fn key(column: Column) -> &'static str {
    match column {
        Column::Name => "last_key",
        Column::Role => "role",
        Column::Place => "place_key",
        Column::Ends => "ends_at",
        Column::Patients => "patients",
        Column::By => "by_name",
    }
}

fn filter(sql: &mut Sql, query: &LeaverQuery, now: Instant) {
    sql.push("true");
    if let Some(days) = query.filters.within.days() {
        sql.push(" and l.ends_at <= ");
        sql.bind(Value::Int(millis(now + chrono::Duration::days(days))));
    }
    let search = fold(&query.search);
    if !search.is_empty() {
        sql.push(" and l.search_key like ");
        sql.bind(Value::Text(containing(&search)));
        sql.push(" escape '\\'");
    }
}

/// One page of the list inside of `reach`.
///
/// # Errors
/// The database refused, or a stored role is none.
pub async fn page(
    conn: &mut Conn,
    reach: Reach,
    query: &LeaverQuery,
    now: Instant,
    local: impl Fn(Instant) -> Stamp,
) -> Result<Page<Leaver>, Fault> {
    let mut sql = Sql::default();
    leavers(&mut sql, reach, now);
    sql.push("select count(*) from leavers l where ");
    filter(&mut sql, query, now);
    let total = sql.number(conn).await?;
    let start = match query.start() {
        Some(id) if exists(conn, reach, id, now).await? => Some(id.uuid()),
        _ => None,
    };
    let cut = query.cut(total, start.is_some());
    let mut sql = Sql::default();
    leavers(&mut sql, reach, now);
    sql.push(COLUMNS);
    filter(&mut sql, query, now);
    sql.window("leavers", key(query.sort), start, query.descending != cut.backwards, cut.limit());
    let rows: Vec<Row> = sql.rows(conn).await?;
    cut.page(rows).try_map(|row| row.shown(now, &local))
}

/// Somebody who has gone, or is outside of `reach`, begins no page: the list then starts over.
async fn exists(conn: &mut Conn, reach: Reach, id: PersonId, now: Instant) -> sqlx::Result<bool> {
    let mut sql = Sql::default();
    leavers(&mut sql, reach, now);
    sql.push("select count(*) from leavers l where l.id = ");
    sql.bind(Value::Id(id.uuid()));
    Ok(sql.number(conn).await? == 1)
}

/// Those whose day ends before `until`, soonest first; at most so many.
///
/// # Errors
/// The database refused, or a stored role is none.
pub async fn between(
    conn: &mut Conn,
    reach: Reach,
    (from, until): (Instant, Instant),
    most: i64,
    local: impl Fn(Instant) -> Stamp,
) -> Result<Vec<Leaver>, Fault> {
    let mut sql = Sql::default();
    leavers(&mut sql, reach, from);
    sql.push(COLUMNS);
    sql.push("l.ends_at < ");
    sql.bind(Value::Int(millis(until)));
    sql.push(" order by l.ends_at, l.id limit ");
    sql.bind(Value::Int(most));
    let rows: Vec<Row> = sql.rows(conn).await?;
    rows.into_iter().map(|row| row.shown(from, &local)).collect()
}
