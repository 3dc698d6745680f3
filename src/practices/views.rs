//! Practices as those see them who look after many.

use serde::{Deserialize, Serialize};

use super::model::{PracticeStatus, ServicePlan, Settings};
use crate::{
    domain::{clock::Stamp, ids::PracticeId, refusal::Refusal, vendor::VendorLevel},
    tiers::model::PriceList,
};

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PracticeRow {
    pub id: PracticeId,
    pub name: String,
    pub tin: Option<String>,
    pub time_zone: String,
    /// How many people it has; nothing for a vendor that the practice does not let in.
    pub people: Option<i64>,
    /// How far the practice lets the vendor in; for the operator the vendor that is let in furthest.
    pub level: Option<VendorLevel>,
    pub plan: ServicePlan,
    pub status: PracticeStatus,
}

/// "Edit account" (S3-3): one practice, and what the reader may do for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PracticePage {
    pub row: PracticeRow,
    pub settings: Settings,
    /// When the level changes by itself, and to which.
    pub until: Option<(Stamp, VendorLevel)>,
    /// When the vendor asked for more.
    pub asked: Option<Stamp>,
    /// Why not, if not (N-22).
    pub edit: Option<Refusal>,
    pub reset: Option<Refusal>,
    pub switch: Option<Refusal>,
    /// The vendor may ask for more than it has.
    pub asks: bool,
    /// What new users are given to read (S3-11).
    pub onboarding: Option<String>,
}

/// What there is to know before a practice is added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPracticeOptions {
    pub prices: PriceList,
    pub onboarding: Option<String>,
}
