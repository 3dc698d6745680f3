//! Acting for a practice from outside (S3-8, S3-9, C-31, P-16, T55, T26).

use chrono::Duration;
use rolecall::{
    account::api::{MakeTemporary, SendReset},
    domain::{permission::Permission, refusal::Refusal, vendor::VendorLevel},
    error::AppError,
    history::model::EventKind,
    invitations::api::InvitePeople,
    people::{
        api::{GetPerson, ListPeople, UnlockPerson},
        query::PeopleQuery,
    },
    practices::{api::ListPractices, query::PracticeQuery},
    session::api::{ChangePassword, LookAs, Prove, SignOut},
    twostep::{
        admin_api::ResetTwoStep,
        api::{BeginApp, RenewCodes},
    },
    vendor::{
        api::{GetVendorAccess, SetVendorAccess, SwitchBack, SwitchTo},
        form::LevelForm,
    },
};

use crate::support::{
    Caller, TestApp,
    app::{edit, status},
    functions,
    house::PASSWORD,
    on_both_engines,
    outbox::kinds,
    vendor::{let_in, seen},
};

const WHY: &str = "The front desk asked for help";

fn switch(app: &TestApp) -> SwitchTo {
    SwitchTo { practice: app.house().cedar, reason: WHY.into() }
}

/// Somebody who acts for Cedar Valley, and their browser as it was before.
async fn switched(app: &TestApp, name: &str) -> (Caller, Caller) {
    let own = app.signed_in(name).await;
    let reply = own.ask(&switch(app)).await;
    assert_eq!(reply.status, 200, "{}", reply.line());
    let there = own.clone().with_cookie(&reply.session_cookie().expect("a new token"));
    (there, own)
}

fn refused<T>(refusal: Refusal) -> Result<T, AppError> {
    Err(AppError::Forbidden(refusal))
}

fn invite(app: &TestApp, role: &str) -> InvitePeople {
    InvitePeople {
        emails: format!("new.{role}@cedar.example"),
        role: role.into(),
        place: app.house().main_street.to_string(),
        language: "en".into(),
        message: String::new(),
        keep: String::new(),
    }
}

async fn t55_only_with_full_access_a_reason_and_to_ones_own_practices(app: &TestApp) {
    for name in ["paul.portal", "adam.admin", "olivia.owner", "arthur.auditor"] {
        let why = refused(Refusal::NotPermitted(Permission::SwitchPractices));
        assert_eq!(app.signed_in(name).await.call(switch(app)).await, why, "{name}");
    }
    let vera = app.signed_in("vera.vendor").await;
    let elsewhere = SwitchTo { practice: app.house().portal, reason: WHY.into() };
    assert_eq!(vera.ask(&elsewhere).await.line(), r#"404 "not_found""#);
    let empty = SwitchTo { reason: " ".into(), ..switch(app) };
    assert_eq!(vera.ask(&empty).await.line(), r#"422 {"invalid":[{"field":"switch_reason","code":"required"}]}"#);
    for level in [VendorLevel::None, VendorLevel::Limited, VendorLevel::Support] {
        let_in(app, level, "").await;
        assert_eq!(vera.call(switch(app)).await, refused(Refusal::VendorLevel(VendorLevel::Full)), "{level:?}");
    }
    let_in(app, VendorLevel::Full, "").await;
    app.advance(Duration::minutes(11));
    assert_eq!(vera.call(switch(app)).await, Err(AppError::ProofNeeded));
}

async fn t55_both_names_stand_on_every_page_and_in_every_event(app: &TestApp) {
    let (cedar, luis) = (app.house().cedar, app.id("luis.locked"));
    let (vera, before) = switched(app, "vera.vendor").await;
    assert_eq!(status(&before.call(ListPractices { query: PracticeQuery::default() }).await), 401, "T26: a new token");
    let page = vera.get("/people").await.text();
    assert!(page.contains("Vera Vendor, you act for Cedar Valley Family Clinic until"));
    assert!(page.contains("href=\"/requests\"") && !page.contains("href=\"/practices\""), "its menu, and not her own");
    vera.call(UnlockPerson { id: luis }).await.expect("as an administrator would");
    vera.call(invite(app, "clerical_user")).await.expect("a clerk");
    assert_eq!(status(&vera.call(GetPerson { id: luis }).await), 200);
    let mine: Vec<_> = app.events(cedar).await.into_iter().filter(|event| event.actor_name == "Vera Vendor").collect();
    let during = mine.iter().filter(|event| event.kind != EventKind::Switched.name());
    for event in during.clone() {
        let names = (event.organisation.as_str(), event.on_behalf.as_str());
        assert_eq!(names, ("MediBill Services", "Cedar Valley Family Clinic"), "{}", event.kind);
    }
    assert_eq!(during.count(), 3, "unlocked, invited twice over");
    assert_eq!(rolecall::history::store::verify(&mut app.read().await).await.expect("reads").err(), None, "chained");
    assert_eq!(kinds(app, "olivia.owner@cedar.example").await, ["vendor_switched"], "once for the switch");
    let there = seen(app).await;
    assert_eq!((there.inside.len(), there.inside[0].reason.as_str()), (1, WHY));
    assert!(there.visits.iter().any(|visit| visit.record == "Luis Locked"));
    let token = app.mailed("new.clerical_user@cedar.example").await.pop().expect("a link");
    let shown = rolecall::invitations::public::ShowInvitation { token };
    app.anonymous().call(shown).await.expect("it stands on the practice, whoever sent it");
}

async fn t55_returning_restores_the_own_session(app: &TestApp) {
    let (vera, _) = switched(app, "vera.vendor").await;
    let reply = vera.ask(&SwitchBack {}).await;
    let own = vera.clone().with_cookie(&reply.session_cookie().expect("a new token"));
    assert_eq!(status(&vera.call(ListPeople { query: PeopleQuery::default() }).await), 401, "T26");
    assert_eq!(own.call(ListPractices { query: PracticeQuery::default() }).await.expect("her list").total, 2);
    assert!(!own.get("/practices").await.text().contains("you act for"));
    assert_eq!(own.call(SwitchBack {}).await, Err(AppError::Gone));
    assert!(seen(app).await.inside.is_empty());
    assert_eq!(app.count(app.house().cedar, "vendor.switched_back").await, 1);
    let (again, _) = switched(app, "vera.vendor").await;
    again.call(SignOut {}).await.expect("out of everything");
    assert!(seen(app).await.inside.is_empty());
}

async fn t55_an_hour_ends_it_and_so_does_a_lower_level(app: &TestApp) {
    let list = ListPeople { query: PeopleQuery::default() };
    let (vera, _) = switched(app, "vera.vendor").await;
    for minutes in [14, 14, 14, 14, 3] {
        app.advance(Duration::minutes(minutes));
        assert_eq!(status(&vera.call(list.clone()).await), 200);
    }
    app.advance(Duration::minutes(1));
    assert_eq!(vera.call(list.clone()).await, refused(Refusal::SwitchOver), "no request of it lands anywhere else");
    let page = vera.get("/people").await.text();
    assert!(page.contains("Return to go on") && !page.contains("paul.portal@"));
    assert_eq!(status(&vera.call(switch(app)).await), 403);
    assert_eq!(vera.ask(&SwitchBack {}).await.status, 200);
    let (vera, _) = switched(app, "vera.vendor").await;
    assert_eq!(status(&vera.call(list.clone()).await), 200);
    let_in(app, VendorLevel::Support, "").await;
    assert_eq!(vera.call(list).await, refused(Refusal::SwitchOver));
    assert!(seen(app).await.inside.is_empty());
}

async fn t55_nothing_sensitive_is_done_for_somebody_else(app: &TestApp) {
    let paul = app.id("paul.portal");
    let (vera, _) = switched(app, "vera.vendor").await;
    let vendor = app.house().home("vera.vendor");
    let no = || Refusal::NotWhileSwitched;
    let password = || PASSWORD.to_owned();
    let own = ChangePassword { current: password(), password: "a new one for hills".into(), repeat: password() };
    assert_eq!(status(&vera.call(own).await), 422, "the two differ");
    let new = || "seven hills over a quiet lake".to_owned();
    assert_eq!(vera.call(ChangePassword { current: password(), password: new(), repeat: new() }).await, refused(no()));
    assert_eq!(vera.call(Prove { proof: password(), next: String::new() }).await, refused(no()));
    assert_eq!(vera.call(BeginApp { password: password() }).await.map(drop), refused(no()));
    assert_eq!(vera.call(RenewCodes { password: password() }).await.map(drop), refused(no()));
    assert_eq!(vera.call(MakeTemporary { person: paul }).await.map(drop), refused(no()));
    assert_eq!(vera.call(ResetTwoStep { id: paul, reason: "lost".into() }).await, refused(no()));
    let form = LevelForm { level: "full".into(), until: String::new() };
    let set = SetVendorAccess { vendor, form, seen: VendorLevel::Full };
    assert_eq!(vera.call(set).await, refused(no()));
    assert_eq!(vera.call(GetVendorAccess {}).await.map(drop), refused(no()));
    assert_eq!(vera.call(invite(app, "practice_administrator")).await.map(drop), refused(no()), "T51");
    let promoted = edit(&vera, paul, |form| form.role = "practice_administrator".into()).await;
    assert_eq!(promoted.map(drop), refused(no()), "T51");
    let owner = app.id("olivia.owner");
    assert_eq!(status(&vera.call(SendReset { person: owner }).await), 403, "a peer or a higher role");
    let nested = SwitchTo { practice: app.house().lakeside, reason: WHY.into() };
    assert_eq!(vera.call(nested).await, refused(no()));
    assert_eq!(vera.call(switch(app)).await, refused(no()));
}

async fn t55_no_verb_does_more_than_the_matrix_says(app: &TestApp) {
    for function in functions::all(app).await {
        let functions::Needs::Permission(permission) = function.needs else { continue };
        if permission.goes_along() {
            continue;
        }
        let (vera, _) = switched(app, "vera.vendor").await;
        let reply = function.call(&vera).await;
        assert_eq!(reply.status, 403, "{} needs {permission:?}: {}", function.path, reply.line());
        app.sql("delete from sessions").await.expect("deletes");
    }
}

async fn t55_the_operator_switches_too_and_is_told_of(app: &TestApp) {
    let (oscar, _) = switched(app, "oscar.operator").await;
    assert_eq!(status(&oscar.call(ListPeople { query: PeopleQuery::default() }).await), 200);
    let inside = seen(app).await.inside;
    assert_eq!((inside[0].person.as_str(), inside[0].organisation.as_str()), ("Oscar Operator", "Rolecall"));
    let looks = oscar.call(LookAs { role: rolecall::domain::role::Role::PortalUser }).await;
    assert_eq!(looks, refused(Refusal::NotWhileSwitched));
    assert_eq!(status(&oscar.call(rolecall::tiers::api::GetPrices {}).await), 403, "none of his own rights");
}

on_both_engines! {
    t55_only_with_full_access_a_reason_and_to_ones_own_practices,
    t55_both_names_stand_on_every_page_and_in_every_event,
    t55_returning_restores_the_own_session,
    t55_an_hour_ends_it_and_so_does_a_lower_level,
    t55_nothing_sensitive_is_done_for_somebody_else,
    t55_no_verb_does_more_than_the_matrix_says,
    t55_the_operator_switches_too_and_is_told_of,
}
