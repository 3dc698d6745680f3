//! Asking the reader's device for a passkey: `navigator.credentials`, which only browsers have.

#[cfg(any(feature = "hydrate", test))]
mod base64url;
#[cfg(feature = "hydrate")]
mod browser;
#[cfg(not(feature = "hydrate"))]
mod server;

#[cfg(feature = "hydrate")]
pub use browser::{create, get};
#[cfg(not(feature = "hydrate"))]
pub use server::{create, get};

use crate::{error::AppError, i18n::T};

/// Why a device gave nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Declined {
    /// The browser knows no passkeys.
    Unsupported,
    /// The reader cancelled, waited too long, or has none that fits. Browsers do not tell these apart, on purpose.
    NotGiven,
}

/// What went wrong on the way from the question to the session.
#[derive(Debug, Clone, PartialEq)]
pub enum Trouble {
    Device(Declined),
    Server(AppError),
}

impl From<Declined> for Trouble {
    fn from(declined: Declined) -> Self {
        Self::Device(declined)
    }
}

impl From<AppError> for Trouble {
    fn from(error: AppError) -> Self {
        Self::Server(error)
    }
}

impl Trouble {
    /// What happened and what to do, for the reader.
    pub fn told(&self, t: T) -> String {
        match self {
            Self::Device(Declined::Unsupported) => t.twostep_passkey_unsupported().into(),
            Self::Device(Declined::NotGiven) => t.twostep_passkey_declined().into(),
            Self::Server(AppError::SignInRefused) => t.twostep_passkey_refused().into(),
            Self::Server(AppError::Invalid(errors)) => {
                let first = errors.0.first().map(|error| t.code(error.code));
                first.unwrap_or_else(|| t.twostep_passkey_refused()).into()
            }
            Self::Server(error) => t.error(error),
        }
    }
}
