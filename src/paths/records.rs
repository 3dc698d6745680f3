//! Addresses of what a practice keeps records of: providers' profiles, patients, and the files both come in.

use chrono::NaiveDate;

use super::{PROVIDERS, encode, list};
use crate::{
    domain::ids::{PatientId, ProviderId, RecordFileId},
    imports::model::{FileError, Kind, Look},
    patients::query::PatientQuery,
    providers::picture::Outcome,
};

pub const PROVIDER_RULES: &str = "/settings/providers";
pub const IMPORT_PROVIDERS: &str = "/providers/import";
pub const IMPORT_PROVIDERS_TEMPLATE: &str = "/providers/import/template";
pub const PROVIDER_PICTURE: &str = "/providers/{id}/picture";
pub const PROVIDER_PICTURE_OF: &str = "/providers/{id}/picture/{hash}";
/// Plans for the patients of providers who leave.
pub const HANDOVERS: &str = "/handovers";
pub const HANDOVER_LISTS: &str = "/settings/handovers";
pub const PATIENTS: &str = "/patients";
pub const PANEL: &str = "/patients/of";
pub const IMPORT_PATIENTS: &str = "/patients/import";
pub const IMPORT_PATIENTS_TEMPLATE: &str = "/patients/import/template";

pub fn edit_provider(id: ProviderId) -> String {
    format!("{PROVIDERS}/{id}/edit")
}

/// A picture as the server has made it.
pub fn provider_picture(id: ProviderId, hash: &str) -> String {
    PROVIDER_PICTURE_OF.replace("{id}", &id.to_string()).replace("{hash}", &encode(hash))
}

/// Where a picture is sent.
pub fn provider_picture_upload(id: ProviderId) -> String {
    PROVIDER_PICTURE.replace("{id}", &id.to_string())
}

/// The form of a provider, saying what became of the picture.
pub fn provider_picture_told(id: ProviderId, outcome: Outcome) -> String {
    format!("{}?picture={}", edit_provider(id), outcome.name())
}

/// The list of patients in the state of `query`.
pub fn patients(query: &PatientQuery) -> String {
    list(PATIENTS, query)
}

pub fn patient(id: PatientId) -> String {
    format!("{PATIENTS}/{id}")
}

/// A provider's plan.
pub fn handover(id: ProviderId) -> String {
    format!("{PROVIDERS}/{id}/handover")
}

/// The same for the end of a day that is known already.
pub fn handover_on(id: ProviderId, day: NaiveDate) -> String {
    format!("{}?day={day}", handover(id))
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
pub fn record_error(kind: Kind, error: FileError) -> String {
    format!("{}?error={}", record_import(kind), error.name())
}
