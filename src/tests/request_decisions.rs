//! Deciding: who may, once, with a reason (S0-37…45, C-06, C-23, P-24, T13, T49…51, T68, T69).

use chrono::Duration;
use rolecall::{
    domain::{
        code::{Code as FieldCode, FieldErrors},
        ids::{PracticeId, RequestId},
        refusal::Refusal,
        role::Role,
    },
    error::AppError,
    history::store::Stored,
    i18n::T,
    mail::{
        letter::requests::{News, RequestLetter},
        model::LetterKind,
    },
    people::{self, model::Person},
    registrations::{
        api::{ApproveRequest, DenyRequest, GetRequest},
        form::{ApplyForm, StatusForm},
        model::{Code, Level, State, Status},
    },
};

use crate::support::{
    Caller, TestApp,
    app::{at_once, status},
    on_both_engines,
    requests::{ana, arrived, insert, letter, letters, of, post, stored, waiting},
    snapshot::assert_same,
};

async fn approve(caller: &Caller, id: RequestId, role: Role) -> Result<(), AppError> {
    caller.call(ApproveRequest { id, role: role.name().into(), office: String::new() }).await
}

async fn deny(caller: &Caller, id: RequestId, reason: &str, note: &str) -> Result<(), AppError> {
    caller.call(DenyRequest { id, reason: reason.into(), note: note.into() }).await
}

async fn person_of(app: &TestApp, practice: PracticeId, id: RequestId) -> Person {
    let person = stored(app, id).await.person.expect("somebody of the practice");
    let reach = rolecall::domain::scope::Reach::whole(practice);
    people::store::find(&mut app.read().await, reach, person).await.expect("reads").expect("is stored")
}

async fn newest(app: &TestApp) -> Stored {
    app.events(app.house().cedar).await.remove(0)
}

async fn s0_42_approve_grants_what_was_asked_for(app: &TestApp) {
    let request = arrived(app, &ana()).await;
    let adam = app.signed_in("adam.admin").await;
    approve(&adam, request.id, Role::PortalUser).await.expect("approves");
    let person = person_of(app, app.house().cedar, request.id).await;
    assert_eq!((person.role, person.place.name.as_str()), (Role::PortalUser, "Main Street"));
    let sent = letter(app, "ana@applicants.example", LetterKind::RequestApproved).await;
    let RequestLetter::Approved { asked: None, link, .. } = sent else { panic!("{sent:?}") };
    // From here on it is an invitation like any other.
    let page = app.anonymous().get(&link).await;
    assert!(page.status == 200 && page.text().contains("Adam Admin"), "{}", page.text());
    let event = newest(app).await;
    assert_eq!((event.kind.as_str(), event.actor_name.as_str()), ("request.approved", "Adam Admin"));
    assert!(
        event.changes.contains("PENDING-PROV-ADMIN-REVIEW") && event.changes.contains("MANUAL-PROV-ADMIN-APPROVED")
    );
    let told = letters(app, "olivia.owner@cedar.example").await;
    let waits = told.iter().any(|letter| matches!(letter, RequestLetter::News { news: News::Waits { .. }, .. }));
    let decided = told.iter().any(|letter| matches!(letter, RequestLetter::News { news: News::Approved { .. }, .. }));
    assert!(waits && decided, "P-24: {told:?}");
    let own = letters(app, "adam.admin@house.example").await;
    assert!(!own.iter().any(|one| matches!(one, RequestLetter::News { news: News::Approved { .. }, .. })), "{own:?}");
}

async fn s0_45_modify_approves_as_another_role(app: &TestApp) {
    let request = arrived(app, &ApplyForm { role: "practice_administrator".into(), ..ana() }).await;
    let adam = app.signed_in("adam.admin").await;
    approve(&adam, request.id, Role::ClericalUser).await.expect("approves");
    assert_eq!(person_of(app, app.house().cedar, request.id).await.role, Role::ClericalUser);
    let sent = letter(app, "ana@applicants.example", LetterKind::RequestApproved).await;
    let asked = matches!(sent, RequestLetter::Approved { asked: Some(Role::PracticeAdministrator), .. });
    assert!(asked, "{sent:?}");
    let page = adam.call(GetRequest { id: request.id }).await.expect("a page");
    assert_eq!((page.role, page.decided.map(|one| one.role)), (Role::PracticeAdministrator, Some(Role::ClericalUser)));
}

async fn whoever_approves_chooses_the_office(app: &TestApp) {
    let request = arrived(app, &ana()).await;
    let adam = app.signed_in("adam.admin").await;
    let offices = adam.call(GetRequest { id: request.id }).await.expect("a page").offices;
    assert_eq!(offices.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(), ["Main Street", "North Clinic"]);
    let approve = |office: String| adam.call(ApproveRequest { id: request.id, role: "portal_user".into(), office });
    for wrong in ["nowhere".to_owned(), app.house().rosa.to_string(), app.house().cedar.to_string()] {
        assert_eq!(approve(wrong).await, Err(FieldErrors::one("office", FieldCode::Unknown).into()));
    }
    approve(app.house().north.to_string()).await.expect("approves");
    assert_eq!(person_of(app, app.house().cedar, request.id).await.place.name, "North Clinic");
    assert!(newest(app).await.changes.contains("North Clinic"));
}

async fn t51_no_role_above_the_own(app: &TestApp) {
    let id = waiting(app).await;
    let adam = app.signed_in("adam.admin").await;
    let before = app.snapshot().await.without_events();
    for role in [Role::PracticeOwner, Role::UserManager, Role::PortalOperator, Role::VendorAdministrator] {
        assert_eq!(approve(&adam, id, role).await, Err(AppError::Forbidden(Refusal::RoleAboveOwn(role))), "{role:?}");
    }
    let nonsense = adam.call(ApproveRequest { id, role: "king".into(), office: String::new() }).await;
    assert_eq!(status(&nonsense), 422);
    for name in ["maya.manager", "dora.delegate", "arthur.auditor", "paul.portal"] {
        let caller = app.signed_in(name).await;
        assert_eq!(status(&approve(&caller, id, Role::PortalUser).await), 403, "{name}");
        assert_eq!(status(&deny(&caller, id, "not_ours", "").await), 403, "{name}");
    }
    let after = app.snapshot().await.without_events();
    for table in ["requests", "people", "grants", "invitations", "mails"] {
        assert_eq!(before.rows(table), after.rows(table), "{table}");
    }
}

async fn s0_43_a_denial_has_a_reason_and_is_final(app: &TestApp) {
    let request = arrived(app, &ana()).await;
    let adam = app.signed_in("adam.admin").await;
    let wrong = |answer: Result<(), AppError>| format!("{:?}", answer.expect_err("no reason"));
    assert!(wrong(deny(&adam, request.id, "", "").await).contains(r#"field: "reason", code: Required"#));
    assert!(wrong(deny(&adam, request.id, "because", "").await).contains(r#"field: "reason", code: Unknown"#));
    assert!(wrong(deny(&adam, request.id, "other", "").await).contains(r#"field: "note", code: Required"#));
    assert_eq!(stored(app, request.id).await.state, State::Pending);
    deny(&adam, request.id, "identity_not_confirmed", "Please come by the front desk").await.expect("denies");
    let event = newest(app).await;
    assert_eq!(event.kind, "request.denied");
    assert_eq!(event.reason, "identity_not_confirmed: Please come by the front desk");
    let sent = letter(app, "ana@applicants.example", LetterKind::RequestDenied).await;
    let RequestLetter::Denied { reason, note, .. } = sent else { panic!("{sent:?}") };
    assert_eq!(
        (reason.as_str(), note.as_str()),
        (T::default().denials_identity_not_confirmed(), "Please come by the front desk")
    );
    let form = StatusForm { code: request.reference.clone(), email: request.email.clone() };
    let page = post(&app.anonymous(), "/register/status", &form).await.text();
    assert!(page.contains("was denied") && page.contains("front desk"), "{page}");
    // Nothing is undone, by nobody (C-23); another request sees the earlier denial.
    let olivia = app.signed_in("olivia.owner").await;
    let Err(AppError::Conflict(conflict)) = approve(&olivia, request.id, Role::PortalUser).await else {
        panic!("decided already")
    };
    assert_eq!(conflict.by, "Adam Admin");
    let again = arrived(app, &ana()).await;
    let page = olivia.call(GetRequest { id: again.id }).await.expect("a page");
    assert_eq!(page.related.len(), 1);
    assert_eq!((page.related[0].code, page.related[0].same_person), (Code::Declined, true));
}

async fn t13_of_twenty_decisions_at_once_one_counts(app: &TestApp) {
    let id = waiting(app).await;
    let callers = [app.signed_in("adam.admin").await, app.signed_in("olivia.owner").await];
    let answers = at_once(20, |number| {
        let caller = callers[number % 2].clone();
        async move {
            if number % 4 < 2 {
                approve(&caller, id, Role::PortalUser).await
            } else {
                deny(&caller, id, "not_ours", "").await
            }
        }
    })
    .await;
    let mut winners = 0;
    for answer in &answers {
        match answer {
            Ok(()) => winners += 1,
            Err(AppError::Conflict(conflict)) => {
                assert!(["Adam Admin", "Olivia Owner"].contains(&conflict.by.as_str()), "{conflict:?}");
            }
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(winners, 1, "{answers:?}");
    let cedar = app.house().cedar;
    assert_eq!(app.count(cedar, "request.approved").await + app.count(cedar, "request.denied").await, 1, "T68");
}

async fn t49_a_foreign_request_is_an_unknown_one(app: &TestApp) {
    let (id, unknown) = (waiting(app).await, "0190163d-8694-739b-aea5-966c26f8ad91".parse().expect("an id"));
    for name in ["bea.boss", "oscar.operator", "nina.npi"] {
        let caller = app.signed_in(name).await;
        let before = app.snapshot().await;
        let replies = |id| {
            let caller = caller.clone();
            async move {
                vec![
                    caller.ask(&GetRequest { id }).await,
                    caller.ask(&ApproveRequest { id, role: "portal_user".into(), office: String::new() }).await,
                    caller.ask(&DenyRequest { id, reason: "not_ours".into(), note: String::new() }).await,
                ]
            }
        };
        for (foreign, unknown) in replies(id).await.iter().zip(&replies(unknown).await) {
            assert_eq!(foreign.line(), r#"404 "not_found""#, "{name}");
            assert_eq!(foreign.outside(), unknown.outside(), "{name}");
        }
        assert_same(&before, &app.snapshot().await, name);
    }
}

async fn c06_a_providers_administrator_decides_about_that_provider(app: &TestApp) {
    let (rosa, ken) = (app.house().rosa, app.house().ken);
    let at = |provider, npi: &str| {
        let npi = npi.to_owned();
        insert(app, move |request| {
            request.level = Level::Provider;
            (request.provider, request.npi) = (Some(provider), npi);
        })
    };
    let (own, other) = (at(rosa, "1234567893").await, at(ken, "1245319599").await);
    let nina = app.signed_in("nina.npi").await;
    assert_eq!(status(&approve(&nina, other, Role::PortalUser).await), 404);
    approve(&nina, own, Role::PortalUser).await.expect("her own provider's");
    let person = person_of(app, app.house().cedar, own).await;
    assert_eq!(person.place.provider, Some(rosa));
    assert_eq!(stored(app, own).await.code(app.now()), Some(Code::ManualAdminApproved));
}

async fn an_address_in_use_is_not_approved_twice(app: &TestApp) {
    let paul = insert(app, |request| request.email = "Paul.Portal@house.example".into()).await;
    let bob = insert(app, |request| request.email = "bob.basic@house.example".into()).await;
    let adam = app.signed_in("adam.admin").await;
    for id in [paul, bob] {
        let before = app.snapshot().await.without_events();
        assert_eq!(approve(&adam, id, Role::PortalUser).await, Err(AppError::Forbidden(Refusal::AddressTaken)));
        assert_eq!(before.rows("requests"), app.snapshot().await.rows("requests"));
    }
    let page = adam.call(GetRequest { id: paul }).await.expect("a page");
    assert_eq!((page.twins.len(), page.twins[0].same_address, page.address_elsewhere), (1, true, false));
    let page = adam.call(GetRequest { id: bob }).await.expect("a page");
    assert!(page.twins.is_empty() && page.address_elsewhere, "Lakeside's Bob is not named to Cedar Valley");
    deny(&adam, bob, "has_account", "").await.expect("denies");
}

async fn nobody_decides_before_the_address_is_proven(app: &TestApp) {
    let unproven = |id: &mut rolecall::registrations::model::Request| {
        (id.state, id.proven, id.due) = (State::Unproven, None, None);
    };
    let id = insert(app, unproven).await;
    let adam = app.signed_in("adam.admin").await;
    assert_eq!(status(&adam.call(GetRequest { id }).await), 404, "nobody sees it yet");
    assert_eq!(status(&approve(&adam, id, Role::PortalUser).await), 404);
    app.advance(Duration::hours(23));
    let adam = app.signed_in("adam.admin").await;
    let page = adam.call(GetRequest { id }).await.expect("a page");
    assert_eq!((page.status, page.code), (Status::Invalidated, Code::Invalidated));
    let refused = Err(AppError::Forbidden(Refusal::RequestUnproven));
    assert_eq!(approve(&adam, id, Role::PortalUser).await, refused);
    assert_eq!(deny(&adam, id, "not_ours", "").await, refused);
}

async fn what_names_nobody_goes_to_the_operator(app: &TestApp) {
    let request = arrived(app, &ApplyForm { tin: "555555555".into(), ..of("Una") }).await;
    assert_eq!(request.practice, app.house().portal);
    let oscar = app.signed_in("oscar.operator").await;
    let page = oscar.call(GetRequest { id: request.id }).await.expect("a page");
    assert!(page.roles.iter().all(|(_, refused)| *refused == Some(Refusal::RequestNamesNobody)), "{:?}", page.roles);
    let answer = approve(&oscar, request.id, Role::PortalUser).await;
    assert_eq!(answer, Err(AppError::Forbidden(Refusal::RequestNamesNobody)));
    deny(&oscar, request.id, "wrong_place", "").await.expect("denies");
    let sent = letter(app, "una@applicants.example", LetterKind::RequestDenied).await;
    assert!(matches!(&sent, RequestLetter::Denied { practice, .. } if practice.is_empty()), "{sent:?}");
}

on_both_engines! {
    s0_42_approve_grants_what_was_asked_for,
    s0_45_modify_approves_as_another_role,
    whoever_approves_chooses_the_office,
    t51_no_role_above_the_own,
    s0_43_a_denial_has_a_reason_and_is_final,
    t13_of_twenty_decisions_at_once_one_counts,
    t49_a_foreign_request_is_an_unknown_one,
    c06_a_providers_administrator_decides_about_that_provider,
    an_address_in_use_is_not_approved_twice,
    nobody_decides_before_the_address_is_proven,
    what_names_nobody_goes_to_the_operator,
}
