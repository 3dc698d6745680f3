//! The verbs of importing records. The file itself comes by a plain form, see `server::record_files`.

use leptos::server;

use super::model::{FileView, Look, Report};
use crate::{
    domain::ids::{OfficeId, RecordFileId},
    error::AppError,
    sheet::model::{Counts, Mode},
};

/// An uploaded list of providers with a page of its verdicts.
#[server(prefix = "/rpc", endpoint = "record_files/providers", protocol = crate::wire::Json)]
pub async fn get_provider_file(id: RecordFileId, look: Look) -> Result<FileView, AppError> {
    use crate::{
        imports::{model::Kind, service},
        server,
    };
    let kind = Kind::Providers;
    server::doors::query(kind.permission(), async |cx| service::view(cx, kind, id, look).await).await
}

/// An uploaded list of patients with a page of its verdicts.
#[server(prefix = "/rpc", endpoint = "record_files/patients", protocol = crate::wire::Json)]
pub async fn get_patient_file(id: RecordFileId, look: Look) -> Result<FileView, AppError> {
    use crate::{
        imports::{model::Kind, service},
        server,
    };
    let kind = Kind::Patients;
    server::doors::query(kind.permission(), async |cx| service::view(cx, kind, id, look).await).await
}

/// Imports a list of providers. `seen` are the counts of the preview that is confirmed.
#[server(prefix = "/rpc", endpoint = "record_files/import_providers", protocol = crate::wire::Json)]
pub async fn import_providers(
    id: RecordFileId,
    office: Option<OfficeId>,
    mode: Mode,
    seen: Counts,
) -> Result<Report, AppError> {
    use crate::{
        imports::{model::Kind, service},
        server,
    };
    let kind = Kind::Providers;
    server::doors::command(kind.permission(), async |cx| service::import(cx, kind, id, (office, mode, seen)).await)
        .await
}

/// Imports a list of patients. `seen` are the counts of the preview that is confirmed.
#[server(prefix = "/rpc", endpoint = "record_files/import_patients", protocol = crate::wire::Json)]
pub async fn import_patients(
    id: RecordFileId,
    office: Option<OfficeId>,
    mode: Mode,
    seen: Counts,
) -> Result<Report, AppError> {
    use crate::{
        imports::{model::Kind, service},
        server,
    };
    let kind = Kind::Patients;
    server::doors::command(kind.permission(), async |cx| service::import(cx, kind, id, (office, mode, seen)).await)
        .await
}
