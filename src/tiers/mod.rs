//! What can be bought for people, what it costs, and who has it: products and plans, price lists, seats. `plans`: the
//! cart; `billing`: who pays, and the invoices; `payments`: cards, where there is a payment provider.

pub mod api;
pub mod billing;
pub mod form;
pub mod lines;
pub mod model;
pub mod page;
pub mod payments;
pub mod plans;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
pub mod sums;
