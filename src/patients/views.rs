//! What screens are told of patients.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::model::{Panel, Status, Target};
use crate::{
    domain::{
        clock::Stamp,
        ids::{OfficeId, PatientId, ProviderId},
        language::Language,
    },
    practices::model::Places,
};

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientRow {
    pub id: PatientId,
    pub name: String,
    pub identifier: String,
    pub birth: NaiveDate,
    pub language: Language,
    pub status: Status,
    pub office: String,
    pub provider: Option<(ProviderId, String)>,
    pub next: Option<Stamp>,
}

/// What the list can be narrowed by: the offices and providers within reach.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientPlaces {
    pub offices: Vec<(OfficeId, String)>,
    pub providers: Vec<(ProviderId, String)>,
    /// Whether the reader also sees patients whom nobody looks after.
    pub unassigned: bool,
}

impl From<Places> for PatientPlaces {
    fn from(places: Places) -> Self {
        let unassigned = !places.offices.is_empty();
        let providers = places.providers.into_iter().map(|provider| (provider.id, provider.name)).collect();
        Self { offices: places.offices, providers, unassigned }
    }
}

/// `/patients/{id}`, with whom the patient may be given to, for those who may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientPage {
    pub patient: PatientRow,
    pub version: i64,
    pub targets: Option<Vec<Target>>,
}

/// `/patients/of/{id}`: a provider's panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PanelPage {
    pub provider: Target,
    pub panel: Panel,
    /// The offices of its counts by name.
    pub offices: Vec<(OfficeId, String)>,
}
