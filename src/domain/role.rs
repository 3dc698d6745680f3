//! The twelve roles of the product and who may hand them out.

use serde::{Deserialize, Serialize};

/// What a person is to a practice. Ordered by standing: nobody grants, or changes the access of, a role above their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    PortalOperator,
    PracticeOwner,
    PracticeAdministrator,
    VendorAdministrator,
    Auditor,
    UserManager,
    Delegate,
    PortalUser,
    ClericalUser,
    ReferringCoordinator,
    Applicant,
    Patient,
}

impl Role {
    pub const ALL: [Self; 12] = [
        Self::PortalOperator,
        Self::PracticeOwner,
        Self::PracticeAdministrator,
        Self::VendorAdministrator,
        Self::Auditor,
        Self::UserManager,
        Self::Delegate,
        Self::PortalUser,
        Self::ClericalUser,
        Self::ReferringCoordinator,
        Self::Applicant,
        Self::Patient,
    ];

    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PortalOperator => "portal_operator",
            Self::PracticeOwner => "practice_owner",
            Self::PracticeAdministrator => "practice_administrator",
            Self::VendorAdministrator => "vendor_administrator",
            Self::Auditor => "auditor",
            Self::UserManager => "user_manager",
            Self::Delegate => "delegate",
            Self::PortalUser => "portal_user",
            Self::ClericalUser => "clerical_user",
            Self::ReferringCoordinator => "referring_coordinator",
            Self::Applicant => "applicant",
            Self::Patient => "patient",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Position in lists that are sorted by role: 0 stands first.
    pub fn rank(self) -> i16 {
        Self::ALL.iter().position(|role| *role == self).map_or(i16::MAX, |at| at as i16)
    }

    pub fn from_rank(rank: i16) -> Option<Self> {
        usize::try_from(rank).ok().and_then(|at| Self::ALL.get(at)).copied()
    }

    /// Standing of the role: a higher number may act on a lower or equal one.
    const fn standing(self) -> u8 {
        match self {
            Self::PortalOperator => 5,
            Self::PracticeOwner => 4,
            Self::PracticeAdministrator => 3,
            Self::VendorAdministrator | Self::Auditor | Self::UserManager | Self::Delegate => 2,
            Self::PortalUser | Self::ClericalUser | Self::ReferringCoordinator => 1,
            Self::Applicant | Self::Patient => 0,
        }
    }

    /// Whether somebody of this role may change the access of somebody of `other`.
    pub const fn reaches(self, other: Self) -> bool {
        self.standing() >= other.standing()
    }

    /// Whether somebody of this role may give `other` to a person of the practice.
    ///
    /// User Manager is an add-on that only an owner or the operator gives (S1-4, C-20); vendor, operator, applicant
    /// and patient roles are never handed out from a people page.
    pub const fn may_hand_out(self, other: Self) -> bool {
        let offered = match other {
            Self::PracticeOwner
            | Self::PracticeAdministrator
            | Self::Auditor
            | Self::Delegate
            | Self::PortalUser
            | Self::ClericalUser
            | Self::ReferringCoordinator => true,
            Self::UserManager => matches!(self, Self::PracticeOwner | Self::PortalOperator),
            _ => false,
        };
        let hands_out = matches!(self, Self::PortalOperator | Self::PracticeOwner | Self::PracticeAdministrator);
        offered && hands_out && self.reaches(other)
    }

    /// Whether giving the role is a sensitive act (T33): it opens more than the work of a Portal User.
    pub const fn is_sensitive(self) -> bool {
        self.standing() > Self::PortalUser.standing()
    }

    /// Administrators in the sense of "a practice keeps at least one".
    pub const fn administers(self) -> bool {
        matches!(self, Self::PracticeOwner | Self::PracticeAdministrator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_ranks_lead_back_to_the_role() {
        for role in Role::ALL {
            assert_eq!(Role::from_name(role.name()), Some(role));
            assert_eq!(Role::from_rank(role.rank()), Some(role));
        }
        assert_eq!(Role::from_rank(-1), None);
    }

    #[test]
    fn nobody_hands_out_a_role_above_their_own() {
        for own in Role::ALL {
            for other in Role::ALL {
                assert!(!own.may_hand_out(other) || own.reaches(other), "{own:?} hands out {other:?}");
            }
        }
        assert!(!Role::PracticeAdministrator.may_hand_out(Role::PracticeOwner));
        assert!(!Role::PracticeAdministrator.may_hand_out(Role::UserManager));
        assert!(Role::PracticeOwner.may_hand_out(Role::UserManager));
        assert!(!Role::UserManager.may_hand_out(Role::ClericalUser));
    }

    #[test]
    fn t33_more_than_a_portal_user_is_sensitive() {
        let harmless: Vec<_> = Role::ALL.into_iter().filter(|role| !role.is_sensitive()).collect();
        let expected =
            [Role::PortalUser, Role::ClericalUser, Role::ReferringCoordinator, Role::Applicant, Role::Patient];
        assert_eq!(harmless, expected);
    }
}
