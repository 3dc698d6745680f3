//! Typed ids: a person's id can't be passed where a practice's is meant.
//!
//! Ids are UUIDv7 made by the server (`server::Randomness`), so they sort by creation and are never reused (T56).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            pub const fn new(uuid: Uuid) -> Self { Self(uuid) }
            pub const fn uuid(self) -> Uuid { self.0 }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> { text.parse().map(Self) }
        }
    )+};
}

ids! {
    /// A human being with (or invited to) an account.
    PersonId,
    /// An organisation: a practice (one TIN), a vendor, or the portal itself.
    PracticeId,
    /// A location of a practice.
    OfficeId,
    /// A clinician with an NPI.
    ProviderId,
    /// One role given to one person in one scope.
    GrantId,
    /// A signed-in browser; not the cookie's secret.
    SessionId,
    /// One entry of the event log.
    EventId,
    /// One link that was sent to somebody.
    InvitationId,
    /// Somebody's request for access.
    RequestId,
    /// One line of the console: a request or an invitation.
    EntryId,
    /// Somebody who works at a practice, with or without an account.
    EmployeeId,
    /// One uploaded list of people to invite.
    InvitationFileId,
    /// One uploaded roster.
    ImportId,
    /// One charge of a card.
    ChargeId,
    /// Somebody's way to the payment provider's page and back.
    CardSetupId,
    /// Somebody whom a practice treats; no account.
    PatientId,
    /// One uploaded list of providers or patients.
    RecordFileId,
    /// Patients who were handed over together.
    BatchId,
    /// One plan for a leaving provider's patients.
    HandoverId,
    /// One thing that was ordered for many people.
    BulkId,
    /// One outgoing mail.
    MailId,
    /// One key on somebody's phone, computer or stick.
    PasskeyId,
    /// One invoice.
    InvoiceId,
    /// One API key; not the key itself.
    KeyId,
    /// One time that somebody acted for a practice from outside.
    SwitchId,
    /// One period of a vendor's access to a practice.
    AccessId,
    /// One request to support.
    TicketId,
    /// One entry of a ticket's conversation.
    MessageId,
    /// One attachment.
    AttachmentId,
    /// One purchase, however often it is sent.
    PurchaseId,
}
