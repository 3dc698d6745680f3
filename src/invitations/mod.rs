//! Invitations: a personal link by mail, what becomes of it, and the account it makes.

pub mod api;
pub mod bulk;
pub mod chips;
pub mod detail;
pub mod filters;
pub mod form;
pub mod join;
pub mod link;
pub mod model;
pub mod new;
pub mod orphans;
pub mod page;
pub mod public;
pub mod query;
pub mod readdress;
pub mod row_actions;
pub mod rules;
pub mod settings;
pub mod standing;
pub mod table;
pub mod timeline;
pub mod verdict;
pub mod views;

#[cfg(feature = "ssr")]
pub mod accept;
#[cfg(feature = "ssr")]
pub mod again;
#[cfg(feature = "ssr")]
pub mod bounce;
#[cfg(feature = "ssr")]
pub mod plain_form;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
