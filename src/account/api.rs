//! The verbs of those who look after accounts.

use leptos::server;

use super::model::{Care, HandOver};
use crate::{
    domain::ids::{PersonId, SessionId},
    error::AppError,
    session::model::SessionView,
};

/// How an account stands: links that are out, an address that waits.
#[server(prefix = "/rpc", endpoint = "account/care", protocol = crate::wire::Json)]
pub async fn get_care(person: PersonId) -> Result<Care, AppError> {
    use crate::{account::service, domain::permission::Permission, server::doors};
    doors::query(Permission::ViewPeople, async |cx| service::care(cx, person).await).await
}

/// Mails a link to choose a new password (S3-5, C-13).
#[server(prefix = "/rpc", endpoint = "account/send_reset", protocol = crate::wire::Json)]
pub async fn send_reset(person: PersonId) -> Result<(), AppError> {
    use crate::{account::service, domain::permission::Permission, server::doors};
    doors::command(Permission::ResetPasswords, async |cx| service::send_reset(cx, person).await).await
}

/// Makes a temporary password to be handed over (S0-62, C-13).
#[server(prefix = "/rpc", endpoint = "account/temporary", protocol = crate::wire::Json)]
pub async fn make_temporary(person: PersonId) -> Result<HandOver, AppError> {
    crate::account::temporary::make(person).await
}

/// Locks an account, with a reason.
#[server(prefix = "/rpc", endpoint = "account/lock", protocol = crate::wire::Json)]
pub async fn lock_person(person: PersonId, reason: String) -> Result<(), AppError> {
    use crate::{account::service, domain::permission::Permission, server::doors};
    doors::command(Permission::SecurePeople, async |cx| service::lock_person(cx, person, &reason).await).await
}

/// Where somebody is signed in.
#[server(prefix = "/rpc", endpoint = "account/sessions", protocol = crate::wire::Json)]
pub async fn list_sessions_of(person: PersonId) -> Result<Vec<SessionView>, AppError> {
    use crate::{domain::permission::Permission, people, server::doors, session::list};
    doors::query(Permission::SecurePeople, async |cx| {
        people::store::find(&mut cx.conn, cx.reach, person).await?.ok_or(AppError::NotFound)?;
        list::of(cx, person).await
    })
    .await
}

/// Ends one of somebody's sessions, or all of them.
#[server(prefix = "/rpc", endpoint = "account/end_sessions", protocol = crate::wire::Json)]
pub async fn end_sessions_of(person: PersonId, session: Option<SessionId>) -> Result<(), AppError> {
    use crate::{account::service, domain::permission::Permission, server::doors};
    doors::command(Permission::SecurePeople, async |cx| service::end_sessions(cx, person, session).await).await
}

/// Asks for another address of somebody registered; it becomes theirs when it is proven (C-10).
#[server(prefix = "/rpc", endpoint = "account/change_email", protocol = crate::wire::Json)]
pub async fn change_email_of(person: PersonId, email: String) -> Result<(), AppError> {
    use crate::{account::service, domain::permission::Permission, server::doors};
    doors::command(Permission::EditPeople, async |cx| service::change_email_of(cx, person, &email).await).await
}
