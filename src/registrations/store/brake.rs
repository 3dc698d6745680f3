//! How often one network may apply, and look for requests it does not know.

use chrono::Duration;
use sqlx::{query, query_scalar};
use uuid::Uuid;

use crate::{
    domain::clock::{Instant, millis},
    on,
    server::db::Conn,
};

const WINDOW: Duration = Duration::hours(1);

/// What is counted, each by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Try {
    Apply,
    /// A reference and an address that name no request.
    Status,
}

impl Try {
    const fn name(self) -> &'static str {
        match self {
            Self::Apply => "apply",
            Self::Status => "status",
        }
    }

    /// Within [`WINDOW`]. A practice whose whole staff applies on one morning does so from one address.
    const fn most(self) -> i64 {
        match self {
            Self::Apply => 30,
            Self::Status => 15,
        }
    }
}

/// Whether the network has no try left. `Some`: seconds until it has.
pub async fn braked(conn: &mut Conn, what: Try, network: &str, now: Instant) -> sqlx::Result<Option<i64>> {
    let key = key(what, network);
    if conn.is_postgres() {
        // One try of a network at a time, so that parallel ones can't all see the last free place.
        let sql = "select pg_advisory_xact_lock(hashtextextended($1, 0))";
        on!(conn, |c| query(sql).bind(&key).execute(&mut *c).await.map(drop)?);
    }
    let sql = "select count(*) from sign_in_tries where network = $1 and at > $2";
    let tries: i64 = on!(conn, |c| query_scalar(sql).bind(&key).bind(millis(now - WINDOW)).fetch_one(&mut *c).await?);
    Ok((tries >= what.most()).then(|| WINDOW.num_seconds()))
}

pub async fn note(conn: &mut Conn, what: Try, network: &str, id: Uuid, now: Instant) -> sqlx::Result<()> {
    let sql = "insert into sign_in_tries (id, network, pair, at) values ($1, $2, '', $3)";
    on!(conn, |c| query(sql).bind(id).bind(key(what, network)).bind(millis(now)).execute(&mut *c).await.map(drop))
}

/// No network is called so: these tries stand beside those to sign in, and are forgotten with them.
fn key(what: Try, network: &str) -> String {
    format!("{} {network}", what.name())
}
