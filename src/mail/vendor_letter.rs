//! The letters to a practice about those who look after it from outside: data, as with every letter.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::model::LetterKind;
use crate::domain::clock::Instant;

/// Instants are told in the practice's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VendorLetter {
    /// The vendor asks for full access.
    Asked { by: String, vendor: String, link: String },
    /// Somebody acts for the practice.
    Switched { by: String, organisation: String, reason: String, ends: Instant, link: String },
    /// Access has ended or was lowered: how much was opened and done.
    Receipt { vendor: String, from: Instant, until: Instant, opened: i64, done: i64, link: String },
}

impl VendorLetter {
    pub const fn kind(&self) -> LetterKind {
        match self {
            Self::Asked { .. } => LetterKind::VendorAsked,
            Self::Switched { .. } => LetterKind::VendorSwitched,
            Self::Receipt { .. } => LetterKind::VendorReceipt,
        }
    }

    /// One with made-up contents; `None` for letters that are about something else.
    pub fn sample(kind: LetterKind, by: &str, reason: &str, now: Instant) -> Option<Self> {
        let (by, vendor, link) = (by.to_owned(), "Brightline".to_owned(), "/settings/vendor-access".to_owned());
        Some(match kind {
            LetterKind::VendorAsked => Self::Asked { by, vendor, link },
            LetterKind::VendorSwitched => Self::Switched {
                by,
                organisation: vendor,
                reason: reason.to_owned(),
                ends: now + TimeDelta::hours(1),
                link,
            },
            LetterKind::VendorReceipt => {
                Self::Receipt { vendor, from: now - TimeDelta::days(1), until: now, opened: 12, done: 3, link }
            }
            _ => return None,
        })
    }
}
