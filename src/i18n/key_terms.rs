//! The words for API keys.

use super::T;
use crate::keys::model::{KeyScope, KeyState};

impl T {
    /// What a key of this scope may do.
    #[must_use]
    pub fn key_scope(self, scope: KeyScope) -> &'static str {
        match scope {
            KeyScope::PeopleRead => self.keys_people_read(),
            KeyScope::PeopleWrite => self.keys_people_write(),
            KeyScope::InvitationsRead => self.keys_invitations_read(),
            KeyScope::InvitationsWrite => self.keys_invitations_write(),
            KeyScope::RequestsRead => self.keys_requests_read(),
            KeyScope::RequestsWrite => self.keys_requests_write(),
            KeyScope::LeaversRead => self.keys_leavers_read(),
            KeyScope::LeaversWrite => self.keys_leavers_write(),
            KeyScope::PracticesRead => self.keys_practices_read(),
            KeyScope::TiersRead => self.keys_tiers_read(),
            KeyScope::EventsRead => self.keys_events_read(),
        }
    }

    #[must_use]
    pub fn key_state(self, state: KeyState) -> &'static str {
        match state {
            KeyState::Works => self.keys_works(),
            KeyState::Ended => self.keys_ended(),
            KeyState::Revoked => self.keys_state_revoked(),
        }
    }

    /// The fields of forms and events about keys.
    pub(super) fn key_field(self, name: &str) -> Option<&'static str> {
        Some(match name {
            "key_name" => self.keys_key(),
            "scopes" => self.keys_scopes(),
            "days" => self.keys_lifetime(),
            "key_ends" => self.keys_ends(),
            _ => return None,
        })
    }
}
