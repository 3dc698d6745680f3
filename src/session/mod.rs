//! Sessions: signing in and out, passwords, the automatic end.

pub mod api;
#[cfg(feature = "ssr")]
pub mod credentials;
pub mod menu;
pub mod model;
pub mod page;
#[cfg(feature = "ssr")]
pub mod prove;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod tries;
pub mod watch;
