//! Long runs: the binary is killed again and again under writes and must not lose any that it confirmed; then many
//! clients work on it for a while and must not see an error; and two administrators demote each other.

mod crash;
mod duel;
pub mod edit;
mod mixed;
mod report;

use crate::{client::Error, database::Engine, machine};

const OWNER: &str = "seed.owner";
const PASSWORD: &str = "rolecall demo passphrase";

/// Runs all on both engines; with `report`, writes docs/reliability.md.
pub async fn run(rounds: u64, seconds: u64, people: u64, duels: u64, report: bool) -> Result<(), Error> {
    let mut engines = vec![Engine::Sqlite];
    if std::env::var_os("TEST_POSTGRES_URL").is_some() {
        engines.push(Engine::Postgres);
    }
    let mut crashes = Vec::new();
    let mut loads = Vec::new();
    let mut fought = Vec::new();
    for engine in engines {
        if rounds > 0 {
            crashes.push(crash::run(engine, rounds).await?);
        }
        if seconds > 0 {
            loads.push(mixed::run(engine, seconds, people).await?);
        }
        if duels > 0 {
            fought.push(duel::run(engine, duels).await?);
        }
    }
    let text = report::write(&machine::line().await?, &crashes, &loads, &fought)?;
    println!("{text}");
    if report {
        std::fs::write("docs/reliability.md", text)?;
    }
    let failed = loads.iter().find(|load| !load.errors.is_empty());
    failed.map_or(Ok(()), |load| Err(format!("{} requests failed", load.errors.len()).into()))
}
