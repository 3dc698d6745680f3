//! The first minute of an empty installation: one page that makes the first practice and its owner.

pub mod api;
pub mod model;
#[cfg(feature = "ssr")]
pub mod operator;
pub mod page;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
