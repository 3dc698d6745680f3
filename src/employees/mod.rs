//! Who works at a practice, and "Add user": find the employee, add one where none fits, give them an account (C-34).

pub mod account;
pub mod add;
pub mod api;
pub mod form;
pub mod model;
pub mod page;
pub mod search;

#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
