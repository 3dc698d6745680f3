//! Departures: access that ends with a day that is known before (S4-6…12, C-24), who is told, and what shows them.

pub mod api;
pub mod banner;
pub mod confirm;
pub mod feed_card;
pub mod form;
pub mod leavers;
pub mod model;
pub mod month;
pub mod page;
pub mod query;
pub mod rules;
pub mod settings;
pub mod table;
pub mod views;

#[cfg(feature = "ssr")]
pub mod carry_out;
#[cfg(feature = "ssr")]
pub mod feed;
#[cfg(feature = "ssr")]
pub mod ical;
#[cfg(feature = "ssr")]
pub mod notices;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
