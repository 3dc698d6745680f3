//! What the pages of an account's end and return show.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{ids::GrantId, refusal::Refusal, role::Role},
    people::model::PersonView,
    tiers::model::Item,
};

/// Whom it is about, what will happen, and what stands against it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifecycle {
    pub person: PersonView,
    pub refusal: Option<Refusal>,
    /// Sessions, and links that work, which end with the account.
    pub sessions: i64,
    pub links: i64,
    /// Other people's links that stand on this person's right to invite.
    pub standing: i64,
    /// What somebody else can use once this person is gone, until before that day (P-21).
    pub seats: Vec<(Item, NaiveDate)>,
    /// How many people's plans end with their period unless somebody else pays for them.
    pub pays_for: i64,
    pub former: Vec<Former>,
}

/// A grant that somebody had, and whether the reader may give it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Former {
    pub id: GrantId,
    pub role: Role,
    pub at_provider: bool,
    pub place: String,
    pub refusal: Option<Refusal>,
}
