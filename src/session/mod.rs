//! Sessions: signing in and out, passwords, the automatic end.

pub mod api;
#[cfg(feature = "ssr")]
pub mod credentials;
pub mod model;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod tries;
