//! The words for links, their mails and their addresses.

use super::T;
use crate::invitations::{
    bulk::model::RowVerdict,
    model::{Delivery, Status},
    query::Column,
    verdict::Verdict,
    views::MomentKind,
};

impl T {
    #[must_use]
    pub fn link_status(self, status: Status) -> &'static str {
        match status {
            Status::Open => self.link_status_open(),
            Status::Expired => self.link_status_expired(),
            Status::Registered => self.link_status_registered(),
            Status::Revoked => self.link_status_revoked(),
            Status::Superseded => self.link_status_superseded(),
        }
    }

    #[must_use]
    pub fn delivery(self, delivery: Delivery) -> &'static str {
        match delivery {
            Delivery::Queued => self.mail_state_queued(),
            Delivery::Deferred => self.mail_state_deferred(),
            Delivery::Accepted => self.mail_state_accepted(),
            Delivery::Bounced => self.mail_state_bounced(),
            Delivery::GivenUp => self.mail_state_given_up(),
            Delivery::Cancelled => self.mail_state_cancelled(),
            Delivery::ByHand => self.invitations_by_hand(),
        }
    }

    #[must_use]
    pub fn invitation_column(self, column: Column) -> &'static str {
        match column {
            Column::Email => self.people_email(),
            Column::Name => self.people_name(),
            Column::Role => self.people_role(),
            Column::Place => self.fields_place(),
            Column::Status => self.people_status(),
            Column::Delivery => self.invitations_delivery(),
            Column::Inviter => self.invitations_inviter(),
            Column::Sent => self.invitations_sent(),
            Column::Expires => self.invitations_expires(),
        }
    }

    #[must_use]
    pub fn moment(self, kind: MomentKind) -> &'static str {
        match kind {
            MomentKind::Queued => self.moments_queued(),
            MomentKind::Copied => self.moments_copied(),
            MomentKind::MailAccepted => self.mail_state_accepted(),
            MomentKind::MailDeferred => self.mail_state_deferred(),
            MomentKind::MailBounced => self.mail_state_bounced(),
            MomentKind::MailGivenUp => self.mail_state_given_up(),
            MomentKind::Fetched => self.moments_fetched(),
            MomentKind::Opened => self.moments_opened(),
            MomentKind::Typed => self.moments_typed(),
            MomentKind::AskedAgain => self.moments_asked(),
            MomentKind::Registered => self.moments_registered(),
            MomentKind::Revoked => self.moments_revoked(),
            MomentKind::Superseded => self.moments_superseded(),
            MomentKind::Expired => self.moments_expired(),
        }
    }

    /// What is to be said about a row of a file, as a sentence.
    #[must_use]
    pub fn row_verdict(self, verdict: &RowVerdict) -> String {
        match verdict {
            RowVerdict::Address(verdict) => self.verdict(verdict),
            RowVerdict::RoleUnknown => self.bulk_role_unknown().into(),
            RowVerdict::NoRole => self.bulk_no_role().into(),
            RowVerdict::RoleRefused(refusal) => self.refusal(refusal),
            RowVerdict::PlaceUnknown => self.bulk_place_unknown().into(),
            RowVerdict::NoPlace => self.bulk_no_place().into(),
        }
    }

    /// What can be done about an address that belongs to somebody: the words of the link to that person.
    #[must_use]
    pub fn verdict_step(self, verdict: &Verdict) -> &'static str {
        match verdict {
            Verdict::Invited(_) => self.verdicts_step_invited(),
            Verdict::Deactivated(_) => self.verdicts_step_deactivated(),
            Verdict::Archived(_) => self.verdicts_step_archived(),
            _ => self.verdicts_step_here(),
        }
    }

    /// What is to be said about an address, as a sentence.
    #[must_use]
    pub fn verdict(self, verdict: &Verdict) -> String {
        match verdict {
            Verdict::Ready => self.verdicts_ready().into(),
            Verdict::Sent => self.verdicts_sent().into(),
            Verdict::Malformed => self.codes_not_an_email().into(),
            Verdict::NotCommas => self.verdicts_not_commas().into(),
            Verdict::Repeated => self.verdicts_repeated().into(),
            Verdict::Misspelt { suggestion } => self.verdicts_misspelt(suggestion),
            Verdict::Here(_) => self.verdicts_here().into(),
            Verdict::Invited(_) => self.verdicts_invited().into(),
            Verdict::Deactivated(_) => self.verdicts_deactivated().into(),
            Verdict::Archived(_) => self.verdicts_archived().into(),
            Verdict::Elsewhere => self.codes_taken().into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn no_two_words_for_links_look_alike() {
        for lang in Lang::ALL {
            let t = T::new(lang);
            let statuses: std::collections::BTreeSet<_> = Status::ALL.iter().map(|one| t.link_status(*one)).collect();
            assert_eq!(statuses.len(), Status::ALL.len());
            let ways: std::collections::BTreeSet<_> = Delivery::ALL.iter().map(|one| t.delivery(*one)).collect();
            assert_eq!(ways.len(), Delivery::ALL.len());
        }
    }

    #[test]
    fn a_slip_of_the_fingers_names_what_was_meant() {
        let verdict = Verdict::Misspelt { suggestion: "ana@gmail.com".into() };
        assert!(T::new(Lang::Es).verdict(&verdict).contains("ana@gmail.com"));
    }
}
