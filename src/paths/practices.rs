//! The addresses of those who look after many practices, and of what a practice sees of them.

use super::list;
use crate::{
    domain::ids::{AccessId, PracticeId},
    practices::query::PracticeQuery,
};

pub const PRACTICES: &str = "/practices";
pub const ADD_PRACTICE: &str = "/practices/new";
/// How far the practice lets its vendors in.
pub const VENDOR_ACCESS: &str = "/settings/vendor-access";

/// The list of practices in the state of `query`.
pub fn practices(query: &PracticeQuery) -> String {
    list(PRACTICES, query)
}

pub fn practice(id: PracticeId) -> String {
    format!("{PRACTICES}/{id}")
}

pub fn practice_tab(id: PracticeId, tab: &str) -> String {
    format!("{PRACTICES}/{id}?tab={tab}")
}

/// The same page with the form of this vendor.
pub fn vendor_access(vendor: PracticeId) -> String {
    format!("{VENDOR_ACCESS}?vendor={vendor}")
}

/// What a vendor opened and did while it was let in.
pub fn vendor_receipt(id: AccessId) -> String {
    format!("{VENDOR_ACCESS}/{id}")
}
