//! Files in and out: rosters and exports, as plain forms that need no script.

use axum::{
    body::{Body, Bytes},
    extract::{Form, FromRequest, Multipart, Path, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use futures_util::StreamExt;

use super::{
    doors::{self, Asked},
    gate,
    state::AppState,
};
use crate::{
    domain::{ids::ImportId, permission::Permission},
    error::AppError,
    i18n::T,
    paths,
    people::query::PeopleQuery,
    roster::{
        export::{self, Format},
        model::ReadError,
        read::read,
        service, words, write,
    },
};

/// Largest body with a roster in it: the file and what a form puts around it.
pub const LARGEST_FILE: usize = 6 * 1024 * 1024;
/// How much of a body that is too large is read away, so that the browser gets to see the answer.
const READ_AWAY: usize = 64 * 1024 * 1024;

/// Takes a roster in and leads to its import.
pub async fn upload(State(state): State<AppState>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let headers = parts.headers.clone();
    let asked = match Asked::of(state, parts) {
        Ok(asked) => asked,
        Err(error) => return refused(&headers, None, &error),
    };
    // Nobody's file is read who may not import it.
    if let Err(error) = doors::query_for(&asked, Permission::ImportPeople, async |_| Ok(())).await {
        return refused(&asked.parts.headers, Some(&asked), &error);
    }
    let table = match file(&asked, body).await {
        Ok((name, bytes)) => {
            let table = tokio::task::spawn_blocking(move || read(&bytes)).await;
            table.unwrap_or(Err(ReadError::Broken)).map(|table| (name, table))
        }
        Err(error) => Err(error),
    };
    let (name, table) = match table {
        Ok(found) => found,
        Err(error) => return unreadable(&asked, error),
    };
    match service::keep(&asked, &name, table).await {
        Ok(id) => Redirect::to(&paths::import(id)).into_response(),
        Err(error) => refused(&asked.parts.headers, Some(&asked), &error),
    }
}

/// The form's file.
pub async fn file(asked: &Asked, body: Body) -> Result<(String, Bytes), ReadError> {
    form(asked, body).await.map(|(_, file)| file)
}

/// The form's file, and the short texts that stand before it.
pub async fn form(asked: &Asked, body: Body) -> Result<(Vec<(String, String)>, (String, Bytes)), ReadError> {
    let length = asked.parts.headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if length.and_then(|length| length.parse().ok()).is_some_and(|length: usize| length > LARGEST_FILE) {
        read_away(body).await;
        return Err(ReadError::TooBig);
    }
    let request = Request::from_parts(asked.parts.clone(), body);
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| ReadError::Empty)?;
    let broken = |error: axum::extract::multipart::MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ReadError::TooBig,
        _ => ReadError::Broken,
    };
    let mut texts = Vec::new();
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            let name = field.file_name().unwrap_or_default().to_owned();
            return Ok((texts, (name, field.bytes().await.map_err(broken)?)));
        }
        texts.push((name, field.text().await.map_err(broken)?));
    }
    Err(ReadError::Empty)
}

/// Reads a body that is too large to its end, or nearly.
pub async fn read_away(body: Body) {
    let mut stream = body.into_data_stream();
    let mut read = 0;
    while let Some(Ok(bytes)) = stream.next().await {
        read += bytes.len();
        if read > READ_AWAY {
            return;
        }
    }
}

/// The upload page says why; whoever wants no page gets a status.
fn unreadable(asked: &Asked, error: ReadError) -> Response {
    if asked.request.accepts_html {
        return Redirect::to(&paths::import_error(error)).into_response();
    }
    let status = match error {
        ReadError::TooBig => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    (status, error.name()).into_response()
}

/// The answer to a form or a file that was refused.
pub fn refused(headers: &HeaderMap, asked: Option<&Asked>, error: &AppError) -> Response {
    match asked {
        Some(asked) if *error == AppError::Unauthenticated && asked.request.accepts_html => {
            Redirect::to(&paths::sign_in(paths::PEOPLE)).into_response()
        }
        _ => super::http::error_page(headers, error),
    }
}

/// The answer to a list that may not leave as a file. Who has to give the password comes back to the list at `back`.
pub fn refused_export(asked: &Asked, error: &AppError, back: &str) -> Response {
    if *error == AppError::ProofNeeded && asked.request.accepts_html {
        return Redirect::to(&paths::prove(back)).into_response();
    }
    refused(&asked.parts.headers, Some(asked), error)
}

/// A list about to leave as a file.
pub struct Sheet {
    pub name: String,
    pub title: &'static str,
    pub headings: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// A short list as a file, whole.
pub fn sheet(asked: &Asked, format: Format, sheet: Sheet) -> Response {
    let headings: Vec<_> = sheet.headings.iter().map(String::as_str).collect();
    let body = match format {
        Format::Csv => Body::from(write::csv(&headings, sheet.rows)),
        Format::Xlsx => match write::xlsx(sheet.title, &headings, sheet.rows) {
            Ok(bytes) => Body::from(bytes),
            Err(error) => {
                tracing::error!(%error, request.id = asked.request.id, "a workbook could not be made");
                return refused(&asked.parts.headers, Some(asked), &AppError::Unavailable);
            }
        },
    };
    download(&sheet.name, format.media_type(), body)
}

/// Sends the people of a filter: `format=csv` or `xlsx`, and the parameters of the list's address.
pub async fn export(State(state): State<AppState>, parts: Parts, Form(form): Form<Vec<(String, String)>>) -> Response {
    let t = T::new(gate::look(&parts.headers).lang);
    let format = Format::of(&form);
    let headers = parts.headers.clone();
    let asked = match Asked::of(state, parts) {
        Ok(asked) => asked,
        Err(error) => return refused(&headers, None, &error),
    };
    let query = PeopleQuery::from_params(&form);
    let export = match export::start(&asked, format, &query).await {
        Ok(export) => export,
        Err(error) => return refused_export(&asked, &error, &paths::people(&query)),
    };
    let name = export.file_name.clone();
    let body = match format {
        Format::Csv => {
            let request = asked.request.id.clone();
            let pieces = export::csv(asked.state.clone(), export, t);
            // The status is sent already: a fault cuts the file off, and the browser says that it is incomplete.
            Body::from_stream(pieces.map(move |piece| piece.map_err(|fault| fault.answer(&request))))
        }
        Format::Xlsx => match asked.answer(export::workbook(&asked.state, &export, t).await) {
            Ok(bytes) => Body::from(bytes),
            Err(error) => return refused(&asked.parts.headers, Some(&asked), &error),
        },
    };
    download(&name, format.media_type(), body)
}

/// An empty roster with the headings that are understood without matching.
pub async fn template(headers: HeaderMap) -> Response {
    let t = T::new(gate::look(&headers).lang);
    let no_rows: [Vec<&str>; 0] = [];
    download("roster.csv", Format::Csv.media_type(), write::csv(&export::headings(t), no_rows).into())
}

/// The refused rows of an import, each with the reasons in a column of its own.
pub async fn refused_rows(State(state): State<AppState>, Path(id): Path<ImportId>, parts: Parts) -> Response {
    let t = T::new(gate::look(&parts.headers).lang);
    let headers = parts.headers.clone();
    let asked = match Asked::of(state, parts) {
        Ok(asked) => asked,
        Err(error) => return refused(&headers, None, &error),
    };
    let rows = doors::query_for(&asked, Permission::ImportPeople, async |cx| service::refused(cx, id).await).await;
    let (headings, rows) = match rows {
        Ok(found) => found,
        Err(error) => return refused(&asked.parts.headers, Some(&asked), &error),
    };
    let width = headings.len();
    let headings: Vec<_> = headings.iter().map(String::as_str).chain([t.roster_verdict_refused()]).collect();
    let rows = rows.into_iter().map(|(mut cells, judged)| {
        cells.resize(width, String::new());
        cells.push(words::reasons(t, &judged).join(" "));
        cells
    });
    download("refused.csv", Format::Csv.media_type(), write::csv(&headings, rows).into())
}

/// A file to be kept by the browser.
pub fn download(name: &str, media_type: &'static str, body: Body) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
