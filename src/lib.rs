//! Rolecall: who has access to a healthcare practice, and how that changes.

#![recursion_limit = "256"]

pub(crate) mod plain;

pub mod account;
pub mod app;
pub mod bulk;
pub mod caller;
pub mod departures;
pub mod domain;
pub mod employees;
pub mod error;
pub mod explain;
pub mod frame;
pub mod handover;
pub mod head;
pub mod history;
pub mod home;
pub mod house;
pub mod i18n;
pub mod imports;
pub mod invitations;
pub mod keys;
pub mod lifecycle;
pub mod mail;
pub mod operator;
pub(crate) mod parts;
pub mod paths;
pub mod patients;
pub mod people;
pub mod practices;
pub mod profile;
pub mod providers;
pub mod registrations;
pub mod roster;
pub mod session;
pub mod setup;
pub mod sheet;
pub mod support;
pub mod tiers;
pub mod twostep;
pub mod ui;
pub mod vendor;
pub mod wire;

#[cfg(feature = "ssr")]
pub mod demo;
#[cfg(feature = "ssr")]
pub mod rest;
#[cfg(feature = "ssr")]
pub mod server;

/// Takes over the page that the server rendered.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub async fn hydrate() {
    console_error_panic_hook::set_once();
    parts::browser::start().await;
}
