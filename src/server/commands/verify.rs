//! `rolecall verify`

use std::{error::Error, process::ExitCode};

use crate::{
    domain::clock::Instant,
    server::{config::Config, verify},
};

/// Prints what was looked at and where the chains end, or the first bad record.
///
/// # Errors
/// The database can't be opened or read.
pub async fn run(config: &Config, now: Instant) -> Result<ExitCode, Box<dyn Error>> {
    let db = super::existing(config).await?;
    let mut conn = db.read().await?;
    let verified = verify::verify(&mut conn, now).await?;
    drop(conn);
    match verified {
        Ok(report) => {
            for head in &report.heads {
                println!("chain {} ends at event {} {} ({})", head.practice_id, head.seq, head.hash, head.name);
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
