//! What is written to applicants and reviewers, as data.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{clock::Instant, role::Role},
    i18n::T,
    mail::model::LetterKind,
    practices::model::Practice,
};

/// Letters to applicants before a decision name no practice: an address must not find out which ones are here (T10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestLetter {
    /// To the address that was given: is it yours?
    Proof {
        reference: String,
        expires: Instant,
        /// Path with the secret of the link.
        link: String,
    },
    /// The address is proven; somebody will decide.
    Waiting {
        reference: String,
        /// Path of the status page.
        link: String,
    },
    /// A personal link to the new account.
    Approved {
        practice: String,
        /// What was asked for, if another role was granted.
        asked: Option<Role>,
        role: Role,
        place: String,
        expires: Instant,
        /// IANA name of the practice's zone, in which `expires` is told.
        zone: String,
        link: String,
    },
    Denied {
        /// '' if the request named none of this installation.
        practice: String,
        /// In words, in the applicant's language.
        reason: String,
        note: String,
        reference: String,
        /// Path of the page where one may ask again.
        link: String,
    },
    /// To administrators: some have waited too long.
    Overdue {
        practice: String,
        count: i64,
        /// The first few.
        applicants: Vec<String>,
        /// Path of the page that lists them.
        link: String,
    },
    /// To administrators.
    News {
        practice: String,
        applicant: String,
        role: Role,
        news: News,
        /// Path of the request's page.
        link: String,
    },
}

/// What administrators are told about a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    Waits { due: Instant, zone: String },
    ApprovedByClaim,
    Approved { by: String },
    Denied { by: String },
}

impl RequestLetter {
    pub const fn kind(&self) -> LetterKind {
        match self {
            Self::Proof { .. } => LetterKind::RequestProof,
            Self::Waiting { .. } => LetterKind::RequestWaiting,
            Self::Approved { .. } => LetterKind::RequestApproved,
            Self::Denied { .. } => LetterKind::RequestDenied,
            Self::News { .. } => LetterKind::RequestNews,
            Self::Overdue { .. } => LetterKind::RequestOverdue,
        }
    }

    /// Until when it is of use, if not for as long as any letter.
    pub const fn expires(&self) -> Option<Instant> {
        match self {
            Self::Proof { expires, .. } | Self::Approved { expires, .. } => Some(*expires),
            Self::Waiting { .. } | Self::Denied { .. } | Self::News { .. } | Self::Overdue { .. } => None,
        }
    }
}

impl RequestLetter {
    /// One with made-up names, for those who want to see what it says.
    pub fn sample(kind: LetterKind, t: T, practice: &Practice, now: Instant) -> Self {
        let (reference, role) = ("2345-6789-ABCD".to_owned(), Role::PortalUser);
        let (name, zone) = (practice.name.clone(), practice.time_zone.clone());
        let inviter: String = t.mail_sample_inviter().into();
        let later = now + Duration::hours(24);
        match kind {
            LetterKind::RequestWaiting => Self::Waiting { reference, link: "/register/status".into() },
            LetterKind::RequestApproved => Self::Approved {
                place: name.clone(),
                practice: name,
                asked: Some(Role::Delegate),
                role,
                expires: later,
                zone,
                link: "/invite/…".into(),
            },
            LetterKind::RequestDenied => Self::Denied {
                practice: name,
                reason: t.denials_identity_not_confirmed().into(),
                note: t.mail_sample_message().into(),
                reference,
                link: "/register".into(),
            },
            LetterKind::RequestNews => Self::News {
                practice: name,
                applicant: inviter,
                role,
                news: News::Waits { due: later, zone },
                link: "/requests".into(),
            },
            LetterKind::RequestOverdue => {
                Self::Overdue { practice: name, count: 1, applicants: vec![inviter], link: "/requests".into() }
            }
            _ => Self::Proof { reference, expires: later, link: "/register/prove/…".into() },
        }
    }
}
