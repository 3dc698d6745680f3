//! Pictures of providers come in by a plain form that needs no script, and go out as the server has made them.

use axum::{
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};

use super::{
    doors::{self, Asked},
    files::{file, refused},
    http::not_found,
    state::AppState,
};
use crate::{
    domain::{code::Code, ids::ProviderId, permission::Permission},
    error::AppError,
    paths,
    providers::{administer, image, picture::Outcome, store},
    roster::model::ReadError,
};

/// Takes a picture in and leads back to the provider's form.
pub async fn upload(State(state): State<AppState>, Path(id): Path<ProviderId>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let headers = parts.headers.clone();
    let asked = match Asked::of(state, parts) {
        Ok(asked) => asked,
        Err(error) => return refused(&headers, None, &error),
    };
    // Nothing is decoded for those who may not change this provider.
    let known = doors::query_for(&asked, Permission::EditProviders, async |cx| {
        store::find(&mut cx.conn, cx.reach, id).await?.ok_or(AppError::NotFound)?;
        Ok(())
    });
    if let Err(error) = known.await {
        return refused(&headers, Some(&asked), &error);
    }
    let picture = match file(&asked, body).await {
        Ok((_, bytes)) => image::make(bytes).await,
        Err(ReadError::TooBig) => Err(Code::ImageTooBig),
        Err(_) => Err(Code::NotAnImage),
    };
    let picture = match picture {
        Ok(picture) => picture,
        Err(code) => return wrong(&asked, id, code),
    };
    let done = doors::command_for(&asked, Permission::EditProviders, async |cx| {
        administer::set_picture(cx, id, Some(picture)).await
    });
    match done.await {
        Ok(_) => Redirect::to(&paths::provider_picture_told(id, Outcome::Saved)).into_response(),
        Err(error) => refused(&headers, Some(&asked), &error),
    }
}

/// The form's page says why; whoever wants no page gets a status.
fn wrong(asked: &Asked, id: ProviderId, code: Code) -> Response {
    if asked.request.accepts_html {
        return Redirect::to(&paths::provider_picture_told(id, Outcome::of(code))).into_response();
    }
    let status = match code {
        Code::ImageTooBig => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    (status, Outcome::of(code).name()).into_response()
}

/// A picture. Its address changes with it, so a browser keeps it for good; nobody in between does.
pub async fn show(
    State(state): State<AppState>,
    Path((id, hash)): Path<(ProviderId, String)>,
    parts: Parts,
) -> Response {
    let headers: HeaderMap = parts.headers.clone();
    let Ok(asked) = Asked::of(state, parts) else { return not_found(&headers) };
    let found = doors::query_for(&asked, Permission::ViewProviders, async |cx| {
        if !cx.reach.covers(Some(id)) {
            return Err(AppError::NotFound.into());
        }
        let found = administer::picture(&mut cx.conn, cx.reach.practice, id, &hash).await?;
        Ok(found.ok_or(AppError::NotFound)?)
    });
    match found.await {
        Ok(jpeg) => {
            let mut response = jpeg.into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg"));
            headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
            let kept = HeaderValue::from_static("private, max-age=31536000, immutable");
            headers.insert(header::CACHE_CONTROL, kept);
            response
        }
        Err(error) => refused(&headers, Some(&asked), &error),
    }
}
