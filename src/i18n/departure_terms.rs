//! The words for departures.

use super::T;
use crate::departures::{
    model::Warning,
    query::{Column, Within},
};

impl T {
    /// What to think of before somebody leaves.
    #[must_use]
    pub fn departure_warning(self, warning: &Warning) -> String {
        match warning {
            Warning::OneAdministratorLeft { name } => self.departures_one_administrator(name),
            Warning::OnlyApproverOf { place } => self.departures_only_approver(place),
        }
    }

    #[must_use]
    pub fn leaver_column(self, column: Column) -> &'static str {
        match column {
            Column::Name => self.people_name(),
            Column::Role => self.people_role(),
            Column::Place => self.people_office(),
            Column::Ends => self.departures_last_day(),
            Column::Patients => self.patients_title(),
            Column::By => self.departures_planned_by(),
        }
    }

    #[must_use]
    pub fn within(self, within: Within) -> &'static str {
        match within {
            Within::Always => self.departures_within_always(),
            Within::Month => self.departures_within_month(),
            Within::Week => self.departures_within_week(),
        }
    }

    /// The fields of forms and events about departures.
    pub(super) fn departure_field(self, name: &str) -> Option<&'static str> {
        Some(match name {
            "active" => self.departures_active(),
            "day" => self.departures_day(),
            "notice_days" => self.departures_notice_days(),
            "closed_day" => self.departures_closed_day(),
            "closed_label" => self.departures_closed_label(),
            "closed_days" => self.departures_closed_days(),
            _ => return None,
        })
    }
}
