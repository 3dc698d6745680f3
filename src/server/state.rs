//! What every request can reach.

use std::sync::{Arc, atomic::AtomicBool};

use axum::extract::FromRef;
use leptos::config::LeptosOptions;

use super::{
    activity::Activity,
    clock::{Clock, Randomness},
    config::Config,
    db::Db,
    job_health::JobHealth,
    password::Passwords,
    visits::Visits,
};
use crate::{
    keys::limit::Limits, mail::mailer::Mailer, people::store::totals::Totals, roster::running::Imports,
    tiers::payments::provider::Payments,
};

/// The parts of a running process. Nothing in it is needed by another process of the same installation.
#[derive(Debug, Clone, FromRef)]
pub struct AppState {
    pub db: Db,
    pub clock: Clock,
    pub random: Randomness,
    pub passwords: Passwords,
    pub config: Arc<Config>,
    pub activity: Activity,
    pub visits: Visits,
    pub totals: Totals,
    /// The installation holds the demo practice; known from the start, as it never changes.
    pub demo: Arc<AtomicBool>,
    pub imports: Imports,
    pub jobs: JobHealth,
    pub limits: Limits,
    pub mailer: Mailer,
    pub payments: Payments,
    pub leptos: LeptosOptions,
}
