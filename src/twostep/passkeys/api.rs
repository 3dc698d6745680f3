//! The verbs of passkeys. Questions and answers of authenticators travel as the JSON that the standard defines.

use leptos::server;

use crate::{domain::ids::PasskeyId, error::AppError, session::model::SignInResult};

/// What an authenticator is to sign for somebody who signs in, or gives their second step.
#[server(prefix = "/rpc", endpoint = "twostep/passkey_question", protocol = crate::wire::Json)]
pub async fn passkey_question() -> Result<String, AppError> {
    use crate::{server::doors::Asked, twostep::passkeys::service};
    let asked = Asked::current()?;
    let question = service::question(&asked).await;
    asked.answer(question)
}

/// Opens a session by a passkey, and leads to `next`.
#[server(prefix = "/rpc", endpoint = "twostep/passkey_sign_in", protocol = crate::wire::Json)]
pub async fn passkey_sign_in(answer: String, next: String) -> Result<SignInResult, AppError> {
    use crate::{server::doors::Asked, session::model::safe_next, twostep::passkeys::service};
    let asked = Asked::current()?;
    let result = service::sign_in(&asked, &answer).await;
    asked.answer(result.map(|opened| opened.hand_over(&asked, safe_next(&next))))
}

/// Begins to add a passkey. The password is asked of those who are signed in.
#[server(prefix = "/rpc", endpoint = "twostep/begin_passkey", protocol = crate::wire::Json)]
pub async fn begin_passkey(password: String) -> Result<String, AppError> {
    use crate::{
        server::doors::Asked,
        twostep::{api::proved, passkeys::service},
    };
    let viewer = proved(&password).await?;
    let asked = Asked::current()?;
    let question = service::begin(&asked, &viewer).await;
    asked.answer(question)
}

/// Adds the passkey that the authenticator has made. The first factor comes with recovery codes.
#[server(prefix = "/rpc", endpoint = "twostep/add_passkey", protocol = crate::wire::Json)]
pub async fn add_passkey(answer: String, name: String) -> Result<Vec<String>, AppError> {
    use crate::{
        server::doors::{self, Asked},
        session::model::Awaits,
        twostep::{api::hand_over, passkeys::service},
    };
    let viewer = doors::query_even(Awaits::Enrolment, async |cx| Ok(cx.viewer.clone())).await?;
    let asked = Asked::current()?;
    let made = service::made(&asked, &viewer, &answer).await;
    let made = asked.answer(made)?;
    let add = async |cx: &mut doors::Command| service::add(cx, &made, &name).await;
    hand_over(doors::command_even(Awaits::Enrolment, add).await?)
}

/// Removes one of one's own passkeys.
#[server(prefix = "/rpc", endpoint = "twostep/remove_passkey", protocol = crate::wire::Json)]
pub async fn remove_passkey(id: PasskeyId, password: String) -> Result<(), AppError> {
    use crate::{
        server::doors,
        twostep::{api::proved, passkeys::service},
    };
    proved(&password).await?;
    doors::command_on_self(async |cx| service::remove(cx, id).await).await
}
