//! What goes wrong inside a door: an answer for the reader, or a fault for the log.

use crate::{
    domain::{code::FieldErrors, refusal::Refusal},
    error::AppError,
};

/// The error type of everything behind a door. The door turns a database fault into an id for the reader and one line
/// with the cause in the log.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error(transparent)]
    Answer(#[from] AppError),
    #[error("database: {0}")]
    Sql(#[from] sqlx::Error),
    /// A stored row breaks an invariant: names table, column and row.
    #[error("inconsistent data: {0}")]
    Inconsistent(String),
    #[error("{0}")]
    Other(String),
}

impl Fault {
    pub fn inconsistent(what: impl Into<String>) -> Self {
        Self::Inconsistent(what.into())
    }

    /// Whether the database is away or busy: the same will work later.
    pub fn is_outage(&self) -> bool {
        matches!(self, Self::Sql(error) if is_outage(error))
    }

    /// The error the reader gets; logs what they don't.
    pub fn answer(self, request_id: &str) -> AppError {
        match self {
            Self::Answer(answer) => answer,
            Self::Sql(error) if is_outage(&error) => {
                tracing::warn!(%error, request.id = request_id, "the database is away or busy");
                AppError::Unavailable
            }
            // No keyboard makes a NUL, and PostgreSQL stores none: such a request was made by a program, or is damaged (T66).
            Self::Sql(error) if is_no_text(&error) => AppError::Network,
            fault => {
                tracing::error!(error = %fault, request.id = request_id, "a request failed inside");
                AppError::Internal { request_id: request_id.to_owned() }
            }
        }
    }
}

fn is_outage(error: &sqlx::Error) -> bool {
    matches!(
        error,
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed
    )
}

/// `character_not_in_repertoire`, of PostgreSQL.
fn is_no_text(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == "22021")
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self::Answer(refusal.into())
    }
}

impl From<FieldErrors> for Fault {
    fn from(errors: FieldErrors) -> Self {
        Self::Answer(errors.into())
    }
}
