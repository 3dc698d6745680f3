//! Whether the installation is in use.

use sqlx::{query, query_scalar};

use crate::{
    domain::clock::{Instant, millis},
    on,
    server::db::Conn,
};

pub async fn is_empty(conn: &mut Conn) -> sqlx::Result<bool> {
    let rows: i64 = on!(conn, |c| query_scalar("select count(*) from installation").fetch_one(&mut *c).await?);
    Ok(rows == 0)
}

/// Whether it holds the demo practice: a banner says so on every page.
pub async fn is_demo(conn: &mut Conn) -> sqlx::Result<bool> {
    let sql = "select count(*) from installation where demo";
    let rows: i64 = on!(conn, |c| query_scalar(sql).fetch_one(&mut *c).await?);
    Ok(rows > 0)
}

/// Takes the installation. `false`: somebody else was first; exactly one caller ever wins (T07).
pub async fn claim(conn: &mut Conn, now: Instant, demo: bool) -> sqlx::Result<bool> {
    let sql = "insert into installation (one, set_up_at, demo) values (1, $1, $2) on conflict (one) do nothing";
    let claimed = on!(conn, |c| query(sql).bind(millis(now)).bind(demo).execute(&mut *c).await?.rows_affected());
    Ok(claimed == 1)
}
