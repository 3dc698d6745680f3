//! The names of what the slices share with every screen: badges, tiers, events and fields.

use super::{Lang, T};
use crate::domain::clock::Stamp;
use crate::domain::role::Role;
use crate::people::badge::{Badge, BadgeKind};
use crate::people::model::{AccountState, LockReason, Notice, Registration, Tier};
use crate::people::query::Column;
use crate::registrations::model::DenialReason;
use crate::tiers::model::Plan;
use crate::twostep::model::{Demand, Exception};

impl T {
    /// The badge with its date, if it has one.
    #[must_use]
    pub fn badge(self, badge: &Badge) -> String {
        match badge.on {
            Some(on) => self.badges_deactivates_on(self.date(&on)),
            None => self.badge_kind(badge.kind).to_owned(),
        }
    }

    /// What else there is to say about the badge: how long an invitation still works.
    #[must_use]
    pub fn badge_hint(self, badge: &Badge) -> Option<String> {
        match badge.hours_left? {
            0 => Some(self.badges_last_hour().to_owned()),
            hours => Some(self.badges_hours_left(hours)),
        }
    }

    /// The badge without a date, as filters offer it.
    #[must_use]
    pub fn badge_kind(self, kind: BadgeKind) -> &'static str {
        match kind {
            BadgeKind::Archived => self.badges_archived(),
            BadgeKind::Deactivated => self.badges_deactivated(),
            BadgeKind::Locked => self.badges_locked(),
            BadgeKind::DeactivatesOn => self.badges_deactivates(),
            BadgeKind::InvitationBounced => self.badges_invitation_bounced(),
            BadgeKind::InvitationExpired => self.badges_invitation_expired(),
            BadgeKind::Invited => self.badges_invited(),
            BadgeKind::TwoStepPending => self.badges_two_step_pending(),
            BadgeKind::Active => self.badges_active(),
        }
    }

    #[must_use]
    pub fn state(self, state: AccountState) -> &'static str {
        match state {
            AccountState::Invited => self.states_invited(),
            AccountState::RegisteredUnverified => self.states_registered_unverified(),
            AccountState::Active => self.states_active(),
            AccountState::Deactivated => self.states_deactivated(),
            AccountState::Archived => self.states_archived(),
        }
    }

    #[must_use]
    pub fn registration(self, registration: Registration) -> &'static str {
        match registration {
            Registration::NotRegistered => self.registrations_not_registered(),
            Registration::TwoStepPending => self.registrations_two_step_pending(),
            Registration::Registered => self.registrations_registered(),
        }
    }

    #[must_use]
    pub fn tier(self, tier: Tier) -> &'static str {
        match tier {
            Tier::Free => self.tiers_free(),
            Tier::Paid => self.tiers_paid(),
            Tier::PaidPlugin => self.tiers_paid_plugin(),
        }
    }

    #[must_use]
    pub fn notice(self, notice: Notice) -> &'static str {
        match notice {
            Notice::Security => self.notices_security(),
            Notice::Account => self.notices_account(),
            Notice::Invitations => self.notices_invitations(),
            Notice::News => self.notices_news(),
        }
    }

    /// Since when and why an account is locked, as a phrase.
    #[must_use]
    pub fn lock(self, reason: LockReason, since: &Stamp) -> String {
        let since = self.date_time(since);
        match reason {
            LockReason::TooManyFailures => self.person_locked_since(since),
            LockReason::TooManyCodes => self.person_locked_by_codes(since),
            LockReason::ByAdministrator => self.person_locked_by_admin(since),
        }
    }

    /// The heading of a column of the people list.
    #[must_use]
    pub fn column(self, column: Column) -> &'static str {
        match column {
            Column::LastName => self.people_last_name(),
            Column::FirstName => self.people_first_name(),
            Column::Username => self.people_username(),
            Column::Email => self.people_email(),
            Column::Role => self.people_role(),
            Column::Office => self.people_office(),
            Column::Status => self.people_status(),
            Column::Created => self.people_created(),
            Column::Activity => self.people_last_activity(),
            Column::Registered => self.people_registered(),
            Column::Tier => self.people_tier(),
            Column::Locked => self.people_locked(),
        }
    }

    /// The label of a form field or of a changed value, by its stored name. A name of later versions becomes "Field".
    #[must_use]
    pub fn field(self, name: &str) -> &'static str {
        match name {
            "first_name" => self.people_first_name(),
            "middle_name" => self.people_middle_name(),
            "last_name" => self.people_last_name(),
            "username" => self.people_username(),
            "email" => self.people_email(),
            "role" => self.people_role(),
            "office" => self.people_office(),
            "idle_minutes" => self.settings_idle_minutes(),
            "session_hours" => self.settings_session_hours(),
            "lock_minutes" => self.settings_lock_minutes(),
            "place" => self.fields_place(),
            "provider_npi" => self.roster_provider_npi(),
            "title" => self.person_job_title(),
            "employee_no" => self.person_employee_no(),
            "phone" => self.person_phone(),
            "mobile" => self.person_mobile(),
            "mobile_carrier" => self.person_carrier(),
            "language" => self.fields_language(),
            "notices" => self.fields_notices(),
            "locked" => self.fields_locked(),
            "status" => self.fields_status(),
            "grants" => self.lifecycle_grants(),
            "deactivates" => self.lifecycle_plan(),
            "caller_check" => self.caller_title(),
            "questions" => self.caller_questions(),
            "question" | "question_1" | "question_2" | "question_3" => self.caller_question(),
            "answer" | "answer_1" | "answer_2" | "answer_3" => self.caller_answer(),
            "fax" => self.employees_fax(),
            "employee_kind" => self.employees_kind(),
            "middle_initial" => self.employees_initial(),
            "rows_new" => self.roster_verdict_new(),
            "rows_changed" => self.roster_verdict_changed(),
            "rows_unchanged" => self.roster_verdict_unchanged(),
            "rows_refused" => self.roster_verdict_refused(),
            "rows_exported" => self.people_title(),
            "file" => self.roster_step_file(),
            "emails" => self.invite_emails(),
            "message" => self.invite_message(),
            "mapping" => self.roster_step_mapping(),
            "links_sent" => self.fields_links_sent(),
            "left_out" => self.fields_left_out(),
            "applicant" => self.fields_applicant(),
            "claims" => self.claims_title(),
            "requests" => self.requests_title(),
            "providers" => self.nav_providers(),
            "kind" => self.providers_kind(),
            "agent" => self.providers_agent(),
            "level" => self.register_level(),
            "npi" => self.register_npi(),
            "claim" => self.register_claim(),
            "birth" => self.register_birth(),
            "code" => self.request_status_code(),
            "reason" => self.requests_reason(),
            "note" => self.requests_note(),
            "reasons" => self.denial_list_title(),
            "reason_en" => self.fields_reason_en(),
            "reason_es" => self.fields_reason_es(),
            "inviter" => self.invitations_inviter(),
            "link_hours" => self.rules_hours(),
            "certified" => self.providers_certified(),
            "provider_name" => self.providers_name(),
            "practice_name" => self.settings_practice_name(),
            "account_type" => self.settings_account_type(),
            "tin" => self.settings_tin(),
            "time_zone" => self.settings_time_zone(),
            "sessions" => self.fields_sessions(),
            "plan" => self.plans_title(),
            "next_plan" => self.plans_next_plan(),
            "invoice" => self.billing_invoice(),
            "invoices" => self.billing_invoices(),
            "total" => self.billing_total(),
            "card" => self.payments_card(),
            "currency" => self.billing_currency(),
            "secure_mail_monthly" => self.plans_secure_mail_monthly(),
            "secure_mail_annual" => self.plans_secure_mail_annual(),
            "outlook_plugin_monthly" => self.plans_outlook_plugin_monthly(),
            "outlook_plugin_annual" => self.plans_outlook_plugin_annual(),
            "bill_name" => self.billing_bill_name(),
            "bill_address" => self.billing_bill_address(),
            "bill_reference" => self.billing_bill_reference(),
            "people" => self.people_title(),
            "unlocked" => self.account_field_unlocked(),
            "login" => self.session_login(),
            "why" => self.history_reason(),
            "mails" => self.operator_mails(),
            "q" => self.fields_search(),
            "registered" => self.people_registered(),
            "tier" => self.people_tier(),
            "name" => self.session_login(),
            "step_code" => self.twostep_code(),
            "passkey" => self.twostep_passkey(),
            "two_step_demand" => self.twostep_demand(),
            "two_step_exception" => self.twostep_exception(),
            "proof" => self.session_password(),
            "current" => self.session_current_password(),
            "password" => self.session_password(),
            "repeat" => self.session_repeat_password(),
            _ => self
                .departure_field(name)
                .or_else(|| self.provider_field(name))
                .or_else(|| self.key_field(name))
                .or_else(|| self.handover_field(name))
                .or_else(|| self.practice_field(name))
                .or_else(|| self.ticket_field(name))
                .unwrap_or_else(|| self.history_field()),
        }
    }

    /// A stored value of the field `name` as readers know it.
    #[must_use]
    pub fn value(self, name: &str, stored: &str) -> String {
        let known = match name {
            "role" => Role::from_name(stored).map(|role| self.role(role).to_owned()),
            "language" => Lang::from_tag(stored).map(|lang| lang.own_name().to_owned()),
            "status" => AccountState::from_name(stored).map(|state| self.state(state).to_owned()),
            "grants" if !stored.is_empty() => Some(self.role_list(stored)),
            "locked" | "certified" | "caller_check" if stored == "yes" => Some(self.people_yes().to_owned()),
            "locked" | "certified" | "caller_check" if stored == "no" => Some(self.people_no().to_owned()),
            "reasons" if !stored.is_empty() => Some(self.reason_list(stored)),
            "two_step_demand" => Demand::from_name(stored).map(|demand| self.demand(demand).to_owned()),
            "two_step_exception" => Exception::from_name(stored).map(|own| self.exception(own).to_owned()),
            "registered" => Registration::from_name(stored).map(|value| self.registration(value).to_owned()),
            "notices" if !stored.is_empty() => Some(self.notice_list(stored)),
            "tier" => Tier::from_name(stored).map(|tier| self.tier(tier).to_owned()),
            "plan" if !stored.is_empty() => Some(self.item_list(stored)),
            "next_plan" => Plan::from_name(stored).map(|plan| self.plan(plan).to_owned()),
            _ if !stored.is_empty() => self
                .practice_value(name, stored)
                .or_else(|| self.ticket_value(name, stored))
                .or_else(|| self.provider_value(name, stored)),
            _ => None,
        };
        known.unwrap_or_else(|| if stored.is_empty() { self.history_nothing().into() } else { stored.into() })
    }

    /// Comma-separated stored names of roles.
    fn role_list(self, stored: &str) -> String {
        let named = |name: &str| Role::from_name(name).map_or_else(|| name.to_owned(), |role| self.role(role).into());
        stored.split(',').map(str::trim).map(named).collect::<Vec<_>>().join(", ")
    }

    /// Recorded reasons for denials: everybody's in the reader's language, a practice's own as they are.
    fn reason_list(self, stored: &str) -> String {
        let told = |name: &str| {
            DenialReason::from_name(name).map_or_else(|| name.to_owned(), |one| self.denial_reason(one).into())
        };
        stored.split("; ").map(told).collect::<Vec<_>>().join("; ")
    }

    /// Comma-separated stored names; one of later versions stays as it is.
    fn notice_list(self, stored: &str) -> String {
        let named = |name: &str| Notice::from_name(name).map_or_else(|| name.to_owned(), |one| self.notice(one).into());
        stored.split(',').map(str::trim).map(named).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_badge_carries_its_date_or_its_hours() {
        let on = Stamp::parse_from_rfc3339("2026-11-30T23:59:59-06:00").expect("a valid instant");
        let t = T::new(Lang::Es);
        let leaving = Badge { kind: BadgeKind::DeactivatesOn, on: Some(on), hours_left: None };
        assert_eq!(t.badge(&leaving), "Se desactiva el 30 nov 2026");
        let invited = Badge { kind: BadgeKind::Invited, on: None, hours_left: Some(1) };
        assert_eq!(t.badge(&invited), "Invitada");
        assert_eq!(t.badge_hint(&invited).as_deref(), Some("El enlace sirve 1 hora más"));
        assert_eq!(t.badge_hint(&leaving), None);
    }

    #[test]
    fn values_are_named_in_the_language_of_the_reader() {
        let t = T::new(Lang::Es);
        assert_eq!(t.value("locked", "yes"), "Sí");
        assert_eq!(t.value("language", "en"), "English");
        assert_eq!(t.value("notices", "security, news"), format!("{}, {}", t.notices_security(), t.notices_news()));
        assert_eq!(t.value("role", "delegate"), t.roles_delegate());
        assert_eq!((t.value("title", "delegate"), t.value("title", "")), ("delegate".into(), "(vacío)".into()));
    }

    #[test]
    fn no_two_statuses_look_alike() {
        for lang in Lang::ALL {
            let names: std::collections::BTreeSet<_> =
                BadgeKind::ALL.iter().map(|kind| T::new(lang).badge_kind(*kind)).collect();
            assert_eq!(names.len(), BadgeKind::ALL.len());
        }
    }
}
