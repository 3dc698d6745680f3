//! The program's commands.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::{
    clock::{Clock, Randomness},
    commands,
    config::Config,
};

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
    /// Checks the stored data, its rules and the chains of events; exit 0, or 1 naming the first bad record.
    Verify,
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
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return refuse(&error),
    };
    let done = runtime.block_on(async {
        match cli.command {
            Command::Serve { demo } => super::serve::serve(config, demo).await,
            Command::Verify => commands::verify::run(&config, Clock::System.now()).await,
        }
    });
    match done {
        Ok(code) => code,
        Err(error) => refuse(&*error),
    }
}

fn refuse(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("rolecall: {error}");
    ExitCode::FAILURE
}
