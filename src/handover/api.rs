//! The verbs of plans for the patients of a provider who leaves.

use leptos::server;

use super::{
    model::{Plan, State, When},
    points::{Lists, Point, PointForm},
    views::{HandoverLine, HandoverPage, Preview, Seen},
};
use crate::{
    domain::{ids::ProviderId, role::Role},
    error::AppError,
};

/// The plans of the practice: those that wait, then the last that are over.
#[server(prefix = "/rpc", endpoint = "handover/list", protocol = crate::wire::Json)]
pub async fn list_handovers() -> Result<Vec<HandoverLine>, AppError> {
    use crate::{domain::permission::Permission, handover::service, server::doors};
    doors::query(Permission::ViewPatients, service::list).await
}

/// A provider's plan, and what it would do.
#[server(prefix = "/rpc", endpoint = "handover/get", protocol = crate::wire::Json)]
pub async fn get_handover(provider: ProviderId) -> Result<HandoverPage, AppError> {
    use crate::{domain::permission::Permission, handover::service, server::doors};
    doors::query(Permission::ViewPatients, async |cx| service::page(cx, provider).await).await
}

/// What a plan would do that is being made.
#[server(prefix = "/rpc", endpoint = "handover/preview", protocol = crate::wire::Json)]
pub async fn preview_handover(provider: ProviderId, plan: Plan, when: When) -> Result<Preview, AppError> {
    use crate::{domain::permission::Permission, handover::service, server::doors};
    doors::query(Permission::AssignPatients, async |cx| {
        cx.reach.all_of_it()?;
        service::preview(cx, provider, plan, when).await
    })
    .await
}

/// Keeps a plan without scheduling it. `version` is that of the page, 0 where there was no plan.
#[server(prefix = "/rpc", endpoint = "handover/draft", protocol = crate::wire::Json)]
pub async fn draft_handover(provider: ProviderId, version: i64, plan: Plan) -> Result<(), AppError> {
    use crate::{domain::permission::Permission, handover::service, server::doors};
    doors::command(Permission::AssignPatients, async |cx| service::draft(cx, provider, version, plan).await).await
}

/// Schedules the plan that was seen, or carries it out at once (P-18).
#[server(prefix = "/rpc", endpoint = "handover/schedule", protocol = crate::wire::Json)]
pub async fn schedule_handover(
    provider: ProviderId,
    version: i64,
    plan: Plan,
    when: When,
    seen: Seen,
) -> Result<State, AppError> {
    use crate::{domain::permission::Permission, handover::service, server::doors};
    doors::command(Permission::AssignPatients, async |cx| {
        service::schedule(cx, provider, version, plan, (when, &seen)).await
    })
    .await
}

/// Takes a plan up again that has stopped.
#[server(prefix = "/rpc", endpoint = "handover/plan/retry", protocol = crate::wire::Json)]
pub async fn retry_handover(provider: ProviderId, version: i64) -> Result<State, AppError> {
    use crate::{domain::permission::Permission, handover::service, server::doors};
    doors::command(Permission::AssignPatients, async |cx| service::retry(cx, provider, version).await).await
}

/// Calls a plan off.
#[server(prefix = "/rpc", endpoint = "handover/plan/cancel", protocol = crate::wire::Json)]
pub async fn cancel_handover(provider: ProviderId, version: i64) -> Result<(), AppError> {
    use crate::{domain::permission::Permission, handover::service, server::doors};
    doors::command(Permission::AssignPatients, async |cx| service::cancel(cx, provider, version).await).await
}

/// Adds a point to what else has to be seen to (N-06).
#[server(prefix = "/rpc", endpoint = "handover/plan/add_point", protocol = crate::wire::Json)]
pub async fn add_point(provider: ProviderId, task: String) -> Result<Vec<Point>, AppError> {
    use crate::{domain::permission::Permission, handover::point_service, server::doors};
    doors::command(Permission::EditProviders, async |cx| point_service::add(cx, provider, &task).await).await
}

/// Saves a point: owner, due date, evidence, closed or not.
#[server(prefix = "/rpc", endpoint = "handover/plan/save_point", protocol = crate::wire::Json)]
pub async fn save_point(
    provider: ProviderId,
    number: i64,
    version: i64,
    form: PointForm,
) -> Result<Vec<Point>, AppError> {
    use crate::{domain::permission::Permission, handover::point_service, server::doors};
    doors::command(Permission::EditProviders, async |cx| {
        point_service::save(cx, provider, (number, version), &form).await
    })
    .await
}

/// What plans begin with, for each role.
#[server(prefix = "/rpc", endpoint = "handover/lists", protocol = crate::wire::Json)]
pub async fn get_handover_lists() -> Result<Lists, AppError> {
    use crate::{domain::permission::Permission, handover::point_service, server::doors};
    doors::query(Permission::EditProviders, point_service::lists).await
}

/// Decides what plans of a role begin with.
#[server(prefix = "/rpc", endpoint = "handover/set_list", protocol = crate::wire::Json)]
pub async fn set_handover_list(role: Role, points: String) -> Result<Vec<String>, AppError> {
    use crate::{domain::permission::Permission, handover::point_service, server::doors};
    doors::command(Permission::EditProviders, async |cx| point_service::set_list(cx, role, &points).await).await
}
