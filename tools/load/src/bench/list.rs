//! The people list: every column, first, middle and last page, beside the bare handler.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, query_as, query_scalar};
use uuid::Uuid;

use super::bare::{Pool, Wish, on};
use crate::{
    client::{Client, Error, first_page, list},
    times::Times,
};

/// Column as the list calls it, sort key, whether it comes newest first.
const COLUMNS: [(&str, &str, bool); 12] = [
    ("LastName", "last_key", false),
    ("FirstName", "first_key", false),
    ("Username", "username_key", false),
    ("Email", "email_key", false),
    ("Role", "role", false),
    ("Office", "place_key", false),
    ("Status", "badge", false),
    ("Created", "created_at", true),
    ("Activity", "active_at", true),
    ("Registered", "registration", false),
    ("Tier", "tier", false),
    ("Locked", "locked_at", true),
];
const WARM_UP: usize = 20;
const SAMPLES: usize = 150;
const CLIENTS: usize = 8;
const BURST: Duration = Duration::from_secs(3);

/// Median milliseconds of both for one page of one order: the first, a middle and the last page follow each other.
pub struct Cell {
    pub column: &'static str,
    pub ours: f64,
    pub bare: f64,
}

/// Requests a second of both for the first page, from several connections.
pub struct Rates {
    pub ours: f64,
    pub bare: f64,
}

pub async fn measure(ours: &mut Client, bare: SocketAddr, pool: &Pool) -> Result<(Vec<Cell>, Rates), Error> {
    let mut beside = Client::connect(bare).await?;
    let practice: Uuid = on!(pool, |p| {
        query_scalar("select practice_id from people order by number desc limit 1").fetch_one(p).await?
    });
    let sql = "select count(*) from people where practice_id = $1 and badge <> 0";
    let total: i64 = on!(pool, |p| query_scalar(sql).bind(practice).fetch_one(p).await?);
    let mut cells = Vec::new();
    for (column, key, descending) in COLUMNS {
        let (id, start) = row_at(pool, practice, key, descending, total / 2).await?;
        let last = (total - 1) % 25 + 2;
        let pages = [
            (Value::Null, descending, None, 26),
            (json!({ "After": id }), descending, Some(start), 26),
            (json!("Last"), !descending, None, last),
        ];
        for (cursor, backwards, start, limit) in pages {
            let ask = list("", column, descending, &cursor);
            let wish = json!(Wish { key: key.into(), descending: backwards, start, limit });
            cells.push(Cell {
                column,
                ours: median(ours, "/rpc/people/list", &ask).await?,
                bare: median(&mut beside, "/list", &wish).await?,
            });
        }
    }
    let wish = json!(Wish { key: "last_key".into(), descending: false, start: None, limit: 26 });
    let rates = Rates {
        ours: rate(ours, "/rpc/people/list", &first_page()).await?,
        bare: rate(&beside, "/list", &wish).await?,
    };
    Ok((cells, rates))
}

/// The id of the row at a position of an order, and where the page after it begins.
async fn row_at(
    pool: &Pool,
    practice: Uuid,
    key: &str,
    descending: bool,
    offset: i64,
) -> Result<(Uuid, (Value, i64)), Error> {
    let order = if descending { "desc" } else { "asc" };
    let sql = format!(
        "select id, cast({key} as text), number from people where practice_id = $1 and badge <> 0 \
         order by {key} {order}, number {order} limit 1 offset $2"
    );
    let (id, value, number): (Uuid, String, i64) =
        on!(pool, |p| query_as(AssertSqlSafe(sql)).bind(practice).bind(offset).fetch_one(p).await?);
    let value = if key.ends_with("_key") { Value::String(value) } else { json!(value.parse::<i64>()?) };
    Ok((id, (value, number)))
}

async fn median(client: &mut Client, path: &str, body: &Value) -> Result<f64, Error> {
    let mut times = Times::default();
    for sample in 0..WARM_UP + SAMPLES {
        let started = Instant::now();
        let reply = client.call(path, body).await?;
        let took = started.elapsed();
        if !reply.status.is_success() {
            reply.json()?;
        }
        if sample >= WARM_UP {
            times.add(took);
        }
    }
    Ok(times.percentile(50))
}

/// How many a second [`CLIENTS`] connections get answered.
async fn rate(client: &Client, path: &'static str, body: &Value) -> Result<f64, Error> {
    let started = Instant::now();
    let mut clients = Vec::new();
    for _ in 0..CLIENTS {
        let (mut client, body) = (client.again().await?, body.clone());
        clients.push(tokio::spawn(async move {
            let mut answered = 0_u32;
            while started.elapsed() < BURST {
                client.call(path, &body).await?;
                answered += 1;
            }
            Ok::<_, Error>(answered)
        }));
    }
    let mut answered = 0;
    for client in clients {
        answered += client.await??;
    }
    Ok(f64::from(answered) / started.elapsed().as_secs_f64())
}
