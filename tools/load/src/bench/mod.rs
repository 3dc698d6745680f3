//! The budgets, measured with their baselines in the same run; written to docs/performance.md.

pub mod bare;
pub mod handover;
mod invite;
mod list;
pub mod memory;
mod orders;
mod report;
mod search;
mod sign_in;

use std::{
    process::Stdio,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::Command,
};

use self::bare::Pool;
use crate::{
    client::{Client, Error},
    database::Engine,
    machine,
    server::{self, Server},
    times::Times,
};

const OWNER: &str = "seed.owner";
const PASSWORD: &str = "rolecall demo passphrase";

/// What was measured with so many people on one engine.
pub struct Measured {
    pub engine: Engine,
    pub people: u64,
    pub seed_seconds: f64,
    /// Milliseconds, the median of several starts.
    pub ready: f64,
    pub idle_memory: f64,
    pub cells: Vec<list::Cell>,
    pub rates: list::Rates,
    pub searches: Vec<search::Kind>,
    /// Milliseconds for the whole page as a browser first gets it.
    pub page: f64,
    /// Where it is compared with its budget.
    pub handover: Option<handover::Handover>,
    /// Only where it is asked for: it does not depend on the number of people.
    pub extra: Option<Extra>,
}

pub struct Extra {
    pub sign_in: sign_in::Rates,
    pub busy_memory: f64,
    pub batches: invite::Batches,
}

pub async fn run(full: bool) -> Result<(), Error> {
    let mut measured = Vec::new();
    for people in [1_000, 10_000, 100_000, 1_000_000] {
        if people <= 100_000 || full {
            measured.push(measure(Engine::Sqlite, people, people == 100_000).await?);
        }
    }
    if std::env::var_os("TEST_POSTGRES_URL").is_some() {
        measured.push(measure(Engine::Postgres, 100_000, false).await?);
    }
    let mut orders = vec![orders::measure(Engine::Sqlite).await?];
    if std::env::var_os("TEST_POSTGRES_URL").is_some() {
        orders.push(orders::measure(Engine::Postgres).await?);
    }
    let text = report::write(&machine::line().await?, &measured, &orders);
    std::fs::write("docs/performance.md", text)?;
    Ok(())
}

async fn measure(engine: Engine, people: u64, extra: bool) -> Result<Measured, Error> {
    eprintln!("· {} with {people} people", engine.name());
    let folder = tempfile::tempdir()?;
    let database = engine.create(folder.path(), "rolecall_bench").await?;
    let started = Instant::now();
    server::run(&database, folder.path(), &["seed", "--people", &people.to_string(), "--seed", "1"]).await?;
    let seed_seconds = started.elapsed().as_secs_f64();
    let mut starts = Times::default();
    for _ in 0..5 {
        let server = Server::start(&database, folder.path()).await?;
        starts.add(server.ready_after);
        server.kill().await?;
    }
    let server = Server::start(&database, folder.path()).await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let idle_memory = server.memory()?;
    let mut client = Client::connect(server.address).await?;
    client.sign_in(OWNER, PASSWORD).await?;
    let pool = Pool::open(&database).await?;
    let (mut baseline, address) = spawn_bare(&database).await?;
    let (cells, rates) = list::measure(&mut client, address, &pool).await?;
    baseline.kill().await?;
    let searches = search::measure(&mut client).await?;
    let page = page(&mut client).await?;
    let extra = if extra {
        let busy_memory = memory::under_load(&server, &client).await?;
        let batches = invite::measure(&mut client, folder.path()).await?;
        Some(Extra { sign_in: sign_in::measure(&server, OWNER, PASSWORD).await?, busy_memory, batches })
    } else {
        None
    };
    server.kill().await?;
    let handover = if people == 100_000 { Some(handover::measure(engine).await?) } else { None };
    let ready = starts.percentile(50);
    Ok(Measured { engine, people, seed_seconds, ready, idle_memory, cells, rates, searches, page, handover, extra })
}

/// The median time of the rendered page.
async fn page(client: &mut Client) -> Result<f64, Error> {
    let mut times = Times::default();
    for _ in 0..50 {
        let started = Instant::now();
        let reply = client.get("/people").await?;
        if !reply.status.is_success() {
            return Err(format!("/people answered {}", reply.status).into());
        }
        times.add(started.elapsed());
    }
    Ok(times.percentile(50))
}

async fn spawn_bare(database: &str) -> Result<(tokio::process::Child, std::net::SocketAddr), Error> {
    let mut child = Command::new(std::env::current_exe()?)
        .args(["bare", database])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let out = child.stdout.take().ok_or("the bare handler has no output")?;
    let line = BufReader::new(out).lines().next_line().await?.ok_or("the bare handler did not start")?;
    Ok((child, line.parse()?))
}
