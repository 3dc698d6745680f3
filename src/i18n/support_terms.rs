//! The words of support tickets.

use super::T;
use crate::support::{
    file::Outcome,
    model::{Act, Decision, PaymentMethod, TicketKind, TicketStatus},
    query::Column,
};

impl T {
    #[must_use]
    pub fn ticket_kind(self, kind: TicketKind) -> &'static str {
        match kind {
            TicketKind::Question => self.support_kind_question(),
            TicketKind::LinkAccount => self.support_kind_link(),
            TicketKind::UserManager => self.support_kind_manager(),
            TicketKind::PaymentMethod => self.support_kind_payment(),
        }
    }

    /// What becomes of a ticket of that kind.
    #[must_use]
    pub fn ticket_kind_means(self, kind: TicketKind) -> &'static str {
        match kind {
            TicketKind::Question => self.support_means_question(),
            TicketKind::LinkAccount => self.support_means_link(),
            TicketKind::UserManager => self.support_means_manager(),
            TicketKind::PaymentMethod => self.support_means_payment(),
        }
    }

    #[must_use]
    pub fn ticket_status(self, status: TicketStatus) -> &'static str {
        match status {
            TicketStatus::Open => self.support_status_open(),
            TicketStatus::Waiting => self.support_status_waiting(),
            TicketStatus::Solved => self.support_status_solved(),
            TicketStatus::Approved => self.support_status_approved(),
            TicketStatus::Denied => self.support_status_denied(),
            TicketStatus::Withdrawn => self.support_status_withdrawn(),
        }
    }

    #[must_use]
    pub fn payment_method(self, method: PaymentMethod) -> &'static str {
        match method {
            PaymentMethod::Transfer => self.support_method_transfer(),
            PaymentMethod::Card => self.support_method_card(),
        }
    }

    /// What somebody did, after their name.
    #[must_use]
    pub fn ticket_act(self, act: Act) -> &'static str {
        match act {
            Act::Filed => self.support_act_filed(),
            Act::Wrote => self.support_act_wrote(),
            Act::Asked => self.support_act_asked(),
            Act::Attached => self.support_act_attached(),
            Act::Solved => self.support_act_solved(),
            Act::Approved => self.support_act_approved(),
            Act::Denied => self.support_act_denied(),
            Act::Withdrew => self.support_act_withdrew(),
        }
    }

    /// The button of a decision.
    #[must_use]
    pub fn ticket_decision(self, decision: Decision) -> &'static str {
        match decision {
            Decision::Solved => self.support_solve(),
            Decision::Approved => self.support_approve(),
            Decision::Denied => self.support_deny(),
        }
    }

    #[must_use]
    pub fn ticket_column(self, column: Column) -> &'static str {
        match column {
            Column::Subject => self.support_subject(),
            Column::Kind => self.support_kind(),
            Column::Status => self.people_status(),
            Column::Practice => self.practices_one(),
            Column::Filed => self.support_filed_by(),
            Column::Assigned => self.support_assigned(),
            Column::Updated => self.support_updated(),
        }
    }

    /// What is wrong with files that were sent; nothing with those that were kept.
    #[must_use]
    pub fn files_problem(self, outcome: Outcome) -> Option<&'static str> {
        match outcome {
            Outcome::Saved => None,
            Outcome::Nothing => Some(self.support_files_nothing()),
            Outcome::TooBig => Some(self.support_files_too_big()),
            Outcome::TooMany => Some(self.support_files_too_many()),
            Outcome::OtherSort => Some(self.support_files_other_sort()),
        }
    }

    /// Fields of tickets by their stored names.
    pub(super) fn ticket_field(self, name: &str) -> Option<&'static str> {
        match name {
            "ticket_kind" => Some(self.support_kind()),
            "ticket_status" => Some(self.people_status()),
            "ticket_subject" => Some(self.support_subject()),
            "ticket_vendor" => Some(self.support_vendor()),
            "ticket_level" => Some(self.support_level()),
            "ticket_person" => Some(self.support_person()),
            "ticket_method" => Some(self.support_method()),
            "ticket_text" => Some(self.support_text()),
            "ticket_answer" => Some(self.support_answer()),
            "ticket_reason" => Some(self.support_reason()),
            "ticket_files" => Some(self.support_files()),
            "ticket_assigned" => Some(self.support_assigned()),
            _ => None,
        }
    }

    /// Values of those fields in words.
    pub(super) fn ticket_value(self, name: &str, stored: &str) -> Option<String> {
        let words = match name {
            "ticket_kind" => TicketKind::from_name(stored).map(|kind| self.ticket_kind(kind)),
            "ticket_status" => TicketStatus::from_name(stored).map(|status| self.ticket_status(status)),
            _ => None,
        };
        words.map(str::to_owned)
    }
}
