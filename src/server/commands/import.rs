//! `rolecall import`

use std::{error::Error, process::ExitCode};

use clap::Subcommand;

use crate::{
    imports, registrations, roster,
    server::{clock::Clock, config::Config, password::Cost, serve},
};

#[derive(Debug, Subcommand)]
pub enum Import {
    /// People of one practice, from a roster.
    People(roster::cli::Import),
    /// Providers of one practice, from a list or from the registry of NPIs (NPPES).
    Providers(imports::cli::ImportProviders),
    /// Patients of one practice, from a list.
    Patients(imports::cli::Import),
    /// Claim numbers of one practice, by which applicants are known.
    Claims(registrations::cli::Import),
}

/// Brings data into a database that is there already.
///
/// # Errors
/// The database can't be opened, or what the import itself answers.
pub async fn run(config: Config, what: &Import) -> Result<ExitCode, Box<dyn Error>> {
    let db = super::existing(&config).await?;
    let state = serve::state(config, db, Clock::System, Cost::default())?;
    let done = match what {
        Import::People(arguments) => roster::cli::import(&state, arguments).await,
        Import::Providers(arguments) => imports::cli::import_providers(&state, arguments).await,
        Import::Patients(arguments) => imports::cli::import_patients(&state, arguments).await,
        Import::Claims(arguments) => registrations::cli::import(&state, arguments).await,
    };
    state.db.close().await;
    done
}
