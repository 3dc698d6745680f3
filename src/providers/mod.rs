//! Providers and their agents: whom the practice writes to about the portal (S2-1…9).

pub mod agent;
pub mod api;
pub mod certify;
pub mod detail;
pub mod form;
pub mod invite;
pub mod model;
pub mod new;
pub mod page;
pub mod query;
#[cfg(feature = "ssr")]
pub mod service;
pub mod staff;
#[cfg(feature = "ssr")]
pub mod store;
pub mod views;
