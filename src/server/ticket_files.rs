//! Files for support tickets come in by a plain form that needs no script, and go out as files to be kept: never shown, never
//! run (T65).

use axum::{
    body::Body,
    extract::{FromRequest, Multipart, Path, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};

use super::{
    doors::Asked,
    files::{read_away, refused},
    http::not_found,
    state::AppState,
};
use crate::{
    domain::{
        ids::{AttachmentId, TicketId},
        permission::Permission,
    },
    paths,
    support::{
        door,
        file::{LARGEST, MOST, Media, Outcome, clean},
        service,
        store::thread::Attachment,
    },
};

/// Largest body: all files of a message, and what a form puts around them.
pub const LARGEST_BODY: usize = MOST * LARGEST + 64 * 1024;
/// What a browser does that opens one all the same: nothing.
const NO_PAGE: &str = "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Takes files in and leads back to the ticket.
pub async fn upload(State(state): State<AppState>, Path(id): Path<TicketId>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let headers = parts.headers.clone();
    let asked = match Asked::of(state, parts) {
        Ok(asked) => asked,
        Err(error) => return refused(&headers, None, &error),
    };
    // Nothing is read for those who know nothing of this ticket.
    if let Err(error) = door::query(&asked, id, async |_| Ok(())).await {
        return refused(&headers, Some(&asked), &error);
    }
    let files = match files(&asked, body).await {
        Ok(files) => files,
        Err(outcome) => return told(&asked, id, outcome),
    };
    let done = door::command(&asked, id, Permission::FollowTickets, async |cx| service::attach(cx, id, &files).await);
    match done.await {
        Ok(()) => told(&asked, id, Outcome::Saved),
        Err(error) => refused(&headers, Some(&asked), &error),
    }
}

/// The form's files: all of them, or why none.
async fn files(asked: &Asked, body: Body) -> Result<Vec<Attachment>, Outcome> {
    let length = asked.parts.headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if length.and_then(|length| length.parse().ok()).is_some_and(|length: usize| length > LARGEST_BODY) {
        read_away(body).await;
        return Err(Outcome::TooBig);
    }
    let request = Request::from_parts(asked.parts.clone(), body);
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| Outcome::Nothing)?;
    let broken = |error: axum::extract::multipart::MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Outcome::TooBig,
        _ => Outcome::Nothing,
    };
    let mut files = Vec::new();
    let mut wrong = None;
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.file_name().unwrap_or_default().to_owned();
        let content = field.bytes().await.map_err(broken)?;
        // A form without a chosen file sends an empty one without a name.
        if name.is_empty() && content.is_empty() {
            continue;
        }
        // Read to its end, so that the browser gets to see the answer.
        match Media::of(&name, &content) {
            _ if content.len() > LARGEST => wrong = wrong.or(Some(Outcome::TooBig)),
            _ if files.len() >= MOST => wrong = wrong.or(Some(Outcome::TooMany)),
            Some(media) => files.push(Attachment { name: clean(&name, media), media, content: content.to_vec() }),
            None => wrong = wrong.or(Some(Outcome::OtherSort)),
        }
    }
    match wrong {
        Some(outcome) => Err(outcome),
        None if files.is_empty() => Err(Outcome::Nothing),
        None => Ok(files),
    }
}

/// The ticket's page says what became of them; whoever wants no page gets a status.
fn told(asked: &Asked, id: TicketId, outcome: Outcome) -> Response {
    if asked.request.accepts_html {
        return Redirect::to(&paths::ticket_files_told(id, outcome)).into_response();
    }
    let status = match outcome {
        Outcome::Saved => StatusCode::NO_CONTENT,
        Outcome::TooBig => StatusCode::PAYLOAD_TOO_LARGE,
        Outcome::Nothing | Outcome::TooMany | Outcome::OtherSort => StatusCode::UNPROCESSABLE_ENTITY,
    };
    (status, outcome.name()).into_response()
}

/// A file of a ticket, to be kept.
pub async fn send(
    State(state): State<AppState>,
    Path((id, file)): Path<(TicketId, AttachmentId)>,
    parts: Parts,
) -> Response {
    let headers: HeaderMap = parts.headers.clone();
    let Ok(asked) = Asked::of(state, parts) else { return not_found(&headers) };
    match door::query(&asked, id, async |cx| service::attachment(cx, id, file).await).await {
        Ok(found) => as_file(found),
        Err(error) => refused(&headers, Some(&asked), &error),
    }
}

fn as_file(file: Attachment) -> Response {
    let mut response = file.content.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.media.content_type()));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(NO_PAGE));
    // Two forms of the name: old browsers read the first, which has no other signs than ASCII's.
    let ascii: String = file.name.chars().map(|c| if c.is_ascii() { c } else { '_' }).collect();
    let disposition = format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{}", paths::encode(&file.name));
    let disposition = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    response
}
