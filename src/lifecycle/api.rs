//! The verbs of an account's end and return.

use leptos::server;

use super::{model::Verb, views::Lifecycle};
use crate::{
    account::model::HandOver,
    domain::ids::{GrantId, PersonId},
    error::AppError,
};

/// What a verb would do to somebody, before it is done.
#[server(prefix = "/rpc", endpoint = "lifecycle/get", protocol = crate::wire::Json)]
pub async fn get_lifecycle(person: PersonId, verb: Verb) -> Result<Lifecycle, AppError> {
    use crate::{domain::permission::Permission, lifecycle::service, server::doors};
    doors::query(Permission::DeactivatePeople, async |cx| service::page(cx, person, verb).await).await
}

/// Takes somebody's access at once; reversible (C-01).
#[server(prefix = "/rpc", endpoint = "lifecycle/deactivate", protocol = crate::wire::Json)]
pub async fn deactivate_person(person: PersonId, reason: String) -> Result<(), AppError> {
    use crate::{domain::permission::Permission, lifecycle::service, server::doors};
    doors::command(Permission::DeactivatePeople, async |cx| service::one(cx, Verb::Deactivate, person, &reason).await)
        .await
}

/// What is called "delete" elsewhere (S0-64…66): somebody's access ends and lists leave them out.
#[server(prefix = "/rpc", endpoint = "lifecycle/archive", protocol = crate::wire::Json)]
pub async fn archive_person(person: PersonId, reason: String) -> Result<(), AppError> {
    use crate::{domain::permission::Permission, lifecycle::service, server::doors};
    doors::command(Permission::DeactivatePeople, async |cx| service::one(cx, Verb::Archive, person, &reason).await)
        .await
}

/// Puts an archived person back among the deactivated ones (S0-70).
#[server(prefix = "/rpc", endpoint = "lifecycle/restore", protocol = crate::wire::Json)]
pub async fn restore_person(person: PersonId, reason: String) -> Result<(), AppError> {
    use crate::{domain::permission::Permission, lifecycle::service, server::doors};
    doors::command(Permission::DeactivatePeople, async |cx| service::one(cx, Verb::Restore, person, &reason).await)
        .await
}

/// Gives somebody their access back, as far as `grants` names it (N-08).
#[server(prefix = "/rpc", endpoint = "lifecycle/reactivate", protocol = crate::wire::Json)]
pub async fn reactivate_person(person: PersonId, grants: Vec<GrantId>, reason: String) -> Result<(), AppError> {
    use crate::{domain::permission::Permission, lifecycle::service, server::doors};
    doors::command(Permission::DeactivatePeople, async |cx| service::one_back(cx, person, &grants, &reason).await).await
}

/// Puts a new account with another username in the place of this one (N-17).
#[server(prefix = "/rpc", endpoint = "lifecycle/replace", protocol = crate::wire::Json)]
pub async fn replace_account(person: PersonId, username: String, reason: String) -> Result<HandOver, AppError> {
    crate::lifecycle::replacing::replace(person, username, reason).await
}
