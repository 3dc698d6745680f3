//! One thing done to many people: chosen in the people list, looked at before it happens, held for a moment in which it
//! can be called off, carried out in the background (ADR 16).

pub mod api;
pub mod bar;
pub mod draft;
pub mod list;
pub mod model;
pub mod page;
pub mod report;
pub mod under_way;

#[cfg(feature = "ssr")]
pub mod carry_out;
#[cfg(feature = "ssr")]
pub mod export;
#[cfg(feature = "ssr")]
pub mod preview;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
