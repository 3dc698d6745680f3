//! The words for providers and their agents.

use super::T;
use crate::providers::model::{AgentStatus, Kind};

impl T {
    #[must_use]
    pub fn provider_kind(self, kind: Kind) -> &'static str {
        match kind {
            Kind::Certified => self.providers_certified(),
            Kind::Local => self.providers_local(),
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
}
