//! Getting in and out.

use leptos::server;
use serde::{Deserialize, Serialize};

use super::model::SignInResult;
use crate::{domain::ids::PracticeId, error::AppError};

/// What a page asks in the background to know how long the session is still good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remaining {
    /// Seconds until the session ends if nobody does anything.
    pub seconds: i64,
}

/// Opens a session for a username or an e-mail address, and leads to `next`: by way of a second step where there is one.
#[server(prefix = "/rpc", endpoint = "session/sign_in")]
pub async fn sign_in(
    name: String,
    password: String,
    #[server(default)] next: String,
) -> Result<SignInResult, AppError> {
    use crate::{
        server::doors::Asked,
        session::{model::safe_next, service},
    };
    let asked = Asked::current()?;
    let result = service::sign_in(&asked, &name, &password).await;
    asked.answer(result.map(|opened| opened.hand_over(&asked, safe_next(&next))))
}

/// Ends the session of this browser.
#[server(prefix = "/rpc", endpoint = "session/sign_out")]
pub async fn sign_out() -> Result<(), AppError> {
    use crate::{
        history::model::{Event, EventKind},
        server::{cookies, doors},
        session::store,
    };
    let result = doors::command_even_restricted(async |cx| {
        store::end(&mut cx.conn, cx.viewer.session).await?;
        let event = Event::new(EventKind::SignedOut).about(cx.viewer.actor.person, &cx.viewer.actor.name);
        Ok(doors::Done::new((), event))
    })
    .await;
    cookies::clear_session()?;
    match result {
        // Somebody whose session has ended already is out: that is what was asked for.
        Err(AppError::Unauthenticated) => {
            doors::forget_refusal();
            Ok(())
        }
        other => other,
    }
}

/// Ends all sessions of the signed-in person, on every device.
#[server(prefix = "/rpc", endpoint = "session/sign_out_everywhere")]
pub async fn sign_out_everywhere() -> Result<(), AppError> {
    use crate::{
        history::model::{Event, EventKind},
        server::{cookies, doors},
        session::store,
    };
    let result = doors::command_even_restricted(async |cx| {
        let ended = store::end_all(&mut cx.conn, cx.viewer.actor.person).await?;
        let mut event = Event::new(EventKind::SignedOutEverywhere).about(cx.viewer.actor.person, &cx.viewer.actor.name);
        event.change("sessions", ended.to_string(), "0");
        Ok(doors::Done::new((), event))
    })
    .await;
    if result.is_ok() {
        cookies::clear_session()?;
    }
    result
}

/// Changes the own password and ends all sessions; the reader signs in with the new one.
#[server(prefix = "/rpc", endpoint = "session/change_password")]
pub async fn change_password(current: String, password: String, repeat: String) -> Result<(), AppError> {
    use crate::{
        domain::code::{Code, FieldErrors},
        server::{cookies, doors::Asked},
        session::service,
    };
    let asked = Asked::current()?;
    let result = if password == repeat {
        service::change_password(&asked, current, password).await
    } else {
        Err(FieldErrors::one("repeat", Code::PasswordsDiffer).into())
    };
    if result.is_ok() {
        cookies::clear_session()?;
        if asked.request.accepts_html {
            leptos_axum::redirect("/sign-in?changed=1");
        }
    }
    asked.answer(result)
}

/// Works in another practice from now on.
#[server(prefix = "/rpc", endpoint = "session/choose_practice")]
pub async fn choose_practice(practice: PracticeId) -> Result<(), AppError> {
    use crate::{
        domain::permission::Permission,
        history::model::{Event, EventKind},
        server::doors,
        session::store,
    };
    doors::command(Permission::SignedIn, async |cx| {
        let chosen = cx.viewer.practices.iter().find(|(id, _)| *id == practice).cloned();
        let (id, name) = chosen.ok_or(AppError::NotFound)?;
        store::work_in(&mut cx.conn, cx.viewer.session, id).await?;
        let event = Event::new(EventKind::PracticeChosen).about(cx.viewer.actor.person, &cx.viewer.actor.name);
        if cx.request.accepts_html {
            leptos_axum::redirect("/people");
        }
        Ok(doors::Done::new((), event.because(name)))
    })
    .await
}

/// Says "I'm still here": resets the idle time.
#[server(prefix = "/rpc", endpoint = "session/stay")]
pub async fn stay() -> Result<Remaining, AppError> {
    use crate::{domain::permission::Permission, server::doors};
    doors::query(Permission::SignedIn, remaining).await
}

/// How long the session is still good. Asked in the background, it does not count as use (T28).
#[server(prefix = "/rpc", endpoint = "session/remaining")]
pub async fn session_remaining() -> Result<Remaining, AppError> {
    crate::server::doors::query_in_background(remaining).await
}

#[cfg(feature = "ssr")]
async fn remaining(cx: &mut crate::server::doors::Query) -> Result<Remaining, crate::server::fault::Fault> {
    let session = cx.viewer.session;
    let seconds = super::store::seconds_left(&mut cx.conn, session, cx.now, &cx.state.activity).await?;
    Ok(Remaining { seconds })
}
