//! Handing thousands of patients over by rules: the look before, and doing it.

use std::time::Instant;

use serde_json::{Value, json};

use super::{OWNER, PASSWORD};
use crate::{
    client::{Client, Error},
    database::Engine,
    server::{self, Server},
    times::Times,
};

/// Patients of the practice; its first provider has some thousands of them.
const PATIENTS: &str = "10000";
const LOOKS: usize = 20;

/// Of one provider's plan, in milliseconds.
pub struct Handover {
    pub engine: Engine,
    pub patients: u64,
    /// The slowest of many looks.
    pub preview: f64,
    pub execution: f64,
}

pub async fn measure(engine: Engine) -> Result<Handover, Error> {
    let folder = tempfile::tempdir()?;
    let database = engine.create(folder.path(), "rolecall_bench_handover").await?;
    let seed = ["seed", "--people", "50", "--patients", PATIENTS, "--seed", "1"];
    server::run(&database, folder.path(), &seed).await?;
    let server = Server::start(&database, folder.path()).await?;
    let mut client = Client::connect(server.address).await?;
    client.sign_in(OWNER, PASSWORD).await?;
    let places = client.call("/rpc/patients/places", &json!({})).await?.json()?;
    let provider = |at: usize| places["providers"][at][0].clone();
    // Spanish speakers to whoever has the fewest patients, everybody else to one provider.
    let who = json!({ "offices": [], "languages": ["spanish"], "statuses": [], "patients": [] });
    let plan = json!({ "rules": [{ "who": who, "to": "fewest" }], "rest": { "one": provider(1) }, "leaves": true });
    let look = json!({ "provider": provider(0), "plan": plan, "when": "now" });
    let (mut looks, mut seen) = (Times::default(), Vec::new());
    for _ in 0..LOOKS {
        let started = Instant::now();
        let preview = client.call("/rpc/handover/preview", &look).await?.json()?;
        looks.add(started.elapsed());
        let moves = preview["moves"].as_array().ok_or("a preview without moves")?;
        seen = moves.iter().map(|line| json!([line["to"], line["patients"]])).collect();
    }
    let patients = seen.iter().filter_map(|pair: &Value| pair[1].as_u64()).sum();
    let order = json!({ "provider": provider(0), "version": 0, "plan": plan, "when": "now", "seen": seen });
    let started = Instant::now();
    let done = client.call("/rpc/handover/schedule", &order).await?.json()?;
    let execution = started.elapsed().as_secs_f64() * 1000.0;
    if done != json!("done") {
        return Err(format!("the plan ended as {done}").into());
    }
    server.kill().await?;
    Ok(Handover { engine, patients, preview: looks.percentile(100), execution })
}

/// Both engines by themselves, for whoever needs no more.
pub async fn print() -> Result<(), Error> {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        if engine == Engine::Postgres && std::env::var_os("TEST_POSTGRES_URL").is_none() {
            continue;
        }
        let Handover { patients, preview, execution, .. } = measure(engine).await?;
        println!("{}: {patients} patients, preview {preview:.0} ms, handed over in {execution:.0} ms", engine.name());
    }
    Ok(())
}
