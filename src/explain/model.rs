//! The decision about a right, taken apart: which grant gives it, or what stands in the way and who could move it.

use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        clock::Instant,
        ids::{GrantId, PersonId, PracticeId},
        permission::Permission,
        role::Role,
        scope::{Actor, Granted, Reach},
    },
    people::model::{AccountState, GrantView, Person},
};

/// Why somebody may, or what would have to change. Several obstacles all have to go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    Yes { by: GrantId },
    No(Vec<Obstacle>),
}

/// What stands in the way; each is moved by one change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// Has not registered yet: accepting the invitation is what helps.
    Invited,
    Locked,
    /// The account has ended.
    Left,
    /// None of the roles includes the right: this one would, and no lower one.
    NoRole(Role),
}

/// What of an account decides whether it can be used at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    pub state: AccountState,
    pub locked: bool,
    /// The day on which it was to end has come.
    pub left: bool,
}

impl Account {
    pub fn of(person: &Person, now: Instant) -> Self {
        let left = person.deactivates.is_some_and(|at| at <= now);
        Self { state: person.state, locked: person.locked(now), left }
    }

    fn obstacles(self) -> Vec<Obstacle> {
        let mut found = Vec::new();
        match self.state {
            AccountState::Invited => found.push(Obstacle::Invited),
            AccountState::Deactivated | AccountState::Archived => found.push(Obstacle::Left),
            AccountState::RegisteredUnverified | AccountState::Active if self.left => found.push(Obstacle::Left),
            AccountState::RegisteredUnverified | AccountState::Active => {}
        }
        if self.locked {
            found.push(Obstacle::Locked);
        }
        found
    }
}

/// Explains what [`Actor::may`] would decide for these grants, and whether the account gets that far.
pub fn explain(
    permission: Permission,
    account: Account,
    grants: &[(GrantId, Granted)],
    practice: PracticeId,
    now: Instant,
) -> Answer {
    let mut obstacles = account.obstacles();
    let in_force = grants.iter().filter(|(_, grant)| grant.until.is_none_or(|until| until > now));
    let gives = in_force.filter(|(_, grant)| permission.held_by(grant.role));
    let gives = gives.filter_map(|(id, grant)| Some((*id, grant.role, grant.scope.within(practice)?)));
    // The wider reach wins, and of equals the higher role: as `Actor::may` and `Actor::role_for` have it.
    let by = gives.min_by_key(|(_, role, reach)| (reach.provider.is_some(), role.rank()));
    match by {
        Some((by, ..)) if obstacles.is_empty() => return Answer::Yes { by },
        Some(_) => {}
        None => obstacles.push(Obstacle::NoRole(least(permission))),
    }
    Answer::No(obstacles)
}

/// The lowest role that includes a right and is given on people pages; the lowest of all where none of those includes it.
fn least(permission: Permission) -> Role {
    let all = permission.roles().iter().copied();
    let given = all.clone().filter(|role| Role::PracticeOwner.may_hand_out(*role));
    let lowest = given.max_by_key(|role| role.rank()).or_else(|| all.max_by_key(|role| role.rank()));
    lowest.unwrap_or(Role::PracticeOwner)
}

/// Somebody who looks after accounts here, and who they are to the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caretaker {
    pub actor: Actor,
    /// The highest of their roles.
    pub role: Role,
    pub place: String,
}

impl Caretaker {
    /// Whether they could take away an obstacle of somebody placed there.
    pub fn may_move(&self, obstacle: Obstacle, person: &Person) -> bool {
        let reaches =
            |permission| self.actor.may(permission).is_ok_and(|reach: Reach| reach.covers(person.place.provider));
        let above = || self.actor.role_for(Permission::EditPeople).is_some_and(|own| own.reaches(person.role));
        match obstacle {
            Obstacle::Invited => reaches(Permission::ManageInvitations),
            Obstacle::Locked => reaches(Permission::UnlockPeople),
            Obstacle::Left => reaches(Permission::EditPeople) && above(),
            Obstacle::NoRole(role) => {
                let own = self.actor.role_for(Permission::EditPeople);
                reaches(Permission::EditPeople)
                    && above()
                    && self.actor.person != person.id
                    && own.is_some_and(|own| own.may_hand_out(role))
            }
        }
    }

    /// Whether they administer people placed there.
    pub fn administers(&self, person: &Person) -> bool {
        self.actor.may(Permission::EditPeople).is_ok_and(|reach| reach.covers(person.place.provider))
            && self.role != Role::PortalOperator
    }
}

/// Everything about one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    pub person: PersonId,
    pub name: String,
    pub grants: Vec<GrantView>,
    pub rights: Vec<(Permission, Answer)>,
    /// For each obstacle there is: the names of those who could take it away.
    pub movers: Vec<(Obstacle, Vec<String>)>,
}

/// One administrator as their people see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Administrator {
    pub name: String,
    pub role: Role,
    pub place: String,
}

/// The name of a right in addresses: the one it has on the wire.
pub fn name_of(permission: Permission) -> String {
    serde_json::to_value(permission).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(all(test, feature = "ssr"))]
mod tests;
