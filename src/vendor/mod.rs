//! A practice and its vendor: how far the vendor is let in, what it did there, and switching to the practice.

pub mod api;
pub mod ask;
pub mod banner;
pub mod form;
pub mod level_form;
pub mod live;
pub mod model;
pub mod page;
pub mod receipt;
pub mod switch_card;
pub mod views;

#[cfg(feature = "ssr")]
pub mod receipts;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod switch;
