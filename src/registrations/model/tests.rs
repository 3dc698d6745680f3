use uuid::Uuid;

use super::*;
use crate::domain::{
    clock::instant,
    scope::{Granted, Scope},
};

const NOW: i64 = 1_800_000_000_000;

fn at(millis: i64) -> Instant {
    instant(NOW + millis)
}

fn practice() -> PracticeId {
    PracticeId::new(Uuid::from_u128(2))
}

fn request(state: State) -> Request {
    let decided = matches!(state, State::AutoApproved | State::Approved | State::Denied);
    Request {
        id: RequestId::new(Uuid::from_u128(1)),
        practice: practice(),
        provider: None,
        place_name: "Cedar Valley".into(),
        reference: "ABCD-EFGH-JKMN".into(),
        level: Level::Practice,
        tin: "123456789".into(),
        npi: String::new(),
        claim: String::new(),
        birth: None,
        role: Role::PortalUser,
        title: String::new(),
        first_name: "Ana".into(),
        middle_name: String::new(),
        last_name: "Álvarez".into(),
        email: "ana@example.com".into(),
        phone: String::new(),
        language: "en".into(),
        state,
        submitted: at(0),
        proof_ends: at(0) + PROOF_LIFETIME,
        proven: (state != State::Unproven).then(|| at(1)),
        due: (state != State::Unproven).then(|| at(2)),
        decision: decided.then(|| Decision {
            by: None,
            by_name: "Olivia Owner".into(),
            at: at(3),
            role: Role::PortalUser,
            reason: (state == State::Denied).then_some(Reason::Shipped(DenialReason::NotOurs)),
            note: String::new(),
        }),
        person: None,
    }
}

fn actor(role: Role) -> Actor {
    Actor {
        person: PersonId::new(Uuid::from_u128(7)),
        name: "Adam Admin".into(),
        practice: practice(),
        grants: vec![Granted { role, scope: Scope::Practice(practice()), until: None }],
        must_choose_password: false,
        looks_as: None,
        only: None,
    }
}

#[test]
fn every_transition_is_allowed_from_exactly_one_state() {
    let admin = actor(Role::PracticeAdministrator);
    for state in State::ALL.iter().copied() {
        let proven = request(state).prove(at(9), at(5));
        assert_eq!(proven.is_ok(), state == State::Unproven, "{state:?}");
        let decisions = [
            (State::AutoApproved, request(state).approve_by_claim("Rolecall", at(5))),
            (State::Approved, request(state).approve(Role::PortalUser, &admin, at(5))),
            (State::Denied, request(state).deny(Reason::Shipped(DenialReason::Other), "no".into(), &admin, at(5))),
        ];
        for (target, decided) in decisions {
            match (state, decided) {
                (State::Pending, Ok((after, event))) => {
                    assert_eq!(after.state, target);
                    assert!(after.decision.is_some());
                    assert!(event.changes.iter().any(|change| change.field == "status"), "{event:?}");
                }
                (State::Unproven, refused) => {
                    assert_eq!(refused.map(|_| ()), Err(Refusal::RequestUnproven), "{target:?}");
                }
                (_, refused) => {
                    let by = "Olivia Owner".to_owned();
                    assert_eq!(refused.map(|_| ()), Err(Refusal::RequestDecided { by }), "{state:?} {target:?}");
                }
            }
        }
    }
}

#[test]
fn t34_a_proof_holds_until_its_very_instant() {
    let end = PROOF_LIFETIME.num_milliseconds();
    assert!(request(State::Unproven).prove(at(9), at(end - 1)).is_ok());
    assert_eq!(request(State::Unproven).prove(at(9), at(end)).map(|_| ()), Err(Status::Invalidated));
    assert_eq!(request(State::Unproven).code(at(end - 1)), None);
    assert_eq!(request(State::Unproven).code(at(end)), Some(Code::Invalidated));
    let admin = actor(Role::PracticeOwner);
    let late = request(State::Unproven).approve(Role::PortalUser, &admin, at(end));
    assert_eq!(late.map(|_| ()), Err(Refusal::RequestUnproven));
}

#[test]
fn s0_33_the_level_decides_the_codes() {
    let code = |state, level| Request { level, ..request(state) }.code(at(5));
    assert_eq!(code(State::Pending, Level::Provider), Some(Code::PendingAdminReview));
    assert_eq!(code(State::Pending, Level::Practice), Some(Code::PendingProvAdminReview));
    assert_eq!(code(State::Approved, Level::Provider), Some(Code::ManualAdminApproved));
    assert_eq!(code(State::Approved, Level::Practice), Some(Code::ManualProvAdminApproved));
    for level in [Level::Provider, Level::Practice] {
        assert_eq!(code(State::AutoApproved, level), Some(Code::AutoApproved));
        assert_eq!(code(State::Denied, level), Some(Code::Declined));
    }
    for code in Code::ALL {
        assert_eq!(Code::from_name(code.name()), Some(*code));
    }
}

#[test]
fn t51_nobody_approves_above_their_own_role() {
    for own in Role::ALL {
        for role in Role::ALL {
            let done = request(State::Pending).approve(role, &actor(own), at(5)).map(|(after, _)| after);
            match done {
                Ok(after) => {
                    assert!(own.may_hand_out(role) && ROLES.contains(&role), "{own:?} approves as {role:?}");
                    assert_eq!(after.decision.map(|decision| decision.role), Some(role));
                }
                Err(Refusal::NotPermitted(_)) => assert!(!Permission::DecideRequests.held_by(own)),
                Err(refusal) => assert_eq!(refusal, Refusal::RoleAboveOwn(role)),
            }
        }
    }
}

#[test]
fn a_claim_number_is_not_enough_for_those_who_administer() {
    for role in ROLES {
        let done = Request { role, ..request(State::Pending) }.approve_by_claim("Rolecall", at(5));
        assert_eq!(done.is_ok(), !matches!(role, Role::Delegate | Role::PracticeAdministrator), "{role:?}");
        assert!(Role::PracticeAdministrator.may_hand_out(role), "{role:?} can be approved by somebody");
    }
}

#[test]
fn an_unknown_practice_can_only_be_denied() {
    let nowhere = || Request { place_name: String::new(), ..request(State::Pending) };
    let owner = actor(Role::PracticeOwner);
    let approved = nowhere().approve(Role::PortalUser, &owner, at(5));
    assert_eq!(approved.map(|_| ()), Err(Refusal::RequestNamesNobody));
    assert!(nowhere().deny(Reason::Shipped(DenialReason::WrongPlace), String::new(), &owner, at(5)).is_ok());
}
