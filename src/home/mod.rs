//! The first page after signing in: how the practice stands, what needs attention, what happened lately.

pub mod api;
pub mod page;
#[cfg(feature = "ssr")]
pub mod store;
