//! The words for providers, their agents and their patients.

use chrono::NaiveDate;

use super::T;
use crate::{
    domain::{day, language::Language},
    patients::{
        model::Status,
        query::{Column as PatientColumn, When},
    },
    providers::{
        model::{AgentStatus, Kind},
        profile::{Feature, Rtm, State},
        query::Column,
    },
};

impl T {
    #[must_use]
    pub fn provider_kind(self, kind: Kind) -> &'static str {
        match kind {
            Kind::Certified => self.providers_certified(),
            Kind::Local => self.providers_local(),
        }
    }

    #[must_use]
    pub fn provider_column(self, column: Column) -> &'static str {
        match column {
            Column::Name => self.people_name(),
            Column::Npi => self.settings_npi(),
            Column::Office => self.people_office(),
            Column::Kind => self.providers_kind(),
            Column::Agent => self.providers_agent(),
            Column::Status => self.people_status(),
        }
    }

    #[must_use]
    pub fn agent_status(self, status: AgentStatus) -> &'static str {
        match status {
            AgentStatus::NoAddress => self.providers_no_address(),
            AgentStatus::NotInvited => self.providers_not_invited(),
            AgentStatus::Waiting => self.badges_invited(),
            AgentStatus::Registered => self.registrations_registered(),
            AgentStatus::Left => self.providers_left(),
        }
    }

    #[must_use]
    pub fn provider_state(self, state: State) -> &'static str {
        match state {
            State::Active => self.states_active(),
            State::Inactive => self.profiles_inactive(),
        }
    }

    #[must_use]
    pub fn provider_rtm(self, rtm: Rtm) -> &'static str {
        match rtm {
            Rtm::Off => self.profiles_rtm_off(),
            Rtm::Offered => self.profiles_rtm_offered(),
            Rtm::On => self.profiles_rtm_on(),
        }
    }

    #[must_use]
    pub fn provider_feature(self, feature: Feature) -> &'static str {
        match feature {
            Feature::Messaging => self.profiles_messaging(),
            Feature::AcceptsNew => self.profiles_accepts_new(),
            Feature::Telehealth => self.profiles_telehealth(),
            Feature::EPrescribing => self.profiles_e_prescribing(),
            Feature::EmailNotices => self.profiles_email_notices(),
        }
    }

    /// A billing role; the practice's own ones are called what it calls them.
    #[must_use]
    pub fn billing_role(self, word: &str) -> String {
        let known = match word {
            "rendering" => self.profiles_rendering(),
            "supervising" => self.profiles_supervising(),
            "incident_to" => self.profiles_incident_to(),
            "referring" => self.profiles_referring(),
            "billing_only" => self.profiles_billing_only(),
            "not_billing" => self.profiles_not_billing(),
            own => own,
        };
        known.to_owned()
    }

    /// An access type; the practice's own ones are called what it calls them.
    #[must_use]
    pub fn access_type(self, word: &str) -> String {
        let known = match word {
            "full" => self.profiles_access_full(),
            "own_patients" => self.profiles_access_own(),
            "read_only" => self.profiles_access_read(),
            "none" => self.profiles_access_none(),
            own => own,
        };
        known.to_owned()
    }

    /// A language as its speakers call it.
    #[must_use]
    pub fn language(self, language: Language) -> &'static str {
        if language == Language::Other { self.patients_other_language() } else { language.own_name() }
    }

    #[must_use]
    pub fn patient_status(self, status: Status) -> &'static str {
        match status {
            Status::Active => self.patients_active(),
            Status::Inactive => self.patients_inactive(),
            Status::Discharged => self.patients_discharged(),
            Status::Deceased => self.patients_deceased(),
        }
    }

    #[must_use]
    pub fn patient_when(self, when: When) -> &'static str {
        match when {
            When::Soon => self.patients_when_soon(),
            When::None => self.patients_when_none(),
        }
    }

    #[must_use]
    pub fn patient_column(self, column: PatientColumn) -> &'static str {
        match column {
            PatientColumn::Name => self.people_name(),
            PatientColumn::Identifier => self.patients_identifier(),
            PatientColumn::Birth => self.patients_birth(),
            PatientColumn::Language => self.fields_language(),
            PatientColumn::Status => self.people_status(),
            PatientColumn::Next => self.patients_next(),
        }
    }

    /// The name of a field of providers and patients.
    pub(super) fn provider_field(self, name: &str) -> Option<&'static str> {
        Some(match name {
            "billing_role" | "own_roles" => self.profiles_billing_role(),
            "access_type" | "own_types" => self.profiles_access_type(),
            "provider_state" => self.profiles_state(),
            "features" => self.profiles_features(),
            "rtm" => self.profiles_rtm(),
            "capacity" => self.profiles_capacity(),
            "provider_languages" => self.profiles_languages(),
            "credential" => self.profiles_credential(),
            "taxonomy" => self.profiles_taxonomy(),
            "fax" => self.profiles_fax(),
            "address" => self.profiles_address(),
            "npi_ended" => self.profiles_ended(),
            "image" => self.profiles_picture(),
            "provider" => self.providers_one(),
            "patients" => self.patients_title(),
            "patient_status" => self.people_status(),
            "identifier" => self.patients_identifier(),
            "next_appointment" => self.patients_next(),
            _ => return None,
        })
    }

    /// The heading of a column in a file of providers or patients.
    #[must_use]
    pub fn record_field(self, name: &str) -> &'static str {
        match name {
            "birth" => self.patients_birth(),
            "npi" => self.settings_npi(),
            "provider_name" => self.people_name(),
            name => self.field(name),
        }
    }

    /// A stored value of such a field as readers know it.
    pub(super) fn provider_value(self, name: &str, stored: &str) -> Option<String> {
        let all =
            |one: &dyn Fn(&str) -> String| stored.split(',').map(str::trim).map(one).collect::<Vec<_>>().join(", ");
        let or = |known: Option<&'static str>, word: &str| known.map_or_else(|| word.to_owned(), str::to_owned);
        let day = || NaiveDate::parse_from_str(stored, day::STORED).ok().map(|day| self.day(day));
        match name {
            "billing_role" => Some(all(&|word| self.billing_role(word))),
            "access_type" => Some(all(&|word| self.access_type(word))),
            "provider_state" => State::from_name(stored).map(|state| self.provider_state(state).to_owned()),
            "features" => {
                Some(all(&|word| or(Feature::from_name(word).map(|feature| self.provider_feature(feature)), word)))
            }
            "rtm" => Rtm::from_name(stored).map(|rtm| self.provider_rtm(rtm).to_owned()),
            "provider_languages" | "language" => {
                Some(all(&|word| or(Language::from_name(word).map(|language| self.language(language)), word)))
            }
            "patient_status" => Status::from_name(stored).map(|status| self.patient_status(status).to_owned()),
            "npi_ended" | "birth" | "point_due" => day(),
            // A hash says nothing to anybody.
            "image" => Some(self.profiles_a_picture().to_owned()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn languages_of_the_portal_are_called_alike_everywhere() {
        for lang in Lang::ALL {
            let language = Language::from_name(lang.tag()).expect("the portal's own languages");
            assert_eq!(T::new(lang).language(language), lang.own_name());
        }
    }

    #[test]
    fn values_of_profiles_are_named() {
        let t = T::new(Lang::Es);
        assert_eq!(t.value("rtm", "on"), t.profiles_rtm_on());
        assert_eq!(
            t.value("features", "messaging,telehealth"),
            format!("{}, {}", t.profiles_messaging(), t.profiles_telehealth())
        );
        assert_eq!(t.value("billing_role", "Locum"), "Locum");
        assert_eq!(t.value("npi_ended", "2024-03-05"), "5 mar 2024");
        assert_eq!(t.value("image", ""), t.history_nothing());
    }
}
