//! The verbs of the price list.

use leptos::server;

use super::{form::PriceForm, model::Version};
use crate::error::AppError;

/// Every price list there has been, the one that applies first.
#[server(prefix = "/rpc", endpoint = "prices/get", protocol = crate::wire::Json)]
pub async fn get_prices() -> Result<Vec<Version>, AppError> {
    use crate::{domain::permission::Permission, server::doors, tiers::service};
    doors::query(Permission::ManageBilling, async |cx| service::versions(cx).await).await
}

/// Makes another list apply from now on. What was bought before keeps its price until its period ends (C-18).
#[server(prefix = "/rpc", endpoint = "prices/set", protocol = crate::wire::Json)]
pub async fn set_prices(form: PriceForm) -> Result<Vec<Version>, AppError> {
    use crate::{domain::permission::Permission, server::doors, tiers::service};
    doors::command(Permission::ManageBilling, async |cx| service::set(cx, &form).await).await
}
