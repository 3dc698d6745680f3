//! The verbs of a practice's settings.

use leptos::server;

use super::model::{HouseForm, HouseView, Office};
use crate::{domain::ids::OfficeId, error::AppError};

/// What the practice has decided about itself.
#[server(prefix = "/rpc", endpoint = "house/get", protocol = crate::wire::Json)]
pub async fn get_house() -> Result<HouseView, AppError> {
    use crate::{domain::permission::Permission, house::service, server::doors};
    doors::query(Permission::ManagePractice, service::view).await
}

/// Changes it. `seen` is what the reader's page began with; the answer is what is stored.
#[server(prefix = "/rpc", endpoint = "house/save", protocol = crate::wire::Json)]
pub async fn save_house(form: HouseForm, seen: HouseForm) -> Result<HouseForm, AppError> {
    use crate::{domain::permission::Permission, house::service, server::doors};
    doors::command(Permission::ManagePractice, async |cx| service::save(cx, &form, &seen).await).await
}

/// Adds an office.
#[server(prefix = "/rpc", endpoint = "house/add_office", protocol = crate::wire::Json)]
pub async fn add_office(name: String) -> Result<Vec<Office>, AppError> {
    use crate::{domain::permission::Permission, house::service, server::doors};
    doors::command(Permission::ManagePractice, async |cx| service::add_office(cx, &name).await).await
}

/// Gives an office another name.
#[server(prefix = "/rpc", endpoint = "house/rename_office", protocol = crate::wire::Json)]
pub async fn rename_office(office: OfficeId, name: String) -> Result<Vec<Office>, AppError> {
    use crate::{domain::permission::Permission, house::service, server::doors};
    doors::command(Permission::ManagePractice, async |cx| service::rename_office(cx, office, &name).await).await
}
