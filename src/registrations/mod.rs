//! Requests for access by people whom nobody has invited: applying, proving the address, deciding.

pub mod api;
pub mod claims_page;
pub mod decision;
pub mod detail;
pub mod form;
pub mod hours;
pub mod model;
pub mod page;
pub mod prove;
pub mod query;
pub mod reason_page;
pub mod reasons;
pub mod register;
pub mod status;
pub mod table;
pub mod views;

#[cfg(feature = "ssr")]
pub mod admit;
#[cfg(feature = "ssr")]
pub mod apply;
#[cfg(feature = "ssr")]
pub mod claims;
#[cfg(feature = "ssr")]
pub mod cli;
#[cfg(feature = "ssr")]
pub mod decide;
#[cfg(feature = "ssr")]
pub mod export;
#[cfg(feature = "ssr")]
pub mod overdue;
#[cfg(feature = "ssr")]
pub mod plain_form;
#[cfg(feature = "ssr")]
pub mod store;
