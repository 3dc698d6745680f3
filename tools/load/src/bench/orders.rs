//! An order for 5,000 people, from the dry run to the last of them, beside the bare writing of as many rows.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::time::sleep;

use super::{OWNER, PASSWORD, invite::write};
use crate::{
    client::{Client, Error, list},
    database::Engine,
    server::{self, Server},
};

const PEOPLE: &str = "5000";
/// Of each of them: the person, the event, what became of them, and the sums by which they are counted.
const ROWS_EACH: usize = 4;

/// Milliseconds.
pub struct Order {
    pub engine: Engine,
    /// How many of them it was done to; the others are refused, each with a reason.
    pub done: i64,
    pub left_out: i64,
    pub dry_run: f64,
    pub confirm: f64,
    /// From the end of the time in which it can be called off to the last person.
    pub carry_out: f64,
    pub call_off: f64,
    pub bare: f64,
}

pub async fn measure(engine: Engine) -> Result<Order, Error> {
    eprintln!("· {}: an order for {PEOPLE} people", engine.name());
    let folder = tempfile::tempdir()?;
    let database = engine.create(folder.path(), "rolecall_orders").await?;
    server::run(&database, folder.path(), &["seed", "--people", PEOPLE, "--seed", "1"]).await?;
    let server = Server::start(&database, folder.path()).await?;
    let mut client = Client::connect(server.address).await?;
    client.sign_in(OWNER, PASSWORD).await?;

    let first = prepare(&mut client).await?;
    let (dry_run, confirmed) = confirm(&mut client, &first).await?;
    let call_off = timed(&mut client, "/rpc/bulk/cancel", &json!({ "id": first })).await?.1;
    let after = progress(&mut client, &first).await?;
    if after["done"] != 0 {
        return Err(format!("an order that was called off was carried out: {after}").into());
    }

    let second = prepare(&mut client).await?;
    confirm(&mut client, &second).await?;
    let (carry_out, done) = until_done(&mut client, &second).await?;
    let order = Order {
        engine,
        done: done["done"].as_i64().unwrap_or_default(),
        left_out: done["left_out"].as_i64().unwrap_or_default(),
        dry_run,
        confirm: confirmed,
        carry_out,
        call_off,
        bare: write(&folder.path().join("bare.db"), 5000 * ROWS_EACH).await?.as_secs_f64() * 1000.0,
    };
    server.kill().await?;
    server::run(&database, folder.path(), &["verify"]).await?;
    Ok(order)
}

async fn timed(client: &mut Client, path: &str, ask: &Value) -> Result<(Value, f64), Error> {
    let started = Instant::now();
    let answer = client.call(path, ask).await?.json()?;
    Ok((answer, started.elapsed().as_secs_f64() * 1000.0))
}

/// Everybody who is not archived is to become a portal user.
async fn prepare(client: &mut Client) -> Result<Value, Error> {
    let everybody = list("", "LastName", false, &Value::Null)["query"].take();
    let ask = json!({ "verb": "change_role", "who": { "matching": everybody } });
    client.call("/rpc/bulk/prepare", &ask).await?.json()
}

async fn confirm(client: &mut Client, id: &Value) -> Result<(f64, f64), Error> {
    let choice = "portal_user";
    let (view, dry_run) = timed(client, "/rpc/bulk/get", &json!({ "id": id, "choice": choice })).await?;
    let ask = json!({ "id": id, "choice": choice, "seen": view["preview"]["seen"] });
    Ok((dry_run, timed(client, "/rpc/bulk/confirm", &ask).await?.1))
}

async fn progress(client: &mut Client, id: &Value) -> Result<Value, Error> {
    client.call("/rpc/bulk/progress", &json!({ "id": id })).await?.json()
}

async fn until_done(client: &mut Client, id: &Value) -> Result<(f64, Value), Error> {
    let mut begun = Instant::now();
    let give_up = Instant::now() + Duration::from_secs(120);
    loop {
        let now = progress(client, id).await?;
        if now["seconds_left"].as_i64().unwrap_or_default() > 0 {
            begun = Instant::now();
        }
        if now["state"] == "done" {
            return Ok((begun.elapsed().as_secs_f64() * 1000.0, now));
        }
        if Instant::now() > give_up {
            return Err(format!("the order is not done after two minutes: {now}").into());
        }
        sleep(Duration::from_millis(50)).await;
    }
}
