//! One link and its life, who may send it, and how often.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        clock::Instant,
        ids::{InvitationId, PersonId, PracticeId, ProviderId},
        permission::Permission,
        refusal::Refusal,
        role::Role,
        scope::{Actor, Granted},
    },
    people::model::{AccountState, Standing, ranked},
};

/// How long a link works (S0-18).
pub const LIFETIME: Duration = Duration::hours(24);
/// Between two mails to one person (C-08).
pub const COOL_DOWN: Duration = Duration::minutes(5);
/// Mails to one person within [`DAY`] (T45).
pub const MOST_A_DAY: i64 = 5;
pub const DAY: Duration = Duration::hours(24);
/// Between two letters that say somebody asked for a new link.
pub const ASKING: Duration = Duration::hours(12);

ranked! {
    /// What has been done with a link; whether it has expired is a question of the time.
    State {
        Open = "open",
        Registered = "registered",
        Revoked = "revoked",
        Superseded = "superseded",
    }
}

ranked! {
    /// How it stands with a link at a certain moment.
    Status {
        Open = "open",
        Expired = "expired",
        Registered = "registered",
        Revoked = "revoked",
        Superseded = "superseded",
    }
}

ranked! {
    /// How far the mail with the link has come (P-05).
    Delivery {
        Queued = "queued",
        Deferred = "deferred",
        Accepted = "accepted",
        Bounced = "bounced",
        GivenUp = "given_up",
        Cancelled = "cancelled",
        ByHand = "by_hand",
    }
}

/// What becomes of the open links of somebody who loses the right to invite (P-25).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Orphans {
    #[default]
    Revoke,
    /// Whoever takes the right answers for them from then on, as far as they could have sent them.
    TakeOver,
}

impl Status {
    /// Shown unless the reader asks for others: what was replaced says nothing any more.
    pub const SHOWN: &'static [Self] = &[Self::Open, Self::Expired, Self::Registered, Self::Revoked];
}

/// Everything stored of one link, but its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    pub id: InvitationId,
    pub person: PersonId,
    pub email: String,
    pub language: String,
    pub message: String,
    pub state: State,
    pub by_mail: bool,
    /// Whose right it stands on.
    pub inviter: Option<PersonId>,
    pub inviter_name: String,
    pub sent: Instant,
    pub expires: Instant,
    pub ended: Option<Instant>,
    pub opened: Option<Instant>,
    pub typed: Option<Instant>,
    pub asked: Option<Instant>,
}

impl Invitation {
    pub fn status(&self, now: Instant) -> Status {
        match self.state {
            State::Open if now >= self.expires => Status::Expired,
            State::Open => Status::Open,
            State::Registered => Status::Registered,
            State::Revoked => Status::Revoked,
            State::Superseded => Status::Superseded,
        }
    }

    /// The link has done its work. Holds at its instant, whatever any job does (T34).
    ///
    /// # Errors
    /// How it stands with a link that does not work any more.
    pub fn accept(self, now: Instant) -> Result<Self, Status> {
        match self.status(now) {
            Status::Open => Ok(Self { state: State::Registered, ended: Some(now), ..self }),
            over => Err(over),
        }
    }

    /// The link stops working at once.
    ///
    /// # Errors
    /// It has expired or was ended already.
    pub fn revoke(self, now: Instant) -> Result<Self, Refusal> {
        match self.status(now) {
            Status::Open => Ok(Self { state: State::Revoked, ended: Some(now), ..self }),
            _ => Err(Refusal::NoOpenInvitation),
        }
    }

    /// Another link takes its place; one that was ended before stays what it is.
    #[must_use]
    pub fn supersede(self, now: Instant) -> Self {
        match self.state {
            State::Open => Self { state: State::Superseded, ended: Some(now), ..self },
            _ => self,
        }
    }

    /// Whether administrators have been told a short while ago that a new link is wished for.
    pub fn asked_lately(&self, now: Instant) -> bool {
        self.asked.is_some_and(|asked| now - asked < ASKING)
    }
}

/// The mails that went to one person lately.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sent {
    pub last: Option<Instant>,
    pub within_a_day: i64,
}

impl Sent {
    /// # Errors
    /// [`Refusal::SentOften`].
    pub const fn under_cap(self) -> Result<(), Refusal> {
        if self.within_a_day < MOST_A_DAY { Ok(()) } else { Err(Refusal::SentOften) }
    }

    /// Whether another mail to the same address may follow (C-08): refreshing a page is no way around it.
    ///
    /// # Errors
    /// [`Refusal::SentJustNow`], [`Refusal::SentOften`].
    pub fn may_follow(self, now: Instant) -> Result<(), Refusal> {
        self.under_cap()?;
        match self.last.map(|last| last + COOL_DOWN - now).filter(|left| *left > Duration::zero()) {
            Some(left) => Err(Refusal::SentJustNow { minutes: (left.num_milliseconds() + 59_999) / 60_000 }),
            None => Ok(()),
        }
    }
}

/// Whether somebody of role `own` may invite people as `role`.
///
/// Besides what they may hand out to people who are here, a delegate brings in the staff of their own scope.
pub const fn invites_as(own: Role, role: Role) -> bool {
    own.may_hand_out(role) || matches!((own, role), (Role::Delegate, Role::PortalUser | Role::ClericalUser))
}

/// Whether somebody with these grants may have sent a link to `role` at `provider` (or at none) of the practice.
pub fn may_answer_for(grants: &[Granted], practice: PracticeId, role: Role, provider: Option<ProviderId>) -> bool {
    grants.iter().any(|grant| {
        Permission::InvitePeople.held_by(grant.role)
            && invites_as(grant.role, role)
            && grant.scope.within(practice).is_some_and(|reach| reach.covers(provider))
    })
}

/// Whether `by` may invite somebody as `role`. Draws the list of roles and guards the server.
///
/// # Errors
/// No permission, or a role above one's own.
pub fn can_invite(role: Role, by: &Actor) -> Result<(), Refusal> {
    by.may(Permission::InvitePeople)?;
    let own = by.role_for(Permission::InvitePeople).ok_or(Refusal::NotPermitted(Permission::InvitePeople))?;
    if invites_as(own, role) { Ok(()) } else { Err(Refusal::RoleAboveOwn(role)) }
}

/// Whether `by` may send the person a link again. It goes where the last one went and gives nothing new.
///
/// # Errors
/// No permission, or somebody who has registered.
pub fn can_send_again(person: &Standing, by: &Actor) -> Result<(), Refusal> {
    by.may(Permission::ManageInvitations)?;
    if person.state == AccountState::Invited { Ok(()) } else { Err(Refusal::NotInvited) }
}

/// Whether `by` may decide where the person's link goes, or that there is none: whoever holds it gets the role.
///
/// # Errors
/// See [`can_send_again`]; also a person above one's own role.
pub fn can_redirect(person: &Standing, by: &Actor) -> Result<(), Refusal> {
    can_send_again(person, by)?;
    let permission = Permission::ManageInvitations;
    let own = by.role_for(permission).ok_or(Refusal::NotPermitted(permission))?;
    if own.reaches(person.role) { Ok(()) } else { Err(Refusal::PersonAboveOwn(person.role)) }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::clock::instant;

    const NOW: i64 = 1_800_000_000_000;

    fn at(millis: i64) -> Instant {
        instant(NOW + millis)
    }

    fn link(state: State) -> Invitation {
        Invitation {
            id: InvitationId::new(Uuid::nil()),
            person: PersonId::new(Uuid::nil()),
            email: "ana@example.com".into(),
            language: "en".into(),
            message: String::new(),
            state,
            by_mail: true,
            inviter: None,
            inviter_name: String::new(),
            sent: at(0),
            expires: at(0) + LIFETIME,
            ended: None,
            opened: None,
            typed: None,
            asked: None,
        }
    }

    #[test]
    fn t34_a_link_works_until_its_very_instant() {
        let end = LIFETIME.num_milliseconds();
        assert_eq!(link(State::Open).status(at(end - 1)), Status::Open);
        assert_eq!(link(State::Open).status(at(end)), Status::Expired);
        assert!(link(State::Open).accept(at(end - 1)).is_ok());
        assert_eq!(link(State::Open).accept(at(end)), Err(Status::Expired));
    }

    #[test]
    fn what_has_ended_stays_ended() {
        for state in State::ALL.iter().copied().filter(|state| *state != State::Open) {
            let before = link(state);
            assert!(before.clone().accept(at(1)).is_err(), "{state:?}");
            assert_eq!(before.clone().revoke(at(1)), Err(Refusal::NoOpenInvitation), "{state:?}");
            assert_eq!(before.clone().supersede(at(1)), before, "{state:?}");
            // Time changes nothing about it either.
            assert_eq!(before.status(at(0)), before.status(at(10 * LIFETIME.num_milliseconds())));
        }
        assert_eq!(link(State::Open).revoke(at(1)).map(|link| link.state), Ok(State::Revoked));
        assert_eq!(link(State::Open).supersede(at(1)).ended, Some(at(1)));
    }

    #[test]
    fn an_expired_link_is_replaced_and_not_revoked() {
        let late = LIFETIME.num_milliseconds() + 5;
        assert_eq!(link(State::Open).revoke(at(late)), Err(Refusal::NoOpenInvitation));
        assert_eq!(link(State::Open).supersede(at(late)).state, State::Superseded);
    }

    #[test]
    fn c08_five_minutes_apart_and_five_a_day() {
        let sent = |last, within_a_day| Sent { last: Some(at(last)), within_a_day };
        let minute = 60_000;
        assert_eq!(Sent::default().may_follow(at(0)), Ok(()));
        assert_eq!(sent(0, 1).may_follow(at(0)), Err(Refusal::SentJustNow { minutes: 5 }));
        assert_eq!(sent(0, 1).may_follow(at(5 * minute - 1)), Err(Refusal::SentJustNow { minutes: 1 }));
        assert_eq!(sent(0, 1).may_follow(at(5 * minute)), Ok(()));
        assert_eq!(sent(0, 5).may_follow(at(60 * minute)), Err(Refusal::SentOften));
        // Another address may follow at once, but not without end.
        assert_eq!((sent(0, 4).under_cap(), sent(0, 5).under_cap()), (Ok(()), Err(Refusal::SentOften)));
    }

    #[test]
    fn nobody_invites_above_their_own_role() {
        for own in Role::ALL {
            for role in Role::ALL {
                assert!(!invites_as(own, role) || own.reaches(role), "{own:?} invites {role:?}");
            }
        }
        assert!(invites_as(Role::Delegate, Role::ClericalUser));
        assert!(!invites_as(Role::Delegate, Role::Delegate));
        assert!(!invites_as(Role::UserManager, Role::ClericalUser), "C-04");
        assert!(!invites_as(Role::PracticeAdministrator, Role::PracticeOwner));
    }

    #[test]
    fn asking_again_is_passed_on_twice_a_day_at_most() {
        assert!(!link(State::Open).asked_lately(at(0)));
        let asked = Invitation { asked: Some(at(0)), ..link(State::Open) };
        assert!(asked.asked_lately(at(0) + ASKING - Duration::milliseconds(1)));
        assert!(!asked.asked_lately(at(0) + ASKING));
    }
}
