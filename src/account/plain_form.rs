//! The forms of links, sent by a browser without our module. The answer is the page itself: no address carries an error,
//! and no password is shown again.

use axum::{
    Form,
    extract::{Path, State},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{follow, link::Returned, reset::CHANGED};
use crate::{
    error::{AppError, AppResult},
    server::{doors::Asked, http, state::AppState},
};

#[derive(Deserialize)]
pub struct Sent {
    #[serde(default)]
    password: String,
    #[serde(default)]
    repeat: String,
}

/// `POST /reset/{token}`.
pub async fn reset(
    State(state): State<AppState>,
    Path(token): Path<String>,
    parts: Parts,
    Form(sent): Form<Sent>,
) -> Response {
    let done = match asked(&state, &parts) {
        Ok(asked) => asked.answer(follow::reset(&asked, &token, &sent.password, &sent.repeat).await),
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Redirect::to(CHANGED).into_response(),
        Err(error) => page(state, parts, Returned { error: Some(error), done: false }).await,
    }
}

/// `POST /unlock/{token}`.
pub async fn unlock(State(state): State<AppState>, Path(token): Path<String>, parts: Parts) -> Response {
    let done = match asked(&state, &parts) {
        Ok(asked) => asked.answer(follow::unlock(&asked, &token).await),
        Err(error) => Err(error),
    };
    told(state, parts, done).await
}

/// `POST /confirm-email/{token}`.
pub async fn confirm_email(State(state): State<AppState>, Path(token): Path<String>, parts: Parts) -> Response {
    let done = match asked(&state, &parts) {
        Ok(asked) => asked.answer(follow::confirm_email(&asked, &token).await),
        Err(error) => Err(error),
    };
    told(state, parts, done).await
}

fn asked(state: &AppState, parts: &Parts) -> AppResult<Asked> {
    Asked::of(state.clone(), parts.clone())
}

async fn told(state: AppState, parts: Parts, done: AppResult<()>) -> Response {
    page(state, parts, Returned { done: done.is_ok(), error: done.err() }).await
}

async fn page(state: AppState, parts: Parts, returned: Returned) -> Response {
    let status = returned.error.as_ref().map_or(200, AppError::status);
    let mut page = http::page_for_stranger(state, parts, returned).await;
    *page.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    page
}
