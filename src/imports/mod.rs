//! Lists of providers and patients from files: read, judged row by row, looked at, imported. What a row means is the
//! business of `providers::import` and `patients::import`.

pub mod api;
#[cfg(feature = "ssr")]
pub mod cli;
pub mod draft;
pub mod model;
pub mod page;
#[cfg(feature = "ssr")]
pub mod rows;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
pub mod words;
