//! `rolecall import claims FILE --practice TIN`: the reference file for whoever sits at the machine.

use std::{error::Error, path::PathBuf, process::ExitCode};

use clap::Args;

use super::claims;
use crate::{
    domain::tin::Tin,
    history::store::Cause,
    i18n::T,
    practices::store::by_tin,
    roster::{read::read, words},
    server::{state::AppState, write::Writing},
};

/// The arguments.
#[derive(Debug, Args)]
pub struct Import {
    /// A CSV or XLSX file with claim numbers, provider NPIs and, if you have them, the providers' dates of birth.
    file: PathBuf,
    /// The practice's tax number, with or without hyphen.
    #[arg(long, value_name = "TIN")]
    practice: String,
}

/// Imports all rows, or none and prints those that are wrong; exit code 1 then.
///
/// # Errors
/// The file can't be read, there is no such practice, or the database refused; nothing is imported then.
pub async fn import(state: &AppState, arguments: &Import) -> Result<ExitCode, Box<dyn Error>> {
    let t = T::default();
    let table = read(&std::fs::read(&arguments.file)?).map_err(|error| words::read_error(t, error))?;
    let tin = Tin::parse(&arguments.practice).map_err(|code| t.code(code))?;
    let practice = by_tin(&mut state.db.read().await?, tin.as_str()).await?;
    let practice = practice.ok_or_else(|| format!("there is no practice with the TIN {tin}"))?;
    let rows = match claims::claims(&table) {
        Ok(rows) => rows,
        Err(bad) => {
            for row in bad {
                println!("line {:<6} {}: {}", row.line, t.field(row.field), t.code(row.code));
            }
            println!("nothing was imported");
            return Ok(ExitCode::FAILURE);
        }
    };
    let now = state.clock.now();
    let file = arguments.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut tx = Writing::open(&state.db, practice.id).await?;
    let event = claims::keep(&mut tx, practice.id, &rows, &file, now).await?;
    tx.finish(&Cause::default(), now, &state.random, vec![event]).await?;
    println!("{} claims: imported", rows.len());
    Ok(ExitCode::SUCCESS)
}
