//! Inviting many people by a file, each row with a role and a place of its own (C-32).

pub mod api;
pub mod draft;
pub mod model;
pub mod page;
pub mod sent;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
