//! Patients: who looks after whom, and how many patients go from one provider to another at once.

pub mod api;
pub mod assign;
pub mod detail;
pub mod filters;
#[cfg(feature = "ssr")]
pub mod import;
pub mod model;
pub mod page;
pub mod panel;
pub mod query;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
pub mod table;
pub mod views;
