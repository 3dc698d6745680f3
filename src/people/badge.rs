//! The one word that says how it stands with a person, derived from facts and the time (catalogue 1.9).

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::model::AccountState;
use crate::domain::clock::{Instant, Stamp};

/// The facts a badge is derived from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    pub state: AccountState,
    /// `Some(None)`: locked until a person unlocks; `Some(Some(t))`: locked until `t`.
    pub lock_ends: Option<Option<Instant>>,
    pub deactivates: Option<Instant>,
    pub invite_expires: Option<Instant>,
    pub invite_bounced: bool,
}

/// The kinds in the order of their precedence, which is also the order of lists sorted by status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BadgeKind {
    Archived,
    Deactivated,
    Locked,
    DeactivatesOn,
    InvitationBounced,
    InvitationExpired,
    Invited,
    TwoStepPending,
    Active,
}

/// A badge as it is shown: the kind and, where it has one, its date or the hours left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Badge {
    pub kind: BadgeKind,
    /// For [`BadgeKind::DeactivatesOn`]: the end of that day in the practice.
    pub on: Option<Stamp>,
    /// For [`BadgeKind::Invited`]: full hours until the link expires.
    pub hours_left: Option<i64>,
}

impl BadgeKind {
    pub const ALL: [Self; 9] = [
        Self::Archived,
        Self::Deactivated,
        Self::Locked,
        Self::DeactivatesOn,
        Self::InvitationBounced,
        Self::InvitationExpired,
        Self::Invited,
        Self::TwoStepPending,
        Self::Active,
    ];

    pub const fn rank(self) -> i16 {
        self as i16
    }

    pub fn from_rank(rank: i16) -> Option<Self> {
        usize::try_from(rank).ok().and_then(|at| Self::ALL.get(at)).copied()
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Archived => "archived",
            Self::Deactivated => "deactivated",
            Self::Locked => "locked",
            Self::DeactivatesOn => "deactivates",
            Self::InvitationBounced => "bounced",
            Self::InvitationExpired => "expired",
            Self::Invited => "invited",
            Self::TwoStepPending => "two_step",
            Self::Active => "active",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Somebody should look at this person.
    pub const fn needs_attention(self) -> bool {
        matches!(self, Self::Locked | Self::InvitationBounced | Self::InvitationExpired)
    }
}

impl Facts {
    /// The badge at `now`.
    pub fn kind(&self, now: Instant) -> BadgeKind {
        let locked = self.lock_ends.is_some_and(|ends| ends.is_none_or(|ends| ends > now));
        let left = self.deactivates.is_some_and(|at| at <= now);
        match self.state {
            AccountState::Archived => BadgeKind::Archived,
            AccountState::Deactivated => BadgeKind::Deactivated,
            AccountState::Active | AccountState::RegisteredUnverified if left => BadgeKind::Deactivated,
            _ if locked => BadgeKind::Locked,
            _ if self.deactivates.is_some() => BadgeKind::DeactivatesOn,
            AccountState::Invited if self.invite_bounced => BadgeKind::InvitationBounced,
            AccountState::Invited if self.invite_expires.is_none_or(|at| at <= now) => BadgeKind::InvitationExpired,
            AccountState::Invited => BadgeKind::Invited,
            AccountState::RegisteredUnverified => BadgeKind::TwoStepPending,
            AccountState::Active => BadgeKind::Active,
        }
    }

    /// The next instant at which the badge is another one although nobody does anything.
    pub fn changes(&self, now: Instant) -> Option<Instant> {
        let current = self.kind(now);
        [self.lock_ends.flatten(), self.deactivates, self.invite_expires]
            .into_iter()
            .flatten()
            .filter(|at| *at > now && self.kind(*at) != current)
            .min()
    }

    /// The badge with its date, as read in the practice.
    pub fn badge(&self, now: Instant, local: impl Fn(Instant) -> Stamp) -> Badge {
        let kind = self.kind(now);
        Badge {
            kind,
            on: self.deactivates.filter(|_| kind == BadgeKind::DeactivatesOn).map(local),
            hours_left: self
                .invite_expires
                .filter(|_| kind == BadgeKind::Invited)
                .map(|at| (at - now).max(Duration::zero()).num_hours()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::clock::instant;

    const NOW: i64 = 1_000_000_000;

    fn at(offset: i64) -> Instant {
        instant(NOW + offset)
    }

    /// Every combination of facts around `now`.
    fn all() -> Vec<Facts> {
        let times = [None, Some(at(-1)), Some(at(0)), Some(at(1))];
        let locks = [None, Some(None), Some(Some(at(-1))), Some(Some(at(0))), Some(Some(at(1)))];
        let mut facts = Vec::new();
        for &state in AccountState::ALL {
            for lock_ends in locks {
                for deactivates in times {
                    for invite_expires in times {
                        for invite_bounced in [false, true] {
                            facts.push(Facts { state, lock_ends, deactivates, invite_expires, invite_bounced });
                        }
                    }
                }
            }
        }
        facts
    }

    #[test]
    fn precedence_holds_for_every_combination_of_facts() {
        for facts in all() {
            let kind = facts.kind(at(0));
            let locked = matches!(facts.lock_ends, Some(None)) || facts.lock_ends == Some(Some(at(1)));
            if facts.state == AccountState::Archived {
                assert_eq!(kind, BadgeKind::Archived);
            } else if facts.state == AccountState::Deactivated {
                assert_eq!(kind, BadgeKind::Deactivated);
            } else if locked && kind != BadgeKind::Deactivated {
                assert_eq!(kind, BadgeKind::Locked, "{facts:?}");
            }
            assert_eq!(kind == BadgeKind::Archived, facts.state == AccountState::Archived);
        }
    }

    #[test]
    fn a_badge_changes_exactly_when_it_says() {
        for facts in all() {
            match facts.changes(at(0)) {
                Some(then) => assert_ne!(facts.kind(then), facts.kind(at(0)), "{facts:?}"),
                None => assert_eq!(facts.kind(at(1_000_000)), facts.kind(at(0)), "{facts:?}"),
            }
        }
    }

    #[test]
    fn t34_a_link_is_good_until_its_very_instant() {
        let facts = Facts {
            state: AccountState::Invited,
            lock_ends: None,
            deactivates: None,
            invite_expires: Some(at(0)),
            invite_bounced: false,
        };
        assert_eq!(facts.kind(at(-1)), BadgeKind::Invited);
        assert_eq!(facts.kind(at(0)), BadgeKind::InvitationExpired);
    }
}
