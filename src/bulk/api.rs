//! The verbs of doing one thing to many people.

use leptos::server;

use super::model::{BulkLine, BulkView, Progress, Seen, Verb, Who};
use crate::{domain::ids::BulkId, error::AppError};

/// Notes what is to be done to whom; nothing happens to anybody yet.
#[server(prefix = "/rpc", endpoint = "bulk/prepare", protocol = crate::wire::Json)]
pub async fn prepare_bulk(verb: Verb, who: Who) -> Result<BulkId, AppError> {
    use crate::{bulk::service, server::doors::Asked};
    service::prepare(&Asked::current()?, verb, who).await
}

/// What would happen if `choice` (a role or a place, where the verb has one) were chosen; of an order, what has.
#[server(prefix = "/rpc", endpoint = "bulk/get", protocol = crate::wire::Json)]
pub async fn get_bulk(id: BulkId, choice: String) -> Result<BulkView, AppError> {
    use crate::{bulk::service, domain::permission::Permission, server::doors};
    doors::query(Permission::ViewPeople, async |cx| service::view(cx, id, &choice).await).await
}

/// Orders what was seen (P-18, N-09).
#[server(prefix = "/rpc", endpoint = "bulk/confirm", protocol = crate::wire::Json)]
pub async fn confirm_bulk(id: BulkId, choice: String, seen: Seen) -> Result<(), AppError> {
    use crate::{bulk::service, domain::permission::Permission, server::doors};
    doors::command(Permission::ViewPeople, async |cx| service::confirm(cx, id, &choice, &seen).await).await
}

/// Calls an order off, or what is left of it.
#[server(prefix = "/rpc", endpoint = "bulk/cancel", protocol = crate::wire::Json)]
pub async fn cancel_bulk(id: BulkId) -> Result<(), AppError> {
    use crate::{bulk::service, domain::permission::Permission, server::doors};
    doors::command(Permission::ViewPeople, async |cx| service::cancel(cx, id).await).await
}

/// How far an order is. The page asks by itself, so this is no use of the session (T28).
#[server(prefix = "/rpc", endpoint = "bulk/progress", protocol = crate::wire::Json)]
pub async fn bulk_progress(id: BulkId) -> Result<Progress, AppError> {
    use crate::{bulk::service, domain::permission::Permission, server::doors};
    doors::query_in_background(async |cx| {
        cx.reach = cx.viewer.may(Permission::ViewPeople)?;
        service::progress(cx, id).await
    })
    .await
}

/// What the reader has ordered lately, newest first.
#[server(prefix = "/rpc", endpoint = "bulk/list", protocol = crate::wire::Json)]
pub async fn list_bulks() -> Result<Vec<BulkLine>, AppError> {
    use crate::{bulk::service, domain::permission::Permission, server::doors};
    doors::query(Permission::ViewPeople, service::list).await
}
