//! The way in: one key in the Authorization header, and nothing else. No cookie is looked at, so no page of another site
//! can make a browser call the API with somebody's rights (T60).

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, Uri, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::problem::{Kind, Problem};
use crate::{
    domain::clock::Instant,
    error::AppError,
    i18n::T,
    keys::{
        limit::{Left, PER_MINUTE, WINDOW_SECONDS},
        model::{LONGEST, MARK},
        service::KeyInUse,
    },
    server::{fault::Fault, gate, request::RequestInfo, state::AppState},
};

/// The language of the problems' words.
impl<S: Sync> FromRequestParts<S> for T {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::new(gate::look(&parts.headers).lang))
    }
}

/// Lets requests in that come with a key, as many as a key may send.
pub async fn by_key(State(state): State<AppState>, t: T, mut request: Request, next: Next) -> Response {
    let now = state.clock.now();
    let id = request.extensions().get::<RequestInfo>().map(|info| info.id.clone()).unwrap_or_default();
    let key = match let_in(&state, request.uri(), request.headers(), now, t).await {
        Ok(Ok(key)) => key,
        Ok(Err(problem)) => return problem.into_response(),
        Err(fault) => return Problem::of(&fault.answer(&id), t).into_response(),
    };
    let left = match state.limits.count(key.id, now) {
        Ok(left) => left,
        Err(seconds) => {
            state.activity.touch_key(key.id, now);
            let error = AppError::TooMany { retry_after_seconds: i64::try_from(seconds.get()).unwrap_or(i64::MAX) };
            let left = Left { requests: 0, seconds: seconds.get() };
            return with_limits(Problem::of(&error, t).into_response(), left);
        }
    };
    request.headers_mut().remove(header::COOKIE);
    if let Some(info) = request.extensions_mut().get_mut::<RequestInfo>() {
        // Nobody here posts a form that wants a page back.
        info.accepts_html = false;
    }
    request.extensions_mut().insert(key);
    with_limits(next.run(request).await, left)
}

async fn let_in(
    state: &AppState,
    address: &Uri,
    headers: &HeaderMap,
    now: Instant,
    t: T,
) -> Result<Result<KeyInUse, Problem>, Fault> {
    if address.query().is_some_and(|query| query.contains(MARK)) {
        return Ok(Err(Problem::new(Kind::KeyInAddress, t.rest_key_in_address())));
    }
    let unknown = || Ok(Err(Problem::new(Kind::Unauthenticated, t.rest_unauthenticated())));
    let Some(secret) = bearer(headers) else { return unknown() };
    let mut conn = state.db.read().await?;
    match KeyInUse::look_up(&mut conn, secret, now).await? {
        Some((key, _)) => Ok(Ok(key)),
        None => unknown(),
    }
}

/// The key of the one Authorization header.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(header::AUTHORIZATION).iter();
    let (one, None) = (all.next()?, all.next()) else { return None };
    let (scheme, secret) = one.to_str().ok()?.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && secret.starts_with(MARK) && secret.len() <= LONGEST).then_some(secret)
}

/// The headers of the IETF draft on rate limits.
fn with_limits(mut response: Response, left: Left) -> Response {
    let policy = format!("\"key\";q={PER_MINUTE};w={WINDOW_SECONDS}");
    let limit = format!("\"key\";r={};t={}", left.requests, left.seconds);
    for (name, value) in [("ratelimit-policy", policy), ("ratelimit", limit)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
