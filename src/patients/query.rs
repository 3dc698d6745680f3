//! What the list of patients can be sorted and narrowed by.

use serde::{Deserialize, Serialize};

use super::model::Status;
use crate::domain::{
    ids::{OfficeId, PatientId, ProviderId},
    language::Language,
    list::{Filters, ListQuery, Params, columns, joined},
};

columns! {
    /// The columns that the list can be sorted by; office and provider stand beside them.
    Column {
        Name = "name",
        Identifier = "id",
        Birth = "birth",
        Language = "language",
        Status = "status",
        Next = "next",
    }
    descending { Next }
}

/// Whether and when there is an appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// In the next 30 days.
    Soon,
    None,
}

impl When {
    pub const ALL: [Self; 2] = [Self::Soon, Self::None];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Soon => "soon",
            Self::None => "none",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|when| when.name() == name)
    }
}

/// What stands in addresses for patients whom nobody looks after.
pub const NOBODY: &str = "nobody";

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PatientFilters {
    pub statuses: Vec<Status>,
    pub languages: Vec<Language>,
    pub offices: Vec<OfficeId>,
    /// `None` stands for patients whom nobody looks after.
    pub providers: Vec<Option<ProviderId>>,
    pub when: Vec<When>,
}

pub type PatientQuery = ListQuery<PatientFilters>;

impl Filters for PatientFilters {
    type Column = Column;
    type Id = PatientId;
    const SORT: Column = Column::Name;

    fn read(params: &Params<'_>) -> Self {
        let provider = |value: &str| match value {
            NOBODY => Some(None),
            id => id.parse().ok().map(Some),
        };
        Self {
            statuses: params.list("status", Status::from_name),
            languages: params.list("language", Language::from_name),
            offices: params.list("office", |id| id.parse().ok()),
            providers: params.list("provider", provider),
            when: params.list("next", When::from_name),
        }
    }

    fn write(&self) -> Vec<(&'static str, String)> {
        let provider = |id: &Option<ProviderId>| id.map_or_else(|| NOBODY.to_owned(), |id| id.to_string());
        vec![
            ("status", joined(&self.statuses, Status::name)),
            ("language", joined(&self.languages, Language::name)),
            ("office", self.offices.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")),
            ("provider", self.providers.iter().map(provider).collect::<Vec<_>>().join(",")),
            ("next", joined(&self.when, When::name)),
        ]
    }

    fn count(&self) -> usize {
        self.write().iter().filter(|(_, value)| !value.is_empty()).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_back_to_its_state() {
        let id = "0190163d-8694-739b-aea5-966c26f8ad91".to_owned();
        let query = PatientQuery::default()
            .changed("status", &["active".into(), "king".into()])
            .changed("language", &["es".into()])
            .changed("office", std::slice::from_ref(&id))
            .changed("provider", &[NOBODY.into(), id, "x".into()])
            .changed("next", &["soon".into()]);
        assert_eq!((query.filters.providers.len(), query.filters.count()), (2, 5));
        let params: Vec<_> = query.params().into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        assert_eq!(PatientQuery::from_params(&params), query);
    }
}
