//! Payment by card, for installations that have a payment provider (ADR 24): the card on file, charges, and what becomes
//! of them when something is lost on the way.

pub mod api;
#[cfg(feature = "ssr")]
pub mod card_store;
#[cfg(feature = "ssr")]
pub mod cards;
#[cfg(feature = "ssr")]
pub mod charge;
#[cfg(feature = "ssr")]
pub mod hooks;
pub mod model;
pub mod notices;
pub mod page;
#[cfg(feature = "ssr")]
pub mod pay;
#[cfg(feature = "ssr")]
pub mod provider;
#[cfg(feature = "ssr")]
pub mod settings;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod stripe;
pub mod views;
