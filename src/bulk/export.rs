//! What became of each, as a file.

use axum::{
    Form,
    body::Body,
    extract::{Path, State},
    http::request::Parts,
    response::{IntoResponse as _, Redirect, Response},
};

use super::{model::Outcome, service};
use crate::{
    domain::{ids::BulkId, permission::Permission},
    error::AppError,
    history::model::EventKind,
    i18n::T,
    paths,
    roster::{export::Format, write},
    server::{
        doors::{self, Asked, Done},
        files, gate,
        state::AppState,
    },
};

/// `POST /people/bulk/{id}/export`: `format=csv` or `xlsx`.
pub async fn export(
    State(state): State<AppState>,
    Path(id): Path<BulkId>,
    parts: Parts,
    Form(form): Form<Vec<(String, String)>>,
) -> Response {
    let t = T::new(gate::look(&parts.headers).lang);
    let format = Format::of(&form);
    let headers = parts.headers.clone();
    let asked = match Asked::of(state, parts) {
        Ok(asked) => asked,
        Err(error) => return files::refused(&headers, None, &error),
    };
    // A list of people leaves the house: by the same door as the list of all.
    let found = doors::command_for(&asked, Permission::ExportPeople, async |cx| {
        cx.fresh()?;
        let (verb, outcomes) = service::outcomes(cx, id).await?;
        let mut event = service::event(EventKind::BulkExported, verb, "");
        event.change("rows_exported", "", outcomes.len().to_string());
        event.change("file", "", format.name());
        let name = format!("{}-{}.{}", verb.name(), cx.local(cx.now).date_naive(), format.name());
        Ok(Done::new((name, outcomes), event))
    });
    let (name, outcomes) = match found.await {
        Ok(found) => found,
        Err(AppError::ProofNeeded) if asked.request.accepts_html => {
            return Redirect::to(&paths::prove(&paths::bulk(id))).into_response();
        }
        Err(error) => return files::refused(&headers, Some(&asked), &error),
    };
    let headings = [t.people_name(), t.many_outcome(), t.many_why()];
    let rows = outcomes.into_iter().map(|((_, name), outcome)| {
        let why = match &outcome {
            Outcome::Refused(refusal) => t.refusal(refusal),
            _ => String::new(),
        };
        vec![name, t.outcome(&outcome).to_owned(), why]
    });
    let body = match format {
        Format::Csv => Body::from(write::csv(&headings, rows)),
        Format::Xlsx => match write::xlsx(t.many_title(), &headings, rows) {
            Ok(bytes) => Body::from(bytes),
            Err(error) => {
                tracing::error!(%error, request.id = asked.request.id, "a workbook could not be made");
                return files::refused(&headers, Some(&asked), &AppError::Unavailable);
            }
        },
    };
    files::download(&name, format.media_type(), body)
}
