//! A provider, its agent, and who may do what about the agent's invitation.

use serde::{Deserialize, Serialize};

use super::{form::AgentEdit, profile::Profile};
use crate::{
    domain::{
        ids::{OfficeId, ProviderId},
        permission::Permission,
        refusal::Refusal,
        role::Role,
        scope::Actor,
    },
    history::model::{Event, EventKind},
    invitations::model::can_invite,
    people::model::{AccountState, Person, Standing, ranked},
};

ranked! {
    /// Waiver-certified or not (S2-1, S2-2).
    Kind {
        Certified = "certified",
        Local = "local",
    }
}

ranked! {
    /// How far a provider's agent has come.
    AgentStatus {
        NoAddress = "no_address",
        NotInvited = "not_invited",
        Waiting = "waiting",
        Registered = "registered",
        Left = "left",
    }
}

/// A provider with everything that is stored of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    pub id: ProviderId,
    pub office: OfficeId,
    pub office_name: String,
    pub name: String,
    pub npi: String,
    pub kind: Kind,
    pub agent: Agent,
    pub profile: Profile,
    pub version: i64,
}

/// Whom the practice writes to about the provider's part of the portal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agent {
    pub first_name: String,
    pub last_name: String,
    /// Where the invitation goes: the person's own address once there is a person.
    pub email: String,
    pub phone: String,
    pub language: String,
    /// Somebody with an account at this provider, or invited to one.
    pub person: Option<Person>,
}

/// What the rules need to know of an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgentFacts {
    pub kind: Kind,
    pub has_email: bool,
    pub person: Option<Standing>,
}

impl AgentFacts {
    pub const fn status(&self) -> AgentStatus {
        match self.person {
            None if !self.has_email => AgentStatus::NoAddress,
            None => AgentStatus::NotInvited,
            Some(person) => match person.state {
                AccountState::Invited => AgentStatus::Waiting,
                AccountState::Active | AccountState::RegisteredUnverified => AgentStatus::Registered,
                AccountState::Deactivated | AccountState::Archived => AgentStatus::Left,
            },
        }
    }
}

/// What an agent is invited as. A certified provider's agent brings in its staff (S2-9). A local provider's agent does
/// not: coordinators, who may correct that agent's address, could otherwise appoint whom they like to more than they
/// are themselves.
pub const fn agent_role(kind: Kind) -> Role {
    match kind {
        Kind::Certified => Role::Delegate,
        Kind::Local => Role::PortalUser,
    }
}

/// Whether `by` may change the agent's data. Draws the form and guards the server.
///
/// # Errors
/// No permission; a certified provider for those who only coordinate (S2-8).
pub fn can_edit_agent(agent: &AgentFacts, by: &Actor) -> Result<(), Refusal> {
    by.may(Permission::ManageAgents)?;
    let coordinates = by.role_for(Permission::ManageAgents) == Some(Role::ReferringCoordinator);
    if coordinates && agent.kind == Kind::Certified { Err(Refusal::LocalProvidersOnly) } else { Ok(()) }
}

/// Whether `by` may decide where the agent's link goes that is out: whoever holds it gets the role.
///
/// # Errors
/// See [`can_edit_agent`]; also an agent above one's own role.
pub fn can_redirect_agent(agent: &AgentFacts, by: &Actor) -> Result<(), Refusal> {
    can_edit_agent(agent, by)?;
    let own = by.role_for(Permission::ManageAgents).ok_or(Refusal::NotPermitted(Permission::ManageAgents))?;
    match agent.person {
        Some(person) if person.state == AccountState::Invited && !own.reaches(person.role) => {
            Err(Refusal::PersonAboveOwn(person.role))
        }
        _ => Ok(()),
    }
}

/// Whether `by` may invite the agent, or invite them again: no dummy edit is needed for either (C-08).
///
/// # Errors
/// See [`can_edit_agent`]; no address, an agent who has registered, or a first invitation by somebody who may not invite.
pub fn can_invite_agent(agent: &AgentFacts, by: &Actor) -> Result<(), Refusal> {
    can_edit_agent(agent, by)?;
    match agent.status() {
        AgentStatus::NoAddress => Err(Refusal::NoAgentEmail),
        AgentStatus::NotInvited => can_invite(agent_role(agent.kind), by),
        AgentStatus::Waiting => Ok(()),
        AgentStatus::Registered | AgentStatus::Left => Err(Refusal::NotInvited),
    }
}

impl Provider {
    pub fn facts(&self) -> AgentFacts {
        AgentFacts {
            kind: self.kind,
            has_email: !self.agent.email.is_empty(),
            person: self.agent.person.as_ref().map(Person::standing),
        }
    }

    /// Takes checked values over. Another address than that of somebody who has registered means another agent; the
    /// address of somebody who waits is theirs, and stays so.
    ///
    /// # Errors
    /// See [`can_edit_agent`] and [`can_redirect_agent`].
    pub fn edit_agent(mut self, edit: AgentEdit, by: &Actor) -> Result<(Self, Event), Refusal> {
        let facts = self.facts();
        can_edit_agent(&facts, by)?;
        let moved = edit.email != self.agent.email;
        if moved {
            can_redirect_agent(&facts, by)?;
        }
        let agent = &mut self.agent;
        let mut event = Event::new(EventKind::ProviderAgentEdited).about(self.id, &self.name);
        event.change("first_name", &agent.first_name, &edit.first_name);
        event.change("last_name", &agent.last_name, &edit.last_name);
        event.change("email", &agent.email, &edit.email);
        event.change("phone", &agent.phone, &edit.phone);
        event.change("language", &agent.language, &edit.language);
        let stays = !moved || facts.status() == AgentStatus::Waiting;
        let person = agent.person.take().filter(|_| stays);
        let AgentEdit { first_name, last_name, email, phone, language } = edit;
        *agent = Agent { first_name, last_name, email, phone, language, person };
        self.version += 1;
        Ok((self, event))
    }

    /// Makes a certified provider of a local one, or the other way round.
    ///
    /// # Errors
    /// No permission.
    pub fn certify(mut self, kind: Kind, by: &Actor) -> Result<(Self, Event), Refusal> {
        by.may(Permission::EditProviders)?;
        let word = |kind: Kind| if kind == Kind::Certified { "yes" } else { "no" };
        let mut event = Event::new(EventKind::ProviderCertified).about(self.id, &self.name);
        event.change("certified", word(self.kind), word(kind));
        self.kind = kind;
        self.version += 1;
        Ok((self, event))
    }
}

#[cfg(test)]
mod tests;
