//! The people of a practice: the reference slice. Every other slice has rooms of the same names.

pub mod access;
pub mod api;
pub mod badge;
pub mod detail;
pub mod edit;
pub mod filters;
pub mod form;
pub mod model;
pub mod page;
pub mod query;
pub mod row;
pub mod selection;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
pub mod table;
pub mod unlock;
