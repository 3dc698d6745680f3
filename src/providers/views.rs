//! What screens are told of providers.

use serde::{Deserialize, Serialize};

use super::{
    form::AgentForm,
    model::{AgentFacts, Kind},
    profile::Profile,
    rules::Rules,
};
use crate::{
    domain::{
        ids::{PersonId, ProviderId},
        role::Role,
    },
    handover::model::Summary,
    people::{
        badge::Badge,
        model::{AccountState, PersonRow, Standing},
    },
    practices::model::Places,
};

/// The person behind an agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentPerson {
    pub id: PersonId,
    pub role: Role,
    pub state: AccountState,
    pub badge: Badge,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentView {
    pub form: AgentForm,
    pub person: Option<AgentPerson>,
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderRow {
    pub id: ProviderId,
    pub name: String,
    pub npi: String,
    pub office: String,
    pub kind: Kind,
    pub agent: AgentView,
    pub profile: Profile,
    pub version: i64,
}

impl ProviderRow {
    /// What the agent is called; the address as long as there is no name.
    pub fn agent_name(&self) -> String {
        let AgentForm { first_name, last_name, email, .. } = &self.agent.form;
        let name = format!("{first_name} {last_name}").trim().to_owned();
        if name.is_empty() { email.clone() } else { name }
    }

    pub fn facts(&self) -> AgentFacts {
        AgentFacts {
            kind: self.kind,
            has_email: !self.agent.form.email.is_empty(),
            person: self.agent.person.as_ref().map(|person| Standing {
                person: person.id,
                role: person.role,
                state: person.state,
            }),
        }
    }
}

/// `/providers/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderPage {
    pub provider: ProviderRow,
    /// The people of this provider, for those who may see people; the first ones of many.
    pub staff: Option<(Vec<PersonRow>, i64)>,
    /// How many patients there are, for those who may see patients.
    pub patients: Option<i64>,
    /// The latest plan for the provider's patients, for those who see all of the practice's.
    pub plan: Option<Summary>,
}

/// `/providers/{id}/edit`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfilePage {
    pub provider: ProviderRow,
    /// What can be chosen.
    pub rules: Rules,
}

/// What a new provider's form offers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderOptions {
    pub places: Places,
}
