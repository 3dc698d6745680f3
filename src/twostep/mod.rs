//! The second step of signing in: codes of an authenticator app, recovery codes, passkeys, and who is asked for it.

pub mod admin_api;
pub mod api;
pub mod ceremony;
pub mod codes;
#[cfg(feature = "ssr")]
pub mod demand;
pub mod enrol;
pub mod model;
pub mod own;
pub mod passkey_button;
pub mod passkey_list;
pub mod passkeys;
pub mod person;
#[cfg(feature = "ssr")]
pub mod recovery;
#[cfg(feature = "ssr")]
pub mod service;
pub mod settings;
#[cfg(feature = "ssr")]
pub mod step;
pub mod step_page;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod totp;
