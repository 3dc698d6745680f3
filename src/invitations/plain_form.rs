//! The form of a personal link, sent by a browser without our module. The answer is the page itself with everything that
//! was typed but the password: no address carries an error, and none is left to be found in the browser's history.

use axum::{
    Form,
    extract::{Path, State},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{accept, form::JoinForm, link::Returned};
use crate::{
    error::{AppError, AppResult},
    people::model::Notice,
    server::{doors::Asked, http, state::AppState},
};

/// The boxes of a plain form repeat their name, so they are told apart by it.
#[derive(Deserialize)]
pub struct Sent {
    /// Which button was pressed.
    #[serde(default)]
    ask: String,
    #[serde(default)]
    username: String,
    #[serde(default)]
    first_name: String,
    #[serde(default)]
    last_name: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    mobile: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    notice_security: String,
    #[serde(default)]
    notice_account: String,
    #[serde(default)]
    notice_invitations: String,
    #[serde(default)]
    notice_news: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    repeat: String,
}

impl Sent {
    fn form(self) -> JoinForm {
        let ticked = [
            (Notice::Security, self.notice_security),
            (Notice::Account, self.notice_account),
            (Notice::Invitations, self.notice_invitations),
            (Notice::News, self.notice_news),
        ];
        let notices = ticked.iter().filter(|(_, on)| !on.is_empty()).map(|(notice, _)| notice.name());
        JoinForm {
            notices: notices.collect::<Vec<_>>().join(","),
            username: self.username,
            first_name: self.first_name,
            last_name: self.last_name,
            phone: self.phone,
            mobile: self.mobile,
            language: self.language,
            password: self.password,
            repeat: self.repeat,
        }
    }
}

/// `POST /invite/{token}`.
pub async fn register(
    State(state): State<AppState>,
    Path(token): Path<String>,
    parts: Parts,
    Form(sent): Form<Sent>,
) -> Response {
    let returned = match Asked::of(state.clone(), parts.clone()) {
        Ok(asked) => answer(&asked, &token, sent).await,
        Err(error) => Err(Returned { error: Some(error), ..Returned::default() }),
    };
    match returned {
        Ok(()) => Redirect::to(super::link::WELCOME).into_response(),
        Err(returned) => {
            let status = returned.error.as_ref().map_or(200, AppError::status);
            let mut page = http::page_for_stranger(state, parts, returned).await;
            *page.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            page
        }
    }
}

async fn answer(asked: &Asked, token: &str, sent: Sent) -> Result<(), Returned> {
    if !sent.ask.is_empty() {
        let result: AppResult<()> = asked.answer(accept::ask_again(asked, token).await);
        return Err(Returned { asked: result.is_ok(), error: result.err(), ..Returned::default() });
    }
    let form = sent.form();
    let result = asked.answer(accept::accept(asked, token, &form).await);
    result.map_err(|error| Returned { form: form.without_password(), error: Some(error), asked: false })
}
