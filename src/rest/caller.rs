//! Whoever calls: runs the pages' own functions in their name.

use std::convert::Infallible;

use axum::{
    extract::{FromRequestParts, OriginalUri},
    http::{HeaderMap, request::Parts},
    response::IntoResponse as _,
};
use leptos::{
    prelude::{Owner, provide_context},
    reactive::computed::ScopedFuture,
};

use super::problem::{Kind, Problem};
use crate::{
    error::{AppError, AppResult},
    i18n::T,
    keys::model::KeyScope,
    server::{doors::Asked, state::AppState},
};

/// A request that has come in by a key.
pub struct Caller {
    pub t: T,
    asked: Asked,
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = axum::response::Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Self::Rejection> {
        let Ok(t): Result<T, Infallible> = T::from_request_parts(parts, state).await;
        let mut whole = parts.clone();
        // What is nested has lost the first part of its address, which events name.
        if let Some(OriginalUri(address)) = parts.extensions.get() {
            whole.uri = address.clone();
        }
        let asked = Asked::of(state.clone(), whole);
        let asked = asked.map_err(|error| Problem::of(&error, t).into_response())?;
        Ok(Self { t, asked })
    }
}

impl Caller {
    /// The request for a door, if the key has the scope.
    pub fn by(&self, scope: KeyScope) -> Result<&Asked, Problem> {
        let has = self.asked.key().is_some_and(|key| key.scopes.contains(&scope));
        if has { Ok(&self.asked) } else { Err(Problem::new(Kind::Scope, self.t.rest_scope(scope.name()))) }
    }

    /// Runs a server function as a page does, if the key has the scope.
    pub async fn run<V>(&self, scope: KeyScope, function: impl Future<Output = AppResult<V>>) -> Result<V, Problem> {
        let asked = self.by(scope)?;
        let owner = Owner::new();
        let scoped = owner.with(|| {
            provide_context(asked.state.clone());
            provide_context(asked.parts.clone());
            ScopedFuture::new(function)
        });
        self.answer(scoped.await)
    }

    pub fn answer<V>(&self, result: AppResult<V>) -> Result<V, Problem> {
        result.map_err(|error| self.problem(&error))
    }

    pub fn problem(&self, error: &AppError) -> Problem {
        Problem::of(error, self.t)
    }

    pub fn headers(&self) -> &HeaderMap {
        &self.asked.parts.headers
    }

    pub fn query(&self) -> &str {
        self.asked.parts.uri.query().unwrap_or_default()
    }
}
