//! The program's commands.

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

use super::{
    clock::{Clock, Randomness},
    commands,
    config::Config,
};
use crate::{demo::Seed, domain::tin::Tin};

#[derive(Debug, Parser)]
#[command(name = "rolecall", version, about = "Who has access to a healthcare practice, and how that changes.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the portal.
    Serve {
        /// Fills an empty database with the demo practice; refused on one that is in use.
        #[arg(long)]
        demo: bool,
    },
    /// Makes a synthetic practice, the same for the same seed, in an empty database or one that holds no real people.
    Seed {
        /// How many people, with the owner `seed.owner`.
        #[arg(long, value_parser = clap::value_parser!(u64).range(1..=2_000_000))]
        people: u64,
        #[arg(long)]
        seed: u64,
        /// How many patients, spread over the practice's providers.
        #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=2_000_000))]
        patients: u64,
        /// The practice's TIN; otherwise one that follows from the seed.
        #[arg(long, value_parser = tin)]
        practice: Option<Tin>,
    },
    /// Copies the embedded database into a new file while it is in use.
    Backup {
        #[arg(required_unless_present = "noted")]
        file: Option<PathBuf>,
        /// Makes no copy: notes that one was made by other means, as PostgreSQL makes its own.
        #[arg(long, conflicts_with = "file")]
        noted: bool,
    },
    /// Puts a backup where there is no database yet, and ends all sessions in it.
    Restore { file: PathBuf },
    /// Checks the stored data, its rules and the chains of events; exit 0, or 1 naming the first bad record.
    Verify {
        /// What an earlier run printed, kept elsewhere: shows a chain that was cut off or written anew since.
        #[arg(long, value_name = "FILE")]
        against: Option<PathBuf>,
    },
    /// What only whoever sits at the machine may do.
    #[command(subcommand)]
    Operator(commands::operator::Operator),
    /// Brings data in.
    #[command(subcommand)]
    Import(commands::import::Import),
}

/// Reads the arguments and the configuration and runs the command.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let config = match Config::load(&Randomness::System) {
        Ok(config) => config,
        Err(error) => return refuse(&error),
    };
    super::serve::log(&config);
    // SSR and hashing share the machine: at least four threads, so that one can't starve the other on small ones.
    let threads = std::thread::available_parallelism().map_or(4, |n| n.get().max(4));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .thread_stack_size(super::serve::STACK)
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return refuse(&error),
    };
    let done = runtime.block_on(async {
        match cli.command {
            Command::Serve { demo } => super::serve::serve(config, demo).await,
            Command::Seed { people, seed, patients, practice: tin } => {
                commands::seed::run(&config, &Seed { people, patients, seed, tin }, Clock::System.now()).await
            }
            Command::Backup { file: Some(file), .. } => {
                commands::backup::run(&config, &file, Clock::System.now()).await
            }
            Command::Backup { file: None, .. } => commands::backup::noted(&config, Clock::System.now()).await,
            Command::Restore { file } => commands::restore::run(&config, &file, Clock::System.now()).await,
            Command::Verify { against } => {
                commands::verify::run(&config, against.as_deref(), Clock::System.now()).await
            }
            Command::Operator(what) => commands::operator::run(config, &what).await,
            Command::Import(what) => commands::import::run(config, &what).await,
        }
    });
    match done {
        Ok(code) => code,
        Err(error) => refuse(&*error),
    }
}

fn tin(text: &str) -> Result<Tin, &'static str> {
    Tin::parse(text).map_err(|_| "a TIN has nine digits")
}

fn refuse(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("rolecall: {error}");
    ExitCode::FAILURE
}
