//! What the pages about departures show.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{model::Warning, rules::ClosedDay};
use crate::{
    domain::{
        calendar::Month,
        clock::Stamp,
        ids::{PersonId, ProviderId},
        role::Role,
    },
    lifecycle::views::Lifecycle,
};

/// Everything there is to know before somebody's access ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeparturePage {
    /// What would end with the account, and what stands against it.
    pub account: Lifecycle,
    /// The practice's day and zone.
    pub today: NaiveDate,
    pub zone: String,
    pub plan: Option<PlanView>,
    /// Days that something is known of.
    pub marks: Vec<Mark>,
    pub warnings: Vec<Warning>,
    /// The patients of the provider for whom the person works, if there are any.
    pub patients: Option<(ProviderId, i64)>,
    /// The provider whose patients are handed over with the departure that is planned.
    pub handover: Option<ProviderId>,
    /// So many days before, the administrators are told; 0: never.
    pub notice_days: i64,
}

/// A departure that is planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanView {
    pub day: NaiveDate,
    pub zone: String,
    pub reason: String,
    /// '' where nobody is known.
    pub by: String,
    pub planned: Option<Stamp>,
}

/// What is known of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    pub day: NaiveDate,
    pub what: Known,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// Somebody else leaves.
    Leaves(String),
    /// The practice is closed.
    Closed(String),
}

/// One line of the leavers page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaver {
    pub person: PersonId,
    pub name: String,
    pub role: Role,
    pub place: String,
    pub ends: Stamp,
    pub zone: String,
    /// Full days until then.
    pub days: i64,
    pub by: String,
    pub reason: String,
    /// The patients of the provider for whom they work.
    pub patients: i64,
    pub provider: Option<ProviderId>,
}

/// A month of the leavers page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthView {
    pub month: Month,
    pub today: NaiveDate,
    pub leavers: Vec<(NaiveDate, PersonId, String)>,
    pub closed: Vec<ClosedDay>,
}

/// One's own calendar feed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedView {
    /// When its address was made; the address itself is not kept.
    pub made: Option<Stamp>,
}
