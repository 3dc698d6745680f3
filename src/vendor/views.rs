//! What a practice sees of its vendors.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        clock::Stamp,
        ids::{AccessId, PracticeId},
        permission::Permission,
        vendor::VendorLevel,
    },
    history::model::Entry,
};

/// One vendor, and how far it is let in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VendorView {
    pub vendor: PracticeId,
    pub name: String,
    pub level: VendorLevel,
    pub since: Stamp,
    pub set_by: String,
    /// When the level changes by itself, and to which.
    pub until: Option<(Stamp, VendorLevel)>,
    /// When somebody of the vendor asked for more, and who.
    pub asked: Option<(Stamp, String)>,
}

/// Somebody who acts for the practice at this moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InsideView {
    pub person: String,
    pub organisation: String,
    pub reason: String,
    pub began: Stamp,
    pub ends: Stamp,
}

/// What somebody has opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitView {
    pub person: String,
    pub organisation: String,
    pub at: Stamp,
    pub opened: Permission,
    /// '' for a list.
    pub record: String,
}

/// A period that is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastAccess {
    pub id: AccessId,
    pub vendor: String,
    pub level: VendorLevel,
    pub from: Stamp,
    pub until: Stamp,
}

/// The page of vendor access: what holds, who is there, what they opened and did, what was before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VendorPage {
    pub today: NaiveDate,
    pub vendors: Vec<VendorView>,
    pub inside: Vec<InsideView>,
    pub visits: Vec<VisitView>,
    pub acts: Vec<Entry>,
    pub past: Vec<PastAccess>,
}

/// The receipt of a period: all that was opened and done in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub access: PastAccess,
    pub visits: Vec<VisitView>,
    pub acts: Vec<Entry>,
}
