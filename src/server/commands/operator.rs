//! `rolecall operator`: what only whoever sits at the machine may do (T57).

use std::{error::Error, process::ExitCode};

use clap::Subcommand;

use crate::{
    account::emergency::{self, WayIn},
    error::AppError,
    i18n::T,
    server::{clock::Clock, config::Config, fault::Fault, password::Cost, serve},
    setup::operator::{self, NewOperator},
};

#[derive(Debug, Subcommand)]
pub enum Operator {
    /// Adds somebody who runs the installation, and prints a link to choose their password.
    Add {
        username: String,
        #[arg(long)]
        email: String,
        #[arg(long)]
        first_name: String,
        #[arg(long)]
        last_name: String,
    },
    /// Takes lock and second step off an account and prints a link to choose a new password. All administrators are told.
    Recover {
        /// A username or an e-mail address.
        login: String,
        /// Why, for the history and for the administrators.
        #[arg(long)]
        reason: String,
    },
}

/// Prints the link, or what is wrong; exit code 1 then.
///
/// # Errors
/// The database can't be opened or refused.
pub async fn run(config: Config, what: &Operator) -> Result<ExitCode, Box<dyn Error>> {
    let db = super::existing(&config).await?;
    let state = serve::state(config, db, Clock::System, Cost::default())?;
    let done = match what {
        Operator::Add { username, email, first_name, last_name } => {
            operator::add(&state, &NewOperator { username, email, first_name, last_name }).await
        }
        Operator::Recover { login, reason } => emergency::let_in(&state, login, reason).await,
    };
    let answer = match done {
        Ok(WayIn { name, path, expires }) => {
            let link = state.config.base_url.join(&path)?;
            println!("{name} can choose a password once, until {expires}:\n{link}");
            Ok(ExitCode::SUCCESS)
        }
        Err(Fault::Answer(error)) => {
            eprintln!("rolecall: {}", said(&error));
            Ok(ExitCode::FAILURE)
        }
        Err(fault) => Err(fault.to_string().into()),
    };
    state.db.close().await;
    answer
}

fn said(error: &AppError) -> String {
    let t = T::default();
    match error {
        AppError::Invalid(errors) => errors
            .0
            .iter()
            .map(|wrong| format!("{}: {}", t.field(&wrong.field), t.code(wrong.code)))
            .collect::<Vec<_>>()
            .join("\n"),
        AppError::NotFound => "there is no such account, or nobody has set Rolecall up yet".to_owned(),
        AppError::Gone => "that account has been ended: an administrator can bring it back".to_owned(),
        other => t.error(other),
    }
}
