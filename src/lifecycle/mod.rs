//! The end of an account and its way back: deactivate, archive, restore, reactivate; a new account in place of an old one.

pub mod api;
pub mod banner;
pub mod model;
pub mod page;
pub mod replace;
pub mod views;

#[cfg(feature = "ssr")]
pub mod replacing;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
