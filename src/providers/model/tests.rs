use uuid::Uuid;

use super::*;
use crate::{
    domain::{
        clock::instant,
        ids::{PersonId, PracticeId},
        scope::{Granted, Scope},
    },
    practices::model::Place,
    setup::service::blank,
};

fn by(role: Role) -> Actor {
    let practice = PracticeId::new(Uuid::nil());
    Actor {
        person: PersonId::new(Uuid::from_u128(9)),
        name: "Adam".into(),
        practice,
        grants: vec![Granted { role, scope: Scope::Practice(practice), until: None }],
        must_choose_password: false,
        looks_as: None,
        only: None,
    }
}

fn standing(role: Role, state: AccountState) -> Standing {
    Standing { person: PersonId::new(Uuid::from_u128(5)), role, state }
}

fn facts(kind: Kind, person: Option<Standing>) -> AgentFacts {
    AgentFacts { kind, has_email: true, person }
}

#[test]
fn s2_1_a_coordinator_sends_again_to_local_providers_only() {
    let sam = by(Role::ReferringCoordinator);
    let waits = |kind| facts(kind, Some(standing(agent_role(kind), AccountState::Invited)));
    assert_eq!(can_invite_agent(&waits(Kind::Local), &sam), Ok(()));
    assert_eq!(can_invite_agent(&waits(Kind::Certified), &sam), Err(Refusal::LocalProvidersOnly));
    assert_eq!(can_edit_agent(&waits(Kind::Certified), &sam), Err(Refusal::LocalProvidersOnly));
    // The first invitation is for those who may invite (catalogue 1.8).
    let first = can_invite_agent(&facts(Kind::Local, None), &sam);
    assert_eq!(first, Err(Refusal::NotPermitted(Permission::InvitePeople)));
    assert_eq!(can_invite_agent(&facts(Kind::Local, None), &by(Role::PracticeAdministrator)), Ok(()));
}

#[test]
fn t51_nobody_sends_a_link_elsewhere_that_gives_more_than_they_are() {
    for role in Role::ALL {
        for agent in Role::ALL {
            for kind in Kind::ALL.iter().copied() {
                let waits = facts(kind, Some(standing(agent, AccountState::Invited)));
                if can_redirect_agent(&waits, &by(role)).is_ok() {
                    assert!(role.reaches(agent), "{role:?} decides about {agent:?}");
                }
            }
        }
    }
    let sam = by(Role::ReferringCoordinator);
    let local = facts(Kind::Local, Some(standing(agent_role(Kind::Local), AccountState::Invited)));
    assert_eq!(can_redirect_agent(&local, &sam), Ok(()), "the agent's address is theirs to correct");
    let raised = facts(Kind::Local, Some(standing(Role::Delegate, AccountState::Invited)));
    assert_eq!(can_redirect_agent(&raised, &sam), Err(Refusal::PersonAboveOwn(Role::Delegate)));
}

#[test]
fn c08_an_address_is_all_it_takes() {
    let adam = by(Role::PracticeAdministrator);
    let none = AgentFacts { has_email: false, ..facts(Kind::Local, None) };
    assert_eq!(can_invite_agent(&none, &adam), Err(Refusal::NoAgentEmail));
    for state in AccountState::ALL.iter().copied() {
        let expected = if state == AccountState::Invited { Ok(()) } else { Err(Refusal::NotInvited) };
        let known = facts(Kind::Certified, Some(standing(Role::Delegate, state)));
        assert_eq!(can_invite_agent(&known, &adam), expected, "{state:?}");
    }
    let auditor = by(Role::Auditor);
    let refused = Err(Refusal::NotPermitted(Permission::ManageAgents));
    assert_eq!(can_invite_agent(&facts(Kind::Local, None), &auditor), refused);
}

fn provider(state: AccountState) -> Provider {
    let office = OfficeId::new(Uuid::nil());
    let id = ProviderId::new(Uuid::from_u128(3));
    let place = Place { office, provider: Some(id), name: "Rosa".into() };
    let person = Person { state, ..blank(PersonId::new(Uuid::from_u128(5)), place, instant(0)) };
    let agent =
        Agent { email: "old@a.example".into(), language: "en".into(), person: Some(person), ..Agent::default() };
    Provider {
        id,
        office,
        office_name: "Main".into(),
        name: "Rosa".into(),
        npi: "1234567893".into(),
        kind: Kind::Local,
        agent,
        profile: Profile::default(),
        version: 1,
    }
}

#[test]
fn another_address_is_another_agent_once_there_is_an_account() {
    let adam = by(Role::PracticeAdministrator);
    let edit = |email: &str| AgentEdit {
        email: email.into(),
        phone: "1".into(),
        language: "en".into(),
        ..AgentEdit::default()
    };
    for (state, stays) in
        [(AccountState::Invited, true), (AccountState::Active, false), (AccountState::Archived, false)]
    {
        let (moved, event) = provider(state).edit_agent(edit("new@a.example"), &adam).expect("may");
        assert_eq!(moved.agent.person.is_some(), stays, "{state:?}");
        assert_eq!((moved.version, event.changes.len()), (2, 2));
        let (same, _) = provider(state).edit_agent(edit("old@a.example"), &adam).expect("may");
        assert!(same.agent.person.is_some(), "{state:?}");
    }
}

#[test]
fn certifying_is_for_administrators() {
    let certify = |role| provider(AccountState::Active).certify(Kind::Certified, &by(role)).map(|(it, _)| it.kind);
    assert_eq!(certify(Role::PracticeAdministrator), Ok(Kind::Certified));
    for role in [Role::ReferringCoordinator, Role::Delegate, Role::UserManager] {
        assert_eq!(certify(role), Err(Refusal::NotPermitted(Permission::EditProviders)), "{role:?}");
    }
}
