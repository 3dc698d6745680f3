//! Bodies and ids of requests, strictly: what is not asked for is refused, not left out.

use std::str::FromStr;

use axum::{
    Json,
    extract::{FromRequest, FromRequestParts, Path, Request, rejection::JsonRejection},
    http::request::Parts,
    response::{IntoResponse as _, Response},
};
use serde::de::DeserializeOwned;

use super::problem::{Kind, Problem};
use crate::{error::AppError, i18n::T, server::state::AppState};

/// The JSON of a request.
pub struct Body<B>(pub B);

impl<B: DeserializeOwned> FromRequest<AppState> for Body<B> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let t = T::new(crate::server::gate::look(request.headers()).lang);
        match Json::<B>::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(problem(&rejection, t).into_response()),
        }
    }
}

fn problem(rejection: &JsonRejection, t: T) -> Problem {
    let why = rejection.body_text();
    match rejection {
        JsonRejection::JsonDataError(_) => Problem::new(Kind::Invalid, t.rest_bad_fields(why)),
        JsonRejection::MissingJsonContentType(_) => Problem::new(Kind::NotJson, t.rest_not_json()),
        JsonRejection::BytesRejection(_) if rejection.status() == 413 => {
            Problem::new(Kind::TooLarge, t.rest_too_large())
        }
        _ => Problem::new(Kind::BadRequest, t.rest_bad_body(why)),
    }
}

/// The id in the address. What is no id is nobody's.
pub struct Id<I>(pub I);

impl<I: FromStr> FromRequestParts<AppState> for Id<I> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let Ok(t): Result<T, std::convert::Infallible> = T::from_request_parts(parts, state).await;
        let nowhere = || Problem::of(&AppError::NotFound, t).into_response();
        let Path(text) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| nowhere())?;
        text.parse().map(Self).map_err(|_| nowhere())
    }
}
