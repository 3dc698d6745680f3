//! The verbs of those who decide.

use leptos::server;

#[cfg(feature = "ssr")]
use super::form::DenyForm;
use super::{
    query::RequestQuery,
    reasons::Listed,
    views::{ClaimsOverview, EntryRow, RequestPage},
};
use crate::{
    domain::{ids::RequestId, page::Page},
    error::AppError,
};

/// Lists requests and invitations with their statuses (S0-24…36).
#[server(prefix = "/rpc", endpoint = "requests/list", protocol = crate::wire::Json)]
pub async fn list_requests(query: RequestQuery) -> Result<Page<EntryRow>, AppError> {
    use crate::{domain::permission::Permission, registrations::store::list, server};
    server::doors::query(Permission::DecideRequests, async |cx| {
        let (now, zone) = (cx.now, cx.zone);
        let local = |at| server::clock::local(zone, at);
        list::page(&mut cx.conn, cx.reach, &query.bounded(), now, local).await
    })
    .await
}

/// One request with everything that helps to decide (S0-37…40).
#[server(prefix = "/rpc", endpoint = "requests/get", protocol = crate::wire::Json)]
pub async fn get_request(id: RequestId) -> Result<RequestPage, AppError> {
    use crate::{domain::permission::Permission, registrations::decide, server};
    server::doors::query(Permission::DecideRequests, async |cx| decide::page(cx, id).await).await
}

/// Grants the role that was asked for, or the one given (S0-42, S0-45), at an office if the request names no provider.
#[server(prefix = "/rpc", endpoint = "requests/approve", protocol = crate::wire::Json)]
pub async fn approve_request(id: RequestId, role: String, office: String) -> Result<(), AppError> {
    use crate::{domain::permission::Permission, registrations::decide, server};
    server::doors::command(Permission::DecideRequests, async |cx| decide::approve(cx, id, &role, &office).await).await
}

/// Says no, with a reason, for good (S0-43, S0-44).
#[server(prefix = "/rpc", endpoint = "requests/deny", protocol = crate::wire::Json)]
pub async fn deny_request(id: RequestId, reason: String, note: String) -> Result<(), AppError> {
    use crate::{domain::permission::Permission, registrations::decide, server};
    let form = DenyForm { reason, note };
    server::doors::command(Permission::DecideRequests, async |cx| decide::deny(cx, id, &form).await).await
}

/// What is in the reference file of claims.
#[server(prefix = "/rpc", endpoint = "requests/claims", protocol = crate::wire::Json)]
pub async fn get_claims() -> Result<ClaimsOverview, AppError> {
    use crate::{domain::permission::Permission, registrations::claims, server};
    server::doors::query(Permission::ImportClaims, async |cx| claims::overview(cx).await).await
}

/// Why the practice denies, in its order; also what it does not offer at the moment.
#[server(prefix = "/rpc", endpoint = "requests/reasons", protocol = crate::wire::Json)]
pub async fn list_denial_reasons() -> Result<Vec<Listed>, AppError> {
    use crate::{domain::permission::Permission, registrations::store, server};
    server::doors::query(Permission::DecideRequests, async |cx| {
        cx.reach.all_of_it()?;
        store::reasons::of(&mut cx.conn, cx.reach.practice).await
    })
    .await
}

/// Puts a list in place of the one that was there `before` (S0-43). Decisions keep the words they were made with.
#[server(prefix = "/rpc", endpoint = "requests/set_reasons", protocol = crate::wire::Json)]
pub async fn set_denial_reasons(before: Vec<Listed>, reasons: Vec<Listed>) -> Result<Vec<Listed>, AppError> {
    use crate::{domain::permission::Permission, registrations::decide, server};
    server::doors::command(Permission::DecideRequests, async |cx| decide::set_reasons(cx, &before, &reasons).await)
        .await
}
