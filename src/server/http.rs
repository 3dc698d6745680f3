//! The router: pages, server functions, files, health, with everything that stands around them.

use std::{
    net::SocketAddr,
    num::NonZero,
    sync::{LazyLock, atomic::Ordering},
    thread,
    time::Duration,
};

use axum::{
    Form, Router,
    body::Body,
    extract::{ConnectInfo, DefaultBodyLimit, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header, request::Parts},
    middleware::{self, Next},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use leptos::prelude::*;
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list};
use serde::Deserialize;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower_http::{catch_panic::CatchPanicLayer, csrf::CsrfLayer, timeout::TimeoutLayer};
use tracing::Instrument as _;

use super::{
    assets, cookies, files, gate, headers, health, invitation_files, provider_images, record_files,
    request::RequestInfo, state::AppState, ticket_files,
};
use crate::{
    account,
    app::{App, Context, Shell},
    bulk, departures,
    error::AppError,
    i18n::{Lang, T},
    invitations::plain_form,
    mail::{mailbox, preview},
    paths, providers,
    registrations::{self, plain_form as applicants},
    rest,
    session::model::safe_path,
    tiers::{billing, payments::hooks},
    ui::look::{Density, Look, Theme},
};

/// Largest body of anything but a roster file.
pub const LARGEST_BODY: usize = 64 * 1024;
const LONGEST_REQUEST: Duration = Duration::from_secs(30);

/// How many pages are rendered at once. Rendering works, it hardly waits: more of them would answer no sooner and only hold their
/// memory longer.
fn pages_at_once() -> usize {
    2 * thread::available_parallelism().map_or(2, NonZero::get)
}

/// Every page's address. Found out once for all routers of the process: whatever page is rendered during it never gets
/// its data (leptos issue 4773).
pub static ROUTES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(App));

/// The whole product as one service; `main` and the tests build the same.
pub fn router(state: AppState) -> Router {
    let context = {
        let state = state.clone();
        move || provide(&state)
    };
    let shell = |_: LeptosOptions| view! { <Shell /> };
    let options = state.leptos.clone();
    let pages = Router::new()
        .leptos_routes_with_context(&state, ROUTES.clone(), context, move || shell(options.clone()))
        // One that never ends would keep its place for good.
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_REQUEST))
        .layer(GlobalConcurrencyLimitLayer::new(pages_at_once()))
        .layer(middleware::from_fn(to_the_end))
        .layer(middleware::from_fn_with_state(state.clone(), gate::pages));
    Router::new()
        .merge(pages)
        .merge(forms())
        .merge(rest::router(&state))
        .route(paths::PREFERENCES, post(preferences))
        .route(paths::EXPORT, post(files::export))
        .route(paths::BULK_EXPORT, post(bulk::export::export))
        .route(paths::IMPORT, post(files::upload).layer(DefaultBodyLimit::max(files::LARGEST_FILE)))
        .route(paths::IMPORT_TEMPLATE, get(files::template))
        .route(paths::IMPORT_REFUSED, get(files::refused_rows))
        .route(paths::REQUESTS_EXPORT, post(registrations::export::export))
        .route(paths::PROVIDERS_EXPORT, post(providers::export::export))
        .route(paths::INVOICES_EXPORT, post(billing::files::export))
        .route(paths::INVOICE_PDF, get(billing::files::paper))
        .route(paths::STRIPE_HOOK, post(hooks::stripe).layer(DefaultBodyLimit::max(hooks::LARGEST_BODY)))
        .route(paths::CLAIMS, post(applicants::import_claims).layer(DefaultBodyLimit::max(files::LARGEST_FILE)))
        .route(paths::INVITE_FILE, post(invitation_files::upload).layer(DefaultBodyLimit::max(files::LARGEST_FILE)))
        .route(paths::INVITE_FILE_TEMPLATE, get(invitation_files::template))
        .route(
            paths::IMPORT_PROVIDERS,
            post(record_files::upload_providers).layer(DefaultBodyLimit::max(files::LARGEST_FILE)),
        )
        .route(paths::IMPORT_PROVIDERS_TEMPLATE, get(record_files::providers_template))
        .route(
            paths::IMPORT_PATIENTS,
            post(record_files::upload_patients).layer(DefaultBodyLimit::max(files::LARGEST_FILE)),
        )
        .route(paths::IMPORT_PATIENTS_TEMPLATE, get(record_files::patients_template))
        .route(paths::PROVIDER_PICTURE, post(provider_images::upload).layer(DefaultBodyLimit::max(files::LARGEST_FILE)))
        .route(paths::PROVIDER_PICTURE_OF, get(provider_images::show))
        .route(paths::TICKET_FILES, post(ticket_files::upload).layer(DefaultBodyLimit::max(ticket_files::LARGEST_BODY)))
        .route(paths::TICKET_FILE, get(ticket_files::send))
        .route(paths::CALENDAR_FEED_FILE, get(departures::feed::show))
        .route(paths::MAIL_LETTER, get(preview::html))
        .route(paths::DEV_MAIL, get(mailbox::list))
        .route(paths::DEV_MAIL_LETTER, get(mailbox::letter))
        .route(paths::DEV_MAIL_HTML, get(mailbox::html))
        .route("/healthz/live", get(health::live))
        .route("/healthz/ready", get(health::ready))
        .fallback(fallback)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_REQUEST))
        .layer(csrf(&state))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(state.clone(), headers::secure))
        .layer(middleware::from_fn_with_state(state.clone(), describe))
        .with_state(state)
}

/// What public pages send without our module. The answer is a page, too.
fn forms() -> Router<AppState> {
    Router::new()
        .route(paths::LINK_POST, post(plain_form::register))
        .route(paths::REGISTER, post(applicants::apply))
        .route(paths::PROVE_ADDRESS_POST, post(applicants::prove))
        .route(paths::REQUEST_STATUS, post(applicants::status))
        .route(paths::RESET_POST, post(account::plain_form::reset))
        .route(paths::UNLOCK_POST, post(account::plain_form::unlock))
        .route(paths::CONFIRM_EMAIL_POST, post(account::plain_form::confirm_email))
        .layer(middleware::from_fn(to_the_end))
}

/// Server functions and forms take no orders from other sites (T60). A proxy may change `Host`, so our own public
/// origin is trusted by name.
fn csrf(state: &AppState) -> CsrfLayer {
    let origin = state.config.base_url.origin().ascii_serialization();
    CsrfLayer::new().add_trusted_origin(&origin).unwrap_or_else(|error| {
        tracing::warn!(%error, origin, "the public origin can't be trusted by name");
        CsrfLayer::new()
    })
}

/// What pages and server functions find in their context.
fn provide(state: &AppState) {
    provide_context(state.clone());
    if let Some(parts) = use_context::<Parts>() {
        provide_context(parts.extensions.get::<Context>().cloned().unwrap_or_default());
    }
}

/// Renders the page at the address of `parts` as a stranger sees it, with more in its context: the answer to a form that
/// was sent without our module.
pub async fn page_for_stranger<X: Clone + Send + Sync + 'static>(
    state: AppState,
    mut parts: Parts,
    extra: X,
) -> Response {
    let look = gate::look(&parts.headers);
    let demo = state.demo.load(Ordering::Relaxed);
    parts.extensions.insert(Context { look, viewer: None, demo, passkeys: false });
    let context = move || {
        provide(&state);
        provide_context(extra.clone());
    };
    let render = leptos_axum::render_app_async_with_context(context, || view! { <Shell /> });
    render(Request::from_parts(parts, Body::empty())).await
}

/// Gives the request its id and finds out where it comes from.
async fn describe(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or([127, 0, 0, 1].into(), |info| info.0.ip());
    let id = state.random.id(state.clock.now()).simple().to_string();
    let info = RequestInfo::new(id.clone(), peer, request.headers(), &state.config.trusted_proxies);
    request.extensions_mut().insert(info);
    let path = request.uri().path();
    // What stands behind it is a secret that no log may hold (T37).
    let path = paths::link_base(path).unwrap_or(path).to_owned();
    let method = request.method().clone();
    let started = std::time::Instant::now();
    let mut response = next.run(request).await;
    let status = response.status();
    let took = started.elapsed();
    metrics::histogram!("rolecall_request_seconds", "method" => method.to_string(), "status" => status.as_u16().to_string())
        .record(took.as_secs_f64());
    tracing::debug!(request.id = id, %method, path, status = status.as_u16(), took_us = took.as_micros() as u64, "answered");
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

#[expect(clippy::needless_pass_by_value, reason = "the signature that the layer asks for")]
fn panicked(cause: Box<dyn std::any::Any + Send + 'static>) -> Response<Body> {
    let cause = cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref::<&str>().copied());
    tracing::error!(cause = cause.unwrap_or("unknown"), "a request panicked");
    (StatusCode::INTERNAL_SERVER_ERROR, "internal error\n").into_response()
}

/// Renders a page to its end, also when the reader has gone meanwhile: dropping it half-way would take its signals from
/// under the tasks that still draw it, and they would panic.
async fn to_the_end(request: Request, next: Next) -> Response {
    // What is logged while it renders belongs to this request.
    let rendering = async move {
        let (parts, body) = next.run(request).await.into_parts();
        let page = axum::body::to_bytes(body, usize::MAX).await?;
        Ok::<_, axum::Error>(Response::from_parts(parts, Body::from(page)))
    };
    match tokio::spawn(rendering.in_current_span()).await {
        Ok(Ok(page)) => page,
        Ok(Err(error)) => panicked(Box::new(error.to_string())),
        Err(stopped) => panicked(stopped.try_into_panic().unwrap_or_else(|stopped| Box::new(stopped.to_string()))),
    }
}

/// Anything that is no page: an embedded file, or nothing.
async fn fallback(uri: Uri, request: HeaderMap) -> Response {
    assets::serve(&uri, &request).unwrap_or_else(|| not_found(&request))
}

/// The answer to an unknown address.
pub fn not_found(request: &HeaderMap) -> Response {
    let look = gate::look(request);
    plain_page(StatusCode::NOT_FOUND, look, T::new(look.lang).errors_not_found())
}

/// A page for when no page can be rendered: no script, only what happened and a way on. `text` is our own, not a reader's.
fn plain_page(status: StatusCode, look: Look, text: &str) -> Response {
    let t = T::new(look.lang);
    let styles = &assets::bundle().styles;
    let whom = if status == StatusCode::FORBIDDEN {
        format!("<a class=btn href=\"{}\">{}</a>", paths::ADMINISTRATORS, t.explain_administrators())
    } else {
        String::new()
    };
    let page = format!(
        "<!doctype html><html lang={lang} data-theme={theme}><meta charset=utf-8>\
         <meta name=viewport content=\"width=device-width, initial-scale=1\"><title>{title} · Rolecall</title>\
         <link rel=stylesheet href=\"{styles}\"><body><main id=main><div class=empty><h1>{title}</h1><p>{text}</p>\
         <div class=empty__actions><a class=btn href=\"/\">{home}</a>{whom}</div></div></main>",
        lang = look.lang.tag(),
        theme = look.theme.name(),
        title = if status == StatusCode::NOT_FOUND { t.errors_not_found_title() } else { t.errors_title() },
        home = t.errors_home(),
        whom = whom,
    );
    (status, [(header::CONTENT_SECURITY_POLICY, headers::PLAIN_PAGE)], Html(page)).into_response()
}

/// The answer where no page can be rendered, in the reader's language.
pub fn error_page(request: &HeaderMap, error: &AppError) -> Response {
    let look = gate::look(request);
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    plain_page(status, look, &T::new(look.lang).error(error))
}

#[derive(Debug, Deserialize)]
struct Preferences {
    #[serde(default)]
    lang: String,
    #[serde(default)]
    theme: String,
    #[serde(default)]
    density: String,
    #[serde(default)]
    next: String,
}

/// Keeps how the reader likes pages, in cookies, and goes back to where they were.
async fn preferences(State(state): State<AppState>, Form(form): Form<Preferences>) -> Response {
    let mut response = Redirect::to(safe_path(&form.next)).into_response();
    let mut keep = |name, value: &str| {
        let cookie = cookies::preference(&state.config, name, value);
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    };
    if !form.lang.is_empty() {
        keep("lang", Lang::from_tag(&form.lang).unwrap_or_default().tag());
    }
    if !form.theme.is_empty() {
        keep("theme", Theme::from_name(&form.theme).name());
    }
    if !form.density.is_empty() {
        keep("density", Density::from_name(&form.density).name());
    }
    response
}
