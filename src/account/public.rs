//! What somebody may ask who is not signed in: for a link, and by one. The token is the right to it.

use leptos::server;

use super::model::{LinkKind, Shown};
use crate::error::AppError;

/// Asks for a link to choose a new password. Says the same to everybody (T10).
#[server(prefix = "/rpc", endpoint = "account/forgot", output = server_fn::codec::Post<crate::wire::Text>)]
pub async fn forgot(login: String) -> Result<(), AppError> {
    use crate::{account::follow, paths, server::doors::Asked};
    let asked = Asked::current()?;
    let told = follow::forgot(&asked, &login).await;
    if told.is_ok() && asked.request.accepts_html {
        leptos_axum::redirect(&format!("{}?sent=1", paths::FORGOT));
    }
    asked.answer(told)
}

/// What a link leads to. Changes nothing, however often and by whom it is called (T40).
#[server(prefix = "/rpc", endpoint = "account/show", protocol = crate::wire::Json)]
pub async fn show_link(kind: LinkKind, token: String) -> Result<Shown, AppError> {
    use crate::{account::follow, server::doors::Asked};
    let asked = Asked::current()?;
    let shown = follow::show(&asked, kind, &token).await;
    asked.answer(shown)
}

/// Stores a new password. The link is used up by this and by nothing else.
#[server(prefix = "/rpc", endpoint = "account/reset", protocol = crate::wire::Json)]
pub async fn reset_password(token: String, password: String, repeat: String) -> Result<(), AppError> {
    use crate::{account::follow, server::doors::Asked};
    let asked = Asked::current()?;
    let done = follow::reset(&asked, &token, &password, &repeat).await;
    asked.answer(done)
}

/// Takes off a lock that failures have set.
#[server(prefix = "/rpc", endpoint = "account/unlock", protocol = crate::wire::Json)]
pub async fn unlock_by_link(token: String) -> Result<(), AppError> {
    use crate::{account::follow, server::doors::Asked};
    let asked = Asked::current()?;
    let done = follow::unlock(&asked, &token).await;
    asked.answer(done)
}

/// Makes the proven address the person's.
#[server(prefix = "/rpc", endpoint = "account/confirm_email", protocol = crate::wire::Json)]
pub async fn confirm_email(token: String) -> Result<(), AppError> {
    use crate::{account::follow, server::doors::Asked};
    let asked = Asked::current()?;
    let done = follow::confirm_email(&asked, &token).await;
    asked.answer(done)
}
