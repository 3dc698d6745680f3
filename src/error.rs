//! The errors that cross the wire, and nothing else does.

use leptos::{prelude::FromServerFnError, server_fn::error::ServerFnErrorErr};
use serde::{Deserialize, Serialize};

use crate::domain::{code::FieldErrors, refusal::Refusal};

pub type AppResult<T> = Result<T, AppError>;

/// Every way a request can fail, as the reader is told.
#[derive(Debug, Clone, PartialEq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppError {
    /// Nobody is signed in, or the session has ended. 401.
    #[error("not signed in")]
    Unauthenticated,
    /// Name or password is wrong, the account is locked or unknown: one answer for all of them. 401.
    #[error("sign-in refused")]
    SignInRefused,
    /// A rule says no, and says why. 403.
    #[error("refused: {0:?}")]
    Forbidden(Refusal),
    /// The act is sensitive and the password was last given too long ago: it has to be given again. 403.
    #[error("proof needed")]
    ProofNeeded,
    /// There is no such thing, or it belongs to somebody else: one answer for both. 404.
    #[error("not found")]
    NotFound,
    /// Somebody else changed the same record meanwhile. 409.
    #[error("conflict")]
    Conflict(Box<Conflict>),
    /// Something is no longer to be had: a used set-up page. 410.
    #[error("gone")]
    Gone,
    /// Fields are wrong. 422.
    #[error("invalid fields")]
    Invalid(FieldErrors),
    /// Too many tries from this network or for this thing. 429.
    #[error("too many tries")]
    TooMany { retry_after_seconds: i64 },
    /// The server is too busy, or its database is away; nothing was done. 503.
    #[error("try again")]
    Unavailable,
    /// A fault of ours. The id finds the cause in the log. 500.
    #[error("internal error {request_id}")]
    Internal { request_id: String },
    /// The request did not arrive, or arrived damaged.
    #[error("network")]
    Network,
}

/// What another editor saved while the reader was typing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    pub by: String,
    pub version: i64,
    /// The fields that both changed: name, and the value that is stored now.
    pub fields: Vec<(String, String)>,
}

impl AppError {
    /// The HTTP status of the error.
    pub const fn status(&self) -> u16 {
        match self {
            Self::Unauthenticated | Self::SignInRefused => 401,
            Self::Forbidden(_) | Self::ProofNeeded => 403,
            Self::NotFound => 404,
            Self::Conflict(_) => 409,
            Self::Gone => 410,
            Self::Invalid(_) => 422,
            Self::TooMany { .. } => 429,
            Self::Internal { .. } => 500,
            Self::Unavailable => 503,
            Self::Network => 400,
        }
    }
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        Self::Forbidden(refusal)
    }
}

impl From<FieldErrors> for AppError {
    fn from(errors: FieldErrors) -> Self {
        Self::Invalid(errors)
    }
}

impl FromServerFnError for AppError {
    type Encoder = crate::wire::Text;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        #[cfg(feature = "ssr")]
        if matches!(error, ServerFnErrorErr::Args(_) | ServerFnErrorErr::Deserialization(_)) {
            crate::server::doors::unreadable();
        }
        let _ = error;
        Self::Network
    }
}
