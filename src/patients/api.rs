//! The verbs of patients.

use leptos::server;

use super::{
    query::PatientQuery,
    views::{PanelPage, PatientPage, PatientPlaces, PatientRow},
};
use crate::{
    domain::{
        ids::{PatientId, ProviderId},
        page::Page,
    },
    error::AppError,
    history::model::Entry,
};

/// The patients that the reader reaches.
#[server(prefix = "/rpc", endpoint = "patients/list", protocol = crate::wire::Json)]
pub async fn list_patients(query: PatientQuery) -> Result<Page<PatientRow>, AppError> {
    use crate::{domain::permission::Permission, patients::service, server};
    server::doors::query(Permission::ViewPatients, async |cx| service::list(cx, query).await).await
}

/// What the list can be narrowed by.
#[server(prefix = "/rpc", endpoint = "patients/places", protocol = crate::wire::Json)]
pub async fn list_patient_places() -> Result<PatientPlaces, AppError> {
    use crate::{domain::permission::Permission, practices::store::places, server};
    server::doors::query(Permission::ViewPatients, async |cx| Ok(places(&mut cx.conn, cx.reach).await?.into())).await
}

/// One patient, and whom the patient may be given to.
#[server(prefix = "/rpc", endpoint = "patients/get", protocol = crate::wire::Json)]
pub async fn get_patient(id: PatientId) -> Result<PatientPage, AppError> {
    use crate::{domain::permission::Permission, patients::service, server};
    server::doors::query(Permission::ViewPatients, async |cx| service::page(cx, id).await).await
}

/// How many patients a provider has, of which kinds.
#[server(prefix = "/rpc", endpoint = "patients/panel", protocol = crate::wire::Json)]
pub async fn get_panel(provider: ProviderId) -> Result<PanelPage, AppError> {
    use crate::{domain::permission::Permission, patients::service, server};
    server::doors::query(Permission::ViewPatients, async |cx| service::panel(cx, provider).await).await
}

/// Gives one patient to another provider. `version` is that of the page: if somebody has moved the patient since, nothing
/// happens.
#[server(prefix = "/rpc", endpoint = "patients/assign", protocol = crate::wire::Json)]
pub async fn assign_patient(id: PatientId, version: i64, provider: ProviderId) -> Result<PatientPage, AppError> {
    use crate::{domain::permission::Permission, patients::service, server};
    server::doors::command(Permission::AssignPatients, async |cx| service::assign(cx, id, version, provider).await)
        .await
}

/// What happened to a patient, newest first; `before` is the `seq` of the oldest entry seen, 0 for the first page.
#[server(prefix = "/rpc", endpoint = "patients/history", protocol = crate::wire::Json)]
pub async fn patient_history(id: PatientId, before: i64) -> Result<Vec<Entry>, AppError> {
    use crate::{domain::permission::Permission, patients::service, server};
    server::doors::query(Permission::ViewPatients, async |cx| service::history(cx, id, before).await).await
}
