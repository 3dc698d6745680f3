//! Practices: the organisations people belong to, their offices and providers.

pub mod model;
#[cfg(feature = "ssr")]
pub mod store;
