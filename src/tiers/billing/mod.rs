//! Who pays and what with, and the invoices: issued, renewed, listed, printed, sent.

pub mod api;
pub mod chart;
#[cfg(feature = "ssr")]
pub mod files;
pub mod invoice;
pub mod invoices;
pub mod means;
pub mod model;
pub mod page;
#[cfg(feature = "ssr")]
pub mod paper;
#[cfg(feature = "ssr")]
pub mod past_due;
#[cfg(feature = "ssr")]
pub mod pdf;
#[cfg(feature = "ssr")]
pub mod renew;
#[cfg(feature = "ssr")]
pub mod rest_store;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
pub mod views;
