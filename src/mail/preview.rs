//! Letters with made-up names, for those who look after the installation.

use axum::{
    extract::{Path, State},
    http::{HeaderValue, header, request::Parts},
    response::{Html, IntoResponse, Response},
};

use super::{
    compose::{Composed, compose},
    letter::Letter,
    mailer::route,
    model::{LetterKind, MailSettings, Preview},
};
use crate::{
    domain::permission::Permission,
    i18n::{Lang, T},
    server::{
        doors::{self, Asked, Query},
        fault::Fault,
        http,
        state::AppState,
    },
};

/// The letter's own style and nothing else; its links lead nowhere.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; \
                      form-action 'none'; sandbox";

/// # Errors
/// A letter can't be written.
pub fn settings(cx: &Query) -> Result<MailSettings, Fault> {
    let mut letters = Vec::new();
    for kind in LetterKind::ALL {
        for lang in Lang::ALL {
            let Composed { subject, text, .. } = sample(cx, kind, lang)?;
            letters.push(Preview { kind, lang, subject, text });
        }
    }
    let from = cx.state.mailer.from().map(ToString::to_string).unwrap_or_default();
    Ok(MailSettings { route: route(&cx.state), from, letters })
}

fn sample(cx: &Query, kind: LetterKind, lang: Lang) -> Result<Composed, Fault> {
    let letter = Letter::sample(kind, T::new(lang), &cx.viewer.practice, cx.now);
    compose(&cx.state.config.base_url, lang, &letter).map_err(Fault::Other)
}

/// `GET /settings/mail/{kind}/{lang}`: one letter with its look.
pub async fn html(State(state): State<AppState>, Path((kind, lang)): Path<(String, String)>, parts: Parts) -> Response {
    let (Some(kind), Some(lang)) = (LetterKind::from_name(&kind), Lang::from_tag(&lang)) else {
        return http::not_found(&parts.headers);
    };
    let headers = parts.headers.clone();
    let shown = match Asked::of(state, parts) {
        Ok(asked) => doors::query_for(&asked, Permission::ViewMail, async |cx| sample(cx, kind, lang)).await,
        Err(error) => Err(error),
    };
    match shown {
        Ok(composed) => {
            ([(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY))], Html(composed.html)).into_response()
        }
        Err(error) => http::error_page(&headers, &error),
    }
}
