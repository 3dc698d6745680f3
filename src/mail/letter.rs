//! What a mail says, as data. It becomes words in the reader's language when it is sent.

pub mod requests;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use self::requests::RequestLetter;
use super::{
    account_letter::AccountLetter,
    billing_letter::BillingLetter,
    model::{About, LONGEST_TRY, LetterKind},
    ticket_letter::TicketLetter,
    vendor_letter::VendorLetter,
};
use crate::{
    domain::{clock::Instant, email::Email, ids::PracticeId, role::Role},
    i18n::{Lang, T},
    practices::model::Practice,
    twostep::model::Change,
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
    /// To somebody whose second step was changed, by themselves or by others.
    TwoStepChanged {
        practice: String,
        change: Change,
        /// Who did it, '' for the person themselves.
        by: String,
        /// Why, or ''.
        reason: String,
        at: Instant,
        /// IANA name of the practice's zone, in which `at` is told.
        zone: String,
        /// Path of the person's own page.
        link: String,
    },
    /// To administrators: who leaves soon. Instants are told in the practice's zone.
    Departures {
        practice: String,
        zone: String,
        /// The first few: who, and the last instant with access.
        leavers: Vec<(String, Instant)>,
        count: i64,
        /// Path of the page that lists them.
        link: String,
    },
    /// To administrators: somebody has made an API key.
    KeyMade {
        practice: String,
        /// IANA name of the practice's zone, in which `ends` is told.
        zone: String,
        by: String,
        name: String,
        /// The first signs of the key.
        prefix: String,
        ends: Instant,
        /// Path of the page that lists the keys.
        link: String,
    },
    /// About somebody's request for access.
    Request(RequestLetter),
    /// About an account that the reader has. Instants are told in the practice's zone.
    Account { practice: String, zone: String, about: AccountLetter },
    /// About what is paid.
    Billing { practice: String, about: BillingLetter },
    /// About those who look after the practice from outside. Instants are told in the practice's zone.
    Vendor { practice: String, zone: String, about: VendorLetter },
    /// About a support ticket.
    Ticket { practice: String, about: TicketLetter },
}

impl Letter {
    pub const fn kind(&self) -> LetterKind {
        match self {
            Self::Invitation { .. } => LetterKind::Invitation,
            Self::InvitationAskedAgain { .. } => LetterKind::InvitationAskedAgain,
            Self::TwoStepChanged { .. } => LetterKind::TwoStepChanged,
            Self::Departures { .. } => LetterKind::Departures,
            Self::KeyMade { .. } => LetterKind::KeyMade,
            Self::Request(letter) => letter.kind(),
            Self::Account { about, .. } => about.kind(),
            Self::Billing { about, .. } => about.kind(),
            Self::Vendor { about, .. } => about.kind(),
            Self::Ticket { about, .. } => about.kind(),
        }
    }

    /// One with made-up names, for those who want to see what it says.
    pub fn sample(kind: LetterKind, t: T, practice: &Practice, now: Instant) -> Self {
        if let Some(about) = AccountLetter::sample(kind, t.mail_sample_inviter(), now) {
            return Self::Account { practice: practice.name.clone(), zone: practice.time_zone.clone(), about };
        }
        if let Some(about) = BillingLetter::sample(kind, t.mail_sample_inviter(), now.date_naive()) {
            return Self::Billing { practice: practice.name.clone(), about };
        }
        if let Some(about) = VendorLetter::sample(kind, t.mail_sample_inviter(), t.vendor_sample_reason(), now) {
            return Self::Vendor { practice: practice.name.clone(), zone: practice.time_zone.clone(), about };
        }
        if let Some(about) = TicketLetter::sample(kind, t.mail_sample_inviter()) {
            return Self::Ticket { practice: practice.name.clone(), about };
        }
        match kind {
            LetterKind::Invitation => Self::Invitation {
                practice: practice.name.clone(),
                inviter: t.mail_sample_inviter().into(),
                role: Role::PortalUser,
                place: practice.name.clone(),
                expires: now + LONGEST_TRY,
                zone: practice.time_zone.clone(),
                link: "/invite/…".into(),
                message: t.mail_sample_message().into(),
            },
            LetterKind::InvitationAskedAgain => Self::InvitationAskedAgain {
                practice: practice.name.clone(),
                invited: "somebody@practice.example".into(),
                link: "/invitations".into(),
            },
            LetterKind::TwoStepChanged => Self::TwoStepChanged {
                practice: practice.name.clone(),
                change: Change::Reset,
                by: t.mail_sample_inviter().into(),
                reason: t.twostep_sample_reason().into(),
                at: now,
                zone: practice.time_zone.clone(),
                link: "/profile/two-step".into(),
            },
            LetterKind::Departures => Self::Departures {
                practice: practice.name.clone(),
                zone: practice.time_zone.clone(),
                leavers: vec![(t.mail_sample_inviter().into(), now + TimeDelta::days(7))],
                count: 1,
                link: "/leavers".into(),
            },
            LetterKind::KeyMade => Self::KeyMade {
                practice: practice.name.clone(),
                zone: practice.time_zone.clone(),
                by: t.mail_sample_inviter().into(),
                name: "Payroll".into(),
                prefix: "rk_a1b2c3d4".into(),
                ends: now + TimeDelta::days(365),
                link: "/settings/keys".into(),
            },
            other => Self::Request(RequestLetter::sample(other, t, practice, now)),
        }
    }

    /// When there is no point in sending it any more.
    pub fn give_up(&self, queued: Instant) -> Instant {
        let latest = queued + LONGEST_TRY;
        match self {
            Self::Invitation { expires, .. } => latest.min(*expires),
            Self::InvitationAskedAgain { .. }
            | Self::TwoStepChanged { .. }
            | Self::Departures { .. }
            | Self::KeyMade { .. }
            | Self::Billing { .. }
            | Self::Vendor { .. }
            | Self::Ticket { .. } => latest,
            Self::Request(letter) => letter.expires().map_or(latest, |expires| latest.min(expires)),
            Self::Account { about, .. } => about.expires().map_or(latest, |expires| latest.min(expires)),
        }
    }
}
