use chrono::TimeDelta;
use uuid::Uuid;

use super::*;
use crate::{
    domain::{
        clock::instant,
        ids::{OfficeId, ProviderId},
        scope::Scope,
    },
    practices::model::Place,
    setup::service::blank,
};

const HERE: PracticeId = PracticeId::new(Uuid::from_u128(1));
const GOOD: Account = Account { state: AccountState::Active, locked: false, left: false };

fn now() -> Instant {
    instant(1_800_000_000_000)
}

fn grant(id: u128, role: Role, scope: Scope) -> (GrantId, Granted) {
    (GrantId::new(Uuid::from_u128(id)), Granted { role, scope, until: None })
}

fn actor(grants: &[(GrantId, Granted)]) -> Actor {
    Actor {
        person: PersonId::new(Uuid::from_u128(9)),
        name: "Ada".into(),
        practice: HERE,
        grants: grants.iter().map(|(_, grant)| *grant).collect(),
        must_choose_password: false,
        looks_as: None,
        only: None,
    }
}

fn provider() -> Scope {
    Scope::Provider(HERE, ProviderId::new(Uuid::from_u128(3)))
}

#[test]
fn n03_the_explanation_agrees_with_the_decision_for_every_role_and_right() {
    let elsewhere = Scope::Practice(PracticeId::new(Uuid::from_u128(2)));
    for role in Role::ALL {
        for scope in [Scope::Instance, Scope::Practice(HERE), provider(), elsewhere] {
            for permission in Permission::ALL {
                let grants = [grant(1, role, scope)];
                let decided = actor(&grants).may(permission).is_ok();
                match explain(permission, GOOD, &grants, HERE, now()) {
                    Answer::Yes { by } => assert!(decided && by == grants[0].0, "{role:?} {scope:?} {permission:?}"),
                    Answer::No(obstacles) => {
                        assert!(!decided, "{role:?} {scope:?} {permission:?}");
                        // The change that is named is enough, …
                        let [Obstacle::NoRole(least)] = obstacles[..] else { panic!("{obstacles:?}") };
                        let with = [grants[0], grant(2, least, Scope::Practice(HERE))];
                        assert!(actor(&with).may(permission).is_ok(), "{least:?} gives {permission:?}");
                        // … and no lower role that is handed out would be.
                        for lower in Role::ALL {
                            let handed_out = Role::PracticeOwner.may_hand_out(lower) && lower.rank() > least.rank();
                            assert!(!(handed_out && permission.held_by(lower)), "{lower:?} has {permission:?} too");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn p19_of_several_grants_the_one_decides_that_the_rules_use() {
    for first in Role::ALL {
        for second in Role::ALL {
            for scopes in [[provider(), Scope::Practice(HERE)], [Scope::Practice(HERE), Scope::Instance]] {
                let grants = [grant(1, first, scopes[0]), grant(2, second, scopes[1])];
                for permission in Permission::ALL {
                    let rules = actor(&grants);
                    let Answer::Yes { by } = explain(permission, GOOD, &grants, HERE, now()) else {
                        assert!(rules.may(permission).is_err());
                        continue;
                    };
                    let (_, deciding) = grants.iter().find(|(id, _)| *id == by).expect("one of them");
                    assert_eq!(rules.role_for(permission), Some(deciding.role), "{first:?} {second:?} {permission:?}");
                    assert_eq!(rules.may(permission).ok(), deciding.scope.within(HERE));
                }
            }
        }
    }
}

#[test]
fn a_grant_that_has_ended_gives_nothing() {
    let mut over = grant(1, Role::PracticeAdministrator, Scope::Practice(HERE));
    over.1.until = Some(now());
    let answer = |at| explain(Permission::EditPeople, GOOD, &[over], HERE, at);
    assert_eq!(answer(now() - TimeDelta::milliseconds(1)), Answer::Yes { by: over.0 });
    assert_eq!(answer(now()), Answer::No(vec![Obstacle::NoRole(Role::PracticeAdministrator)]));
}

#[test]
fn an_account_that_cannot_be_used_gives_nothing_either() {
    let grants = [grant(1, Role::UserManager, Scope::Practice(HERE))];
    for state in AccountState::ALL.iter().copied() {
        for (locked, left) in [(false, false), (true, false), (false, true), (true, true)] {
            let answer = explain(Permission::UnlockPeople, Account { state, locked, left }, &grants, HERE, now());
            let gets_in = state.may_sign_in() && !locked && !left;
            assert_eq!(matches!(answer, Answer::Yes { .. }), gets_in, "{state:?} {locked} {left}: {answer:?}");
            if let Answer::No(obstacles) = answer {
                assert_eq!(obstacles.contains(&Obstacle::Locked), locked);
                assert!(!obstacles.iter().any(|one| matches!(one, Obstacle::NoRole(_))), "the role is there");
            }
        }
    }
}

#[test]
fn who_is_named_may_make_the_change_by_the_rules_of_the_verbs() {
    let place = Place { office: OfficeId::new(Uuid::nil()), provider: None, name: String::new() };
    for own in Role::ALL {
        let grants = [grant(1, own, Scope::Practice(HERE))];
        let keeper = Caretaker { actor: actor(&grants), role: own, place: String::new() };
        let at_provider = Caretaker { actor: actor(&[grant(1, own, provider())]), ..keeper.clone() };
        for theirs in Role::ALL {
            let id = PersonId::new(Uuid::from_u128(4));
            let state = AccountState::Active;
            let person = Person { role: theirs, state, ..blank(id, place.clone(), now()) };
            for new in Role::ALL.into_iter().filter(|new| *new != theirs) {
                let rule = crate::people::model::can_change_role(&person.standing(), new, &keeper.actor);
                assert_eq!(keeper.may_move(Obstacle::NoRole(new), &person), rule.is_ok(), "{own:?} {theirs:?} {new:?}");
                assert!(!at_provider.may_move(Obstacle::NoRole(new), &person), "outside of the provider");
            }
            let unlock = crate::people::model::can_unlock(&person.standing(), true, &keeper.actor);
            assert_eq!(keeper.may_move(Obstacle::Locked, &person), unlock.is_ok());
        }
    }
}

#[test]
fn rights_have_names_in_addresses() {
    assert_eq!(name_of(Permission::EditPeople), "edit_people");
    let names: std::collections::BTreeSet<_> = Permission::ALL.iter().map(|one| name_of(*one)).collect();
    assert_eq!(names.len(), Permission::ALL.len());
}
