//! How it can stand with a person, and the facts that make it so.

use chrono::Duration;
use chrono_tz::Tz;

use super::draw::Draw;
use crate::{
    domain::clock::Instant,
    people::model::{AccountState, Lock, LockReason, Person, Tier},
    server::clock::end_of_day,
};

/// One for every badge, and for every reason of a lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Situation {
    Active,
    LockedByFailures,
    LockedByAdministrator,
    Leaving,
    Bounced,
    Expired,
    Invited,
    TwoStepPending,
    Deactivated,
    Archived,
}

impl Situation {
    /// How many of the demo's people are in it besides the named ones, and how often it occurs in synthetic practices.
    pub const SHARES: [(u64, Self); 10] = [
        (62, Self::Active),
        (4, Self::LockedByFailures),
        (3, Self::LockedByAdministrator),
        (5, Self::Leaving),
        (4, Self::Bounced),
        (6, Self::Expired),
        (10, Self::Invited),
        (6, Self::TwoStepPending),
        (8, Self::Deactivated),
        (6, Self::Archived),
    ];

    /// Whether somebody in it has, or once had, an account of their own.
    pub const fn has_registered(self) -> bool {
        !matches!(self, Self::Bounced | Self::Expired | Self::Invited)
    }

    /// Puts a person, of whom only names, role and place are known, into it. Everything happened between `created` and
    /// `now`.
    pub fn apply(self, person: &mut Person, zone: Tz, now: Instant, draw: &mut Draw) {
        person.state = self.state();
        if self.has_registered() {
            register(person, now, draw);
        }
        match self {
            Self::LockedByFailures => {
                let since = now - Duration::minutes(draw.between(2, 600));
                let reason =
                    if draw.between(1, 4) == 1 { LockReason::TooManyCodes } else { LockReason::TooManyFailures };
                person.lock = Some(Lock { since, reason, ends: None });
            }
            Self::LockedByAdministrator => {
                let since = now - Duration::hours(draw.between(5, 400));
                person.lock = Some(Lock { since, reason: LockReason::ByAdministrator, ends: None });
            }
            Self::Leaving => person.deactivates = Some(in_days(zone, now, draw.between(1, 60))),
            Self::Bounced => {
                invite(person, now - Duration::hours(draw.between(2, 20)));
                person.invite_bounced = Some(person.created + Duration::minutes(1));
            }
            Self::Expired => invite(person, now - Duration::hours(draw.between(25, 700))),
            Self::Invited => invite(person, now - Duration::minutes(draw.between(1, 23 * 60))),
            Self::TwoStepPending => {
                person.created = now - Duration::days(draw.between(1, 10));
                person.registered = None;
                person.active = None;
            }
            Self::Active | Self::Deactivated | Self::Archived => {}
        }
    }

    const fn state(self) -> AccountState {
        match self {
            Self::Active | Self::LockedByFailures | Self::LockedByAdministrator | Self::Leaving => AccountState::Active,
            Self::Bounced | Self::Expired | Self::Invited => AccountState::Invited,
            Self::TwoStepPending => AccountState::RegisteredUnverified,
            Self::Deactivated => AccountState::Deactivated,
            Self::Archived => AccountState::Archived,
        }
    }
}

/// Registered soon after being invited; most were here lately, some not for long, a few never again.
fn register(person: &mut Person, now: Instant, draw: &mut Draw) {
    let registered = (person.created + Duration::minutes(draw.between(4, 1400))).min(now);
    person.registered = Some(registered);
    person.tier = draw.weighted(&[(60, Tier::Free), (28, Tier::Paid), (12, Tier::PaidPlugin)]);
    let minutes = draw.weighted(&[(30, 60), (30, 2 * 1440), (25, 20 * 1440), (12, 400 * 1440), (3, 0)]);
    person.active = (minutes > 0).then(|| (now - Duration::seconds(draw.between(60, minutes * 60))).max(registered));
}

fn invite(person: &mut Person, at: Instant) {
    person.created = at;
    person.invite_expires = Some(at + Duration::hours(24));
}

/// A date that people choose means the end of that day in the practice.
fn in_days(zone: Tz, now: Instant, days: i64) -> Instant {
    let day = now.with_timezone(&zone).date_naive() + Duration::days(days);
    end_of_day(zone, day).unwrap_or(now + Duration::days(days))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        domain::{
            clock::instant,
            ids::{OfficeId, PersonId},
        },
        people::badge::BadgeKind,
        practices::model::Place,
        setup::service::blank,
    };

    #[test]
    fn every_situation_shows_its_badge() {
        let now = instant(1_800_000_000_000);
        for number in 0..200 {
            for (_, situation) in Situation::SHARES {
                let place = Place { office: OfficeId::new(Uuid::nil()), provider: None, name: String::new() };
                let mut person = blank(PersonId::new(Uuid::nil()), place, now - Duration::days(40));
                situation.apply(&mut person, chrono_tz::America::Chicago, now, &mut Draw::for_number(1, number));
                let badge = match situation {
                    Situation::Active => BadgeKind::Active,
                    Situation::LockedByFailures | Situation::LockedByAdministrator => BadgeKind::Locked,
                    Situation::Leaving => BadgeKind::DeactivatesOn,
                    Situation::Bounced => BadgeKind::InvitationBounced,
                    Situation::Expired => BadgeKind::InvitationExpired,
                    Situation::Invited => BadgeKind::Invited,
                    Situation::TwoStepPending => BadgeKind::TwoStepPending,
                    Situation::Deactivated => BadgeKind::Deactivated,
                    Situation::Archived => BadgeKind::Archived,
                };
                assert_eq!(person.facts().kind(now), badge, "{situation:?}");
                assert!(person.active.is_none_or(|at| at <= now) && person.registered.is_none_or(|at| at <= now));
            }
        }
    }
}
