//! Many clients read and write for a while.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::time::sleep;

use super::{OWNER, PASSWORD, edit};
use crate::{
    client::{Client, Error, list},
    database::Engine,
    draw::Draw,
    server::{self, Server},
    times::Times,
};

const CLIENTS: u64 = 64;
/// Between two requests of a client, in milliseconds: nobody clicks without looking.
const PAUSE: u64 = 200;

/// The figures of a run.
pub struct Load {
    pub engine: Engine,
    pub people: u64,
    pub seconds: u64,
    pub reads: Times,
    pub writes: Times,
    pub sign_ins: Times,
    pub errors: Vec<String>,
    pub memory: f64,
}

pub async fn run(engine: Engine, seconds: u64, people: u64) -> Result<Load, Error> {
    eprintln!("· {}: {CLIENTS} clients for {seconds} s", engine.name());
    let folder = tempfile::tempdir()?;
    let database = engine.create(folder.path(), "rolecall_mixed").await?;
    server::run(&database, folder.path(), &["seed", "--people", &people.to_string(), "--seed", "1"]).await?;
    let server = Server::start(&database, folder.path()).await?;
    let mut owner = Client::connect(server.address).await?;
    owner.sign_in(OWNER, PASSWORD).await?;
    let editable = Arc::new(edit::people(&mut owner, "active", "LastName").await?);
    let started = Instant::now();
    let end = started + Duration::from_secs(seconds);
    let mut clients = Vec::new();
    for number in 0..CLIENTS {
        let connection = owner.again().await?;
        clients.push(tokio::spawn(work(connection, editable.clone(), number, end)));
    }
    let mut load = Load {
        engine,
        people,
        seconds,
        reads: Times::default(),
        writes: Times::default(),
        sign_ins: Times::default(),
        errors: Vec::new(),
        memory: 0.0,
    };
    while Instant::now() < end {
        load.memory = load.memory.max(server.memory()?);
        sleep(Duration::from_millis(200)).await;
    }
    for client in clients {
        let (reads, writes, sign_ins, errors) = client.await?;
        load.reads.append(reads);
        load.writes.append(writes);
        load.sign_ins.append(sign_ins);
        load.errors.extend(errors);
    }
    server.kill().await?;
    server::run(&database, folder.path(), &["verify"]).await?;
    Ok(load)
}

type Done = (Times, Times, Times, Vec<String>);

async fn work(mut client: Client, people: Arc<Vec<String>>, number: u64, end: Instant) -> Done {
    let mut draw = Draw(number);
    let (mut reads, mut writes, mut sign_ins, mut errors) = Done::default();
    sleep(Duration::from_millis(draw.next() % PAUSE)).await;
    while Instant::now() < end {
        let what = draw.below(100);
        let started = Instant::now();
        let done = match what {
            0 => client.sign_in(OWNER, PASSWORD).await,
            1..15 => write(&mut client, &people, &mut draw).await,
            _ => read(&mut client, &people, &mut draw).await,
        };
        let times = match what {
            0 => &mut sign_ins,
            1..15 => &mut writes,
            _ => &mut reads,
        };
        times.add(started.elapsed());
        if let Err(error) = done {
            errors.push(error.to_string());
        }
        sleep(Duration::from_millis(PAUSE / 2 + draw.next() % PAUSE)).await;
    }
    (reads, writes, sign_ins, errors)
}

async fn read(client: &mut Client, people: &[String], draw: &mut Draw) -> Result<(), Error> {
    if draw.below(4) == 0 {
        return edit::get(client, &people[draw.below(people.len())]).await.map(drop);
    }
    let sort = ["LastName", "Email", "Status", "Created", "Activity", "Office"][draw.below(6)];
    let search = ["", "", "garc", "smith", "nora", "s1.example"][draw.below(6)];
    let cursor = if draw.below(5) == 0 { json!("Last") } else { Value::Null };
    client.call("/rpc/people/list", &list(search, sort, false, &cursor)).await?.json().map(drop)
}

/// Edits somebody; that somebody else was quicker is no error.
async fn write(client: &mut Client, people: &[String], draw: &mut Draw) -> Result<(), Error> {
    let person = edit::get(client, &people[draw.below(people.len())]).await?;
    let reply = edit::title(client, &person, &format!("Title {}", draw.below(1000))).await?;
    if reply.status.as_u16() == 409 { Ok(()) } else { reply.json().map(drop) }
}
