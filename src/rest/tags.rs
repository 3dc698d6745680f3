//! ETags: what a caller has read, so that nobody's change is overwritten and nothing is sent twice.
//!
//! A tag holds the version and a hash of the whole answer. `If-None-Match` compares all of it, as a status follows the
//! time; `If-Match` compares the version, which moves when somebody changes something.

use axum::{
    Json,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::problem::{Kind, Problem};
use crate::i18n::T;

fn tag(version: i64, body: &[u8]) -> String {
    let hash: String = Sha256::digest(body).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{version}-{hash}\"")
}

/// One thing with its tag; nothing but the tag if the caller has it already.
pub fn one(status: StatusCode, version: i64, thing: &impl Serialize, asked: &HeaderMap) -> Response {
    let tag = tag(version, &serde_json::to_vec(thing).unwrap_or_default());
    let known = |known: &HeaderValue| {
        let Ok(known) = known.to_str() else { return false };
        known.split(',').any(|one| one.trim() == "*" || one.trim().trim_start_matches("W/") == tag)
    };
    let mut response = if asked.get(header::IF_NONE_MATCH).is_some_and(known) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        (status, Json(thing)).into_response()
    };
    if let Ok(value) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, value);
    }
    response
}

/// A thing that was made, with its address.
pub fn made(version: i64, thing: &impl Serialize, location: &str) -> Response {
    let mut response = one(StatusCode::CREATED, version, thing, &HeaderMap::new());
    set(&mut response, header::LOCATION, location);
    response
}

fn set(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// Whether the caller has read `version`.
///
/// # Errors
/// No `If-Match` at all, or another version.
pub fn matches(version: i64, asked: &HeaderMap, t: T) -> Result<(), Problem> {
    let Some(seen) = asked.get(header::IF_MATCH) else {
        return Err(Problem::new(Kind::MatchNeeded, t.rest_match_needed()));
    };
    let same = seen.to_str().is_ok_and(|seen| seen.split(',').any(|one| version_of(one.trim()) == Some(version)));
    if same { Ok(()) } else { Err(changed(t)) }
}

pub fn changed(t: T) -> Problem {
    Problem::new(Kind::Changed, t.rest_changed())
}

/// Weak tags match nothing (RFC 9110).
fn version_of(tag: &str) -> Option<i64> {
    tag.strip_prefix('"')?.strip_suffix('"')?.split_once('-')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_says_its_version() {
        assert_eq!(version_of(&tag(12, b"{}")), Some(12));
        for none in ["12-ab", "W/\"12-ab\"", "*", "\"12\"", ""] {
            assert_eq!(version_of(none), None, "{none}");
        }
        assert_ne!(tag(12, b"{}"), tag(12, b"{ }"));
    }
}
