//! What screens are told of requests.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    model::{Code, Level, Standing, Status},
    reasons::{Listed, Reason},
};
use crate::{
    domain::{
        clock::Stamp,
        ids::{EntryId, InvitationId, OfficeId, PersonId, RequestId},
        refusal::Refusal,
        role::Role,
    },
    mail::model::Delivery,
    practices::model::AccountType,
};

/// What a line of the console is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry {
    Request(RequestId),
    Invitation(InvitationId),
}

/// One line of the console (S0-35, S0-36).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryRow {
    pub id: EntryId,
    pub entry: Entry,
    pub code: Code,
    pub level: Level,
    /// A TIN or an NPI.
    pub identifier: String,
    /// The registered provider's or practice's name.
    pub place: String,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub submitted: Stamp,
    /// Only while it waits.
    pub waiting: Option<Waiting>,
}

impl EntryRow {
    /// The name if there is one, otherwise the address.
    pub fn called(&self) -> &str {
        if self.name.is_empty() { &self.email } else { &self.name }
    }
}

/// How long a request has waited for its decision (N-07).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    pub due: Stamp,
    pub overdue: bool,
    /// Whole working hours since the address was proven.
    pub hours: i64,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    pub by: String,
    pub at: Stamp,
    pub role: Role,
    pub reason: Option<Reason>,
    pub note: String,
}

/// Another request that a reviewer should know of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    pub id: RequestId,
    pub code: Code,
    pub name: String,
    pub email: String,
    pub submitted: Stamp,
    pub decided: Option<Decided>,
    pub same_person: bool,
    pub same_claim: bool,
}

/// Somebody of the practice who may be the applicant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Twin {
    pub person: PersonId,
    pub name: String,
    pub email: String,
    pub same_address: bool,
}

/// `/requests/{id}` (S0-37…40).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestPage {
    pub id: RequestId,
    pub status: Status,
    pub code: Code,
    pub standing: Standing,
    pub level: Level,
    pub reference: String,
    pub tin: String,
    pub npi: String,
    pub place: String,
    pub account_type: AccountType,
    pub claim: String,
    pub birth: Option<NaiveDate>,
    /// A claim of that number is in the practice's reference file.
    pub claim_known: bool,
    pub role: Role,
    pub title: String,
    pub username: String,
    pub first_name: String,
    pub middle_name: String,
    pub last_name: String,
    pub email: String,
    pub phone: String,
    pub language: String,
    pub submitted: Stamp,
    pub proven: Option<Stamp>,
    pub waiting: Option<Waiting>,
    pub decided: Option<Decided>,
    pub person: Option<PersonId>,
    pub related: Vec<Related>,
    pub twins: Vec<Twin>,
    /// The address belongs to an account that the reader does not see.
    pub address_elsewhere: bool,
    pub mails: Vec<Delivery>,
    /// The roles it could be approved with, and why not.
    pub roles: Vec<(Role, Option<Refusal>)>,
    /// Why it could be denied.
    pub reasons: Vec<Listed>,
    /// Where the applicant could work; empty if the request itself says so.
    pub offices: Vec<(OfficeId, String)>,
}

/// What an applicant is told who knows reference and address (N-21). Says nothing about the practice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    pub status: Status,
    pub submitted: Stamp,
    pub decided: Option<Stamp>,
    pub reason: Option<Reason>,
    pub note: String,
    /// Whole hours since the address was proven.
    pub waited: i64,
}

/// The practice's reference file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimsOverview {
    pub claims: i64,
    pub imported: Option<Stamp>,
}
