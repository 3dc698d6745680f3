//! What becomes of a mail. Only a mail server's answer changes a state; what that means is decided here.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    domain::{
        clock::{Instant, Stamp},
        ids::MailId,
    },
    i18n::Lang,
};

/// How long a mail is tried before it is given up; its letter may ask for less.
pub const LONGEST_TRY: TimeDelta = TimeDelta::hours(24);
/// Pauses between tries double from the first to the last of these.
const AFTER_A_REPLY: (TimeDelta, TimeDelta) = (TimeDelta::minutes(1), TimeDelta::hours(1));
const AFTER_SILENCE: (TimeDelta, TimeDelta) = (TimeDelta::seconds(5), TimeDelta::minutes(5));
/// How many characters of a mail server's words are kept.
const LONGEST_REPLY: usize = 300;

/// Where a mail is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailState {
    Queued,
    /// The mail server could not be reached or asked for patience; it is tried again.
    Deferred,
    /// The mail server has taken it over. Whether somebody reads it, nobody can know.
    Accepted,
    /// The mail server has refused it for good.
    Bounced,
    /// It could not be handed over in time.
    GivenUp,
    /// What it is about was withdrawn before it was sent.
    Cancelled,
}

/// How handing a mail over ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Accepted(String),
    /// "Not now", in the mail server's words.
    NotNow(String),
    /// "Never", in the mail server's words.
    Refused(String),
    /// No mail server has decided: why not, and what this machine says about it.
    Failed(Trouble, String),
}

/// Why a mail is where it is, if not by a mail server's decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// The mail server is down, or its certificate does not hold.
    Unreachable,
    TooSlow,
    /// It could not be sent while there was a point in it.
    TooLate,
    /// Its letter was sealed under another `SECRET_KEY`, or says nothing that can be sent.
    Unreadable,
    /// There was no mail server to send it to.
    NotConfigured,
    /// It waited in a backup; after a restore nobody knows whether it went out before.
    Restored,
}

impl Trouble {
    pub const ALL: [Self; 6] =
        [Self::Unreachable, Self::TooSlow, Self::TooLate, Self::Unreadable, Self::NotConfigured, Self::Restored];

    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::TooSlow => "too_slow",
            Self::TooLate => "too_late",
            Self::Unreadable => "unreadable",
            Self::NotConfigured => "not_configured",
            Self::Restored => "restored",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|trouble| trouble.name() == name)
    }

    /// Whether the next try may go better.
    const fn may_pass(self) -> bool {
        matches!(self, Self::Unreachable | Self::TooSlow)
    }
}

/// What a try changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub state: MailState,
    pub trouble: Option<Trouble>,
    pub reply: String,
    /// When it is tried next; `None` at its end.
    pub next_try: Option<Instant>,
}

impl MailState {
    pub const ALL: [Self; 6] =
        [Self::Queued, Self::Deferred, Self::Accepted, Self::Bounced, Self::GivenUp, Self::Cancelled];

    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Deferred => "deferred",
            Self::Accepted => "accepted",
            Self::Bounced => "bounced",
            Self::GivenUp => "given_up",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether it may still be sent.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Queued | Self::Deferred)
    }

    /// What a try makes of a mail in this state. `attempts` counts this one.
    ///
    /// A mail that was withdrawn while it was handed over has gone out all the same, and says so.
    #[must_use]
    pub fn after(self, outcome: &Outcome, attempts: i32, give_up: Instant, now: Instant) -> Verdict {
        let (state, reply, pauses) = match outcome {
            Outcome::Accepted(reply) => (Self::Accepted, reply, None),
            Outcome::Refused(reply) => (Self::Bounced, reply, None),
            Outcome::NotNow(reply) => (Self::Deferred, reply, Some(AFTER_A_REPLY)),
            Outcome::Failed(trouble, reply) if trouble.may_pass() => (Self::Deferred, reply, Some(AFTER_SILENCE)),
            Outcome::Failed(_, reply) => (Self::GivenUp, reply, None),
        };
        let trouble = match outcome {
            Outcome::Failed(trouble, _) => Some(*trouble),
            Outcome::Accepted(_) | Outcome::Refused(_) | Outcome::NotNow(_) => None,
        };
        let reply = plain(reply);
        if self == Self::Cancelled && state != Self::Accepted {
            return Verdict { state: self, trouble, reply, next_try: None };
        }
        let next_try = pauses.map(|pauses| now + pause(pauses, attempts));
        match next_try {
            Some(next) if next >= give_up => Verdict { state: Self::GivenUp, trouble, reply, next_try: None },
            next_try => Verdict { state, trouble, reply, next_try },
        }
    }
}

/// The pause after that many tries.
fn pause((first, last): (TimeDelta, TimeDelta), attempts: i32) -> TimeDelta {
    let doublings = attempts.saturating_sub(1).clamp(0, 16);
    last.min(first * (1 << doublings))
}

/// A mail server's words as one line that may stand in a page or a log (T71).
pub fn plain(words: &str) -> String {
    let line: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    line.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST_REPLY).collect()
}

/// What a mail is about: how its sender's page finds it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum About {
    Invitation(Uuid),
    Request(Uuid),
    Person(Uuid),
    /// A link back into an account.
    Link(Uuid),
    /// A period of a vendor's access, or a switch.
    Access(Uuid),
    Ticket(Uuid),
}

impl About {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Invitation(_) => "invitation",
            Self::Request(_) => "request",
            Self::Person(_) => "person",
            Self::Link(_) => "link",
            Self::Access(_) => "access",
            Self::Ticket(_) => "ticket",
        }
    }

    pub const fn uuid(self) -> Uuid {
        match self {
            Self::Invitation(id)
            | Self::Request(id)
            | Self::Person(id)
            | Self::Link(id)
            | Self::Access(id)
            | Self::Ticket(id) => id,
        }
    }
}

/// Which letter a mail is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterKind {
    Invitation,
    InvitationAskedAgain,
    TwoStepChanged,
    RequestProof,
    RequestWaiting,
    RequestApproved,
    RequestDenied,
    RequestNews,
    RequestOverdue,
    Departures,
    PasswordReset,
    TemporaryPassword,
    PasswordChanged,
    AccountLocked,
    LockedByCodes,
    ConfirmEmail,
    EmailChanging,
    EmergencyAccess,
    InvoiceIssued,
    InvoicePastDue,
    CardExpires,
    OwnPayments,
    KeyMade,
    VendorAsked,
    VendorSwitched,
    VendorReceipt,
    TicketNews,
    TicketAnswered,
}

impl LetterKind {
    pub const ALL: [Self; 28] = [
        Self::Invitation,
        Self::InvitationAskedAgain,
        Self::TwoStepChanged,
        Self::RequestProof,
        Self::RequestWaiting,
        Self::RequestApproved,
        Self::RequestDenied,
        Self::RequestNews,
        Self::RequestOverdue,
        Self::Departures,
        Self::PasswordReset,
        Self::TemporaryPassword,
        Self::PasswordChanged,
        Self::AccountLocked,
        Self::LockedByCodes,
        Self::ConfirmEmail,
        Self::EmailChanging,
        Self::EmergencyAccess,
        Self::InvoiceIssued,
        Self::InvoicePastDue,
        Self::CardExpires,
        Self::OwnPayments,
        Self::KeyMade,
        Self::VendorAsked,
        Self::VendorSwitched,
        Self::VendorReceipt,
        Self::TicketNews,
        Self::TicketAnswered,
    ];

    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::InvitationAskedAgain => "invitation_asked_again",
            Self::TwoStepChanged => "two_step_changed",
            Self::RequestProof => "request_proof",
            Self::RequestWaiting => "request_waiting",
            Self::RequestApproved => "request_approved",
            Self::RequestDenied => "request_denied",
            Self::RequestNews => "request_news",
            Self::RequestOverdue => "request_overdue",
            Self::Departures => "departures",
            Self::PasswordReset => "password_reset",
            Self::TemporaryPassword => "temporary_password",
            Self::PasswordChanged => "password_changed",
            Self::AccountLocked => "account_locked",
            Self::LockedByCodes => "locked_by_codes",
            Self::ConfirmEmail => "confirm_email",
            Self::EmailChanging => "email_changing",
            Self::EmergencyAccess => "emergency_access",
            Self::InvoiceIssued => "invoice_issued",
            Self::InvoicePastDue => "invoice_past_due",
            Self::CardExpires => "card_expires",
            Self::OwnPayments => "own_payments",
            Self::KeyMade => "key_made",
            Self::VendorAsked => "vendor_asked",
            Self::VendorSwitched => "vendor_switched",
            Self::VendorReceipt => "vendor_receipt",
            Self::TicketNews => "ticket_news",
            Self::TicketAnswered => "ticket_answered",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// How mail leaves, and what every letter says: for those who look after the installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailSettings {
    pub route: MailRoute,
    /// The sender, '' without a mail server.
    pub from: String,
    pub letters: Vec<Preview>,
}

/// A letter filled with made-up names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    pub kind: LetterKind,
    pub lang: Lang,
    pub subject: String,
    pub text: String,
}

/// Which way mail takes from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailRoute {
    /// To a mail server.
    Smtp,
    /// To a page of this installation that only its developer, or everybody in a demo, reads.
    Development,
    /// Nowhere: it waits until somebody configures a mail server. Links are handed over by other means (P-06).
    None,
}

/// What became of one mail, as the page of its sender shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    pub id: MailId,
    /// The id that the mail is about.
    pub about: Uuid,
    pub to: String,
    pub state: MailState,
    pub attempts: i32,
    pub queued: Stamp,
    /// The last try.
    pub tried: Option<Stamp>,
    pub next_try: Option<Stamp>,
    /// When it was accepted, bounced, given up or cancelled.
    pub ended: Option<Stamp>,
    /// Why, if no mail server has decided it.
    pub trouble: Option<Trouble>,
    /// The mail server's last words, or this machine's about the mail server.
    pub reply: String,
}

#[cfg(test)]
mod tests;
