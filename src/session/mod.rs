//! Sessions: signing in and out, passwords, the automatic end.

pub mod api;
#[cfg(feature = "ssr")]
pub mod credentials;
pub mod device;
#[cfg(feature = "ssr")]
pub mod list;
pub mod looking;
pub mod menu;
pub mod meter;
pub mod model;
#[cfg(feature = "ssr")]
pub mod own_password;
pub mod page;
pub mod proof;
#[cfg(feature = "ssr")]
pub mod service;
pub mod sessions;
#[cfg(feature = "ssr")]
pub mod store;
pub mod strength;
#[cfg(feature = "ssr")]
pub mod surroundings;
#[cfg(feature = "ssr")]
pub mod tries;
pub mod watch;
