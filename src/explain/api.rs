//! Asking why, and whom to ask.

use leptos::server;

use super::model::{Administrator, Explanation};
use crate::{domain::ids::PersonId, error::AppError};

/// Which grant gives a person each right, or what stands in the way of it (N-03, P-19).
#[server(prefix = "/rpc", endpoint = "people/explain", protocol = crate::wire::Json)]
pub async fn explain_person(id: PersonId) -> Result<Explanation, AppError> {
    use crate::{domain::permission::Permission, explain::service, server::doors};
    doors::query(Permission::ViewPeople, async |cx| service::of(cx, id).await).await
}

/// Who looks after the reader's account (N-23).
#[server(prefix = "/rpc", endpoint = "people/administrators", protocol = crate::wire::Json)]
pub async fn own_administrators() -> Result<Vec<Administrator>, AppError> {
    use crate::{domain::permission::Permission, explain::service, server::doors};
    doors::query(Permission::SignedIn, service::own_administrators).await
}
