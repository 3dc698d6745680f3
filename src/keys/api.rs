//! The verbs of API keys.

use leptos::server;

use super::model::{KeyForm, KeyView};
use crate::{domain::ids::KeyId, error::AppError};

/// The practice's keys, the newest first.
#[server(prefix = "/rpc", endpoint = "keys/list", protocol = crate::wire::Json)]
pub async fn list_keys() -> Result<Vec<KeyView>, AppError> {
    use crate::{domain::permission::Permission, keys::service, server::doors};
    doors::query(Permission::ManageKeys, async |cx| service::list(cx).await).await
}

/// Makes a key for the reader; the answer is the key, told this once (T58).
#[server(prefix = "/rpc", endpoint = "keys/make", protocol = crate::wire::Json)]
pub async fn make_key(form: KeyForm) -> Result<String, AppError> {
    use crate::{domain::permission::Permission, keys::service, server::doors};
    doors::command(Permission::ManageKeys, async |cx| service::make(cx, &form).await).await
}

/// Ends a key of the practice, whoever made it.
#[server(prefix = "/rpc", endpoint = "keys/revoke", protocol = crate::wire::Json)]
pub async fn revoke_key(id: KeyId) -> Result<(), AppError> {
    use crate::{domain::permission::Permission, keys::service, server::doors};
    doors::command(Permission::ManageKeys, async |cx| service::revoke(cx, id).await).await
}
