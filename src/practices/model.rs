//! A practice and its settings.

use serde::{Deserialize, Serialize};

use crate::{
    domain::ids::{OfficeId, PracticeId, ProviderId},
    people::model::ranked,
};

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
    pub account_type: AccountType,
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

ranked! {
    /// What a practice may send, and whether somebody looks at it before (S3-4).
    Setting {
        TransmitApproval = "transmit_approval",
        ProfessionalClaims = "professional_claims",
        InstitutionalClaims = "institutional_claims",
        DentalClaims = "dental_claims",
    }
}

/// Which settings are on, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings(pub Vec<Setting>);

impl Settings {
    /// What most practices begin with.
    pub fn usual() -> Self {
        Self(vec![Setting::ProfessionalClaims])
    }

    pub fn has(&self, setting: Setting) -> bool {
        self.0.contains(&setting)
    }

    /// Comma-separated names; unknown ones are left out.
    pub fn read(text: &str) -> Self {
        let named = |setting: &Setting| text.split(',').any(|name| name == setting.name());
        Self(Setting::ALL.iter().copied().filter(named).collect())
    }

    pub fn write(&self) -> String {
        self.0.iter().map(|setting| setting.name()).collect::<Vec<_>>().join(",")
    }
}

ranked! {
    /// What kind of organisation a practice is, as payers ask for it (S0-37).
    AccountType {
        Unstated = "unstated",
        SoloPractice = "solo_practice",
        GroupPractice = "group_practice",
        Clinic = "clinic",
        HospitalClinic = "hospital_clinic",
        OtherFacility = "other_facility",
    }
}

impl AccountType {
    /// A type of later versions counts as not stated.
    pub fn stored(rank: i16) -> Self {
        Self::from_rank(rank).unwrap_or(Self::Unstated)
    }
}

ranked! {
    /// What was agreed with a practice about paid accounts (S3-10). Buying them stays the practice's own matter.
    ServicePlan {
        Free = "free",
        Monthly = "monthly",
        Annual = "annual",
    }
}

ranked! {
    /// Whether anybody of the practice can run it yet, or its first administrator has not accepted the invitation.
    PracticeStatus {
        Active = "active",
        Waiting = "waiting",
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s3_4_settings_read_back_in_their_order() {
        let settings = Settings::read("dental_claims,unheard_of,transmit_approval");
        assert_eq!(settings, Settings(vec![Setting::TransmitApproval, Setting::DentalClaims]));
        assert_eq!(Settings::read(&settings.write()), settings);
        assert!(Settings::read("").0.is_empty() && !settings.has(Setting::ProfessionalClaims));
    }
}
