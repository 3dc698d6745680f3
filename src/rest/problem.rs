//! What went wrong, as RFC 9457 has it: a kind that programs know, and words for people.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{domain::code::FieldErrors, error::AppError, i18n::T};

pub const CONTENT_TYPE: &str = "application/problem+json";

macro_rules! kinds {
    ($($kind:ident = $name:literal, $status:literal, $title:literal;)+) => {
        /// The kinds of problems. Their names never change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Kind { $($kind),+ }

        impl Kind {
            const fn name(self) -> &'static str {
                match self { $(Self::$kind => concat!("urn:rolecall:problem:", $name)),+ }
            }

            const fn status(self) -> u16 {
                match self { $(Self::$kind => $status),+ }
            }

            const fn title(self) -> &'static str {
                match self { $(Self::$kind => $title),+ }
            }
        }
    };
}

kinds! {
    BadRequest = "bad-request", 400, "The request can't be read";
    Unauthenticated = "unauthenticated", 401, "No key that works";
    KeyInAddress = "key-in-address", 401, "A key in the address";
    Scope = "insufficient-scope", 403, "The key lacks a scope";
    Refused = "refused", 403, "A rule says no";
    NotFound = "not-found", 404, "There is no such thing";
    MethodNotAllowed = "method-not-allowed", 405, "The address does not take this method";
    Conflict = "conflict", 409, "Something else is in the way";
    StillRunning = "still-running", 409, "The same request has begun";
    Gone = "gone", 410, "No longer to be had";
    Changed = "changed", 412, "Changed since it was read";
    TooLarge = "too-large", 413, "The body is too large";
    NotJson = "not-json", 415, "The body is no JSON";
    Invalid = "invalid", 422, "Fields are wrong";
    KeyReused = "idempotency-key-reused", 422, "Another request under the same key";
    MatchNeeded = "match-needed", 428, "If-Match is missing";
    TooMany = "too-many-requests", 429, "Too many requests";
    Internal = "internal", 500, "A fault of ours";
    Unavailable = "unavailable", 503, "Try again later";
}

/// A problem (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// The kind, `urn:rolecall:problem:…`. Programs decide by it.
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    /// What happened and what would change it, in the language that Accept-Language asks for.
    detail: String,
    /// The wrong fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
    /// Of a fault of ours: finds the cause in the server's log.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<Box<str>>,
    #[serde(skip)]
    retry_after: Option<u64>,
}

/// One wrong field.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    field: String,
    /// Such as `required`, `not_an_email`, `taken`.
    code: String,
    detail: String,
}

impl Problem {
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self {
            kind: kind.name(),
            title: kind.title(),
            status: kind.status(),
            detail: detail.into(),
            errors: Vec::new(),
            request_id: None,
            retry_after: None,
        }
    }

    /// What the doors answered.
    pub fn of(error: &AppError, t: T) -> Self {
        let kind = match error {
            AppError::Unauthenticated | AppError::SignInRefused => {
                return Self::new(Kind::Unauthenticated, t.rest_unauthenticated());
            }
            AppError::Forbidden(_) | AppError::ProofNeeded => Kind::Refused,
            AppError::NotFound => Kind::NotFound,
            AppError::Conflict(_) => Kind::Conflict,
            AppError::Gone => Kind::Gone,
            AppError::Invalid(_) => Kind::Invalid,
            AppError::TooMany { .. } => Kind::TooMany,
            AppError::Internal { .. } => Kind::Internal,
            AppError::Unavailable => Kind::Unavailable,
            AppError::Network => Kind::BadRequest,
        };
        let mut problem = Self::new(kind, t.error(error));
        match error {
            AppError::Invalid(errors) => problem.errors = fields(errors, t),
            AppError::TooMany { retry_after_seconds } => problem.retry_after = Some(retry_after_seconds.unsigned_abs()),
            AppError::Internal { request_id } => problem.request_id = Some(request_id.as_str().into()),
            _ => {}
        }
        problem
    }
}

fn fields(errors: &FieldErrors, t: T) -> Vec<FieldProblem> {
    let name = |code| serde_json::to_value(code).ok().and_then(|name| name.as_str().map(str::to_owned));
    let one = |error: &crate::domain::code::FieldError| FieldProblem {
        field: error.field.clone(),
        code: name(error.code).unwrap_or_default(),
        detail: t.code(error.code).to_owned(),
    };
    errors.0.iter().map(one).collect()
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, [(header::CONTENT_TYPE, CONTENT_TYPE)], body).into_response();
        let headers = response.headers_mut();
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"Rolecall\""));
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// What handlers answer with.
pub type Answer = Result<Response, Problem>;
