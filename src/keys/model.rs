//! What a key is good for: scopes as named sets of permissions, an end, and never more than its owner.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        clock::Stamp,
        code::{Code, FieldErrors},
        ids::KeyId,
        permission::Permission,
    },
    people::model::ranked,
};

/// What every key begins with, so that programs which look for leaked secrets know one.
pub const MARK: &str = "rk_";
/// So many signs of a key are shown in lists and events: the mark and eight more.
pub const PREFIX: usize = MARK.len() + 8;
/// Longer ones are none of ours.
pub const LONGEST: usize = 100;
/// Keys of a practice that work at the same time.
pub const MOST: usize = 50;
const LONGEST_NAME: usize = 60;

/// For how many days a key may be made, the usual one first.
pub const LIFETIMES: [i64; 4] = [365, 30, 90, 730];

ranked! {
    /// What a key may be made for. What a scope does not name, no key does: own accounts, credentials, keys.
    KeyScope {
        PeopleRead = "people:read",
        PeopleWrite = "people:write",
        InvitationsRead = "invitations:read",
        InvitationsWrite = "invitations:write",
        RequestsRead = "requests:read",
        RequestsWrite = "requests:write",
        LeaversRead = "leavers:read",
        LeaversWrite = "leavers:write",
        PracticesRead = "practices:read",
        TiersRead = "tiers:read",
        EventsRead = "events:read",
    }
}

impl KeyScope {
    /// The permissions that a key of this scope lets through, as far as its owner has them.
    pub const fn permissions(self) -> &'static [Permission] {
        use Permission::*;
        match self {
            Self::PeopleRead | Self::InvitationsRead | Self::PracticesRead | Self::TiersRead => &[ViewPeople],
            Self::PeopleWrite => &[ViewPeople, EditPeople, InvitePeople, UnlockPeople, DeactivatePeople],
            Self::InvitationsWrite => &[ViewPeople, InvitePeople, ManageInvitations],
            Self::RequestsRead | Self::RequestsWrite => &[DecideRequests],
            Self::LeaversRead | Self::LeaversWrite => &[DeactivatePeople],
            Self::EventsRead => &[ViewHistory],
        }
    }

    /// Names as they are stored and sent, comma-separated; unknown ones are left out.
    pub fn list(names: &str) -> Vec<Self> {
        let named: Vec<_> = names.split(',').filter_map(Self::from_name).collect();
        Self::ALL.iter().copied().filter(|scope| named.contains(scope)).collect()
    }

    pub fn names(scopes: &[Self]) -> String {
        scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>().join(",")
    }
}

/// Everything that these scopes let through together.
pub fn permissions(scopes: &[KeyScope]) -> Vec<Permission> {
    let all: Vec<_> = scopes.iter().flat_map(|scope| scope.permissions()).copied().collect();
    Permission::ALL.into_iter().filter(|permission| all.contains(permission)).collect()
}

/// The form as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyForm {
    pub key_name: String,
    /// Names, comma-separated.
    pub scopes: String,
    /// One of [`LIFETIMES`].
    pub days: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    pub name: String,
    pub scopes: Vec<KeyScope>,
    pub lifetime: TimeDelta,
}

fn name(text: &str) -> Result<String, Code> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Code::Required);
    }
    if text.chars().any(char::is_control) {
        return Err(Code::NameCharacters);
    }
    if text.chars().count() > LONGEST_NAME { Err(Code::TooLong) } else { Ok(text.to_owned()) }
}

impl KeyForm {
    pub const FIELDS: [&'static str; 3] = ["key_name", "scopes", "days"];

    /// Runs in the browser before sending, and on the server always.
    ///
    /// # Errors
    /// Every wrong field with its code, in the form's order.
    pub fn parse(&self) -> Result<NewKey, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.keep("key_name", name(&self.key_name));
        let scopes = KeyScope::list(&self.scopes);
        let scopes = errors.keep("scopes", if scopes.is_empty() { Err(Code::Required) } else { Ok(scopes) });
        let days = LIFETIMES.into_iter().find(|days| days.to_string() == self.days);
        let days = errors.keep("days", days.ok_or(Code::OutOfRange));
        let key = (|| Some(NewKey { name: name?, scopes: scopes?, lifetime: TimeDelta::days(days?) }))();
        errors.or(key)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    Works,
    /// Its time is over.
    Ended,
    Revoked,
}

/// A key as the practice sees it. The key itself is shown once, when it is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyView {
    pub id: KeyId,
    pub name: String,
    pub prefix: String,
    pub scopes: Vec<KeyScope>,
    pub owner: String,
    pub state: KeyState,
    pub made: Stamp,
    pub ends: Stamp,
    pub used: Option<Stamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t59_no_scope_lets_a_key_near_keys_credentials_or_own_accounts() {
        let never = [
            Permission::SignedIn,
            Permission::ManageKeys,
            Permission::ResetPasswords,
            Permission::SecurePeople,
            Permission::ManageTwoStep,
            Permission::SetCallerCheck,
            // It could make temporary passwords.
            Permission::AddPeople,
            Permission::BuyPlans,
            Permission::ManageBilling,
        ];
        for scope in KeyScope::ALL {
            for permission in never {
                assert!(!scope.permissions().contains(&permission), "{}: {permission:?}", scope.name());
            }
            assert!(!scope.permissions().is_empty(), "{}", scope.name());
        }
    }

    #[test]
    fn names_lead_back_to_scopes() {
        for scope in KeyScope::ALL {
            assert_eq!(KeyScope::list(scope.name()), [*scope]);
        }
        let both = KeyScope::list("events:read,king,people:read,people:read");
        assert_eq!(both, [KeyScope::PeopleRead, KeyScope::EventsRead]);
        assert_eq!(KeyScope::list(&KeyScope::names(&both)), both);
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let errors = KeyForm { days: "9999".into(), ..KeyForm::default() }.parse().expect_err("nothing is right");
        let fields: Vec<_> = errors.0.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, KeyForm::FIELDS);
        let good = KeyForm { key_name: " Payroll ".into(), scopes: "people:read".into(), days: "30".into() };
        assert_eq!(good.parse().map(|key| key.name), Ok("Payroll".to_owned()));
    }
}
