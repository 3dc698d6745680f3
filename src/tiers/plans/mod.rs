//! Buying plans for people: the cart, what it would come to, the purchase, and how plans go on (S1-26…39).

pub mod api;
#[cfg(feature = "ssr")]
pub mod buy;
pub mod card;
pub mod cart;
pub mod confirm;
pub mod model;
pub mod receipt;
#[cfg(feature = "ssr")]
pub mod seats;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
pub mod why;
