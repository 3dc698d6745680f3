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
            LetterKind::RequestProof => self.mail_letter_request_proof(),
            LetterKind::RequestWaiting => self.mail_letter_request_waiting(),
            LetterKind::RequestApproved => self.mail_letter_request_approved(),
            LetterKind::RequestDenied => self.mail_letter_request_denied(),
            LetterKind::RequestNews => self.mail_letter_request_news(),
            LetterKind::RequestOverdue => self.mail_letter_request_overdue(),
            LetterKind::Departures => self.departures_letter_name(),
            LetterKind::PasswordReset => self.account_letters_kind_reset(),
            LetterKind::TemporaryPassword => self.account_letters_kind_temporary(),
            LetterKind::PasswordChanged => self.account_letters_kind_changed(),
            LetterKind::AccountLocked => self.account_letters_kind_locked(),
            LetterKind::LockedByCodes => self.twostep_letter_locked_name(),
            LetterKind::ConfirmEmail => self.account_letters_kind_confirm(),
            LetterKind::EmergencyAccess => self.account_letters_kind_emergency(),
            LetterKind::EmailChanging => self.account_letters_kind_changing(),
            LetterKind::InvoiceIssued => self.billing_letter_invoice(),
            LetterKind::InvoicePastDue => self.payments_letter_past_due(),
            LetterKind::CardExpires => self.payments_letter_expires(),
            LetterKind::VendorAsked => self.vendor_letter_asked(),
            LetterKind::VendorSwitched => self.vendor_letter_switched(),
            LetterKind::VendorReceipt => self.vendor_letter_receipt(),
            LetterKind::TicketNews => self.support_letter_news(),
            LetterKind::TicketAnswered => self.support_letter_answered(),
            LetterKind::OwnPayments => self.billing_letter_own(),
            LetterKind::KeyMade => self.keys_letter_name(),
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
