//! The letters about an account that somebody has: data, as with every letter.

use serde::{Deserialize, Serialize};

use super::model::LetterKind;
use crate::domain::clock::Instant;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountLetter {
    /// A link to choose a new password. `by` is '' where the person asked for it.
    Reset { by: String, expires: Instant, link: String },
    /// An administrator made a temporary password, which no mail carries; the link is another way in (C-13).
    Temporary { by: String, expires: Instant, link: String },
    /// The password is another one now.
    Changed { at: Instant, link: String },
    /// Too many failures; `ends` is when the lock ends by itself.
    Locked { ends: Option<Instant>, expires: Instant, link: String },
    /// Too many wrong answers at the second step. The link leads to another password: somebody knows this one.
    LockedByCodes { ends: Option<Instant>, link: String },
    /// To the new address: it has to be proven.
    ConfirmEmail { by: String, expires: Instant, link: String },
    /// To the old address: another one was asked for.
    EmailChanging { by: String, to: String, link: String },
    /// To the administrators: whoever sits at the machine let somebody in again (T57).
    Emergency { name: String, reason: String, at: Instant, link: String },
}

impl AccountLetter {
    pub const fn kind(&self) -> LetterKind {
        match self {
            Self::Reset { .. } => LetterKind::PasswordReset,
            Self::Temporary { .. } => LetterKind::TemporaryPassword,
            Self::Changed { .. } => LetterKind::PasswordChanged,
            Self::Locked { .. } => LetterKind::AccountLocked,
            Self::LockedByCodes { .. } => LetterKind::LockedByCodes,
            Self::ConfirmEmail { .. } => LetterKind::ConfirmEmail,
            Self::EmailChanging { .. } => LetterKind::EmailChanging,
            Self::Emergency { .. } => LetterKind::EmergencyAccess,
        }
    }

    /// When there is no point in it any more, if ever.
    pub const fn expires(&self) -> Option<Instant> {
        match self {
            Self::Reset { expires, .. }
            | Self::Temporary { expires, .. }
            | Self::Locked { expires, .. }
            | Self::ConfirmEmail { expires, .. } => Some(*expires),
            Self::Changed { .. } | Self::LockedByCodes { .. } | Self::EmailChanging { .. } | Self::Emergency { .. } => {
                None
            }
        }
    }

    /// One with made-up names; `None` for letters that are not about an account.
    pub fn sample(kind: LetterKind, by: &str, now: Instant) -> Option<Self> {
        let (by, expires) = (by.to_owned(), now + chrono::TimeDelta::minutes(30));
        Some(match kind {
            LetterKind::PasswordReset => Self::Reset { by: String::new(), expires, link: "/reset/…".into() },
            LetterKind::TemporaryPassword => Self::Temporary { by, expires, link: "/reset/…".into() },
            LetterKind::PasswordChanged => Self::Changed { at: now, link: "/forgot".into() },
            LetterKind::AccountLocked => Self::Locked { ends: Some(expires), expires, link: "/unlock/…".into() },
            LetterKind::LockedByCodes => Self::LockedByCodes { ends: Some(expires), link: "/forgot".into() },
            LetterKind::ConfirmEmail => Self::ConfirmEmail { by, expires, link: "/confirm-email/…".into() },
            LetterKind::EmailChanging => {
                Self::EmailChanging { by, to: "somebody@practice.example".into(), link: "/forgot".into() }
            }
            LetterKind::EmergencyAccess => {
                Self::Emergency { name: by, reason: "…".into(), at: now, link: "/history".into() }
            }
            _ => return None,
        })
    }
}
