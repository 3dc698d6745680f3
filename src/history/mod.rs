//! The event log: every change of a practice, append-only and hash-chained.

pub mod model;
#[cfg(feature = "ssr")]
pub mod store;
