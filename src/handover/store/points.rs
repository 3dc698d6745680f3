//! The points of plans, and the lists they begin with.

use sqlx::{FromRow, query, query_as, query_scalar};

use super::Stored;
use crate::{
    domain::{
        clock::{Instant, Stamp, maybe_instant, maybe_millis},
        ids::{HandoverId, PracticeId},
        role::Role,
    },
    handover::points::{Point, PointForm},
    on,
    server::{db::Conn, fault::Fault},
};

#[derive(FromRow)]
struct Row {
    number: i64,
    task: String,
    owner: String,
    due: String,
    evidence: String,
    closed_at: i64,
    closed_by: String,
    version: i64,
}

/// A plan's points in their order.
pub async fn of(conn: &mut Conn, id: HandoverId, local: impl Fn(Instant) -> Stamp) -> sqlx::Result<Vec<Point>> {
    let sql = "select cast(number as bigint) as number, task, owner, due, evidence, closed_at, closed_by, version \
               from handover_points where handover_id = $1 order by number";
    let rows: Vec<Row> = on!(conn, |c| query_as(sql).bind(id.uuid()).fetch_all(&mut *c).await?);
    let point = |row: Row| {
        let closed = maybe_instant(row.closed_at).map(|at| (local(at), row.closed_by));
        let Row { task, owner, due, evidence, .. } = row;
        Point {
            number: row.number,
            form: PointForm { task, owner, due, evidence, closed: closed.is_some() },
            closed,
            version: row.version,
        }
    };
    Ok(rows.into_iter().map(point).collect())
}

/// How many of a plan's points are open.
pub async fn open(conn: &mut Conn, id: HandoverId) -> sqlx::Result<i64> {
    let sql = "select count(*) from handover_points where handover_id = $1 and closed_at = 0";
    on!(conn, |c| query_scalar(sql).bind(id.uuid()).fetch_one(&mut *c).await)
}

/// Adds a point at the end.
pub async fn add(conn: &mut Conn, plan: &Stored, task: &str) -> sqlx::Result<()> {
    let sql = "insert into handover_points (handover_id, number, practice_id, task, owner, due, evidence, closed_at, \
               closed_by, version) values ($1, (select coalesce(max(number), 0) + 1 from handover_points \
               where handover_id = $1), $2, $3, '', '', '', 0, '', 1)";
    on!(conn, |c| {
        query(sql).bind(plan.id.uuid()).bind(plan.ordered.practice.uuid()).bind(task).execute(&mut *c).await.map(drop)
    })
}

/// Saves a point whose version was raised by one; `closed` is when and by whom. `Ok(false)`: somebody was quicker.
pub async fn save(
    conn: &mut Conn,
    id: HandoverId,
    (number, version): (i64, i64),
    form: &PointForm,
    closed: Option<(Instant, &str)>,
) -> sqlx::Result<bool> {
    let sql = "update handover_points set task = $3, owner = $4, due = $5, evidence = $6, closed_at = $7, \
               closed_by = $8, version = $9 where handover_id = $1 and number = $2 and version = $9 - 1";
    let saved = on!(conn, |c| {
        query(sql)
            .bind(id.uuid())
            .bind(number)
            .bind(&form.task)
            .bind(&form.owner)
            .bind(&form.due)
            .bind(&form.evidence)
            .bind(maybe_millis(closed.map(|(at, _)| at)))
            .bind(closed.map_or("", |(_, by)| by))
            .bind(version)
            .execute(&mut *c)
            .await?
            .rows_affected()
    });
    Ok(saved == 1)
}

/// The list of a role, if the practice has decided on one.
pub async fn list(conn: &mut Conn, practice: PracticeId, role: Role) -> sqlx::Result<Option<Vec<String>>> {
    let sql = "select points from handover_lists where practice_id = $1 and role = $2";
    let points: Option<String> =
        on!(conn, |c| { query_scalar(sql).bind(practice.uuid()).bind(role.name()).fetch_optional(&mut *c).await? });
    Ok(points.map(|points| points.lines().map(str::to_owned).collect()))
}

pub async fn set_list(conn: &mut Conn, practice: PracticeId, role: Role, points: &[String]) -> Result<(), Fault> {
    let sql = "insert into handover_lists (practice_id, role, points) values ($1, $2, $3) \
               on conflict (practice_id, role) do update set points = excluded.points";
    let points = points.join("\n");
    on!(conn, |c| {
        query(sql).bind(practice.uuid()).bind(role.name()).bind(points).execute(&mut *c).await.map(drop)
    })?;
    Ok(())
}
