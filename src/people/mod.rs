//! The people of a practice: the reference slice. Every other slice has rooms of the same names.

pub mod api;
pub mod badge;
pub mod form;
pub mod model;
pub mod query;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
