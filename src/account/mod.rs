//! Account care: the ways back into an account (reset, unlock), a proven address, and what administrators do for it.

pub mod again;
pub mod api;
pub mod email;
#[cfg(feature = "ssr")]
pub mod emergency;
pub mod forgot;
pub mod handover;
pub mod link;
pub mod lock;
pub mod model;
pub mod public;
pub mod reset;
pub mod security;

#[cfg(feature = "ssr")]
pub mod follow;
#[cfg(feature = "ssr")]
pub mod letters;
#[cfg(feature = "ssr")]
pub mod plain_form;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod temporary;
