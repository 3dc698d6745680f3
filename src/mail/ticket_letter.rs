//! The letters about support tickets: data, as with every letter. What was written stays on the page.

use serde::{Deserialize, Serialize};

use super::model::LetterKind;
use crate::support::model::TicketStatus;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketLetter {
    /// To those who answer: a ticket is `new`, or there is more to one.
    ToSupport { by: String, new: bool, link: String },
    /// To whoever filed it; `status` once it has found its end.
    ToFiler { by: String, status: Option<TicketStatus>, link: String },
}

impl TicketLetter {
    pub const fn kind(&self) -> LetterKind {
        match self {
            Self::ToSupport { .. } => LetterKind::TicketNews,
            Self::ToFiler { .. } => LetterKind::TicketAnswered,
        }
    }

    /// One with made-up contents; `None` for letters that are about something else.
    pub fn sample(kind: LetterKind, by: &str) -> Option<Self> {
        let (by, link) = (by.to_owned(), crate::paths::SUPPORT.to_owned());
        Some(match kind {
            LetterKind::TicketNews => Self::ToSupport { by, new: true, link },
            LetterKind::TicketAnswered => Self::ToFiler { by, status: None, link },
            _ => return None,
        })
    }
}
