//! What a mail says, as data. It becomes words in the reader's language when it is sent.

use serde::{Deserialize, Serialize};

use super::model::{About, LONGEST_TRY};
use crate::{
    domain::{clock::Instant, email::Email, ids::PracticeId, role::Role},
    i18n::Lang,
};

/// A letter on its way into the outbox.
#[derive(Debug, Clone)]
pub struct Outgoing {
    pub practice: PracticeId,
    pub to: Email,
    pub language: Lang,
    pub about: About,
    pub letter: Letter,
}

/// Every letter that Rolecall writes. Stored sealed and forgotten once sent, so its shape may change between releases
/// only in ways that older letters can still be read by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Letter {
    /// A personal link to an account, the first one or one more.
    Invitation {
        practice: String,
        inviter: String,
        role: Role,
        /// Office or provider.
        place: String,
        /// When the link ends.
        expires: Instant,
        /// IANA name of the practice's zone, in which `expires` is told.
        zone: String,
        /// Path of the link on this installation, with its secret.
        link: String,
        /// What the inviter adds, or ''.
        message: String,
    },
    /// To administrators: somebody whose link has ended asks for a new one.
    InvitationAskedAgain {
        practice: String,
        /// The address that was invited.
        invited: String,
        /// Path of the page where the invitation can be sent again.
        link: String,
    },
}

impl Letter {
    /// The stored name.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Invitation { .. } => "invitation",
            Self::InvitationAskedAgain { .. } => "invitation_asked_again",
        }
    }

    /// When there is no point in sending it any more.
    pub fn give_up(&self, queued: Instant) -> Instant {
        let latest = queued + LONGEST_TRY;
        match self {
            Self::Invitation { expires, .. } => latest.min(*expires),
            Self::InvitationAskedAgain { .. } => latest,
        }
    }
}
