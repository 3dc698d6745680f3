//! The words of practices and of those who look after them.

use super::T;
use crate::{
    domain::vendor::VendorLevel,
    practices::{
        model::{AccountType, PracticeStatus, ServicePlan, Setting},
        query::Column,
    },
};

impl T {
    #[must_use]
    pub fn vendor_level(self, level: VendorLevel) -> &'static str {
        match level {
            VendorLevel::None => self.vendor_level_none(),
            VendorLevel::Limited => self.vendor_level_limited(),
            VendorLevel::Support => self.vendor_level_support(),
            VendorLevel::Full => self.vendor_level_full(),
        }
    }

    /// What the level opens (S3-15…18).
    #[must_use]
    pub fn vendor_level_means(self, level: VendorLevel) -> &'static str {
        match level {
            VendorLevel::None => self.vendor_means_none(),
            VendorLevel::Limited => self.vendor_means_limited(),
            VendorLevel::Support => self.vendor_means_support(),
            VendorLevel::Full => self.vendor_means_full(),
        }
    }

    #[must_use]
    pub fn setting(self, setting: Setting) -> &'static str {
        match setting {
            Setting::TransmitApproval => self.practices_transmit_approval(),
            Setting::ProfessionalClaims => self.practices_professional(),
            Setting::InstitutionalClaims => self.practices_institutional(),
            Setting::DentalClaims => self.practices_dental(),
        }
    }

    #[must_use]
    pub fn service_plan(self, plan: ServicePlan) -> &'static str {
        match plan {
            ServicePlan::Free => self.practices_plan_free(),
            ServicePlan::Monthly => self.practices_plan_monthly(),
            ServicePlan::Annual => self.practices_plan_annual(),
        }
    }

    #[must_use]
    pub fn account_type(self, kind: AccountType) -> &'static str {
        match kind {
            AccountType::Unstated => self.settings_type_unstated(),
            AccountType::SoloPractice => self.settings_type_solo(),
            AccountType::GroupPractice => self.settings_type_group(),
            AccountType::Clinic => self.settings_type_clinic(),
            AccountType::HospitalClinic => self.settings_type_hospital(),
            AccountType::OtherFacility => self.settings_type_other(),
        }
    }

    #[must_use]
    pub fn practice_status(self, status: PracticeStatus) -> &'static str {
        match status {
            PracticeStatus::Active => self.practices_active(),
            PracticeStatus::Waiting => self.practices_waiting(),
        }
    }

    #[must_use]
    pub fn practice_column(self, column: Column) -> &'static str {
        match column {
            Column::Name => self.practices_name(),
            Column::Tin => self.settings_tin(),
            Column::Zone => self.settings_time_zone(),
            Column::People => self.people_title(),
            Column::Level => self.practices_level(),
            Column::Plan => self.practices_plan(),
            Column::Status => self.people_status(),
        }
    }

    /// Who did something: a name, where they come from, and for whom they did it.
    #[must_use]
    pub fn actor(self, name: String, organisation: &str, on_behalf: &str) -> String {
        match (organisation, on_behalf) {
            ("", _) => name,
            (organisation, "") => self.vendor_actor(name, organisation),
            (organisation, practice) => self.vendor_actor_for(name, organisation, practice),
        }
    }

    /// Fields of practices by their stored names.
    pub(super) fn practice_field(self, name: &str) -> Option<&'static str> {
        let setting = Setting::from_name(name).map(|setting| self.setting(setting));
        setting.or(match name {
            "settings" => Some(self.practices_settings()),
            "service_plan" => Some(self.practices_plan()),
            "vendor_level" => Some(self.vendor_title()),
            "vendor_until" => Some(self.vendor_until_day()),
            "switch_reason" => Some(self.switch_reason()),
            "reset_email" => Some(self.practices_reset_email()),
            _ => None,
        })
    }

    /// Values of those fields in words.
    pub(super) fn practice_value(self, name: &str, stored: &str) -> Option<String> {
        let words = match name {
            "account_type" => AccountType::from_name(stored).map(|kind| self.account_type(kind)),
            "service_plan" => ServicePlan::from_name(stored).map(|plan| self.service_plan(plan)),
            "vendor_level" => VendorLevel::from_name(stored).map(|level| self.vendor_level(level)),
            _ if Setting::from_name(name).is_some() && stored == "yes" => Some(self.people_yes()),
            _ if Setting::from_name(name).is_some() && stored == "no" => Some(self.people_no()),
            _ => None,
        };
        words.map(str::to_owned)
    }
}
