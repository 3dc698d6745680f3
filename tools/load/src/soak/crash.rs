//! `kill -9` at a random moment under mixed writes, start again, look whether every confirmed write is there.

use std::{collections::HashMap, path::Path, time::Duration};

use serde_json::json;
use tokio::time::sleep;

use super::{OWNER, PASSWORD, edit};
use crate::{
    client::{Client, Error},
    database::Engine,
    draw::Draw,
    server::{self, Server},
};

const PEOPLE: &str = "500";
const EDITORS: usize = 4;

/// The figures of a run.
pub struct Crashes {
    pub engine: Engine,
    pub rounds: u64,
    pub edits: usize,
    pub unlocks: usize,
    pub sign_ins: usize,
    /// Requests that were under way when the process died.
    pub cut_off: usize,
}

/// What a person's title must be: the confirmed one, or the one whose answer never came.
#[derive(Default)]
struct Expected {
    confirmed: String,
    unanswered: Option<String>,
}

/// What the clients of one round saw.
#[derive(Default)]
struct Seen {
    titles: HashMap<String, Expected>,
    unlocked: Vec<String>,
    signed_in: Vec<Client>,
    edits: usize,
    cut_off: usize,
}

pub async fn run(engine: Engine, rounds: u64) -> Result<Crashes, Error> {
    let folder = tempfile::tempdir()?;
    let database = engine.create(folder.path(), "rolecall_crash").await?;
    server::run(&database, folder.path(), &["seed", "--people", PEOPLE, "--seed", "1"]).await?;
    let mut done = Crashes { engine, rounds, edits: 0, unlocks: 0, sign_ins: 0, cut_off: 0 };
    let mut expected = HashMap::new();
    let mut draw = Draw(2026);
    for round in 1..=rounds {
        let seen = round_of(&database, folder.path(), round, &mut draw).await?;
        done.edits += seen.edits;
        done.unlocks += seen.unlocked.len();
        done.sign_ins += seen.signed_in.len();
        done.cut_off += seen.cut_off;
        let verified = server::run(&database, folder.path(), &["verify"]).await;
        verified.map_err(|fault| format!("round {round} on {}: verify: {fault}", engine.name()))?;
        let server = Server::start(&database, folder.path()).await?;
        let lost = check(&server, &seen, &mut expected).await;
        lost.map_err(|fault| format!("round {round} on {}: {fault}", engine.name()))?;
        server.kill().await?;
        if round % 10 == 0 {
            eprintln!("· {}: {round} of {rounds} rounds, {} edits confirmed", engine.name(), done.edits);
        }
    }
    Ok(done)
}

async fn round_of(database: &str, folder: &Path, round: u64, draw: &mut Draw) -> Result<Seen, Error> {
    let server = Server::start(database, folder).await?;
    let mut owner = Client::connect(server.address).await?;
    owner.sign_in(OWNER, PASSWORD).await?;
    let active = edit::people(&mut owner, "active", "LastName").await?;
    let locked = edit::people(&mut owner, "locked", "LastName").await?;
    let mut clients = Vec::new();
    for number in 0..EDITORS {
        let own: Vec<_> = active.iter().skip(number).step_by(EDITORS).cloned().collect();
        clients.push(tokio::spawn(editor(owner.again().await?, own, format!("{round}.{number}"))));
    }
    clients.push(tokio::spawn(unlocker(owner.again().await?, locked, draw.below(4))));
    clients.push(tokio::spawn(newcomer(server.address)));
    sleep(Duration::from_millis(20 + draw.below(500) as u64)).await;
    server.kill().await?;
    let mut seen = Seen::default();
    for client in clients {
        let one = client.await??;
        seen.titles.extend(one.titles);
        seen.unlocked.extend(one.unlocked);
        seen.signed_in.extend(one.signed_in);
        seen.edits += one.edits;
        seen.cut_off += one.cut_off;
    }
    Ok(seen)
}

/// Edits the titles of people nobody else edits, until the server is gone. A refusal is a failure of the run.
async fn editor(mut client: Client, people: Vec<String>, mark: String) -> Result<Seen, Error> {
    let mut seen = Seen::default();
    for count in 0.. {
        let Some(id) = people.get(count % people.len().max(1)) else { break };
        let Ok(person) = edit::get(&mut client, id).await else { break };
        let expected = seen.titles.entry(id.clone()).or_default();
        if expected.confirmed.is_empty() {
            expected.confirmed = person["title"].as_str().unwrap_or_default().into();
        }
        let title = format!("{mark}.{count}");
        match edit::title(&mut client, &person, &title).await {
            Ok(reply) => {
                reply.json()?;
                expected.confirmed = title;
                seen.edits += 1;
            }
            Err(_) => {
                expected.unanswered = Some(title);
                seen.cut_off += 1;
                break;
            }
        }
    }
    Ok(seen)
}

/// Takes a few locks off, as there are not many.
async fn unlocker(mut client: Client, locked: Vec<String>, count: usize) -> Result<Seen, Error> {
    let mut seen = Seen::default();
    for id in locked.into_iter().take(count) {
        match client.call("/rpc/people/unlock", &json!({ "id": id })).await {
            Ok(reply) => {
                reply.json()?;
                seen.unlocked.push(id);
            }
            Err(_) => {
                seen.cut_off += 1;
                break;
            }
        }
    }
    Ok(seen)
}

/// Signs in again and again; every session must still be good afterwards.
async fn newcomer(address: std::net::SocketAddr) -> Result<Seen, Error> {
    let mut seen = Seen::default();
    while let Ok(mut client) = Client::connect(address).await {
        if client.sign_in(OWNER, PASSWORD).await.is_err() {
            seen.cut_off += 1;
            break;
        }
        seen.signed_in.push(client);
    }
    Ok(seen)
}

async fn check(server: &Server, seen: &Seen, all: &mut HashMap<String, Vec<String>>) -> Result<(), Error> {
    for (id, title) in &seen.titles {
        let either = std::iter::once(title.confirmed.clone()).chain(title.unanswered.clone());
        all.insert(id.clone(), either.collect());
    }
    let mut owner = Client::connect(server.address).await?;
    owner.sign_in(OWNER, PASSWORD).await?;
    for (id, either) in all {
        let stored = edit::get(&mut owner, id).await?["title"].as_str().unwrap_or_default().to_owned();
        if !either.contains(&stored) {
            return Err(
                format!("a confirmed edit is lost: {id} has the title {stored:?}, not one of {either:?}").into()
            );
        }
        *either = vec![stored];
    }
    for id in &seen.unlocked {
        if !edit::get(&mut owner, id).await?["lock"].is_null() {
            return Err(format!("a confirmed unlocking is lost: {id}").into());
        }
    }
    for client in &seen.signed_in {
        let mut client = client.at(server.address).await?;
        let answer = client.call("/rpc/session/remaining", &json!({})).await?;
        if !answer.status.is_success() {
            return Err(format!("a confirmed session is lost: {}", answer.status).into());
        }
    }
    Ok(())
}
