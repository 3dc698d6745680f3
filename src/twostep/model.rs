//! Who is asked for a second step, and what a person has for it.

use serde::{Deserialize, Serialize};

use crate::{
    domain::{clock::Stamp, ids::PasskeyId, permission::Permission, refusal::Refusal, role::Role, scope::Actor},
    people::model::{Standing, ranked},
};

ranked! {
    /// Of whom a practice demands a second step.
    Demand {
        Nobody = "nobody",
        Administrators = "administrators",
        Everybody = "everybody",
    }
}

ranked! {
    /// What is different for one person.
    Exception {
        Practice = "practice",
        Always = "always",
        Never = "never",
    }
}

impl Demand {
    /// Of a practice that has not chosen: those who can change everybody's access need more than a password.
    pub const UNLESS_CHOSEN: Self = Self::Administrators;
}

/// Whether a second step is demanded of somebody who holds these roles.
pub fn demanded(practice: Demand, own: Exception, roles: impl IntoIterator<Item = Role>) -> bool {
    match (own, practice) {
        (Exception::Always, _) | (Exception::Practice, Demand::Everybody) => true,
        (Exception::Never, _) | (Exception::Practice, Demand::Nobody) => false,
        (Exception::Practice, Demand::Administrators) => {
            roles.into_iter().any(|role| role.administers() || role == Role::PortalOperator)
        }
    }
}

/// Whether `by` may look after the second step of somebody else: reset it, or make an exception.
///
/// # Errors
/// No permission, somebody above oneself, or oneself: for that there is one's own page, which asks for the password.
pub fn can_manage(person: &Standing, by: &Actor) -> Result<(), Refusal> {
    by.may(Permission::ManageTwoStep)?;
    let own = by.role_for(Permission::ManageTwoStep).ok_or(Refusal::NotPermitted(Permission::ManageTwoStep))?;
    if !own.reaches(person.role) {
        return Err(Refusal::PersonAboveOwn(person.role));
    }
    if person.person == by.person { Err(Refusal::OwnTwoStep) } else { Ok(()) }
}

/// What happened to somebody's second step. They are told of each by mail (ASVS 6.3.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    AppAdded,
    AppRemoved,
    PasskeyAdded,
    PasskeyRemoved,
    CodesRenewed,
    CodeUsed,
    Reset,
}

/// What somebody has for the second step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factors {
    pub app: bool,
    pub passkeys: i64,
}

impl Factors {
    pub const fn any(self) -> bool {
        self.app || self.passkeys > 0
    }
}

/// One passkey as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyView {
    pub id: PasskeyId,
    pub name: String,
    pub added: Stamp,
    pub used: Option<Stamp>,
}

/// The own second step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnTwoStep {
    /// Since when there is an app.
    pub app: Option<Stamp>,
    pub passkeys: Vec<PasskeyView>,
    pub codes_left: i64,
    pub demanded: bool,
}

impl OwnTwoStep {
    pub const fn is_on(&self) -> bool {
        self.app.is_some() || !self.passkeys.is_empty()
    }
}

/// What an authenticator app needs to know: by camera or by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppKey {
    /// In groups of four, for typing.
    pub key: String,
    /// Opens an app on this very device.
    pub uri: String,
    /// The width of the picture in modules, its quiet zone included.
    pub size: usize,
    /// The dark modules as the `d` of one path.
    pub path: String,
}

/// What the page between password and session offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepOffer {
    pub name: String,
    pub factors: Factors,
}

/// Somebody else's second step, as administrators see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonTwoStep {
    pub app: Option<Stamp>,
    pub passkeys: i64,
    pub codes_left: i64,
    pub exception: Exception,
    pub demanded: bool,
    pub standing: PersonStanding,
}

impl PersonTwoStep {
    pub const fn is_on(&self) -> bool {
        self.app.is_some() || self.passkeys > 0
    }
}

/// [`Standing`] on its way to the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonStanding {
    pub person: crate::domain::ids::PersonId,
    pub role: Role,
    pub state: crate::people::model::AccountState,
}

impl From<PersonStanding> for Standing {
    fn from(own: PersonStanding) -> Self {
        Self { person: own.person, role: own.role, state: own.state }
    }
}

/// Longest name of a passkey.
pub const LONGEST_NAME: usize = 60;
/// Most passkeys of one person.
pub const MOST_PASSKEYS: usize = 10;
/// Longest reason of a reset.
pub const LONGEST_REASON: usize = 300;

/// A name for a passkey as it is stored.
pub fn passkey_name(typed: &str) -> String {
    let clean: String = typed.chars().filter(|c| !c.is_control()).collect();
    let clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = clean.chars().take(LONGEST_NAME).collect();
    if short.is_empty() { "Passkey".into() } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exception_is_stronger_than_the_practice() {
        for &practice in Demand::ALL {
            assert!(demanded(practice, Exception::Always, [Role::Patient]));
            assert!(!demanded(practice, Exception::Never, [Role::PracticeOwner]));
        }
        assert!(demanded(Demand::Everybody, Exception::Practice, []));
        assert!(!demanded(Demand::Nobody, Exception::Practice, [Role::PracticeOwner]));
    }

    #[test]
    fn administrators_are_who_can_change_everybodys_access() {
        let asked = |role| demanded(Demand::Administrators, Exception::Practice, [role]);
        let asked: Vec<_> = Role::ALL.into_iter().filter(|role| asked(*role)).collect();
        assert_eq!(asked, [Role::PortalOperator, Role::PracticeOwner, Role::PracticeAdministrator]);
        assert!(demanded(Demand::UNLESS_CHOSEN, Exception::Practice, [Role::PortalUser, Role::PracticeAdministrator]));
    }

    #[test]
    fn a_passkey_always_has_a_name() {
        assert_eq!(passkey_name("  My \n phone "), "My phone");
        assert_eq!(passkey_name("\u{7}"), "Passkey");
        assert_eq!(passkey_name(&"x".repeat(200)).len(), LONGEST_NAME);
    }
}
