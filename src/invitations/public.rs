//! What the holder of a link may ask without being signed in. The token is the right to it.

use leptos::server;

use super::{form::JoinForm, views::Shown};
use crate::error::AppError;

/// What a link leads to. Changes nothing, however often and by whom it is called (P-01, T40).
#[server(prefix = "/rpc", endpoint = "invitations/show", protocol = crate::wire::Json)]
pub async fn show_invitation(token: String) -> Result<Shown, AppError> {
    use crate::{invitations::accept, server::doors::Asked};
    let asked = Asked::current()?;
    let shown = accept::show(&asked, &token).await;
    asked.answer(shown)
}

/// Registers. The link is used up by this and by nothing else (C-33).
#[server(prefix = "/rpc", endpoint = "invitations/accept", protocol = crate::wire::Json)]
pub async fn accept_invitation(token: String, form: JoinForm) -> Result<(), AppError> {
    use crate::{invitations::accept, server::doors::Asked};
    let asked = Asked::current()?;
    let accepted = accept::accept(&asked, &token, &form).await;
    asked.answer(accepted)
}

/// Asks the practice for a new link. Says the same to everybody.
#[server(prefix = "/rpc", endpoint = "invitations/ask", protocol = crate::wire::Json)]
pub async fn ask_for_invitation(token: String) -> Result<(), AppError> {
    use crate::{invitations::accept, server::doors::Asked};
    let asked = Asked::current()?;
    let told = accept::ask_again(&asked, &token).await;
    asked.answer(told)
}

/// Says that a browser shows the page, or that somebody types into it. Scanners of mails do the one and not the other.
#[server(prefix = "/rpc", endpoint = "invitations/visit", protocol = crate::wire::Json)]
pub async fn visit_invitation(token: String, typed: bool) -> Result<(), AppError> {
    use crate::{invitations::accept, server::doors::Asked};
    let asked = Asked::current()?;
    let noted = accept::visited(&asked, &token, typed).await;
    asked.answer(noted)
}
