//! The counts of the home page.

use crate::{
    domain::{
        clock::{Instant, millis},
        ids::PersonId,
        scope::Reach,
    },
    home::api::Count,
    people::{badge::BadgeKind, store::grants::other_administrators},
    server::{
        db::Conn,
        fault::Fault,
        sql::{Sql, Value},
    },
};

/// How many people inside of `reach` carry each badge; badges nobody carries are left out.
pub async fn counts(conn: &mut Conn, reach: Reach) -> Result<Vec<Count>, Fault> {
    let mut sql = Sql::default();
    sql.push("select badge, count(*) from people where practice_id = ");
    sql.bind(Value::Id(reach.practice.uuid()));
    if let Some(provider) = reach.provider {
        sql.push(" and provider_id = ");
        sql.bind(Value::Id(provider.uuid()));
    }
    sql.push(" group by badge order by badge");
    let rows: Vec<(i16, i64)> = sql.rows(conn).await?;
    Ok(rows.into_iter().filter_map(|(rank, count)| Some(Count { badge: BadgeKind::from_rank(rank)?, count })).collect())
}

/// Whether one person alone can manage the practice, or will when others have left (N-11).
pub async fn single_administrator(conn: &mut Conn, reach: Reach) -> sqlx::Result<bool> {
    let nobody = PersonId::new(uuid::Uuid::nil());
    Ok(other_administrators(conn, reach.practice, nobody).await? <= 1)
}

/// How many providers inside of `reach` take part.
pub async fn providers(conn: &mut Conn, reach: Reach) -> sqlx::Result<i64> {
    let mut sql = Sql::default();
    sql.push("select count(*) from providers where state = 0 and practice_id = ");
    sql.bind(Value::Id(reach.practice.uuid()));
    if let Some(provider) = reach.provider {
        sql.push(" and id = ");
        sql.bind(Value::Id(provider.uuid()));
    }
    sql.number(conn).await
}

/// For so many days ahead the home page counts departures.
const LEAVING_DAYS: i64 = 30;

/// How many people inside of `reach` leave soon.
pub async fn leaving(conn: &mut Conn, reach: Reach, now: Instant) -> sqlx::Result<i64> {
    let mut sql = Sql::default();
    sql.push("select count(*) from people where deactivates_at > 0 and state in (1, 2) and practice_id = ");
    sql.bind(Value::Id(reach.practice.uuid()));
    sql.push(" and deactivates_at > ");
    sql.bind(Value::Int(millis(now)));
    sql.push(" and deactivates_at <= ");
    sql.bind(Value::Int(millis(now + chrono::Duration::days(LEAVING_DAYS))));
    if let Some(provider) = reach.provider {
        sql.push(" and provider_id = ");
        sql.bind(Value::Id(provider.uuid()));
    }
    sql.number(conn).await
}
