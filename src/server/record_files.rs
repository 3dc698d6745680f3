//! Lists of providers and patients come in by a plain form that needs no script.

use axum::{
    body::Bytes,
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};

use super::{
    doors::{self, Asked},
    fault::Fault,
    files::{download, form, refused},
    gate,
    state::AppState,
};
use crate::{
    domain::scope::Reach,
    i18n::T,
    imports::{
        model::{FileError, FileRow, Kind},
        rows::{known, rows},
        service,
    },
    paths, patients,
    practices::store::places,
    providers::{self, nppes},
    roster::export::Format,
    sheet::{model::ReadError, read::read, write},
};

/// Takes a list of providers in and leads to its page.
pub async fn upload_providers(State(state): State<AppState>, request: Request) -> Response {
    upload(state, request, Kind::Providers).await
}

/// Takes a list of patients in and leads to its page.
pub async fn upload_patients(State(state): State<AppState>, request: Request) -> Response {
    upload(state, request, Kind::Patients).await
}

async fn upload(state: AppState, request: Request, kind: Kind) -> Response {
    let (parts, body) = request.into_parts();
    let headers = parts.headers.clone();
    let asked = match Asked::of(state, parts) {
        Ok(asked) => asked,
        Err(error) => return refused(&headers, None, &error),
    };
    // Nobody's file is read who may not import it. The numbers of the practice's own providers are its filter, as long as
    // the reader names no other.
    let own = doors::query_for(&asked, kind.permission(), async |cx| {
        cx.reach.all_of_it()?;
        let places = places(&mut cx.conn, Reach::whole(cx.reach.practice)).await?;
        Ok::<_, Fault>(places.providers.into_iter().map(|provider| provider.npi).collect::<Vec<_>>())
    });
    let own = match own.await {
        Ok(own) => own,
        Err(error) => return refused(&headers, Some(&asked), &error),
    };
    let found = match form(&asked, body).await {
        Ok((texts, (name, bytes))) => {
            let text = |key: &str| texts.iter().find(|(name, _)| name == key).map_or("", |(_, text)| text.as_str());
            let mut filter = nppes::Filter::read(text("npis"), text("postal"));
            if filter.is_empty() {
                filter.npis = own;
            }
            let rows = tokio::task::spawn_blocking(move || rows_of(kind, &bytes, &filter)).await;
            rows.unwrap_or(Err(FileError::Unreadable(ReadError::Broken))).map(|rows| (name, rows))
        }
        Err(error) => Err(FileError::Unreadable(error)),
    };
    match found {
        Ok((name, rows)) => match service::keep(&asked, kind, &name, &rows).await {
            Ok(id) => Redirect::to(&paths::record_file(kind, id)).into_response(),
            Err(error) => refused(&headers, Some(&asked), &error),
        },
        Err(error) if asked.request.accepts_html => Redirect::to(&paths::record_error(kind, error)).into_response(),
        Err(FileError::Unreadable(ReadError::TooBig)) => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, error.name()).into_response(),
    }
}

fn rows_of(kind: Kind, bytes: &Bytes, filter: &nppes::Filter) -> Result<Vec<FileRow>, FileError> {
    if kind == Kind::Providers && nppes::is_registry(bytes) {
        return nppes::read(bytes.as_ref(), filter);
    }
    plain(kind, bytes)
}

/// The rows of a CSV or XLSX of our own form.
///
/// # Errors
/// [`FileError`]: nothing was read.
pub fn plain(kind: Kind, bytes: &[u8]) -> Result<Vec<FileRow>, FileError> {
    let (names, key) = match kind {
        Kind::Providers => (providers::import::NAMES, providers::import::KEY),
        Kind::Patients => (patients::import::NAMES, patients::import::KEY),
    };
    let table = read(bytes, |headings| known(names, headings)).map_err(FileError::Unreadable)?;
    rows(names, key, &table)
}

/// An empty list of providers with the headings that are understood.
pub async fn providers_template(headers: HeaderMap) -> Response {
    template(&headers, "providers.csv", providers::import::NAMES)
}

/// An empty list of patients with the headings that are understood.
pub async fn patients_template(headers: HeaderMap) -> Response {
    template(&headers, "patients.csv", patients::import::NAMES)
}

fn template(headers: &HeaderMap, name: &str, names: crate::imports::rows::Names) -> Response {
    let t = T::new(gate::look(headers).lang);
    let headings: Vec<_> = names.iter().map(|(field, _)| t.record_field(field)).collect();
    let no_rows: [Vec<&str>; 0] = [];
    download(name, Format::Csv.media_type(), write::csv(&headings, no_rows).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn templates_read_back_in_both_languages() {
        for lang in Lang::ALL {
            let t = T::new(lang);
            for (kind, names) in
                [(Kind::Providers, providers::import::NAMES), (Kind::Patients, patients::import::NAMES)]
            {
                let headings: Vec<_> = names.iter().map(|(field, _)| t.record_field(field)).collect();
                let file = write::csv(&headings, [names.iter().map(|(field, _)| *field).collect::<Vec<_>>()]);
                let rows = plain(kind, file.as_bytes()).unwrap_or_else(|error| panic!("{kind:?}: {error:?}"));
                for (field, _) in names {
                    assert_eq!(rows[0].get(field), *field, "{lang:?} {kind:?}: {}", t.record_field(field));
                }
            }
        }
    }
}
