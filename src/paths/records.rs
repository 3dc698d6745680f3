//! The addresses of patients, and of lists of patients and providers that are imported.

use super::{PROVIDERS, list};
use crate::{
    domain::ids::{PatientId, ProviderId, RecordFileId},
    imports::model::{FileError as RecordError, Kind, Look},
    patients::query::PatientQuery,
};

pub const IMPORT_PROVIDERS: &str = "/providers/import";
pub const IMPORT_PROVIDERS_TEMPLATE: &str = "/providers/import/template";
pub const PATIENTS: &str = "/patients";
pub const PANEL: &str = "/patients/of";
pub const IMPORT_PATIENTS: &str = "/patients/import";
pub const IMPORT_PATIENTS_TEMPLATE: &str = "/patients/import/template";

/// The list of patients in the state of `query`.
pub fn patients(query: &PatientQuery) -> String {
    list(PATIENTS, query)
}

pub fn patient(id: PatientId) -> String {
    format!("{PATIENTS}/{id}")
}

/// A provider's panel.
pub fn panel(id: ProviderId) -> String {
    format!("{PANEL}/{id}")
}

/// The list of what files of this kind hold.
pub const fn records(kind: Kind) -> &'static str {
    match kind {
        Kind::Providers => PROVIDERS,
        Kind::Patients => PATIENTS,
    }
}

/// The page for uploading such a file.
pub const fn record_import(kind: Kind) -> &'static str {
    match kind {
        Kind::Providers => IMPORT_PROVIDERS,
        Kind::Patients => IMPORT_PATIENTS,
    }
}

pub const fn record_template(kind: Kind) -> &'static str {
    match kind {
        Kind::Providers => IMPORT_PROVIDERS_TEMPLATE,
        Kind::Patients => IMPORT_PATIENTS_TEMPLATE,
    }
}

/// An uploaded list of providers or patients.
pub fn record_file(kind: Kind, id: RecordFileId) -> String {
    format!("{}/{id}", record_import(kind))
}

/// A part of its preview.
pub fn record_preview(kind: Kind, id: RecordFileId, look: &Look) -> String {
    let office = look.office.map(|office| format!("office={office}"));
    let show = look.filter.map(|kind| format!("show={}", kind.name()));
    let page = (look.page > 1).then(|| format!("page={}", look.page));
    let params: Vec<_> = office.into_iter().chain(show).chain(page).collect();
    let file = record_file(kind, id);
    if params.is_empty() { file } else { format!("{file}?{}", params.join("&")) }
}

/// The page for uploading one, saying why a file is of no use.
pub fn record_error(kind: Kind, error: RecordError) -> String {
    format!("{}?error={}", record_import(kind), error.name())
}
