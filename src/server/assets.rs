//! The browser's files, embedded in the binary: module, styles, fonts, icons, each with its compressed forms.

use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "target/site"]
struct Site;

/// The addresses of the module's files; the folder they are in is named after their content.
#[derive(Debug, Clone, Default)]
pub struct Bundle {
    pub script: String,
    pub module: String,
    pub styles: String,
    /// The files of each part of the module (see `crate::parts`).
    pub parts: HashMap<String, Vec<String>>,
}

static BUNDLE: LazyLock<Bundle> = LazyLock::new(|| {
    let list = Site::get("hash.txt").map(|file| String::from_utf8_lossy(&file.data).into_owned());
    // `cargo leptos` leaves no list, and names without a hash.
    list.map(|list| bundle_of(&list))
        .or_else(|| Site::get("pkg/rolecall.js").map(|_| files_in("/pkg", "rolecall.wasm")))
        .unwrap_or_default()
});

/// Reads what the builder of the site wrote: `build: HASH`, then `PART: FILE FILE…` for each part.
fn bundle_of(list: &str) -> Bundle {
    let mut lines = list.lines().filter_map(|line| line.split_once(": "));
    let folder = lines.next().map(|(_, hash)| format!("/pkg/{hash}")).unwrap_or_default();
    let files = |files: &str| files.split(' ').map(|file| format!("{folder}/{file}")).collect();
    let parts = lines.map(|(part, names)| (part.to_owned(), files(names)));
    Bundle { parts: parts.collect(), ..files_in(&folder, "rolecall_bg.wasm") }
}

fn files_in(folder: &str, module: &str) -> Bundle {
    Bundle {
        script: format!("{folder}/rolecall.js"),
        module: format!("{folder}/{module}"),
        styles: format!("{folder}/rolecall.css"),
        parts: HashMap::new(),
    }
}

/// What the page's head refers to. Empty addresses if no site was built (tests of the server alone).
pub fn bundle() -> &'static Bundle {
    &BUNDLE
}

/// A file of the site, in the smallest form the browser takes; `None` if there is none of that name.
pub fn serve(uri: &Uri, request: &HeaderMap) -> Option<Response> {
    let path = uri.path().trim_start_matches('/');
    // The compressed copies and the list of hashes are not addresses of their own.
    if path.is_empty() || path == "hash.txt" || path.ends_with(".br") || path.ends_with(".gz") {
        return None;
    }
    let accepted = request.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let plain = Site::get(path)?;
    let etag =
        format!("\"{}\"", plain.metadata.sha256_hash()[..12].iter().map(|b| format!("{b:02x}")).collect::<String>());
    let cache = if path.starts_with("pkg/") { "public, max-age=31536000, immutable" } else { "public, max-age=86400" };
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::ETAG, HeaderValue::from_str(&etag).ok()?);
    if request.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == etag.as_bytes()) {
        return Some((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let packed = [("br", "br"), ("gzip", "gz")]
        .into_iter()
        .filter(|(name, _)| accepted.split(',').any(|part| part.trim().starts_with(name)))
        .find_map(|(name, suffix)| Some((name, Site::get(&format!("{path}.{suffix}"))?)));
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let text = matches!(kind.type_().as_str(), "text") || path.ends_with(".svg") || path.ends_with(".js");
    let kind = if text { format!("{kind}; charset=utf-8") } else { kind.to_string() };
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(&kind).ok()?);
    let data = match packed {
        Some((name, file)) => {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
            file.data
        }
        None => plain.data,
    };
    // Embedded files are handed out as they lie in the binary.
    let data = match data {
        Cow::Borrowed(data) => Bytes::from_static(data),
        Cow::Owned(data) => Bytes::from(data),
    };
    Some((headers, Body::from(data)).into_response())
}
