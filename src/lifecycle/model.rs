//! `active ⇄ deactivated → archived → (restore) deactivated`, as pure rules (catalogue 1.9, C-01).

use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        clock::Instant,
        code::Code,
        permission::Permission,
        refusal::Refusal,
        role::Role,
        scope::{Actor, Reach, Scope},
    },
    history::model::{Event, EventKind},
    people::model::{AccountState, Person, Standing, ranked},
};

ranked! {
    /// What may become of an account.
    Verb {
        Deactivate = "deactivate",
        Reactivate = "reactivate",
        Archive = "archive",
        Restore = "restore",
    }
}

impl Verb {
    /// Whether it takes access away: whoever loses it is out at the next request.
    pub const fn takes_access(self) -> bool {
        matches!(self, Self::Deactivate | Self::Archive)
    }

    const fn event(self) -> EventKind {
        match self {
            Self::Deactivate => EventKind::PersonDeactivated,
            Self::Reactivate => EventKind::PersonReactivated,
            Self::Archive => EventKind::PersonArchived,
            Self::Restore => EventKind::PersonRestored,
        }
    }

    /// Whether somebody in `state` can be the object of it.
    const fn fits(self, state: AccountState) -> Result<(), Refusal> {
        use AccountState::{Active, Archived, Deactivated, Invited, RegisteredUnverified};
        match (self, state) {
            (Self::Deactivate, Active | RegisteredUnverified)
            | (Self::Reactivate, Deactivated)
            | (Self::Archive, Invited | RegisteredUnverified | Active | Deactivated)
            | (Self::Restore, Archived) => Ok(()),
            (Self::Deactivate, Invited | Deactivated) => Err(Refusal::NoAccount),
            (Self::Reactivate, Invited | RegisteredUnverified | Active) => Err(Refusal::NotDeactivated),
            (Self::Restore, Invited | RegisteredUnverified | Active | Deactivated) => Err(Refusal::NotArchived),
            (Self::Deactivate | Self::Reactivate | Self::Archive, Archived) => Err(Refusal::Archived),
        }
    }

    /// The reason as it is kept: taking access away needs one, giving it back may have one.
    ///
    /// # Errors
    /// None where one is needed, or too long a one.
    pub fn reason(self, text: &str) -> Result<String, Code> {
        match crate::account::model::reason(text) {
            Err(Code::Required) if !self.takes_access() => Ok(String::new()),
            reason => reason,
        }
    }
}

/// Whether `by` may do it to the person. Draws the buttons and guards the server; that an administrator stays is looked
/// at beside it, inside of the write lock.
///
/// # Errors
/// No permission, one's own account, a higher role, or a state that it does not fit.
pub fn can(verb: Verb, person: &Standing, by: &Actor) -> Result<(), Refusal> {
    let own = authority(by)?;
    if person.person == by.person {
        return Err(Refusal::OwnAccess);
    }
    if !own.reaches(person.role) {
        return Err(Refusal::PersonAboveOwn(person.role));
    }
    verb.fits(person.state)
}

fn authority(by: &Actor) -> Result<Role, Refusal> {
    by.may(Permission::DeactivatePeople)?;
    by.role_for(Permission::DeactivatePeople).ok_or(Refusal::NotPermitted(Permission::DeactivatePeople))
}

/// Whether `by` may give a former grant back: that is handing it out anew (T51).
///
/// # Errors
/// A role above one's own or not one's to give, or a place outside of one's reach.
pub fn can_give_back(role: Role, scope: Scope, by: &Actor, reach: Reach) -> Result<(), Refusal> {
    if !authority(by)?.may_hand_out(role) {
        return Err(Refusal::RoleAboveOwn(role));
    }
    match scope {
        Scope::Practice(practice) if practice == reach.practice && reach.provider.is_none() => Ok(()),
        Scope::Provider(practice, provider) if practice == reach.practice && reach.covers(Some(provider)) => Ok(()),
        _ => Err(Refusal::OutsideScope),
    }
}

/// The person as they are at `now`: a date of leaving that has come has done its work, whatever any job does.
pub fn settled(mut person: Person, now: Instant) -> Person {
    if person.state.may_sign_in() && person.deactivates.is_some_and(|at| at <= now) {
        person.state = AccountState::Deactivated;
    }
    person
}

/// Where somebody comes back to: an account, one whose second step is open, or a link that they never used.
const fn before(person: &Person) -> AccountState {
    if person.username.is_empty() {
        AccountState::Invited
    } else if person.registered.is_none() {
        AccountState::RegisteredUnverified
    } else {
        AccountState::Active
    }
}

/// The transition. A date of leaving dies with it: whoever is back is not caught by an old plan
/// (N-08), and whoever is gone needs none.
///
/// # Errors
/// See [`can`].
pub fn carry_out(
    verb: Verb,
    person: Person,
    reason: &str,
    by: &Actor,
    now: Instant,
) -> Result<(Person, Event), Refusal> {
    let mut person = settled(person, now);
    can(verb, &person.standing(), by)?;
    let mut event = Event::new(verb.event()).about(person.id, person.name()).because(reason);
    let state = match verb {
        Verb::Deactivate | Verb::Restore => AccountState::Deactivated,
        Verb::Reactivate => before(&person),
        Verb::Archive => AccountState::Archived,
    };
    event.change("status", person.state.name(), state.name());
    if let Some(planned) = person.deactivates.take() {
        event.change("deactivates", planned.format("%Y-%m-%d %H:%M UTC").to_string(), "");
    }
    if person.state == AccountState::Invited || state == AccountState::Invited {
        // No link works any more; sending one again is another verb.
        person.invite_expires = person.invite_expires.map(|at| at.min(now));
    }
    person.state = state;
    person.version += 1;
    Ok((person, event))
}

#[cfg(test)]
mod tests {
    use chrono::Duration;
    use uuid::Uuid;

    use super::*;
    use crate::{
        domain::{
            clock::instant,
            ids::{OfficeId, PersonId, PracticeId, ProviderId},
            scope::Granted,
        },
        people::badge::BadgeKind,
        practices::model::Place,
        setup::service::blank,
    };

    const NOW: i64 = 1_800_000_000_000;

    fn practice() -> PracticeId {
        PracticeId::new(Uuid::from_u128(7))
    }

    fn actor(role: Role, provider: Option<ProviderId>) -> Actor {
        let scope = provider.map_or(Scope::Practice(practice()), |id| Scope::Provider(practice(), id));
        Actor {
            person: PersonId::new(Uuid::from_u128(1)),
            name: "Ada".into(),
            practice: practice(),
            grants: vec![Granted { role, scope, until: None }],
            must_choose_password: false,
            looks_as: None,
            only: None,
        }
    }

    fn person(state: AccountState) -> Person {
        let place = Place { office: OfficeId::new(Uuid::nil()), provider: None, name: "Main".into() };
        let now = instant(NOW);
        let mut person = blank(PersonId::new(Uuid::from_u128(2)), place, now - Duration::days(9));
        person.state = state;
        if state != AccountState::Invited {
            person.username = "ann".into();
            person.registered = (state != AccountState::RegisteredUnverified).then_some(now - Duration::days(8));
        }
        person
    }

    /// The whole table: which verb leads whom where.
    #[test]
    fn every_verb_in_every_state() {
        use AccountState::{Active, Archived, Deactivated, Invited, RegisteredUnverified};
        let by = actor(Role::PracticeAdministrator, None);
        for (verb, state, wanted) in [
            (Verb::Deactivate, Invited, Err(Refusal::NoAccount)),
            (Verb::Deactivate, RegisteredUnverified, Ok(Deactivated)),
            (Verb::Deactivate, Active, Ok(Deactivated)),
            (Verb::Deactivate, Deactivated, Err(Refusal::NoAccount)),
            (Verb::Deactivate, Archived, Err(Refusal::Archived)),
            (Verb::Reactivate, Invited, Err(Refusal::NotDeactivated)),
            (Verb::Reactivate, RegisteredUnverified, Err(Refusal::NotDeactivated)),
            (Verb::Reactivate, Active, Err(Refusal::NotDeactivated)),
            (Verb::Reactivate, Deactivated, Ok(Active)),
            (Verb::Reactivate, Archived, Err(Refusal::Archived)),
            (Verb::Archive, Invited, Ok(Archived)),
            (Verb::Archive, RegisteredUnverified, Ok(Archived)),
            (Verb::Archive, Active, Ok(Archived)),
            (Verb::Archive, Deactivated, Ok(Archived)),
            (Verb::Archive, Archived, Err(Refusal::Archived)),
            (Verb::Restore, Invited, Err(Refusal::NotArchived)),
            (Verb::Restore, RegisteredUnverified, Err(Refusal::NotArchived)),
            (Verb::Restore, Active, Err(Refusal::NotArchived)),
            (Verb::Restore, Deactivated, Err(Refusal::NotArchived)),
            (Verb::Restore, Archived, Ok(Deactivated)),
        ] {
            let before = person(state);
            let done = carry_out(verb, before.clone(), "why", &by, instant(NOW));
            assert_eq!(
                done.as_ref().map(|(person, _)| person.state).map_err(Clone::clone),
                wanted,
                "{verb:?} {state:?}"
            );
            if let Ok((after, event)) = done {
                assert_eq!((after.version, event.reason.as_str()), (before.version + 1, "why"));
                assert_eq!(event.changes[0].new, after.state.name());
                assert!(verb.takes_access() || verb == Verb::Restore || after.state.may_sign_in());
            }
        }
    }

    #[test]
    fn whoever_never_registered_comes_back_as_they_went() {
        let by = actor(Role::PracticeAdministrator, None);
        for state in [AccountState::Invited, AccountState::RegisteredUnverified, AccountState::Active] {
            let mut gone = person(state);
            gone.invite_expires = Some(instant(NOW) + Duration::hours(5));
            for verb in [Verb::Archive, Verb::Restore, Verb::Reactivate] {
                gone = carry_out(verb, gone, "", &by, instant(NOW)).expect("it fits").0;
            }
            assert_eq!(gone.state, state);
            let badge = gone.facts().kind(instant(NOW));
            assert_eq!(badge == BadgeKind::InvitationExpired, state == AccountState::Invited, "no link is left");
        }
    }

    #[test]
    fn n08_coming_back_cancels_what_was_planned() {
        let by = actor(Role::PracticeOwner, None);
        let mut leaving = person(AccountState::Active);
        leaving.deactivates = Some(instant(NOW));
        // The day has come: there is nothing to deactivate, and somebody to bring back.
        assert_eq!(
            carry_out(Verb::Deactivate, leaving.clone(), "why", &by, instant(NOW)).map(|(one, _)| one.state),
            Err(Refusal::NoAccount)
        );
        let (back, _) = carry_out(Verb::Reactivate, leaving.clone(), "", &by, instant(NOW)).expect("back");
        assert_eq!((back.state, back.deactivates), (AccountState::Active, None));
        leaving.state = AccountState::Deactivated;
        leaving.deactivates = Some(instant(NOW) + Duration::days(3));
        let (back, event) = carry_out(Verb::Reactivate, leaving, "", &by, instant(NOW)).expect("back");
        assert_eq!(back.facts().kind(instant(NOW) + Duration::days(30)), BadgeKind::Active);
        assert!(event.changes.iter().any(|change| change.field == "deactivates" && change.new.is_empty()));
    }

    #[test]
    fn guards_hold_for_every_role_and_verb() {
        for own in Role::ALL {
            let by = actor(own, None);
            for role in Role::ALL {
                for (verb, state) in [
                    (Verb::Deactivate, AccountState::Active),
                    (Verb::Archive, AccountState::Active),
                    (Verb::Restore, AccountState::Archived),
                    (Verb::Reactivate, AccountState::Deactivated),
                ] {
                    let standing = Standing { person: PersonId::new(Uuid::from_u128(2)), role, state };
                    let allowed = Permission::DeactivatePeople.held_by(own) && own.reaches(role);
                    assert_eq!(can(verb, &standing, &by).is_ok(), allowed, "{own:?} {verb:?} {role:?}");
                    let oneself = Standing { person: by.person, ..standing };
                    assert!(can(verb, &oneself, &by).is_err(), "{own:?} {verb:?} themselves");
                }
                let reach = Reach::whole(practice());
                let given = can_give_back(role, Scope::Practice(practice()), &by, reach).is_ok();
                assert!(!given || own.may_hand_out(role), "{own:?} gives {role:?} back");
            }
        }
    }

    #[test]
    fn t51_a_provider_s_administrator_gives_back_there_only() {
        let (rosa, ken) = (ProviderId::new(Uuid::from_u128(3)), ProviderId::new(Uuid::from_u128(4)));
        let by = actor(Role::PracticeAdministrator, Some(rosa));
        let reach = Reach { practice: practice(), provider: Some(rosa) };
        let at = |scope| can_give_back(Role::PortalUser, scope, &by, reach);
        assert_eq!(at(Scope::Provider(practice(), rosa)), Ok(()));
        for elsewhere in [Scope::Provider(practice(), ken), Scope::Practice(practice()), Scope::Instance] {
            assert_eq!(at(elsewhere), Err(Refusal::OutsideScope));
        }
    }

    #[test]
    fn access_is_taken_for_a_reason() {
        assert_eq!(Verb::Archive.reason(" left\nus "), Ok("left us".into()));
        assert_eq!(Verb::Deactivate.reason(" "), Err(Code::Required));
        assert_eq!(Verb::Restore.reason(" "), Ok(String::new()));
        assert_eq!(Verb::Reactivate.reason(&"x".repeat(500)), Err(Code::TooLong));
    }
}
