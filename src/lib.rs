//! Rolecall: who has access to a healthcare practice, and how that changes.

pub mod domain;
pub mod error;
pub mod i18n;
pub mod roster;
