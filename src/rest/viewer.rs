//! `/api/docs`: the document for people, shown by Swagger UI. Its files come with us; nothing is fetched from elsewhere.

use std::{
    collections::HashMap,
    io::{Cursor, Read as _},
    sync::LazyLock,
};

use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, header},
    response::{Html, IntoResponse as _, Response},
};
use utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED;
use zip::ZipArchive;

use crate::server::http::not_found;

/// Only our own files run; the program draws its signs as `data:` images and asks nobody but us.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; object-src 'none'; frame-ancestors 'none'";

const PAGE: &str = "<!doctype html><html lang=en><meta charset=utf-8>\
                    <meta name=viewport content=\"width=device-width, initial-scale=1\"><title>Rolecall API</title>\
                    <link rel=icon type=image/svg+xml href=/favicon.svg>\
                    <link rel=stylesheet href=/api/docs/swagger-ui.css><body><main id=api></main>\
                    <script src=/api/docs/swagger-ui-bundle.js></script><script src=/api/docs/viewer.js></script>";

/// The files that the page needs, with their kinds.
const FILES: [(&str, &str); 2] =
    [("swagger-ui.css", "text/css; charset=utf-8"), ("swagger-ui-bundle.js", "text/javascript; charset=utf-8")];

static UNPACKED: LazyLock<HashMap<&str, Vec<u8>>> = LazyLock::new(|| {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(SWAGGER_UI_VENDORED)) else { return HashMap::new() };
    let mut unpacked = HashMap::new();
    for (name, _) in FILES {
        let ending = format!("/dist/{name}");
        // The archive has other flavours in other folders.
        let mut paths = archive.file_names().flatten().map(std::borrow::Cow::into_owned);
        let path = paths.find(|path| path.ends_with(&ending) && path.matches('/').count() == 2);
        drop(paths);
        let mut bytes = Vec::new();
        let read = path.and_then(|path| archive.by_name(&path).ok()?.read_to_end(&mut bytes).ok());
        if read.is_some() {
            unpacked.insert(name, bytes);
        }
    }
    unpacked
});

pub async fn page() -> Response {
    ([(header::CONTENT_SECURITY_POLICY, POLICY)], Html(PAGE)).into_response()
}

pub async fn file(Path(name): Path<String>, request: HeaderMap) -> Response {
    let kept = (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
    if name == "viewer.js" {
        let kind = HeaderValue::from_static("text/javascript; charset=utf-8");
        return ([kept, (header::CONTENT_TYPE, kind)], include_str!("viewer.js")).into_response();
    }
    let known = FILES.into_iter().find(|(known, _)| *known == name);
    let Some((bytes, kind)) = known.and_then(|(name, kind)| Some((UNPACKED.get(name)?, kind))) else {
        return not_found(&request);
    };
    ([kept, (header::CONTENT_TYPE, HeaderValue::from_static(kind))], bytes.as_slice()).into_response()
}
