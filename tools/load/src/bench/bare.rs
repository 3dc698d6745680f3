//! What Rolecall is measured against: the same indexed query behind nothing but axum and sqlx. No session, no
//! permissions, no total, no badges; it is told where its page begins.

use std::{str::FromStr as _, sync::Arc};

use axum::{Json, Router, extract::State, http::StatusCode, routing::post};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{
    AssertSqlSafe, FromRow, PgPool, SqlitePool, query_as, query_scalar,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};
use uuid::Uuid;

use crate::client::Error;

/// The page that is asked for: in the order of `key`, from the row after `start` on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Wish {
    pub key: String,
    pub descending: bool,
    pub start: Option<(Value, i64)>,
    pub limit: i64,
}

#[derive(Serialize, FromRow)]
struct Row {
    id: Uuid,
    first_name: String,
    last_name: String,
    username: String,
    email: String,
    role: i16,
    place: String,
    provider_id: Option<Uuid>,
    state: i16,
    tier: i16,
    created_at: i64,
    registered_at: i64,
    active_at: i64,
    invite_expires_at: i64,
    invite_bounced_at: i64,
    locked_at: i64,
    lock_ends_at: i64,
    deactivates_at: i64,
}

/// A pool of either engine.
#[derive(Clone)]
pub enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

macro_rules! on {
    ($pool:expr, |$p:ident| $body:expr) => {
        match $pool {
            Pool::Sqlite($p) => $body,
            Pool::Postgres($p) => $body,
        }
    };
}
pub(super) use on;

impl Pool {
    /// Set up as the product sets its readers up.
    pub async fn open(url: &str) -> Result<Self, Error> {
        if url.starts_with("postgres") {
            return Ok(Self::Postgres(PgPool::connect(url).await?));
        }
        let options = SqliteConnectOptions::from_str(url)?
            .statement_cache_capacity(256)
            .pragma("cache_size", "-16000")
            .pragma("mmap_size", "268435456")
            .pragma("temp_store", "MEMORY");
        Ok(Self::Sqlite(SqlitePoolOptions::new().max_connections(4).connect_with(options).await?))
    }
}

struct Bare {
    pool: Pool,
    practice: Uuid,
}

/// Prints its address and serves until it is killed.
pub async fn serve(url: &str) -> Result<(), Error> {
    let pool = Pool::open(url).await?;
    let sql = "select practice_id from people order by number desc limit 1";
    let practice = on!(&pool, |p| query_scalar(sql).fetch_one(p).await?);
    let router = Router::new().route("/list", post(list)).with_state(Arc::new(Bare { pool, practice }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    Ok(axum::serve(listener, router).await?)
}

async fn list(State(bare): State<Arc<Bare>>, Json(wish): Json<Wish>) -> Result<Json<Vec<Row>>, StatusCode> {
    let (order, beyond) = if wish.descending { ("desc", "<") } else { ("asc", ">") };
    let key = &wish.key;
    let start = match wish.start {
        Some(_) => format!("and (p.{key}, p.number) {beyond} ($2, $3)"),
        None => String::new(),
    };
    let limit = if wish.start.is_some() { 4 } else { 2 };
    let sql = format!(
        "select p.id, p.first_name, p.last_name, p.username, p.email, p.role, coalesce(v.name, o.name) as place, \
         p.provider_id, p.state, p.tier, p.created_at, p.registered_at, p.active_at, p.invite_expires_at, \
         p.invite_bounced_at, p.locked_at, p.lock_ends_at, p.deactivates_at from people p \
         join offices o on o.id = p.office_id left join providers v on v.id = p.provider_id \
         where p.practice_id = $1 and p.badge <> 0 {start} \
         order by p.{key} {order}, p.number {order} limit ${limit}"
    );
    let rows = on!(&bare.pool, |p| {
        let query = query_as(AssertSqlSafe(sql)).bind(bare.practice);
        let query = match wish.start {
            Some((Value::String(text), number)) => query.bind(text).bind(number),
            Some((value, number)) => query.bind(value.as_i64().unwrap_or_default()).bind(number),
            None => query,
        };
        query.bind(wish.limit).fetch_all(p).await
    });
    rows.map(Json).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}
