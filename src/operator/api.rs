//! The verbs of the operator's page.

use leptos::server;

use super::model::Installation;
use crate::error::AppError;

/// How the installation is doing.
#[server(prefix = "/rpc", endpoint = "operator/get", protocol = crate::wire::Json)]
pub async fn get_installation() -> Result<Installation, AppError> {
    use crate::{domain::permission::Permission, operator::service, server::doors};
    doors::query(Permission::OperateInstallation, service::view).await
}

/// Tries every mail again now that a mail server did not take, of all practices. The answer is how many.
#[server(prefix = "/rpc", endpoint = "operator/retry_mail", protocol = crate::wire::Json)]
pub async fn retry_mail() -> Result<u64, AppError> {
    use crate::{domain::permission::Permission, operator::service, server::doors};
    doors::command(Permission::OperateInstallation, service::retry_mail).await
}
