//! The forms of applicants. Sent by browsers with and without our module alike: the answer is the page itself with what
//! was typed, so that no address carries an error and nothing is left in the browser's history.

use axum::{
    Form,
    body::Body,
    extract::{Path, Request, State},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Redirect, Response},
};

use super::{
    apply, claims,
    form::{ApplyForm, StatusForm},
    prove::Proved,
    register::Applied,
    status::Looked,
};
use crate::{
    domain::permission::Permission,
    error::{AppError, AppResult},
    paths,
    roster::{model::ReadError, read::read},
    server::{
        doors::{self, Asked},
        files, http,
        state::AppState,
    },
};

/// Renders the page at the same address with what came of the form.
async fn page<X: Clone + Send + Sync + 'static>(
    state: AppState,
    parts: Parts,
    error: Option<&AppError>,
    outcome: X,
) -> Response {
    let status = error.map_or(200, AppError::status);
    let mut page = http::page_for_stranger(state, parts, outcome).await;
    *page.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    page
}

/// `POST /register`.
pub async fn apply(State(state): State<AppState>, parts: Parts, Form(form): Form<ApplyForm>) -> Response {
    let result: AppResult<String> = match Asked::of(state.clone(), parts.clone()) {
        Ok(asked) => asked.answer(apply::apply(&asked, &form).await),
        Err(error) => Err(error),
    };
    let outcome = match result {
        Ok(reference) => Applied { reference: Some(reference), ..Applied::default() },
        Err(error) => Applied { form, error: Some(error), reference: None },
    };
    let error = outcome.error.clone();
    page(state, parts, error.as_ref(), outcome).await
}

/// `POST /register/prove/{token}`.
pub async fn prove(State(state): State<AppState>, Path(token): Path<String>, parts: Parts) -> Response {
    let result = match Asked::of(state.clone(), parts.clone()) {
        Ok(asked) => asked.answer(apply::prove(&asked, &token).await),
        Err(error) => Err(error),
    };
    let outcome = Proved { done: true, reference: result.as_ref().ok().cloned(), error: result.err() };
    let error = outcome.error.clone();
    page(state, parts, error.as_ref(), outcome).await
}

/// `POST /register/status`.
pub async fn status(State(state): State<AppState>, parts: Parts, Form(form): Form<StatusForm>) -> Response {
    let result = match Asked::of(state.clone(), parts.clone()) {
        Ok(asked) => asked.answer(apply::progress(&asked, &form).await),
        Err(error) => Err(error),
    };
    let (found, error) = match result {
        Ok(found) => (Some(found), None),
        Err(error) => (None, Some(error)),
    };
    page(state, parts, error.clone().as_ref(), Looked { form, found, error }).await
}

/// `POST /requests/claims`: a reference file, as a form with a file in it.
pub async fn import_claims(State(state): State<AppState>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let headers = parts.headers.clone();
    let asked = match Asked::of(state, parts) {
        Ok(asked) => asked,
        Err(error) => return files::refused(&headers, None, &error),
    };
    // Nobody's file is read who may not import it.
    if let Err(error) = doors::query_for(&asked, Permission::ImportClaims, async |_| Ok(())).await {
        return files::refused(&headers, Some(&asked), &error);
    }
    match work(&asked, body).await {
        Ok(Ok(count)) => Redirect::to(&format!("{}?imported={count}", paths::CLAIMS)).into_response(),
        Ok(Err(wrong)) => Redirect::to(&format!("{}?{wrong}", paths::CLAIMS)).into_response(),
        Err(error) => files::refused(&headers, Some(&asked), &error),
    }
}

/// How many claims were kept, or what is wrong as the parameters of the page's address.
async fn work(asked: &Asked, body: Body) -> AppResult<Result<usize, String>> {
    let unreadable = |error: ReadError| format!("error={}", error.name());
    let (name, bytes) = match files::file(asked, body).await {
        Ok(found) => found,
        Err(error) => return Ok(Err(unreadable(error))),
    };
    let table = tokio::task::spawn_blocking(move || read(&bytes)).await.unwrap_or(Err(ReadError::Broken));
    let table = match table {
        Ok(table) => table,
        Err(error) => return Ok(Err(unreadable(error))),
    };
    match claims::claims(&table) {
        Ok(rows) => {
            let name: String = name.chars().filter(|c| !c.is_control()).take(100).collect();
            claims::import(asked, &rows, &name).await.map(Ok)
        }
        Err(bad) => {
            let first = bad.first();
            let (line, field) = first.map_or((0, "claim"), |row| (row.line, row.field));
            Ok(Err(format!("line={line}&field={field}&wrong={}", bad.len())))
        }
    }
}
