//! Where a role holds, and who acts.

use serde::{Deserialize, Serialize};

use super::{
    clock::Instant,
    ids::{PersonId, PracticeId, ProviderId},
    permission::Permission,
    refusal::Refusal,
    role::Role,
    vendor::VendorLevel,
};

/// The part of the world a grant is good for: instance ⊃ practice (TIN) ⊃ provider (NPI).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    Instance,
    Practice(PracticeId),
    Provider(PracticeId, ProviderId),
    /// A practice as far as it lets its vendor in.
    Vendor(PracticeId, VendorLevel),
    /// A practice that somebody from outside acts for until they return.
    Switched(PracticeId),
}

impl Scope {
    /// The part of this scope that lies in `practice`; `None` if it has none.
    pub fn within(self, practice: PracticeId) -> Option<Reach> {
        match self {
            Self::Instance => Some(Reach { practice, provider: None }),
            Self::Practice(own) | Self::Vendor(own, _) | Self::Switched(own) => {
                (own == practice).then_some(Reach { practice, provider: None })
            }
            Self::Provider(own, provider) => (own == practice).then_some(Reach { practice, provider: Some(provider) }),
        }
    }

    /// The practice that a role holds in as a whole.
    pub const fn practice(self) -> Option<PracticeId> {
        match self {
            Self::Practice(own) => Some(own),
            Self::Instance | Self::Provider(..) | Self::Vendor(..) | Self::Switched(_) => None,
        }
    }

    /// Whether a permission of the role goes as far as here.
    ///
    /// # Errors
    /// What it takes.
    pub fn allows(self, permission: Permission) -> Result<(), Refusal> {
        match self {
            Self::Vendor(_, level) if level < permission.vendor_level() => {
                Err(Refusal::VendorLevel(permission.vendor_level()))
            }
            Self::Switched(_) if !permission.goes_along() => Err(Refusal::NotWhileSwitched),
            _ => Ok(()),
        }
    }
}

/// How far a permission reaches inside one practice: all of it, or one provider's people. Every store function of a
/// practice's table takes one, so no query can forget it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    pub practice: PracticeId,
    pub provider: Option<ProviderId>,
}

impl Reach {
    pub const fn whole(practice: PracticeId) -> Self {
        Self { practice, provider: None }
    }

    /// For what holds in the whole practice: who reaches one provider only has no say in it.
    ///
    /// # Errors
    /// [`Refusal::OutsideScope`].
    pub fn all_of_it(self) -> Result<(), Refusal> {
        if self.provider.is_some() { Err(Refusal::OutsideScope) } else { Ok(()) }
    }

    /// Whether somebody placed at `provider` (or at none) lies inside.
    pub fn covers(self, provider: Option<ProviderId>) -> bool {
        self.provider.is_none() || self.provider == provider
    }
}

/// One role in one scope, perhaps with an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Granted {
    pub role: Role,
    pub scope: Scope,
    pub until: Option<Instant>,
}

/// The signed-in person as the rules see them, in the practice they work in at the moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    pub person: PersonId,
    pub name: String,
    pub practice: PracticeId,
    /// Only grants that are in force now.
    pub grants: Vec<Granted>,
    /// Signed in with a temporary password: may only choose a new one.
    pub must_choose_password: bool,
    /// Looks at the portal as somebody of this role sees it: has the rights that both have, and changes nothing.
    pub looks_as: Option<Role>,
    /// What the scopes of an API key leave of every right; `None` for a person at a browser.
    pub only: Option<Vec<Permission>>,
}

impl Actor {
    /// How far `permission` reaches for this person in their current practice.
    ///
    /// # Errors
    /// [`Refusal::ChooseNewPassword`] while a temporary password is in use, [`Refusal::NotPermitted`] if no grant has it.
    pub fn may(&self, permission: Permission) -> Result<Reach, Refusal> {
        if self.must_choose_password {
            return Err(Refusal::ChooseNewPassword);
        }
        self.roles_for(permission)
            .map(|(_, reach)| reach)
            // The wider reach wins: rights are the union of a person's grants.
            .min_by_key(|reach| reach.provider.is_some())
            .ok_or_else(|| self.why_not(permission))
    }

    /// For what is done from one's own desk: those who could do it nowhere are told so, whatever they name.
    ///
    /// # Errors
    /// [`Refusal::ChooseNewPassword`], [`Refusal::NotPermitted`].
    pub fn may_anywhere(&self, permission: Permission) -> Result<(), Refusal> {
        if self.must_choose_password {
            return Err(Refusal::ChooseNewPassword);
        }
        let held = self.grants.iter().any(|grant| permission.held_by(grant.role));
        if held && self.lets_through(permission) { Ok(()) } else { Err(Refusal::NotPermitted(permission)) }
    }

    /// Whether anything may be changed at all.
    ///
    /// # Errors
    /// [`Refusal::OnlyLooking`].
    pub fn acts(&self) -> Result<(), Refusal> {
        self.looks_as.map_or(Ok(()), |role| Err(Refusal::OnlyLooking(role)))
    }

    /// Whether the portal can be looked at as `role` sees it: not as one's own, nor as a higher one.
    pub fn may_look_as(&self, role: Role) -> bool {
        let own = self.grants.iter().filter(|grant| grant.scope.within(self.practice).is_some());
        let own = own.map(|grant| grant.role).min_by_key(|role| role.rank());
        own.is_some_and(|own| own != role && own.reaches(role))
    }

    /// The highest role that gives `permission` as far as it reaches here: a higher one that holds at one provider only
    /// says nothing about everybody else.
    pub fn role_for(&self, permission: Permission) -> Option<Role> {
        let reach = self.may(permission).ok()?;
        self.roles_for(permission).filter(|(_, own)| *own == reach).map(|(role, _)| role).min_by_key(|role| role.rank())
    }

    /// A role that would do, and does not go as far as here, knows what it takes.
    fn why_not(&self, permission: Permission) -> Refusal {
        let here = self.grants.iter().filter(|grant| grant.scope.within(self.practice).is_some());
        let let_through = self.looks_as.is_none() && self.lets_through(permission);
        let here = here.filter(|grant| permission.held_by(grant.role) && let_through);
        here.filter_map(|grant| grant.scope.allows(permission).err())
            .next()
            .unwrap_or(Refusal::NotPermitted(permission))
    }

    /// A key passes on no more than its scopes.
    fn lets_through(&self, permission: Permission) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(&permission))
    }

    fn roles_for(&self, permission: Permission) -> impl Iterator<Item = (Role, Reach)> {
        let looks_as = self.looks_as;
        let let_through = self.lets_through(permission);
        self.grants
            .iter()
            .filter(move |_| let_through)
            .filter(move |grant| permission.held_by(grant.role) && grant.scope.allows(permission).is_ok())
            .filter(move |_| looks_as.is_none_or(|role| permission.held_by(role)))
            .filter_map(move |grant| Some((looks_as.unwrap_or(grant.role), grant.scope.within(self.practice)?)))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn actor(role: Role, scope: Scope) -> Actor {
        Actor {
            person: PersonId::new(id(1)),
            name: "Ada".into(),
            practice: PracticeId::new(id(2)),
            grants: vec![Granted { role, scope, until: None }],
            must_choose_password: false,
            looks_as: None,
            only: None,
        }
    }

    #[test]
    fn n14_looking_as_another_role_gives_what_both_may() {
        let practice = PracticeId::new(id(2));
        for own in Role::ALL {
            for role in Role::ALL {
                let mut looking = actor(own, Scope::Practice(practice));
                assert_eq!(looking.acts(), Ok(()));
                assert_eq!(looking.may_look_as(role), own != role && own.reaches(role), "{own:?} as {role:?}");
                looking.looks_as = Some(role);
                assert_eq!(looking.acts(), Err(Refusal::OnlyLooking(role)));
                for permission in Permission::ALL {
                    let both = permission.held_by(own) && permission.held_by(role);
                    assert_eq!(looking.may(permission).is_ok(), both, "{own:?} as {role:?}: {permission:?}");
                    assert_eq!(looking.role_for(permission), both.then_some(role));
                }
            }
        }
    }

    #[test]
    fn t59_a_key_has_what_both_it_and_its_owner_may() {
        let practice = PracticeId::new(id(2));
        for own in Role::ALL {
            for only in Permission::ALL {
                let mut by_key = actor(own, Scope::Practice(practice));
                by_key.only = Some(vec![only]);
                for permission in Permission::ALL {
                    let both = permission == only && permission.held_by(own);
                    assert_eq!(by_key.may(permission).is_ok(), both, "{own:?} by {only:?}: {permission:?}");
                    assert_eq!(by_key.may_anywhere(permission).is_ok(), both, "{own:?} by {only:?}: {permission:?}");
                }
            }
        }
    }

    #[test]
    fn a_grant_in_another_practice_gives_nothing_here() {
        let elsewhere = actor(Role::PracticeOwner, Scope::Practice(PracticeId::new(id(3))));
        assert_eq!(elsewhere.may(Permission::ViewPeople), Err(Refusal::NotPermitted(Permission::ViewPeople)));
    }

    #[test]
    fn rights_are_the_union_of_the_grants() {
        let practice = PracticeId::new(id(2));
        let mut both = actor(Role::PracticeAdministrator, Scope::Provider(practice, ProviderId::new(id(9))));
        assert_eq!(both.may(Permission::ViewPeople).map(|r| r.provider), Ok(Some(ProviderId::new(id(9)))));
        both.grants.push(Granted { role: Role::Auditor, scope: Scope::Practice(practice), until: None });
        assert_eq!(both.may(Permission::ViewPeople), Ok(Reach::whole(practice)));
        assert_eq!(both.may(Permission::EditPeople).map(|r| r.provider), Ok(Some(ProviderId::new(id(9)))));
    }

    #[test]
    fn a_higher_role_at_one_provider_is_none_for_the_practice() {
        let practice = PracticeId::new(id(2));
        let mut both = actor(Role::PracticeOwner, Scope::Provider(practice, ProviderId::new(id(9))));
        assert_eq!(both.role_for(Permission::EditPeople), Some(Role::PracticeOwner));
        both.grants.push(Granted { role: Role::PracticeAdministrator, scope: Scope::Practice(practice), until: None });
        assert_eq!(both.role_for(Permission::EditPeople), Some(Role::PracticeAdministrator));
    }

    #[test]
    fn c30_a_vendor_has_what_the_level_includes_and_is_told_what_it_takes() {
        use Permission as P;
        use VendorLevel as L;
        let role = Role::VendorAdministrator;
        let held: Vec<_> = P::ALL.into_iter().filter(|permission| permission.held_by(role)).collect();
        // The whole of the matrix: a row for each permission that a vendor's role includes.
        let table = [
            (P::SignedIn, L::Support),
            (P::ViewPeople, L::Support),
            (P::ResetPasswords, L::Full),
            (P::ViewProviders, L::Support),
            (P::ViewPractices, L::None),
            (P::AddPractices, L::Full),
            (P::EditPractices, L::Full),
            (P::SwitchPractices, L::Full),
            (P::FollowTickets, L::Support),
            (P::FileTickets, L::Full),
        ];
        assert_eq!(held, table.map(|(permission, _)| permission));
        let practice = PracticeId::new(id(2));
        for level in L::ALL {
            let vendor = actor(role, Scope::Vendor(practice, level));
            for (permission, least) in table {
                let expected =
                    if level >= least { Ok(Reach::whole(practice)) } else { Err(Refusal::VendorLevel(least)) };
                assert_eq!(vendor.may(permission), expected, "{level:?} {permission:?}");
            }
            let others = P::ALL.into_iter().filter(|permission| !permission.held_by(role));
            for permission in others {
                assert_eq!(vendor.may(permission), Err(Refusal::NotPermitted(permission)));
            }
        }
    }

    #[test]
    fn t55_who_has_switched_has_no_more_than_an_administrator_and_less() {
        let practice = PracticeId::new(id(2));
        let switched = actor(Role::PracticeAdministrator, Scope::Switched(practice));
        let own = actor(Role::PracticeAdministrator, Scope::Practice(practice));
        for permission in Permission::ALL {
            let may = switched.may(permission);
            assert!(may.is_err() || own.may(permission).is_ok(), "{permission:?}");
            if own.may(permission).is_ok() && !permission.goes_along() {
                assert_eq!(may, Err(Refusal::NotWhileSwitched));
            }
        }
        assert!(switched.may(Permission::SetVendorAccess).is_err() && switched.may(Permission::EditPeople).is_ok());
    }

    #[test]
    fn a_temporary_password_opens_nothing() {
        let mut temporary = actor(Role::PortalOperator, Scope::Instance);
        temporary.must_choose_password = true;
        for permission in Permission::ALL {
            assert_eq!(temporary.may(permission), Err(Refusal::ChooseNewPassword));
        }
    }
}
