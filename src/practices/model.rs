//! A practice and its settings.

use serde::{Deserialize, Serialize};

use crate::domain::ids::{OfficeId, PracticeId, ProviderId};

/// An organisation as its own people see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Practice {
    pub id: PracticeId,
    pub name: String,
    /// Nine digits; only practices have one.
    pub tin: Option<String>,
    /// IANA name. Dates that people choose mean the end of that day here (C-24).
    pub time_zone: String,
    /// Minutes without use after which a session ends: 1 to 15.
    pub idle_minutes: i32,
    /// Hours after which a session ends regardless: 1 to 12.
    pub session_hours: i32,
    /// Minutes for which too many failures lock an account; 0: until a person unlocks it (C-03).
    pub lock_minutes: i32,
}

/// Where in the practice somebody works: at an office, or at the level of one provider (S0-12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub office: OfficeId,
    pub provider: Option<ProviderId>,
    /// The provider's name if there is one, otherwise the office's.
    pub name: String,
}

/// What a practice consists of, for drop-downs and filters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Places {
    pub offices: Vec<(OfficeId, String)>,
    pub providers: Vec<Provider>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provider {
    pub id: ProviderId,
    pub office: OfficeId,
    pub name: String,
    pub npi: String,
}

impl Places {
    pub fn office(&self, id: OfficeId) -> Option<&str> {
        self.offices.iter().find(|(office, _)| *office == id).map(|(_, name)| name.as_str())
    }

    pub fn provider(&self, id: ProviderId) -> Option<&Provider> {
        self.providers.iter().find(|provider| provider.id == id)
    }

    /// The place that a drop-down's value (an office's or a provider's id) stands for.
    pub fn place(&self, value: &str) -> Option<Place> {
        let provider = value.parse().ok().and_then(|id| self.provider(id));
        if let Some(found) = provider {
            return Some(Place { office: found.office, provider: Some(found.id), name: found.name.clone() });
        }
        let office = value.parse().ok()?;
        Some(Place { office, provider: None, name: self.office(office)?.to_owned() })
    }
}

impl Place {
    /// The drop-down value of this place.
    pub fn value(&self) -> String {
        self.provider.map_or_else(|| self.office.to_string(), |provider| provider.to_string())
    }
}
