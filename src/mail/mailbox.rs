//! The development mailbox: what would have been sent, readable on this machine or, in a demo, by everybody.
//!
//! Without a mail server only. Everywhere else its addresses are unknown ones.

use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::{Html, IntoResponse, Response},
};
use sqlx::{AssertSqlSafe, FromRow, query_as};
use std::sync::atomic::Ordering;
use uuid::Uuid;

use super::{
    compose::{Composed, compose},
    mailbox_page as page,
    mailer::route,
    model::{MailRoute, MailState},
    seal,
};
use crate::{
    domain::{
        clock::{Instant, instant},
        ids::MailId,
    },
    i18n::Lang,
    on,
    server::{db::Conn, fault::Fault, gate, http, request::RequestInfo, state::AppState},
};

/// How many mails the list has: the newest.
const LISTED: i64 = 200;

/// The list and one mail: our own style, and the letter in a frame.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; frame-src 'self'; \
                           frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
/// The letter: its own style and nothing else, in an origin of its own.
const LETTER_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; \
                             form-action 'none'; sandbox";

/// A mail in the mailbox. Its letter is gone if it was withdrawn, or sealed under another key.
#[derive(Debug)]
pub struct Kept {
    pub id: MailId,
    pub to: String,
    pub state: MailState,
    pub queued: Instant,
    pub composed: Option<Composed>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    language: String,
    recipient: String,
    sealed: String,
    state: String,
    queued_at: i64,
}

/// `GET /dev/mail`
pub async fn list(
    State(state): State<AppState>,
    Extension(info): Extension<RequestInfo>,
    headers: HeaderMap,
) -> Response {
    if !is_open(&state, &info) {
        return http::not_found(&headers);
    }
    match kept(&state, None).await {
        Ok(mails) => shown(page::list(gate::look(&headers), &mails), PAGE_POLICY),
        Err(fault) => http::error_page(&headers, &fault.answer(&info.id)),
    }
}

/// `GET /dev/mail/{id}`
pub async fn letter(
    State(state): State<AppState>,
    Extension(info): Extension<RequestInfo>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    one(&state, &info, &id, &headers, |mail| shown(page::letter(gate::look(&headers), mail), PAGE_POLICY)).await
}

/// `GET /dev/mail/{id}/html`
pub async fn html(
    State(state): State<AppState>,
    Extension(info): Extension<RequestInfo>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let shown = |mail: &Kept| match &mail.composed {
        Some(composed) => shown(composed.html.clone(), LETTER_POLICY),
        None => http::not_found(&headers),
    };
    one(&state, &info, &id, &headers, shown).await
}

async fn one(
    state: &AppState,
    info: &RequestInfo,
    id: &str,
    headers: &HeaderMap,
    show: impl FnOnce(&Kept) -> Response,
) -> Response {
    let Some(id) = id.parse().ok().filter(|_| is_open(state, info)) else { return http::not_found(headers) };
    match kept(state, Some(id)).await {
        Ok(mails) => mails.first().map_or_else(|| http::not_found(headers), show),
        Err(fault) => http::error_page(headers, &fault.answer(&info.id)),
    }
}

/// A base URL of this machine does not keep other machines from asking.
fn is_open(state: &AppState, info: &RequestInfo) -> bool {
    let here = info.address.to_canonical().is_loopback();
    route(state) == MailRoute::Development && (here || state.demo.load(Ordering::Relaxed))
}

fn shown(html: String, policy: &'static str) -> Response {
    ([(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy))], Html(html)).into_response()
}

async fn kept(state: &AppState, id: Option<MailId>) -> Result<Vec<Kept>, Fault> {
    let rows = rows(&mut state.db.read().await?, id).await?;
    let kept = rows.into_iter().map(|row| {
        let id = MailId::new(row.id);
        let lang = Lang::from_tag(&row.language).unwrap_or_default();
        let letter = seal::open(&state.config, id, &row.sealed);
        Ok(Kept {
            id,
            to: row.recipient,
            state: MailState::from_name(&row.state)
                .ok_or_else(|| Fault::inconsistent(format!("mails.state of {id}")))?,
            queued: instant(row.queued_at),
            composed: letter.and_then(|letter| compose(&state.config.base_url, lang, &letter).ok()),
        })
    });
    kept.collect()
}

/// One mail, or the newest of all practices that can still be read.
async fn rows(conn: &mut Conn, id: Option<MailId>) -> sqlx::Result<Vec<Row>> {
    let one = if id.is_some() { "where id = $2" } else { "where sealed <> '' and $2 is null" };
    let sql = format!(
        "select id, language, recipient, sealed, state, queued_at from mails {one} order by queued_at desc, id desc \
         limit $1"
    );
    on!(conn, |c| { query_as(AssertSqlSafe(sql)).bind(LISTED).bind(id.map(MailId::uuid)).fetch_all(&mut *c).await })
}
