//! Why somebody can or can't do something, which single change would alter it, and who may make it (N-03, P-19); who one's
//! own administrators are (N-23).

pub mod administrators;
pub mod api;
pub mod model;
pub mod page;

#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
