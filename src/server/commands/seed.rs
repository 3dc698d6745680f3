//! `rolecall seed`

use std::{error::Error, process::ExitCode};

use crate::{
    demo::{self, PASSWORD, Seed},
    domain::clock::Instant,
    server::{
        config::Config,
        password::{Cost, Passwords},
        serve,
    },
};

/// Makes the practice and prints who can sign in.
///
/// # Errors
/// See [`demo::seed`].
pub async fn run(config: &Config, wish: &Seed, now: Instant) -> Result<ExitCode, Box<dyn Error>> {
    let db = serve::open(config).await?;
    let passwords = Passwords::new(Cost::default(), 1, None).map_err(|e| e.to_string())?;
    let owner = demo::seed(&db, &passwords, wish, now).await;
    db.close().await;
    println!("{} people, {} patients; {} signs in with: {PASSWORD}", wish.people, wish.patients, owner?);
    Ok(ExitCode::SUCCESS)
}
