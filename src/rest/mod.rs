//! `/api/v1`: what a practice's other software calls with a key (S3-6, docs/api.md, docs/adr/0030-the-rest-api.md).
//!
//! Handlers run the server functions of the pages, so that the same guards decide and the same events are recorded. What
//! is added here is the wire: types that stay as they are, pages of lists, versions, problems, repeated requests.

mod body;
mod caller;
mod document;
mod entrance;
mod events;
mod invitations;
mod leavers;
mod lists;
mod people;
mod practices;
mod problem;
pub mod repeat;
mod requests;
mod tags;
mod tiers;
mod viewer;

use axum::{
    Router,
    http::Method,
    middleware,
    routing::{any, get},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use self::problem::{Kind, Problem};
use crate::{i18n::T, paths, server::state::AppState};

/// The API, its document and the page that shows it.
pub fn router(state: &AppState) -> Router<AppState> {
    let (api, _) = described().split_for_parts();
    let api = api
        .fallback(nowhere)
        .method_not_allowed_fallback(not_taken)
        .layer(middleware::from_fn_with_state(state.clone(), repeat::once))
        .layer(middleware::from_fn_with_state(state.clone(), entrance::by_key));
    Router::new()
        .nest(paths::API, api)
        // Nesting takes the address without its last stroke only.
        .route(&format!("{}/", paths::API), any(nowhere))
        .route(paths::API_DOCUMENT, get(document::show))
        .route(paths::API_DOCS, get(viewer::page))
        .route(paths::API_DOCS_FILE, get(viewer::file))
}

/// Every operation, with what the document says of it.
fn described() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(people::list, people::create))
        .routes(routes!(people::get, people::patch))
        .routes(routes!(people::verbs::deactivate))
        .routes(routes!(people::verbs::reactivate))
        .routes(routes!(people::verbs::unlock))
        .routes(routes!(tiers::seats))
        .routes(routes!(invitations::list, invitations::create))
        .routes(routes!(invitations::get, invitations::revoke))
        .routes(routes!(invitations::resend))
        .routes(routes!(requests::list))
        .routes(routes!(requests::get))
        .routes(routes!(requests::approve))
        .routes(routes!(requests::deny))
        .routes(routes!(leavers::list, leavers::plan))
        .routes(routes!(leavers::cancel))
        .routes(routes!(practices::list))
        .routes(routes!(tiers::list))
        .routes(routes!(events::list))
}

async fn nowhere(t: T) -> Problem {
    Problem::new(Kind::NotFound, t.errors_not_found())
}

async fn not_taken(t: T, method: Method) -> Problem {
    Problem::new(Kind::MethodNotAllowed, t.rest_no_method(method))
}
