//! The same POST twice: whoever heard no answer sends it again with the same Idempotency-Key and hears the first one's.

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use chrono::TimeDelta;
use sha2::{Digest as _, Sha256};
use sqlx::{query, query_as};
use tracing::Instrument as _;

use super::problem::{CONTENT_TYPE, Kind, Problem};
use crate::{
    domain::{
        clock::{Instant, millis},
        ids::{KeyId, PracticeId},
    },
    i18n::T,
    keys::service::KeyInUse,
    on,
    server::{fault::Fault, http::LARGEST_BODY, request::RequestInfo, state::AppState, write::Bookkeeping},
};

pub const HEADER: HeaderName = HeaderName::from_static("idempotency-key");
const LONGEST: usize = 255;
/// So long an answer is kept.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// What names a request: the key that sends it, and what it calls the request.
struct Named {
    practice: PracticeId,
    key: KeyId,
    name: String,
    hash: String,
}

/// Carries a POST with an Idempotency-Key out once.
pub async fn once(State(state): State<AppState>, t: T, request: Request, next: Next) -> Response {
    let name = request.headers().get(HEADER).filter(|_| request.method() == Method::POST);
    let (Some(name), Some(key)) = (name, request.extensions().get::<KeyInUse>()) else {
        return next.run(request).await;
    };
    let name = name.to_str().ok().filter(|name| (1..=LONGEST).contains(&name.len())).map(str::to_owned);
    let Some(name) = name else {
        return Problem::new(Kind::BadRequest, t.rest_key_too_long()).into_response();
    };
    let (practice, key) = (key.practice, key.id);
    let id = request.extensions().get::<RequestInfo>().map(|info| info.id.clone()).unwrap_or_default();
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return Problem::new(Kind::TooLarge, t.rest_too_large()).into_response();
    };
    let address = parts.uri.path_and_query().map_or("", |address| address.as_str());
    let named = Named { practice, key, name, hash: hash(address, &body) };
    let request = Request::from_parts(parts, Body::from(body));
    // Also when the caller has gone meanwhile: that is when they will ask again.
    let work = async move { carry_out(&state, t, &named, request, next).await };
    match tokio::spawn(work.in_current_span()).await {
        Ok(Ok(response)) => response,
        Ok(Err(fault)) => Problem::of(&fault.answer(&id), t).into_response(),
        Err(error) => Problem::of(&Fault::Other(error.to_string()).answer(&id), t).into_response(),
    }
}

fn hash(address: &str, body: &[u8]) -> String {
    let hash = Sha256::new().chain_update(address).chain_update([0]).chain_update(body).finalize();
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn carry_out(state: &AppState, t: T, named: &Named, request: Request, next: Next) -> Result<Response, Fault> {
    let now = state.clock.now();
    if let Some(stored) = begin(state, named, now).await? {
        return Ok(if stored.request_hash != named.hash {
            Problem::new(Kind::KeyReused, t.rest_key_reused()).into_response()
        } else if stored.status == 0 {
            Problem::new(Kind::StillRunning, t.rest_still_running()).into_response()
        } else {
            stored.response()
        });
    }
    let (parts, body) = next.run(request).await.into_parts();
    let body = to_bytes(body, usize::MAX).await.map_err(|error| Fault::Other(error.to_string()))?;
    keep(state, named, parts.status, &parts.headers, &body).await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

#[derive(sqlx::FromRow)]
struct Stored {
    request_hash: String,
    status: i32,
    etag: String,
    location: String,
    body: String,
}

impl Stored {
    fn response(self) -> Response {
        let status = u16::try_from(self.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let kind = if status.is_success() { "application/json" } else { CONTENT_TYPE };
        let mut response = (status, self.body).into_response();
        let headers = response.headers_mut();
        for (name, value) in
            [(header::CONTENT_TYPE, kind), (header::ETAG, &self.etag), (header::LOCATION, &self.location)]
        {
            if let (false, Ok(value)) = (value.is_empty(), HeaderValue::from_str(value)) {
                headers.insert(name, value);
            }
        }
        response
    }
}

/// Notes that the request begins; or what is known of it, if it has begun before.
async fn begin(state: &AppState, named: &Named, now: Instant) -> Result<Option<Stored>, Fault> {
    let mut tx = Bookkeeping::open(&state.db).await?;
    let forget = "delete from api_answers where key_id = $1 and idempotency_key = $2 and began_at <= $3";
    let insert = "insert into api_answers (practice_id, key_id, idempotency_key, request_hash, began_at) \
                  values ($1, $2, $3, $4, $5) \
                  on conflict do nothing";
    let known = "select request_hash, status, etag, location, body from api_answers \
                 where key_id = $1 and idempotency_key = $2";
    let (key, name) = (named.key.uuid(), &named.name);
    let stored = on!(&mut *tx, |c| {
        query(forget).bind(key).bind(name).bind(millis(now - KEPT)).execute(&mut *c).await?;
        let inserted = query(insert)
            .bind(named.practice.uuid())
            .bind(key)
            .bind(name)
            .bind(&named.hash)
            .bind(millis(now))
            .execute(&mut *c)
            .await?;
        match inserted.rows_affected() {
            0 => query_as(known).bind(key).bind(name).fetch_optional(&mut *c).await?,
            _ => None,
        }
    });
    tx.keep().await?;
    Ok(stored)
}

/// Keeps the answer; after a fault of ours the same request may be tried again.
async fn keep(
    state: &AppState,
    named: &Named,
    status: StatusCode,
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<(), Fault> {
    let mut tx = Bookkeeping::open(&state.db).await?;
    let forget = "delete from api_answers where key_id = $1 and idempotency_key = $2";
    let update = "update api_answers set status = $3, etag = $4, location = $5, body = $6 \
                  where key_id = $1 and idempotency_key = $2";
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let body = std::str::from_utf8(body).map_err(|error| Fault::Other(error.to_string()))?;
    on!(&mut *tx, |c| {
        let stored = if status.is_server_error() { query(forget) } else { query(update) };
        let stored = stored.bind(named.key.uuid()).bind(&named.name);
        if status.is_server_error() {
            stored.execute(&mut *c).await?;
        } else {
            let stored = stored.bind(i32::from(status.as_u16())).bind(text(header::ETAG));
            stored.bind(text(header::LOCATION)).bind(body).execute(&mut *c).await?;
        }
    });
    tx.keep().await?;
    Ok(())
}

/// Forgets old answers.
pub async fn sweep(tx: &mut Bookkeeping, now: Instant) -> sqlx::Result<()> {
    let sql = "delete from api_answers where began_at <= $1";
    on!(&mut **tx, |c| query(sql).bind(millis(now - KEPT)).execute(&mut *c).await.map(drop))
}
