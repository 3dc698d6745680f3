//! The caller check (C-14): a question for whoever calls for a new password. It opens nothing and proves nothing to the
//! program; it helps the one at the phone.

pub mod api;
pub mod card;
pub mod model;
pub mod questions;
pub mod settings;

#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
