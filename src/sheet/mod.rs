//! Spreadsheets in and out: what rosters, lists of providers and lists of patients have in common.

pub mod headings;
pub mod model;
#[cfg(feature = "ssr")]
pub mod read;
#[cfg(feature = "ssr")]
pub mod write;
