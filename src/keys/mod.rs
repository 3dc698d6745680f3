//! API keys: what a practice's other software calls `/api/v1` with. A key acts as its owner, cut down to its scopes.

pub mod api;
#[cfg(feature = "ssr")]
pub mod limit;
pub mod make;
pub mod model;
pub mod page;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
pub mod table;
