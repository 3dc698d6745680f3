//! A person of a practice: what is known, which state they are in, what may be done to them.

use serde::{Deserialize, Serialize};

use super::badge::{Badge, BadgeKind, Facts};
use crate::{
    domain::{
        clock::{Instant, Stamp},
        ids::{GrantId, PersonId},
        permission::Permission,
        refusal::Refusal,
        role::Role,
        scope::Actor,
    },
    history::model::{Event, EventKind},
    practices::model::Place,
};

macro_rules! ranked {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Stored, and what lists sort by.
            pub const fn rank(self) -> i16 { self as i16 }

            pub fn from_rank(rank: i16) -> Option<Self> {
                usize::try_from(rank).ok().and_then(|at| Self::ALL.get(at)).copied()
            }

            /// The name in addresses and files.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.name() == name)
            }
        }
    };
}

pub(crate) use ranked;

ranked! {
    /// The account's life (catalogue 1.9). Locked is no state but a flag beside it (C-02).
    AccountState {
        Invited = "invited",
        RegisteredUnverified = "registered_unverified",
        Active = "active",
        Deactivated = "deactivated",
        Archived = "archived",
    }
}

ranked! {
    /// The three conditions of registration (S1-16, C-22).
    Registration {
        NotRegistered = "not_registered",
        TwoStepPending = "two_step_pending",
        Registered = "registered",
    }
}

ranked! {
    /// What somebody pays for the person (S1-26).
    Tier {
        Free = "free",
        Paid = "paid",
        PaidPlugin = "paid_plugin",
    }
}

ranked! {
    /// What a person wants to be told about by mail.
    Notice {
        Security = "security",
        Account = "account",
        Invitations = "invitations",
        News = "news",
    }
}

impl AccountState {
    /// Whether an account in this state opens a session. Everything else is refused on every request.
    pub const fn may_sign_in(self) -> bool {
        matches!(self, Self::Active | Self::RegisteredUnverified)
    }

    pub const fn registration(self, registered: bool) -> Registration {
        match self {
            Self::Invited => Registration::NotRegistered,
            Self::RegisteredUnverified => Registration::TwoStepPending,
            _ if registered => Registration::Registered,
            _ => Registration::NotRegistered,
        }
    }
}

/// A lock that is on: since when, why, until when (`None`: until a person takes it off).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    pub since: Instant,
    pub reason: LockReason,
    pub ends: Option<Instant>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LockReason {
    /// Wrong passwords. The owner's mail takes it off.
    TooManyFailures,
    /// Wrong answers at the second step, by somebody who knew the password: no mail takes it off.
    TooManyCodes,
    ByAdministrator,
}

/// Everything stored of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    pub place: Place,
    pub first_name: String,
    pub middle_name: String,
    pub last_name: String,
    /// Empty until the person registers; never changes afterwards (S0-68).
    pub username: String,
    pub email: String,
    pub phone: String,
    pub mobile: String,
    pub mobile_carrier: String,
    pub title: String,
    pub employee_no: String,
    pub language: String,
    pub notices: Vec<Notice>,
    pub role: Role,
    pub state: AccountState,
    pub tier: Tier,
    pub created: Instant,
    pub registered: Option<Instant>,
    pub active: Option<Instant>,
    pub invite_expires: Option<Instant>,
    pub invite_bounced: Option<Instant>,
    pub lock: Option<Lock>,
    pub deactivates: Option<Instant>,
    pub version: i64,
}

/// What somebody is called: their name, or their address as long as nothing else is known of them.
fn called(first_name: &str, last_name: &str, email: &str) -> String {
    let name = format!("{first_name} {last_name}").trim().to_owned();
    if name.is_empty() { email.to_owned() } else { name }
}

impl Person {
    pub fn name(&self) -> String {
        called(&self.first_name, &self.last_name, &self.email)
    }

    pub fn facts(&self) -> Facts {
        Facts {
            state: self.state,
            lock_ends: self.lock.as_ref().map(|lock| lock.ends),
            deactivates: self.deactivates,
            invite_expires: self.invite_expires,
            invite_bounced: self.invite_bounced.is_some(),
        }
    }

    /// Takes the lock off and forgets the failures.
    ///
    /// # Errors
    /// See [`can_unlock`].
    pub fn unlock(mut self, by: &Actor, now: Instant) -> Result<(Self, Event), Refusal> {
        can_unlock(&Standing { person: self.id, role: self.role, state: self.state }, self.locked(now), by)?;
        let mut event = Event::new(EventKind::PersonUnlocked).about(self.id, self.name());
        event.change("locked", "yes", "no");
        self.lock = None;
        self.version += 1;
        Ok((self, event))
    }

    /// Whether the person's role reaches everybody in the practice and administers them; moving to one provider ends it.
    pub fn administers_all(&self) -> bool {
        self.role.administers() && self.place.provider.is_none()
    }

    /// Whether the practice can count on them as its administrator: they can sign in, and no end of that is planned.
    pub fn administers_for_good(&self) -> bool {
        self.administers_all() && self.state.may_sign_in() && self.deactivates.is_none()
    }

    pub fn locked(&self, now: Instant) -> bool {
        self.lock.as_ref().is_some_and(|lock| lock.ends.is_none_or(|ends| ends > now))
    }
}

/// What the rules need to know of somebody to decide what may be done to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub person: PersonId,
    pub role: Role,
    pub state: AccountState,
}

/// Whether `by` may take the lock off. Draws the button and guards the server.
///
/// # Errors
/// No permission, or there is no lock.
pub fn can_unlock(_: &Standing, locked: bool, by: &Actor) -> Result<(), Refusal> {
    by.may(Permission::UnlockPeople)?;
    if locked { Ok(()) } else { Err(Refusal::NotLocked) }
}

/// Whether `by` may edit the person at all.
///
/// # Errors
/// No permission, a higher role than one's own, or an archived person.
pub fn can_edit(person: &Standing, by: &Actor) -> Result<(), Refusal> {
    by.may(Permission::EditPeople)?;
    let own = by.role_for(Permission::EditPeople).ok_or(Refusal::NotPermitted(Permission::EditPeople))?;
    if !own.reaches(person.role) {
        return Err(Refusal::PersonAboveOwn(person.role));
    }
    if person.state == AccountState::Archived { Err(Refusal::Archived) } else { Ok(()) }
}

/// Whether `by` may give `role` to the person in place of the one they have.
///
/// # Errors
/// A role above one's own, or one's own access (nobody demotes themselves).
pub fn can_change_role(person: &Standing, role: Role, by: &Actor) -> Result<(), Refusal> {
    can_edit(person, by)?;
    if role == person.role {
        return Ok(());
    }
    if person.person == by.person {
        return Err(Refusal::OwnAccess);
    }
    let own = by.role_for(Permission::EditPeople).ok_or(Refusal::NotPermitted(Permission::EditPeople))?;
    if own.may_hand_out(role) { Ok(()) } else { Err(Refusal::RoleAboveOwn(role)) }
}

/// Whether User Manager would add to what the person may do, and take nothing away.
///
/// # Errors
/// [`Refusal::AlreadySo`], [`Refusal::WouldDemote`], [`Refusal::NoAccount`].
pub fn can_become_user_manager(person: &Person) -> Result<(), Refusal> {
    match person.role {
        Role::UserManager => Err(Refusal::AlreadySo),
        Role::PortalUser | Role::ClericalUser | Role::ReferringCoordinator if person.state.may_sign_in() => Ok(()),
        Role::PortalUser | Role::ClericalUser | Role::ReferringCoordinator | Role::Applicant | Role::Patient => {
            Err(Refusal::NoAccount)
        }
        role => Err(Refusal::WouldDemote(role)),
    }
}

/// One line of the people list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    pub id: PersonId,
    pub first_name: String,
    pub last_name: String,
    pub username: String,
    pub email: String,
    pub role: Role,
    pub place: String,
    pub at_provider: bool,
    pub badge: Badge,
    pub state: AccountState,
    pub registration: Registration,
    pub tier: Tier,
    pub created: Stamp,
    pub active: Option<Stamp>,
    pub locked_since: Option<Stamp>,
}

impl PersonRow {
    pub fn name(&self) -> String {
        called(&self.first_name, &self.last_name, &self.email)
    }

    /// A date of leaving that has come has done its work already.
    pub fn standing(&self) -> Standing {
        let left = self.badge.kind == BadgeKind::Deactivated;
        let state = if left { AccountState::Deactivated } else { self.state };
        Standing { person: self.id, role: self.role, state }
    }
}

/// A person's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonView {
    pub row: PersonRow,
    pub middle_name: String,
    pub phone: String,
    pub mobile: String,
    pub mobile_carrier: String,
    pub title: String,
    pub employee_no: String,
    pub language: String,
    pub notices: Vec<Notice>,
    pub place: Place,
    pub registered: Option<Stamp>,
    pub invite_expires: Option<Stamp>,
    pub lock: Option<(Stamp, LockReason, Option<Stamp>)>,
    /// What the administrator who locked the account gave as the reason.
    pub lock_note: String,
    pub deactivates: Option<Stamp>,
    pub version: i64,
    /// The account that took the place of this one, and the one whose place this one took (N-17).
    pub replaced_by: Option<PersonId>,
    pub replaces: Option<PersonId>,
    pub grants: Vec<GrantView>,
}

/// One grant as the Access tab shows it: which role, where, who gave it, when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantView {
    pub id: GrantId,
    pub role: Role,
    /// The practice's or the provider's name; empty for the whole installation.
    pub scope: String,
    pub at_provider: bool,
    pub given_by: String,
    pub given: Stamp,
    pub ends: Option<Stamp>,
}
