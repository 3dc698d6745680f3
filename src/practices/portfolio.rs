//! Many practices at once, for those who look after them.

use std::collections::{HashMap, HashSet};

use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

use super::{
    model::{PracticeStatus, ServicePlan, Setting, Settings},
    views::PracticeRow,
};
use crate::{
    domain::{ids::PracticeId, vendor::VendorLevel},
    on,
    server::{db::Conn, fault::Fault},
};

#[derive(FromRow)]
struct Row {
    id: Uuid,
    name: String,
    tin: Option<String>,
    time_zone: String,
    service_plan: String,
}

/// The practices in `levels`, each as far as it lets its vendor in; `all`: every other one, too, for whoever needs no
/// vendor's leave.
pub async fn rows(
    conn: &mut Conn,
    levels: &HashMap<PracticeId, VendorLevel>,
    all: bool,
) -> Result<Vec<PracticeRow>, Fault> {
    let sql = "select id, name, tin, time_zone, service_plan from practices where kind = 'practice'";
    let rows: Vec<Row> = on!(conn, |c| query_as(sql).fetch_all(&mut *c).await?);
    let sql = "select practice_id, cast(sum(people) as bigint) from people_totals group by practice_id";
    let people: Vec<(Uuid, i64)> = on!(conn, |c| query_as(sql).fetch_all(&mut *c).await?);
    let people: HashMap<_, _> = people.into_iter().collect();
    let run = run_by_somebody(conn).await?;
    let rows = rows.into_iter().filter_map(|row| {
        let id = PracticeId::new(row.id);
        let level = levels.get(&id).copied();
        let seen = all || level.is_some_and(VendorLevel::opens);
        (all || level.is_some()).then(|| {
            let plan = ServicePlan::from_name(&row.service_plan)
                .ok_or_else(|| Fault::inconsistent(format!("practices.service_plan of {id}: {}", row.service_plan)))?;
            Ok(PracticeRow {
                id,
                name: row.name,
                tin: row.tin,
                time_zone: row.time_zone,
                people: seen.then(|| people.get(&row.id).copied().unwrap_or_default()),
                level,
                plan,
                status: if run.contains(&row.id) { PracticeStatus::Active } else { PracticeStatus::Waiting },
            })
        })
    });
    rows.collect()
}

/// The practices that have an administrator with an account.
async fn run_by_somebody(conn: &mut Conn) -> sqlx::Result<HashSet<Uuid>> {
    let sql = "select distinct g.practice_id from grants g join people p on p.id = g.person_id \
               where g.role in ('practice_owner', 'practice_administrator') and g.scope = 'practice' \
               and p.state in (1, 2)";
    let ids: Vec<Uuid> = on!(conn, |c| query_scalar(sql).fetch_all(&mut *c).await?);
    Ok(ids.into_iter().collect())
}

pub async fn settings(conn: &mut Conn, practice: PracticeId) -> sqlx::Result<Settings> {
    let sql = "select transmit_approval, professional_claims, institutional_claims, dental_claims \
               from practices where id = $1";
    let on: (bool, bool, bool, bool) = on!(conn, |c| query_as(sql).bind(practice.uuid()).fetch_one(&mut *c).await?);
    let on = Setting::ALL.iter().zip([on.0, on.1, on.2, on.3]);
    Ok(Settings(on.filter(|(_, on)| *on).map(|(setting, _)| *setting).collect()))
}

pub async fn set_settings(conn: &mut Conn, practice: PracticeId, settings: &Settings) -> sqlx::Result<()> {
    let sql = "update practices set transmit_approval = $2, professional_claims = $3, institutional_claims = $4, \
               dental_claims = $5 where id = $1";
    on!(conn, |c| {
        let mut query = query(sql).bind(practice.uuid());
        for setting in Setting::ALL {
            query = query.bind(settings.has(*setting));
        }
        query.execute(&mut *c).await.map(drop)
    })
}

pub async fn set_plan(conn: &mut Conn, practice: PracticeId, plan: ServicePlan) -> sqlx::Result<()> {
    let sql = "update practices set service_plan = $2 where id = $1";
    on!(conn, |c| query(sql).bind(practice.uuid()).bind(plan.name()).execute(&mut *c).await.map(drop))
}
