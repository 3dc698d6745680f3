//! Somebody of the practice, with or without an account, and who may give them one where.

use serde::{Deserialize, Serialize};

use crate::{
    account::model::HandOver,
    domain::{
        ids::{EmployeeId, PersonId, ProviderId},
        permission::Permission,
        refusal::Refusal,
        role::Role,
        scope::{Actor, Reach},
    },
    people::model::AccountState,
    practices::model::{Place, Places},
};

/// So many are shown at once; with more, the search says more.
pub const SHOWN: usize = 50;

/// Everything known of an employee (S0-55).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Employee {
    pub id: EmployeeId,
    pub place: Place,
    pub person: Option<PersonId>,
    /// What the practice calls the provider type.
    pub kind: String,
    pub first_name: String,
    pub last_name: String,
    pub middle_initial: String,
    pub employee_no: String,
    pub phone: String,
    pub fax: String,
    pub email: String,
    pub title: String,
}

impl Employee {
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}

/// One line of the search: an employee, or somebody with an account and without a record as an employee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    pub employee: Option<EmployeeId>,
    pub person: Option<(PersonId, AccountState)>,
    pub name: String,
    pub role: Option<Role>,
    pub title: String,
    pub phone: String,
    pub place: String,
}

/// What the forms offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddOptions {
    pub places: Places,
    pub roles: Vec<(Role, Option<Refusal>)>,
    pub employee: Option<Employee>,
    /// Where the account would be: at the administrator's own level.
    pub account_place: String,
    /// The employee works for one provider, and the administrator is no administrator of that one only.
    pub narrower: bool,
}

/// What became of it: the account, and the sheet if it was made at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    pub person: PersonId,
    pub sheet: Option<HandOver>,
}

/// Whether an account may be added at this level: only at one's own (C-05, S0-51).
///
/// # Errors
/// [`Refusal::OwnLevelOnly`].
pub fn at_own_level(provider: Option<ProviderId>, reach: Reach) -> Result<(), Refusal> {
    if provider == reach.provider { Ok(()) } else { Err(Refusal::OwnLevelOnly) }
}

/// Whether `by` may add somebody as `role`.
///
/// # Errors
/// No permission, or a role above one's own or not one's to give.
pub fn can_add_as(role: Role, by: &Actor) -> Result<(), Refusal> {
    by.may(Permission::AddPeople)?;
    let own = by.role_for(Permission::AddPeople).ok_or(Refusal::NotPermitted(Permission::AddPeople))?;
    if own.may_hand_out(role) { Ok(()) } else { Err(Refusal::RoleAboveOwn(role)) }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::{
        ids::PracticeId,
        scope::{Granted, Scope},
    };

    #[test]
    fn c05_an_account_is_added_at_one_s_own_level_only() {
        let practice = PracticeId::new(Uuid::from_u128(1));
        let (rosa, ken) = (ProviderId::new(Uuid::from_u128(2)), ProviderId::new(Uuid::from_u128(3)));
        let (whole, one) = (Reach::whole(practice), Reach { practice, provider: Some(rosa) });
        assert_eq!(at_own_level(None, whole), Ok(()));
        assert_eq!(at_own_level(Some(rosa), one), Ok(()));
        for (provider, reach) in [(Some(rosa), whole), (None, one), (Some(ken), one)] {
            assert_eq!(at_own_level(provider, reach), Err(Refusal::OwnLevelOnly));
        }
    }

    #[test]
    fn t51_nobody_is_added_above_one_s_own_role() {
        let practice = PracticeId::new(Uuid::from_u128(1));
        for own in Role::ALL {
            let by = Actor {
                person: PersonId::new(Uuid::from_u128(2)),
                name: "Ada".into(),
                practice,
                grants: vec![Granted { role: own, scope: Scope::Practice(practice), until: None }],
                must_choose_password: false,
                looks_as: None,
                only: None,
            };
            for role in Role::ALL {
                let wanted = Permission::AddPeople.held_by(own) && own.may_hand_out(role);
                assert_eq!(can_add_as(role, &by).is_ok(), wanted, "{own:?} adds {role:?}");
            }
        }
    }
}
