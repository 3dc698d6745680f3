//! The own profile: name, contact, language, notices, address; what of it is set elsewhere is linked.

pub mod api;
pub mod form;
pub mod page;
#[cfg(feature = "ssr")]
pub mod service;
pub mod tabs;
