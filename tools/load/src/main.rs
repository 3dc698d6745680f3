//! `load bench`, `load soak`: the release binary seen from outside. Started by `make bench` and `make soak`.

mod bench;
mod client;
mod database;
mod draw;
mod machine;
mod scale;
mod server;
mod soak;
mod times;

use std::process::ExitCode;

use client::Error;

const USAGE: &str = "usage: load bench [--full] | load handover | load memory | load scale [--seconds N] [--people N] | load soak [--rounds N] [--seconds N] [--people N] [--duels N] [--report]";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("load: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &[String]) -> Result<(), Error> {
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    let number = |name: &str, otherwise: u64| -> Result<u64, Error> {
        let at = arguments.iter().position(|argument| argument == name);
        let value = at.map(|at| arguments.get(at + 1).ok_or(USAGE)).transpose()?;
        Ok(value.map_or(Ok(otherwise), |value| value.parse())?)
    };
    match arguments.first().map(String::as_str) {
        Some("bench") => bench::run(has("--full")).await,
        Some("handover") => bench::handover::print().await,
        Some("memory") => bench::memory::print().await,
        Some("scale") => scale::run(number("--seconds", 10)?, number("--people", 100_000)?).await,
        Some("bare") => bench::bare::serve(arguments.get(1).ok_or(USAGE)?).await,
        Some("soak") => {
            let (rounds, seconds) = (number("--rounds", 200)?, number("--seconds", 60)?);
            let (people, duels) = (number("--people", 100_000)?, number("--duels", 500)?);
            soak::run(rounds, seconds, people, duels, has("--report")).await
        }
        _ => Err(USAGE.into()),
    }
}
