//! Two administrators, the only ones, demote each other at the same moment, again and again: one of them always stays
//! (T53).

use serde_json::Value;

use super::{OWNER, PASSWORD, edit};
use crate::{
    client::{Client, Error},
    database::Engine,
    server::{self, Server},
};

const PEOPLE: &str = "60";
/// After so many rounds both give their password again: changing roles asks for a fresh one.
const FRESH: u64 = 50;

/// The figures of a run.
pub struct Duels {
    pub engine: Engine,
    pub rounds: u64,
}

pub async fn run(engine: Engine, rounds: u64) -> Result<Duels, Error> {
    let folder = tempfile::tempdir()?;
    let database = engine.create(folder.path(), "rolecall_duel").await?;
    server::run(&database, folder.path(), &["seed", "--people", PEOPLE, "--seed", "1"]).await?;
    let server = Server::start(&database, folder.path()).await?;
    let mut owner = Client::connect(server.address).await?;
    owner.sign_in(OWNER, PASSWORD).await?;
    let (first, second) = alone(&mut owner).await?;
    let ids = [id(&first)?, id(&second)?];
    let names = [OWNER.to_owned(), second["row"]["username"].as_str().unwrap_or_default().to_owned()];
    let mut clients = [owner, Client::connect(server.address).await?];
    for round in 0..rounds {
        if round % FRESH == 0 {
            for (client, name) in clients.iter_mut().zip(&names) {
                client.sign_in(name, PASSWORD).await?;
            }
        }
        let winner =
            duel(&mut clients, &ids).await.map_err(|fault| format!("round {round} on {}: {fault}", engine.name()))?;
        let beaten = edit::get(&mut clients[winner], &ids[1 - winner]).await?;
        edit::change(&mut clients[winner], &beaten, "role", "practice_owner").await?.json()?;
    }
    server.kill().await?;
    server::run(&database, folder.path(), &["verify"]).await?;
    Ok(Duels { engine, rounds })
}

fn id(person: &Value) -> Result<String, Error> {
    Ok(person["row"]["id"].as_str().ok_or("a person without an id")?.to_owned())
}

/// Leaves the owner and one other person as the only administrators.
async fn alone(owner: &mut Client) -> Result<(Value, Value), Error> {
    let (mut first, mut second) = (None, None);
    for id in edit::people(owner, "active", "Role").await? {
        let person = edit::get(owner, &id).await?;
        let (role, username) = (person["row"]["role"].as_str(), person["row"]["username"].as_str());
        if username == Some(OWNER) {
            first = Some(person);
        } else if second.is_none() && person["place"]["provider"].is_null() {
            edit::change(owner, &person, "role", "practice_owner").await?.json()?;
            second = Some(person);
        } else if matches!(role, Some("practice_owner" | "practice_administrator")) {
            edit::change(owner, &person, "role", "portal_user").await?.json()?;
        }
    }
    first.zip(second).ok_or_else(|| "the practice has no two people".into())
}

/// One round: who of the two is left.
async fn duel(clients: &mut [Client; 2], ids: &[String; 2]) -> Result<usize, Error> {
    let mut seen = Vec::new();
    for (number, client) in clients.iter_mut().enumerate() {
        seen.push(edit::get(client, &ids[1 - number]).await?);
    }
    let [one, other] = clients;
    let (first, second) = tokio::join!(
        edit::change(one, &seen[0], "role", "portal_user"),
        edit::change(other, &seen[1], "role", "portal_user")
    );
    match (first?.status.as_u16(), second?.status.as_u16()) {
        (200, 403) => Ok(0),
        (403, 200) => Ok(1),
        answers => Err(format!("both demoted each other, or neither could: {answers:?}").into()),
    }
}
