//! The own password, asked for again before something sensitive (T20, T33).

use super::{
    credentials,
    model::Viewer,
    service::{USED_UP, failed, proved, reserve_own},
    tries::{Account, Reserved},
};
use crate::{
    domain::code::{Code, FieldErrors},
    error::AppError,
    history::model::{Event, EventKind},
    server::{doors::Asked, fault::Fault},
};

/// Asks for the password of somebody who is signed in. Being wrong counts like a failed sign-in.
///
/// # Errors
/// A field error under `password`.
pub async fn password(asked: &Asked, viewer: &Viewer, given: &str) -> Result<(), Fault> {
    let state = &asked.state;
    let now = state.clock.now();
    let wrong = || Fault::from(FieldErrors::one("password", Code::PasswordWrong));
    let event = Event::new(EventKind::SignInFailed).because("wrong password");
    let (account, n): (Account, i32) = match reserve_own(asked, &viewer.username, now).await? {
        Reserved::Verify { account, n } => (account, n),
        Reserved::Pretend { .. } => return Err(wrong()),
        Reserved::Overdue { account } => {
            failed(asked, Some(viewer), &account, USED_UP, event, now).await?;
            return Err(wrong());
        }
    };
    let stored = credentials::get(&mut state.db.read().await?, viewer.actor.person).await?;
    let (hash, _) = stored.ok_or(AppError::NotFound)?;
    if state.passwords.verify(given.to_owned(), hash).await? {
        return proved(asked, viewer.actor.person).await;
    }
    failed(asked, Some(viewer), &account, n, event, now).await?;
    Err(wrong())
}
