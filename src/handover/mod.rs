//! Who looks after a provider's patients when the provider leaves: planned, judged twice, carried out at its instant, all
//! of it or nothing (N-01, S4-10, ADR 21); and what else has to be seen to (N-06).

pub mod api;
pub mod assign;
pub mod card;
pub mod choices;
pub mod list;
pub mod lists_page;
pub mod model;
pub mod page;
pub mod picks;
pub mod point_card;
pub mod points;
pub mod preview_card;
pub mod problems;
pub mod rules_form;
pub mod views;
pub mod when;

#[cfg(feature = "ssr")]
pub mod carry_out;
#[cfg(feature = "ssr")]
pub mod judge;
#[cfg(feature = "ssr")]
pub mod point_service;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
