//! Memory of the process: idle, and under 64 clients that read.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::{OWNER, PASSWORD};
use crate::{
    client::{Client, Error, list},
    database::Engine,
    draw::Draw,
    server::{self, Server},
};

const CLIENTS: u64 = 64;
const BUSY: Duration = Duration::from_secs(10);

/// Measures the memory alone, with 100,000 people on SQLite, and prints it: for whoever works on it.
pub async fn print() -> Result<(), Error> {
    let folder = tempfile::tempdir()?;
    let database = Engine::Sqlite.create(folder.path(), "rolecall_bench").await?;
    server::run(&database, folder.path(), &["seed", "--people", "100000", "--seed", "1"]).await?;
    let server = Server::start(&database, folder.path()).await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    println!("idle: {:.1} MiB", server.memory()?);
    let mut client = Client::connect(server.address).await?;
    client.sign_in(OWNER, PASSWORD).await?;
    println!("{CLIENTS} clients: {:.1} MiB", under_load(&server, &client).await?);
    println!("afterwards: {:.1} MiB", server.memory()?);
    Ok(())
}

/// The most that the process took at once, in MiB, while all clients read lists and pages.
pub async fn under_load(server: &Server, signed_in: &Client) -> Result<f64, Error> {
    let started = Instant::now();
    let mut clients = Vec::new();
    for number in 0..CLIENTS {
        let mut client = signed_in.again().await?;
        clients.push(tokio::spawn(async move {
            let mut draw = Draw(number);
            while started.elapsed() < BUSY {
                let sort = ["LastName", "Email", "Status", "Created"][draw.below(4)];
                let search = ["", "", "garc", "smith", "nora"][draw.below(5)];
                if draw.below(4) == 0 {
                    client.get(&format!("/people?q={search}")).await?;
                } else {
                    client.call("/rpc/people/list", &list(search, sort, false, &Value::Null)).await?;
                }
            }
            Ok::<_, Error>(())
        }));
    }
    let mut most: f64 = 0.0;
    while started.elapsed() < BUSY {
        most = most.max(server.memory()?);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    for client in clients {
        client.await??;
    }
    Ok(most)
}
