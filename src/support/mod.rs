//! Support tickets: what practices and vendors ask of the operator, the conversation, and decisions that do what was asked.

pub mod answer;
pub mod api;
pub mod attach;
pub mod decision;
pub mod detail;
pub mod fields;
pub mod file;
pub mod filters;
pub mod form;
pub mod model;
pub mod new;
pub mod page;
pub mod query;
pub mod table;
pub mod thread;
pub mod views;

#[cfg(feature = "ssr")]
pub mod carry_out;
#[cfg(feature = "ssr")]
pub mod door;
#[cfg(feature = "ssr")]
pub mod news;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
