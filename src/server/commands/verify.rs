//! `rolecall verify`

use std::{error::Error, path::Path, process::ExitCode};

use crate::{
    domain::clock::Instant,
    server::{config::Config, heads, verify},
};

/// Prints what was looked at and where the chains end, or the first bad record. `against` is what it printed once.
///
/// # Errors
/// The database or the file can't be opened or read.
pub async fn run(config: &Config, against: Option<&Path>, now: Instant) -> Result<ExitCode, Box<dyn Error>> {
    let known = match against {
        Some(file) => {
            heads::read(&std::fs::read_to_string(file)?).map_err(|why| format!("{}: {why}", file.display()))?
        }
        None => Vec::new(),
    };
    let db = super::existing(config).await?;
    let mut conn = db.read().await?;
    let verified = verify::verify(&mut conn, now).await?;
    let compared = heads::compare(&mut conn, &known).await?;
    drop(conn);
    match compared.and(verified) {
        Ok(report) => {
            for head in &report.heads {
                println!("{head}");
            }
            println!("{} people and {} events: nothing wrong", report.people, report.events);
            Ok(ExitCode::SUCCESS)
        }
        Err(fault) => {
            eprintln!("rolecall: {fault}");
            Ok(ExitCode::FAILURE)
        }
    }
}
