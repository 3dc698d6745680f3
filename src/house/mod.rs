//! What a practice decides about itself: its name, its time, its sessions and locks, and its offices.

pub mod api;
pub mod model;
pub mod offices;
pub mod page;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
