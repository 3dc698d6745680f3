//! Practices: the organisations people belong to, their offices and providers; and the list of those who look after many
//! of them, vendors and the operator.

pub mod api;
pub mod detail;
pub mod filters;
pub mod form;
pub mod model;
pub mod new;
pub mod page;
pub mod pricing;
pub mod query;
pub mod reset;
pub mod settings;
pub mod table;
pub mod views;

#[cfg(feature = "ssr")]
pub mod portfolio;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
