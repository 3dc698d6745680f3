//! Whether the process lives, whether it can work, and how it is doing.

use std::sync::OnceLock;

use axum::{Router, extract::State, http::StatusCode, routing::get};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use super::state::AppState;

static METRICS: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Starts counting. Without it `/metrics` is empty.
pub fn count() {
    METRICS.get_or_init(|| PrometheusBuilder::new().install_recorder().ok());
}

pub async fn live() -> &'static str {
    "alive\n"
}

/// Ready: the database answers and has this binary's schema.
pub async fn ready(State(state): State<AppState>) -> (StatusCode, &'static str) {
    match state.db.ready().await {
        Ok(true) => (StatusCode::OK, "ready\n"),
        Ok(false) => (StatusCode::SERVICE_UNAVAILABLE, "the schema is older than this program\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}

/// `/metrics` in Prometheus' text format, for an address of its own.
pub fn metrics_router(state: AppState) -> Router {
    let page = async move |State(state): State<AppState>| {
        metrics::gauge!("rolecall_password_verifications").set(state.passwords.verifications() as f64);
        METRICS.get().and_then(Option::as_ref).map(PrometheusHandle::render).unwrap_or_default()
    };
    Router::new().route("/metrics", get(page)).with_state(state)
}
