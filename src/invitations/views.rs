//! What screens are told of invitations.

use serde::{Deserialize, Serialize};

use super::{
    model::{Delivery, Status},
    rules::Rules,
};
use crate::{
    domain::{
        clock::Stamp,
        code::FieldErrors,
        ids::{InvitationId, PersonId},
        phone::{Phone, readable},
        refusal::Refusal,
        role::Role,
        text::maybe,
    },
    mail::model::Trouble,
    people::model::{AccountState, Person, Standing},
};

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationRow {
    pub id: InvitationId,
    pub person: PersonId,
    /// Empty until it is known.
    pub name: String,
    pub email: String,
    pub role: Role,
    pub place: String,
    pub account: AccountState,
    pub status: Status,
    pub delivery: Delivery,
    pub inviter: String,
    pub sent: Stamp,
    pub expires: Stamp,
    /// The newest link of its person: what can be done, is done to this one.
    pub newest: bool,
}

impl InvitationRow {
    pub fn standing(&self) -> Standing {
        Standing { person: self.person, role: self.role, state: self.account }
    }

    /// The name if there is one, otherwise the address.
    pub fn called(&self) -> &str {
        if self.name.is_empty() { &self.email } else { &self.name }
    }
}

/// Something that happened to a link (N-02).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    pub at: Stamp,
    pub kind: MomentKind,
    /// The address, or a mail server's words.
    pub detail: String,
    /// Why, if no mail server has decided it.
    pub trouble: Option<Trouble>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MomentKind {
    Queued,
    Copied,
    MailAccepted,
    MailDeferred,
    MailBounced,
    MailGivenUp,
    /// By GET or HEAD, and nothing of the page ran.
    Fetched,
    Opened,
    Typed,
    AskedAgain,
    Registered,
    Revoked,
    Superseded,
    Expired,
}

/// The phones of somebody who was invited, as people write them; empty where there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phones {
    pub phone: String,
    pub mobile: String,
}

impl Phones {
    pub const FIELDS: [&str; 2] = ["phone", "mobile"];

    pub fn of(person: &Person) -> Self {
        Self { phone: readable(&person.phone), mobile: readable(&person.mobile) }
    }

    /// # Errors
    /// Every field that is no number.
    pub fn parse(&self) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let phone = errors.keep("phone", maybe(&self.phone, Phone::parse));
        let mobile = errors.keep("mobile", maybe(&self.mobile, Phone::parse));
        errors.or(phone.zip(mobile).map(|(phone, mobile)| Self { phone, mobile }))
    }
}

/// `/invitations/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationPage {
    pub row: InvitationRow,
    pub phones: Phones,
    pub message: String,
    /// Newest first, over all links of the person.
    pub moments: Vec<Moment>,
    /// The person's newest link, if this is an older one.
    pub newest: Option<InvitationId>,
    /// Links are handed over by hand here.
    pub copies: bool,
}

/// An open link that stands on somebody's right to invite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    pub id: InvitationId,
    pub email: String,
    pub role: Role,
    pub expires: Stamp,
}

/// What an inviter may choose from; what they may not choose says why (N-22).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteOptions {
    pub places: crate::practices::model::Places,
    /// Why the inviter can't place anybody at the practice itself.
    pub offices_refused: Option<Refusal>,
    pub roles: Vec<(Role, Option<Refusal>)>,
    /// No mail goes out here: links are copied.
    pub copies: bool,
    /// How long the links will work.
    pub rules: Rules,
}

/// What the holder of a link is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    pub status: Status,
    pub practice: String,
    pub inviter: String,
    pub role: Role,
    pub place: String,
    pub email: String,
    pub message: String,
    pub language: String,
    pub expires: Stamp,
    /// Names that are known already, as from a roster.
    pub first_name: String,
    pub last_name: String,
    pub phone: String,
    pub mobile: String,
}
