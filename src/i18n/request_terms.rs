//! The words for requests: statuses beside their codes, levels, reasons, columns.

use super::T;
use crate::i18n::Lang;
use crate::registrations::{
    model::{Code, DenialReason, Level},
    query::{Column, Show},
    reasons::Reason,
};

impl T {
    /// The older portal's code in plain words.
    #[must_use]
    pub fn request_code(self, code: Code) -> &'static str {
        match code {
            Code::PendingAdminReview => self.request_codes_pending_admin_review(),
            Code::PendingProvAdminReview => self.request_codes_pending_prov_admin_review(),
            Code::EmailInt => self.request_codes_email_int(),
            Code::EmailSuccess => self.request_codes_email_success(),
            Code::AutoApproved => self.request_codes_auto_approved(),
            Code::ManualAdminApproved => self.request_codes_manual_admin_approved(),
            Code::ManualProvAdminApproved => self.request_codes_manual_prov_admin_approved(),
            Code::Declined => self.request_codes_declined(),
            Code::Invalidated => self.request_codes_invalidated(),
        }
    }

    /// A choice of the status drop-down; statuses stand with both names.
    #[must_use]
    pub fn request_show(self, show: Show) -> String {
        match show {
            Show::Pending => self.requests_show_pending().to_owned(),
            Show::All => self.requests_show_all().to_owned(),
            Show::Only(code) => format!("{} · {}", self.request_code(code), code.name()),
        }
    }

    #[must_use]
    pub fn request_level(self, level: Level) -> &'static str {
        match level {
            Level::Provider => self.requests_level_provider(),
            Level::Practice => self.requests_level_practice(),
        }
    }

    #[must_use]
    pub fn denial_reason(self, reason: DenialReason) -> &'static str {
        match reason {
            DenialReason::NotOurs => self.denials_not_ours(),
            DenialReason::IdentityNotConfirmed => self.denials_identity_not_confirmed(),
            DenialReason::EvidenceWrong => self.denials_evidence_wrong(),
            DenialReason::HasAccount => self.denials_has_account(),
            DenialReason::WrongPlace => self.denials_wrong_place(),
            DenialReason::Other => self.denials_other(),
        }
    }

    /// A reason as a decision keeps it: everybody's words, or the practice's own.
    #[must_use]
    pub fn reason_told(self, reason: &Reason) -> &str {
        match (reason, self.lang()) {
            (Reason::Shipped(reason), _) => self.denial_reason(*reason),
            (Reason::Own(wording), Lang::En) => &wording.en,
            (Reason::Own(wording), Lang::Es) => &wording.es,
        }
    }

    #[must_use]
    pub fn request_column(self, column: Column) -> &'static str {
        match column {
            Column::Name => self.fields_applicant(),
            Column::Status => self.requests_entry_status(),
            Column::Identifier => self.requests_identifiers(),
            Column::Qualifier => self.requests_qualifier(),
            Column::Place => self.requests_registered_name(),
            Column::Role => self.people_role(),
            Column::Submitted => self.requests_submitted(),
            Column::Due => self.requests_due(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_status_and_reason_has_words_of_its_own() {
        for t in Lang::ALL.map(T::new) {
            let codes: BTreeSet<_> = Code::ALL.iter().map(|code| t.request_code(*code)).collect();
            assert_eq!(codes.len(), Code::ALL.len());
            let reasons: BTreeSet<_> = DenialReason::ALL.iter().map(|reason| t.denial_reason(*reason)).collect();
            assert_eq!(reasons.len(), DenialReason::ALL.len());
            assert!(t.request_show(Show::Only(Code::Declined)).ends_with("DECLINED"));
        }
    }
}
