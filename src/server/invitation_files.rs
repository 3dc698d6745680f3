//! Lists of people to invite come in by a plain form that needs no script.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};

use super::{
    doors::{self, Asked},
    files::{download, file, refused},
    gate,
    state::AppState,
};
use crate::{
    domain::permission::Permission,
    i18n::T,
    invitations::bulk::{
        model::{FIELDS, FileError, check},
        service,
    },
    paths,
    roster::{export::Format, model::ReadError, read::read, words, write},
};

/// Takes a list in and leads to its page.
pub async fn upload(State(state): State<AppState>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let headers = parts.headers.clone();
    let asked = match Asked::of(state, parts) {
        Ok(asked) => asked,
        Err(error) => return refused(&headers, None, &error),
    };
    // Nobody's file is read who may not invite.
    if let Err(error) = doors::query_for(&asked, Permission::InvitePeople, async |_| Ok(())).await {
        return refused(&headers, Some(&asked), &error);
    }
    let found = match file(&asked, body).await {
        Ok((name, bytes)) => {
            let table = tokio::task::spawn_blocking(move || read(&bytes)).await;
            let table = table.unwrap_or(Err(ReadError::Broken)).map_err(FileError::Unreadable);
            table.and_then(|table| check(&table).map(|()| (name, table)))
        }
        Err(error) => Err(FileError::Unreadable(error)),
    };
    match found {
        Ok((name, table)) => match service::keep(&asked, &name, table).await {
            Ok(id) => Redirect::to(&paths::invitation_file(id)).into_response(),
            Err(error) => refused(&headers, Some(&asked), &error),
        },
        Err(error) if asked.request.accepts_html => Redirect::to(&paths::invitation_file_error(error)).into_response(),
        Err(FileError::Unreadable(ReadError::TooBig)) => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, error.name()).into_response(),
    }
}

/// An empty list with the headings that are understood.
pub async fn template(headers: HeaderMap) -> Response {
    let t = T::new(gate::look(&headers).lang);
    let no_rows: [Vec<&str>; 0] = [];
    let headings = FIELDS.map(|field| words::heading(t, field));
    download("invitations.csv", Format::Csv.media_type(), write::csv(&headings, no_rows).into())
}
