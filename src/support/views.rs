//! Tickets as their readers see them.

use serde::{Deserialize, Serialize};

use super::{
    file::Media,
    model::{Act, Party, PaymentMethod, TicketKind, TicketStatus},
};
use crate::domain::{
    clock::Stamp,
    ids::{AttachmentId, MessageId, PersonId, PracticeId, TicketId},
    refusal::Refusal,
    vendor::VendorLevel,
};

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketRow {
    pub id: TicketId,
    pub subject: String,
    pub kind: TicketKind,
    pub status: TicketStatus,
    pub practice: String,
    pub filed_by: String,
    /// '' for nobody.
    pub assigned: String,
    pub updated: Stamp,
}

/// What is asked for, in names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WishView {
    Question,
    Link { vendor: String, level: VendorLevel },
    UserManager { person: PersonId, name: String },
    Payment(PaymentMethod),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileView {
    pub id: AttachmentId,
    pub name: String,
    pub media: Media,
    pub size: i64,
}

/// One entry of the conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageView {
    pub id: MessageId,
    pub act: Act,
    pub author: String,
    /// Where the author comes from, if not from the practice.
    pub organisation: String,
    pub at: Stamp,
    pub body: String,
    pub files: Vec<FileView>,
}

/// A ticket's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketPage {
    pub id: TicketId,
    pub subject: String,
    pub kind: TicketKind,
    pub wish: WishView,
    pub status: TicketStatus,
    pub practice: String,
    pub filed_by: String,
    pub opened: Stamp,
    pub assigned: Option<(PersonId, String)>,
    pub version: i64,
    pub messages: Vec<MessageView>,
    /// Where the reader stands.
    pub party: Party,
    /// Vendors that look after the practice already; only for whoever decides about one more.
    pub vendors: Vec<String>,
}

/// What there is to know before a ticket is filed; refused choices with the reason (N-22).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewTicketOptions {
    pub kinds: Vec<(TicketKind, Option<Refusal>)>,
    pub vendors: Vec<(PracticeId, String, Option<Refusal>)>,
}
