//! The product's cookies: the session's token, and how a browser likes its pages.

use axum::http::{HeaderMap, HeaderValue, header};
use cookie::{Cookie, SameSite};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use super::{config::Config, state::AppState};
use crate::error::AppError;

const SECURE: &str = "__Host-rolecall";
/// Only on a loopback `http` base URL, where not every browser keeps `Secure` cookies.
const LOOPBACK: &str = "rolecall";
/// A token has 43 characters; anything longer is no cookie of ours.
const LONGEST: usize = 64;

/// The value of a cookie in a request.
pub fn get(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
        .find(|cookie| cookie.name() == name)
        .map(|cookie| cookie.value().to_owned())
}

/// The session's token in a request. Only under the one name that we give it ourselves: a cookie without the prefix could
/// come from a neighbour's host (T26).
pub fn session(config: &Config, headers: &HeaderMap) -> Option<String> {
    let token = get(headers, name(config))?;
    (token.len() <= LONGEST).then_some(token)
}

fn name(config: &Config) -> &'static str {
    if config.is_https() { SECURE } else { LOOPBACK }
}

fn bake(config: &Config, value: &str) -> Cookie<'static> {
    Cookie::build((name(config), value.to_owned()))
        .path("/")
        .http_only(true)
        .secure(config.is_https())
        // Lax, not Strict: a link in a mail must find the reader signed in. Writes are guarded by the Origin check.
        .same_site(SameSite::Lax)
        .build()
}

fn append(value: &Cookie<'_>) {
    if let (Some(response), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&value.to_string())) {
        response.append_header(header::SET_COOKIE, value);
    }
}

/// Hands the token of a new session to the browser. The cookie ends with the browser; the session's own times rule.
pub fn set_session(config: &Config, token: &str) {
    append(&bake(config, token));
}

/// Takes the token away and asks the browser to forget what it has of us (ASVS 14.3.1).
///
/// # Errors
/// The context is gone with the browser.
pub fn clear_session() -> Result<(), AppError> {
    let state = use_context::<AppState>().ok_or(AppError::Unavailable)?;
    let mut cookie = bake(&state.config, "");
    cookie.make_removal();
    append(&cookie);
    if let Some(response) = use_context::<ResponseOptions>() {
        response.insert_header(
            axum::http::HeaderName::from_static("clear-site-data"),
            HeaderValue::from_static("\"cache\", \"storage\""),
        );
    }
    Ok(())
}

/// A cookie for how pages look; holds nothing personal and is kept for a year.
pub fn preference(config: &Config, name: &'static str, value: &str) -> String {
    Cookie::build((name, value.to_owned()))
        .path("/")
        .secure(config.is_https())
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(cookie::time::Duration::days(365))
        .build()
        .to_string()
}
