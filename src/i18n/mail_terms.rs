//! What becomes of a mail, in words.

use super::T;
use crate::mail::model::{LetterKind, MailState, Trouble};

impl T {
    #[must_use]
    pub fn mail_state(self, state: MailState) -> &'static str {
        match state {
            MailState::Queued => self.mail_state_queued(),
            MailState::Deferred => self.mail_state_deferred(),
            MailState::Accepted => self.mail_state_accepted(),
            MailState::Bounced => self.mail_state_bounced(),
            MailState::GivenUp => self.mail_state_given_up(),
            MailState::Cancelled => self.mail_state_cancelled(),
        }
    }

    #[must_use]
    pub fn letter(self, kind: LetterKind) -> &'static str {
        match kind {
            LetterKind::Invitation => self.mail_letter_invitation(),
            LetterKind::InvitationAskedAgain => self.mail_letter_invitation_asked_again(),
            LetterKind::TwoStepChanged => self.twostep_letter_name(),
        }
    }

    /// Why, and what would change it.
    #[must_use]
    pub fn mail_trouble(self, trouble: Trouble) -> &'static str {
        match trouble {
            Trouble::Unreachable => self.mail_trouble_unreachable(),
            Trouble::TooSlow => self.mail_trouble_too_slow(),
            Trouble::TooLate => self.mail_trouble_too_late(),
            Trouble::Unreadable => self.mail_trouble_unreadable(),
            Trouble::NotConfigured => self.mail_trouble_not_configured(),
            Trouble::Restored => self.mail_trouble_restored(),
        }
    }
}
