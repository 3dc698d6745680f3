use uuid::Uuid;

use super::*;
use crate::{
    domain::{
        clock::instant,
        ids::{OfficeId, PracticeId, ProviderId},
        scope::{Granted, Scope},
    },
    people::model::{AccountState, Lock, LockReason, can_change_role},
    setup::service::blank,
};

const PRACTICE: PracticeId = PracticeId::new(Uuid::from_u128(7));

fn now() -> Instant {
    instant(1_800_000_000_000)
}

fn place(provider: Option<u128>) -> Place {
    let office = OfficeId::new(Uuid::from_u128(1));
    Place { office, provider: provider.map(|id| ProviderId::new(Uuid::from_u128(id))), name: "Main Street".into() }
}

fn person(id: u128, role: Role) -> Person {
    let state = AccountState::Active;
    Person { role, state, first_name: "Ana".into(), ..blank(PersonId::new(Uuid::from_u128(id)), place(None), now()) }
}

fn by(role: Role) -> Actor {
    Actor {
        person: PersonId::new(Uuid::from_u128(99)),
        name: "Adam".into(),
        practice: PRACTICE,
        grants: vec![Granted { role, scope: Scope::Practice(PRACTICE), until: None }],
        must_choose_password: false,
        looks_as: None,
        only: None,
    }
}

#[test]
fn p18_a_deed_is_judged_by_the_rule_of_its_single_verb() {
    let reach = Reach::whole(PRACTICE);
    for own in Role::ALL {
        for old in Role::ALL {
            let somebody = person(1, old);
            for new in Role::ALL {
                let single = can_change_role(&somebody.standing(), new, &by(own));
                let wanted = if old == new { single.and(Err(Refusal::AlreadySo)) } else { single };
                let judged = Deed::ChangeRole(new).judge(&somebody, &by(own), reach, now());
                assert_eq!(judged, wanted, "{own:?} makes a {old:?} a {new:?}");
            }
            let again = Deed::InviteAgain.judge(&somebody, &by(own), reach, now());
            assert_eq!(again, can_send_again(&somebody.standing(), &by(own)));
            let mut locked = somebody;
            locked.lock = Some(Lock { since: now(), reason: LockReason::TooManyFailures, ends: None });
            let unlocked = Deed::Unlock.judge(&locked, &by(own), reach, now());
            assert_eq!(unlocked, can_unlock(&locked.standing(), true, &by(own)));
        }
    }
}

#[test]
fn a_move_stays_within_reach_and_says_when_nothing_moves() {
    let provider = ProviderId::new(Uuid::from_u128(5));
    let (reach, own) = (Reach { practice: PRACTICE, provider: Some(provider) }, by(Role::PracticeAdministrator));
    let mut here = person(1, Role::PortalUser);
    here.place = place(Some(5));
    let judge = |place, reach| Deed::Move(place).judge(&here, &own, reach, now());
    assert_eq!(judge(place(None), reach), Err(Refusal::OutsideScope));
    assert_eq!(judge(place(None), Reach::whole(PRACTICE)), Ok(()));
    assert_eq!(judge(place(Some(5)), reach), Err(Refusal::AlreadySo));
    let (moved, event) =
        Deed::Move(place(None)).edit(here.clone(), &own, Reach::whole(PRACTICE)).expect("an administrator may");
    assert_eq!((moved.place, moved.version), (place(None), here.version + 1));
    assert_eq!(event.subject.map(|(_, name)| name), Some(here.name()));
}

#[test]
fn people_of_whom_the_same_is_said_are_one_group() {
    let named = |id: u128| (PersonId::new(Uuid::from_u128(id)), format!("Ana {id}"));
    let outcome = |id: u128| match id {
        0..150 => Outcome::Waiting,
        150..153 => Outcome::Refused(Refusal::NotLocked),
        _ => Outcome::Refused(Refusal::OwnAccess),
    };
    let groups = groups((0..154).rev().map(|id| (named(id), outcome(id))));
    let counts: Vec<_> = groups.iter().map(|group| (group.outcome.clone(), group.count, group.people.len())).collect();
    assert_eq!(
        counts,
        [
            (Outcome::Waiting, 150, NAMED),
            (Outcome::Refused(Refusal::NotLocked), 3, 3),
            (Outcome::Refused(Refusal::OwnAccess), 1, 1),
        ]
    );
}

#[test]
fn only_unlocking_does_not_wait() {
    for verb in Verb::ALL {
        assert_eq!(verb.hold().is_zero(), *verb == Verb::Unlock, "{verb:?}");
        assert_eq!(Verb::from_name(verb.name()), Some(*verb));
        let needs_choice = matches!(verb, Verb::ChangeRole | Verb::Move);
        assert_eq!(Deed::of(*verb, "", &Places::default()).is_none(), needs_choice, "{verb:?}");
    }
}
