//! Getting in and out.

use leptos::server;
use serde::{Deserialize, Serialize};

use super::{
    model::{SessionView, SignInResult},
    strength::Strength,
};
use crate::{
    domain::{
        ids::{PracticeId, SessionId},
        permission::Permission,
        role::Role,
    },
    error::AppError,
};

/// What a page asks in the background to know how long the session is still good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remaining {
    /// Seconds until the session ends if nobody does anything.
    pub seconds: i64,
}

/// Opens a session for a username or an e-mail address, and leads to `next`: by way of a second step where there is one.
#[server(prefix = "/rpc", endpoint = "session/sign_in", output = server_fn::codec::Post<crate::wire::Text>)]
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
#[server(prefix = "/rpc", endpoint = "session/sign_out", output = server_fn::codec::Post<crate::wire::Text>)]
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
#[server(prefix = "/rpc", endpoint = "session/sign_out_everywhere", output = server_fn::codec::Post<crate::wire::Text>)]
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
#[server(prefix = "/rpc", endpoint = "session/change_password", output = server_fn::codec::Post<crate::wire::Text>)]
pub async fn change_password(current: String, password: String, repeat: String) -> Result<(), AppError> {
    use crate::{
        domain::code::{Code, FieldErrors},
        server::{cookies, doors::Asked},
        session::own_password,
    };
    let asked = Asked::current()?;
    let result = if password == repeat {
        own_password::change(&asked, current, password).await
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
#[server(prefix = "/rpc", endpoint = "session/choose_practice", output = server_fn::codec::Post<crate::wire::Text>)]
pub async fn choose_practice(practice: PracticeId) -> Result<(), AppError> {
    use crate::{
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
#[server(prefix = "/rpc", endpoint = "session/stay", output = server_fn::codec::Post<crate::wire::Text>)]
pub async fn stay() -> Result<Remaining, AppError> {
    use crate::server::doors;
    doors::query(Permission::SignedIn, remaining).await
}

/// How long the session is still good. Asked in the background, it does not count as use (T28).
#[server(prefix = "/rpc", endpoint = "session/remaining", output = server_fn::codec::Post<crate::wire::Text>)]
pub async fn session_remaining() -> Result<Remaining, AppError> {
    crate::server::doors::query_in_background(remaining).await
}

#[cfg(feature = "ssr")]
async fn remaining(cx: &mut crate::server::doors::Query) -> Result<Remaining, crate::server::fault::Fault> {
    let session = cx.viewer.session;
    let seconds = super::store::seconds_left(&mut cx.conn, session, cx.now, &cx.state.activity).await?;
    Ok(Remaining { seconds })
}

/// Gives the password again, so that sensitive acts may follow (T33). The session gets a new token.
#[server(prefix = "/rpc", endpoint = "session/prove", output = server_fn::codec::Post<crate::wire::Text>)]
pub async fn prove(proof: String, #[server(default)] next: String) -> Result<(), AppError> {
    use crate::{
        server::{cookies, doors::Asked},
        session::{model::safe_next, own_password},
    };
    let asked = Asked::current()?;
    let result = own_password::prove(&asked, &proof).await.map(|token| {
        cookies::set_session(&asked.state.config, &token);
        if asked.request.accepts_html {
            leptos_axum::redirect(safe_next(&next));
        }
    });
    asked.answer(result)
}

/// How well a password would stand, and why. Keeps nothing; anybody may ask, as those do who register or reset.
#[server(prefix = "/rpc", endpoint = "session/strength", protocol = crate::wire::Json)]
pub async fn password_strength(password: String, words: Vec<String>) -> Result<Strength, AppError> {
    use crate::{
        domain::code::Code,
        server::{doors::Asked, fault::Fault, password},
    };
    let asked = Asked::current()?;
    if password.chars().count() > password::LONGEST {
        return Ok(Strength { score: 0, refused: Some(Code::PasswordTooLong), hint: None });
    }
    let words: Vec<String> = words.into_iter().take(10).map(|word| word.chars().take(100).collect()).collect();
    let judged = async {
        let leaked = asked.state.passwords.is_leaked(password.clone()).await?;
        let judged = tokio::task::spawn_blocking(move || {
            let words: Vec<_> = words.iter().map(String::as_str).chain(["Rolecall"]).collect();
            password::strength(&password, &words, leaked)
        });
        judged.await.map_err(|error| Fault::Other(error.to_string()))
    };
    asked.answer(judged.await)
}

/// Where the reader is signed in.
#[server(prefix = "/rpc", endpoint = "session/list", output = server_fn::codec::Post<crate::wire::Text>)]
pub async fn list_sessions() -> Result<Vec<SessionView>, AppError> {
    use crate::{server::doors, session::list};
    doors::query(Permission::SignedIn, async |cx| {
        let person = cx.viewer.actor.person;
        list::of(cx, person).await
    })
    .await
}

/// Ends one of the reader's sessions; without one, all but this.
#[server(prefix = "/rpc", endpoint = "session/end", protocol = crate::wire::Json)]
pub async fn end_session(session: Option<SessionId>) -> Result<(), AppError> {
    use crate::{
        history::model::{Event, EventKind},
        server::doors,
        session::list,
    };
    doors::command_on_self(async |cx| {
        let (person, own) = (cx.viewer.actor.person, cx.viewer.session);
        let mut event = Event::new(EventKind::SessionEnded).about(person, &cx.viewer.actor.name);
        let ended = match session {
            Some(session) if list::end_of(&mut cx.conn, person, session).await? => 1,
            Some(_) => return Err(AppError::NotFound.into()),
            None => list::end_others(&mut cx.conn, person, own).await?,
        };
        event.change("sessions", ended.to_string(), "0");
        Ok(doors::Done::new((), event))
    })
    .await
}

/// Who may look at the portal as somebody of another role: those who give roles away.
pub const LOOKS: Permission = Permission::EditPeople;

/// Shows the portal as somebody of that role sees it, until the session stops looking or ends (N-14).
#[server(prefix = "/rpc", endpoint = "session/look_as", output = server_fn::codec::Post<crate::wire::Text>)]
pub async fn look_as(role: Role) -> Result<(), AppError> {
    use crate::{
        domain::refusal::Refusal,
        history::model::{Event, EventKind},
        server::doors,
        session::store,
    };
    doors::command(LOOKS, async |cx| {
        cx.viewer.as_oneself()?;
        let actor = &cx.viewer.actor;
        if !actor.may_look_as(role) {
            return Err(Refusal::RoleAboveOwn(role).into());
        }
        let mut event = Event::new(EventKind::LookedAs).about(actor.person, &actor.name);
        event.change("role", "", role.name());
        store::look_as(&mut cx.conn, cx.viewer.session, Some(role)).await?;
        if cx.request.accepts_html {
            leptos_axum::redirect("/");
        }
        Ok(doors::Done::new((), event))
    })
    .await
}

/// Shows the portal as it is for the reader again. That it was otherwise is in the history already.
#[server(prefix = "/rpc", endpoint = "session/stop_looking", output = server_fn::codec::Post<crate::wire::Text>)]
pub async fn stop_looking() -> Result<(), AppError> {
    use crate::{
        server::{
            doors::{self, Asked},
            write::Bookkeeping,
        },
        session::store,
    };
    let asked = Asked::current()?;
    let session = doors::query_for(&asked, Permission::SignedIn, async |cx| Ok(cx.viewer.session)).await?;
    let stopped = async {
        let mut tx = Bookkeeping::open(&asked.state.db).await?;
        store::look_as(&mut tx, session, None).await?;
        if asked.request.accepts_html {
            leptos_axum::redirect("/");
        }
        Ok(tx.keep().await?)
    };
    asked.answer(stopped.await)
}
