//! The event log: every change of a practice, append-only and hash-chained.

pub mod api;
pub mod model;
pub mod page;
#[cfg(feature = "ssr")]
pub mod store;
pub mod timeline;
