//! Why something was done, as the history tells it. What the program wrote down itself is said in the reader's
//! language; what people wrote, and names of files and practices, stays as it is.

use super::T;
use crate::bulk::model::Verb;
use crate::departures::model::DAY_HAS_COME;
use crate::domain::{refusal::Refusal, role::Role};
use crate::history::model::EventKind;
use crate::people::badge::BadgeKind;
use crate::people::model::{Registration, Tier};
use crate::providers::model::{AgentStatus, Kind};
use crate::registrations::{model::DenialReason, query::Show};

impl T {
    /// The stored reason of an event of this kind.
    #[must_use]
    pub fn reason(self, kind: EventKind, stored: &str) -> String {
        match kind {
            EventKind::Refused => self.attempt(stored),
            EventKind::PeopleExported | EventKind::RequestsExported | EventKind::ProvidersExported => {
                stored.split("; ").map(|part| self.condition(kind, part)).collect::<Vec<_>>().join("; ")
            }
            EventKind::RequestDenied => self.denial(stored),
            EventKind::BulkOrdered | EventKind::BulkCancelled | EventKind::BulkDone | EventKind::BulkExported => {
                Verb::from_name(stored).map_or(stored, |verb| self.verb(verb)).to_owned()
            }
            EventKind::PlanChanged => self.item_list(stored),
            EventKind::PlanBought => self.billing_invoice_title(stored),
            _ => self.cause(stored).map_or_else(|| stored.to_owned(), str::to_owned),
        }
    }

    fn cause(self, stored: &str) -> Option<&'static str> {
        Some(match stored {
            "password" => self.reasons_password(),
            "wrong password" => self.reasons_wrong_password(),
            "locked" => self.reasons_locked(),
            "too many failures" => self.reasons_too_many_failures(),
            "unknown name" => self.reasons_unknown_name(),
            "not active" => self.reasons_not_active(),
            "temporary password has expired" => self.reasons_temporary_expired(),
            "no role" => self.reasons_no_role(),
            "the inviter may no longer invite" => self.reasons_inviter_lost(),
            "wrong code" => self.twostep_reason_wrong_code(),
            "password and code" => self.twostep_reason_code(),
            "password and recovery code" => self.twostep_reason_recovery_code(),
            "passkey" => self.twostep_reason_passkey(),
            "passkey refused" => self.twostep_reason_passkey_refused(),
            "unknown passkey" => self.twostep_reason_unknown_passkey(),
            "second step not taken" => self.twostep_reason_cancelled(),
            DAY_HAS_COME => self.departures_day_has_come(),
            "claim number" => self.reasons_claim_number(),
            "demo" => self.reasons_demo(),
            "temporary password was used" => self.account_reason_used(),
            "by the link in the mail" => self.account_reason_link(),
            "too many mails" => self.account_reason_mails(),
            "not to be helped by mail" => self.account_reason_no_mail(),
            _ => return None,
        })
    }

    /// The reason that the applicant was told, and what was added to it.
    fn denial(self, stored: &str) -> String {
        let (name, note) = stored.split_once(": ").map_or((stored, None), |(name, note)| (name, Some(note)));
        let reason = DenialReason::from_name(name).map_or(name, |reason| self.denial_reason(reason));
        note.map_or_else(|| reason.to_owned(), |note| format!("{reason}: {note}"))
    }

    fn attempt(self, stored: &str) -> String {
        Refusal::recorded(stored)
            .map_or_else(|| stored.to_owned(), |(path, refusal)| format!("{path}: {}", self.refusal(&refusal)))
    }

    /// One condition of an exported list: `role=portal_user,delegate`.
    fn condition(self, kind: EventKind, stored: &str) -> String {
        let Some((key, values)) = stored.split_once('=') else { return stored.to_owned() };
        let named = |value: &str| {
            let name = match key {
                "role" => Role::from_name(value).map(|role| self.role(role)),
                "status" => BadgeKind::from_name(value).map(|kind| self.badge_kind(kind)),
                "registered" => Registration::from_name(value).map(|value| self.registration(value)),
                "tier" => Tier::from_name(value).map(|tier| self.tier(tier)),
                "kind" => Kind::from_name(value).map(|kind| self.provider_kind(kind)),
                "agent" => AgentStatus::from_name(value).map(|status| self.agent_status(status)),
                "locked" if value == "yes" => Some(self.people_yes()),
                "locked" => Some(self.people_no()),
                _ => None,
            };
            name.unwrap_or(value).to_owned()
        };
        let values = match key {
            "q" => values.to_owned(),
            "status" if kind == EventKind::RequestsExported => self.request_show(Show::from_name(values)),
            _ => values.split(',').map(named).collect::<Vec<_>>().join(", "),
        };
        format!("{}: {values}", self.field(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::permission::Permission, i18n::Lang};

    #[test]
    fn reasons_are_told_in_the_language_of_the_reader() {
        let t = T::new(Lang::Es);
        assert_eq!(t.reason(EventKind::SignInFailed, "wrong password"), t.reasons_wrong_password());
        assert_eq!(t.reason(EventKind::PersonLocked, "phone lost"), "phone lost");
        let refusal = Refusal::NotPermitted(Permission::UnlockPeople);
        let told = t.reason(EventKind::Refused, &refusal.record("/rpc/people/unlock"));
        assert_eq!(told, format!("/rpc/people/unlock: {}", t.refusal(&refusal)));
        let told = t.reason(EventKind::PeopleExported, "q=a=b, c; role=portal_user,delegate; locked=yes");
        let (portal, delegate) = (t.role(Role::PortalUser), t.role(Role::Delegate));
        assert_eq!(
            told,
            format!("Búsqueda: a=b, c; {}: {portal}, {delegate}; {}: Sí", t.people_role(), t.fields_locked())
        );
        let told = t.reason(EventKind::RequestDenied, "not_ours: never heard of");
        assert_eq!(told, format!("{}: never heard of", t.denials_not_ours()));
        let told = t.reason(EventKind::RequestsExported, "status=all");
        assert_eq!(told, format!("{}: {}", t.field("status"), t.requests_show_all()));
    }
}
