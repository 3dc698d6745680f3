//! The own second step: giving it while signing in, setting it up, taking it away.

use leptos::server;

use super::model::{AppKey, OwnTwoStep, StepOffer};
use crate::{error::AppError, session::model::SignInResult};

/// What the page between password and session may be given.
#[server(prefix = "/rpc", endpoint = "twostep/offer", protocol = crate::wire::Json)]
pub async fn second_step_offer() -> Result<StepOffer, AppError> {
    use crate::{server::doors::Asked, twostep::step};
    let asked = Asked::current()?;
    let offer = step::offer(&asked).await;
    asked.answer(offer)
}

/// Makes a session whole by a code of an app or a recovery code, and leads to `next`.
#[server(prefix = "/rpc", endpoint = "twostep/code", output = server_fn::codec::Post<crate::wire::Text>)]
pub async fn give_code(
    #[server(default)] step_code: String,
    #[server(default)] recovery_code: String,
    #[server(default)] next: String,
) -> Result<SignInResult, AppError> {
    use crate::{
        server::doors::Asked,
        session::model::safe_next,
        twostep::step::{self, Typed},
    };
    let asked = Asked::current()?;
    let typed = match recovery_code.is_empty() {
        true => Typed { field: "step_code", code: step_code },
        false => Typed { field: "recovery_code", code: recovery_code },
    };
    let result = step::code(&asked, &typed).await;
    asked.answer(result.map(|opened| opened.hand_over(&asked, safe_next(&next))))
}

/// Gives up signing in.
#[server(prefix = "/rpc", endpoint = "twostep/cancel", output = server_fn::codec::Post<crate::wire::Text>)]
pub async fn cancel_sign_in() -> Result<(), AppError> {
    use crate::{
        history::model::{Event, EventKind},
        paths,
        server::{cookies, doors},
        session::store,
    };
    let html = doors::command_waiting(async |cx| {
        store::end(&mut cx.conn, cx.viewer.session).await?;
        let event = Event::new(EventKind::SignedOut).about(cx.viewer.actor.person, &cx.viewer.actor.name);
        let html = cx.request.accepts_html;
        Ok(doors::Done::new(html, event.because("second step not taken")))
    })
    .await?;
    cookies::clear_session()?;
    if html {
        leptos_axum::redirect(paths::SIGN_IN);
    }
    Ok(())
}

/// The own second step, for one's own page.
#[server(prefix = "/rpc", endpoint = "twostep/own", protocol = crate::wire::Json)]
pub async fn get_two_step() -> Result<OwnTwoStep, AppError> {
    use crate::{domain::permission::Permission, server::doors, twostep::service};
    doors::query(Permission::SignedIn, service::own).await
}

/// Begins to set an app up: shows its secret, this once. The password is asked of those who are signed in.
#[server(prefix = "/rpc", endpoint = "twostep/begin_app", protocol = crate::wire::Json)]
pub async fn begin_app(password: String) -> Result<AppKey, AppError> {
    use crate::{server::doors::Asked, twostep::service};
    let viewer = proved(&password).await?;
    let asked = Asked::current()?;
    let key = service::begin_app(&asked, &viewer).await;
    asked.answer(key)
}

/// Turns the app on by its first code. The first factor comes with recovery codes, which are shown once.
#[server(prefix = "/rpc", endpoint = "twostep/confirm_app", protocol = crate::wire::Json)]
pub async fn confirm_app(code: String) -> Result<Vec<String>, AppError> {
    use crate::{server::doors, session::model::Awaits, twostep::service};
    let changed = doors::command_even(Awaits::Enrolment, async |cx| service::confirm_app(cx, &code).await).await?;
    hand_over(changed)
}

/// Turns the app off.
#[server(prefix = "/rpc", endpoint = "twostep/remove_app", protocol = crate::wire::Json)]
pub async fn remove_app(password: String) -> Result<(), AppError> {
    use crate::{server::doors, twostep::service};
    proved(&password).await?;
    doors::command_on_self(async |cx| service::remove_app(cx).await).await
}

/// Makes new recovery codes, which are shown once; the old ones end.
#[server(prefix = "/rpc", endpoint = "twostep/renew_codes", protocol = crate::wire::Json)]
pub async fn renew_codes(password: String) -> Result<Vec<String>, AppError> {
    use crate::{server::doors, twostep::service};
    proved(&password).await?;
    doors::command_on_self(async |cx| service::renew_codes(cx).await).await
}

/// The password once more, of somebody who is signed in; who waits for enrolment has given it a moment ago (T20).
#[cfg(feature = "ssr")]
pub(super) async fn proved(password: &str) -> Result<crate::session::model::Viewer, AppError> {
    use crate::{
        server::doors::{self, Asked},
        session::{model::Awaits, own_password},
    };
    let viewer = doors::query_even(Awaits::Enrolment, async |cx| Ok(cx.viewer.clone())).await?;
    if viewer.awaits.is_none() {
        let asked = Asked::current()?;
        let proved = own_password::ask(&asked, password).await;
        asked.answer(proved)?;
    }
    Ok(viewer)
}

/// Gives the browser the token of a session that has become whole.
#[cfg(feature = "ssr")]
pub(super) fn hand_over(changed: super::service::Changed) -> Result<Vec<String>, AppError> {
    use crate::server::{cookies, doors::Asked};
    if let Some(token) = changed.token {
        cookies::set_session(&Asked::current()?.state.config, &token);
    }
    Ok(changed.codes)
}
