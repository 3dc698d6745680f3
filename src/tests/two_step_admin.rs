//! What administrators decide about second steps: the practice's choice, exceptions, resets (S1-16, S1-43, C-21, T57).

use chrono::Duration;
use rolecall::{
    invitations::{form::JoinForm, public::AcceptInvitation},
    mail::letter::Letter,
    people::{
        api::ListPeople,
        model::{AccountState, Registration},
        query::PeopleQuery,
    },
    session::{
        api::{Prove, Stay},
        model::SignInResult,
    },
    twostep::{
        admin_api::{ChooseTwoStepDemand, ExceptPerson, GetPersonTwoStep, ResetTwoStep, TwoStepDemand},
        api::{BeginApp, ConfirmApp, RemoveApp},
        model::{Change, Demand, Exception},
    },
};

use crate::support::{
    TestApp,
    app::attempt,
    house::{PASSWORD, token_of},
    on_both_engines,
    snapshot::assert_same,
    two_step::Phone,
};

async fn result(app: &TestApp, username: &str) -> &'static str {
    match app.with_password(username).await.0 {
        SignInResult::Done(_) => "done",
        SignInResult::NeedsSecondStep(_) => "step",
        SignInResult::NeedsEnrolment(_) => "enrol",
    }
}

async fn the_practice_chooses_and_a_person_may_be_an_exception(app: &TestApp) {
    let olivia = app.signed_in("olivia.owner").await;
    assert_eq!(olivia.call(TwoStepDemand {}).await, Ok(Demand::Nobody));
    let paul = app.id("paul.portal");
    olivia.call(ExceptPerson { id: paul, exception: Exception::Always }).await.expect("excepted");
    assert_eq!(result(app, "paul.portal").await, "enrol");
    assert_eq!(result(app, "adam.admin").await, "done");
    olivia.call(ChooseTwoStepDemand { demand: Demand::Everybody }).await.expect("chosen");
    olivia.call(ExceptPerson { id: paul, exception: Exception::Never }).await.expect("excepted");
    assert_eq!((result(app, "paul.portal").await, result(app, "clara.clerk").await), ("done", "enrol"));
    assert_eq!(result(app, "bea.boss").await, "done", "another practice chooses for itself");
    let view = olivia.call(GetPersonTwoStep { id: paul }).await.expect("a view");
    assert!(view.exception == Exception::Never && !view.demanded && !view.is_on());
    let cedar = app.house().cedar;
    let chosen = app.events(cedar).await.into_iter().find(|event| event.kind == "two_step.demand_chosen");
    let changes = chosen.expect("an event").changes;
    assert_eq!(changes, r#"[{"field":"two_step_demand","old":"nobody","new":"everybody"}]"#);
    assert_eq!(app.count(cedar, "two_step.exception_made").await, 2);
}

async fn s1_16_the_three_conditions_can_be_filtered(app: &TestApp) {
    app.demand(Demand::Everybody).await;
    let form = JoinForm {
        username: "ingrid.invited".into(),
        first_name: "Ingrid".into(),
        last_name: "Invited".into(),
        language: "en".into(),
        password: PASSWORD.into(),
        repeat: PASSWORD.into(),
        ..JoinForm::default()
    };
    app.anonymous().call(AcceptInvitation { token: token_of("ingrid.invited"), form }).await.expect("joined");
    assert_eq!(app.person("ingrid.invited").await.state, AccountState::RegisteredUnverified);
    assert_eq!(count(app, Registration::TwoStepPending).await, 1);
    let registered = count(app, Registration::Registered).await;
    let (_, half) = app.with_password("ingrid.invited").await;
    let key = half.call(BeginApp { password: String::new() }).await.expect("a key");
    half.call(ConfirmApp { code: app.code(&Phone::scan(&key.key)) }).await.expect("codes");
    assert_eq!(count(app, Registration::TwoStepPending).await, 0);
    assert_eq!(count(app, Registration::Registered).await, registered + 1);
    assert!(count(app, Registration::NotRegistered).await > 0, "Edgar");
}

/// How many people an auditor sees in that condition; who signs in while nobody is asked for more.
async fn count(app: &TestApp, registration: Registration) -> i64 {
    app.demand(Demand::Nobody).await;
    let query = PeopleQuery::default().with(|filters| filters.registrations = vec![registration]);
    let page = app.signed_in("arthur.auditor").await.call(ListPeople { query }).await.expect("a list");
    app.demand(Demand::Everybody).await;
    page.total
}

async fn a_reset_says_who_and_why_and_leaves_nothing(app: &TestApp) {
    let (phone, codes) = app.enrolled("paul.portal").await;
    let reply = app.with_code("paul.portal", &app.code(&phone)).await;
    let open = app.anonymous().with_cookie(&reply.session_cookie().expect("a cookie"));
    let (_, half) = app.with_password("paul.portal").await;
    let adam = app.signed_in("adam.admin").await;
    let id = app.id("paul.portal");
    let empty = adam.ask(&ResetTwoStep { id, reason: "  ".into() }).await.line();
    assert_eq!(empty, r#"422 {"invalid":[{"field":"reason","code":"required"}]}"#);
    app.demand(Demand::Everybody).await;
    adam.call(ResetTwoStep { id, reason: "lost phone,\n called back".into() }).await.expect("reset");
    assert_eq!(open.ask(&Stay {}).await.status, 401);
    assert_eq!(half.ask(&crate::support::two_step::give(&codes[0])).await.status, 401, "nor what was begun before");
    assert_eq!(app.person("paul.portal").await.state, AccountState::RegisteredUnverified);
    assert_eq!(result(app, "paul.portal").await, "enrol");
    let told = app.told("paul.portal@house.example").await;
    let Some(Letter::TwoStepChanged { change, by, reason, .. }) = told.last() else { panic!("{told:?}") };
    assert_eq!((*change, by.as_str(), reason.as_str()), (Change::Reset, "Adam Admin", "lost phone, called back"));
    let events = app.events(app.house().cedar).await;
    let event = events.iter().find(|event| event.kind == "two_step.reset").expect("an event");
    assert_eq!((event.actor_name.as_str(), event.subject_name.as_str()), ("Adam Admin", "Paul Portal"));
    assert_eq!(event.reason, "lost phone, called back");
}

async fn t57_nobody_resets_whom_they_do_not_reach(app: &TestApp) {
    app.enrolled("olivia.owner").await;
    app.enrolled("kim.keeper").await;
    let adam = app.signed_in("adam.admin").await;
    let reset = |name: &str| ResetTwoStep { id: app.id(name), reason: "lost".into() };
    assert_eq!(
        adam.ask(&reset("olivia.owner")).await.line(),
        r#"403 {"forbidden":{"person_above_own":"practice_owner"}}"#
    );
    assert_eq!(adam.ask(&reset("adam.admin")).await.line(), r#"403 {"forbidden":"own_two_step"}"#);
    assert_eq!(adam.ask(&reset("paul.portal")).await.line(), r#"403 {"forbidden":"no_two_step"}"#);
    assert_eq!(app.signed_in("nina.npi").await.ask(&reset("kim.keeper")).await.line(), r#"404 "not_found""#);
    assert_eq!(app.signed_in("bea.boss").await.ask(&reset("kim.keeper")).await.line(), r#"404 "not_found""#);
    assert_eq!(app.signed_in("maya.manager").await.ask(&reset("kim.keeper")).await.status, 403);
    assert_eq!(result(app, "kim.keeper").await, "step", "nothing was reset");
}

async fn t33_who_decides_about_others_has_given_the_password_lately(app: &TestApp) {
    app.enrolled("paul.portal").await;
    let adam = app.signed_in("adam.admin").await;
    app.advance(Duration::minutes(10));
    let id = app.id("paul.portal");
    let (except, choose) =
        (ExceptPerson { id, exception: Exception::Never }, ChooseTwoStepDemand { demand: Demand::Everybody });
    let reset = ResetTwoStep { id, reason: "lost".into() };
    let before = app.snapshot().await;
    let needed = r#"403 "proof_needed""#;
    assert_eq!(adam.ask(&except).await.line(), needed);
    assert_eq!(adam.ask(&choose).await.line(), needed);
    assert_eq!(adam.ask(&reset).await.line(), needed);
    assert_same(&before, &app.snapshot().await, "without proof");
    let reply = adam.ask(&Prove { proof: PASSWORD.into(), next: String::new() }).await;
    let adam = app.anonymous().with_cookie(&reply.session_cookie().expect("a new cookie"));
    adam.call(except).await.expect("excepted");
    adam.call(choose).await.expect("chosen");
    adam.call(reset).await.expect("reset");
}

async fn s1_16_who_is_excused_is_registered_at_the_next_sign_in(app: &TestApp) {
    app.demand(Demand::Everybody).await;
    assert_eq!(result(app, "paul.portal").await, "enrol");
    assert_eq!(app.person("paul.portal").await.state, AccountState::RegisteredUnverified);
    app.demand(Demand::Nobody).await;
    assert_eq!(result(app, "paul.portal").await, "done");
    assert_eq!(app.person("paul.portal").await.state, AccountState::Active);
}

async fn the_last_factor_stays_where_one_is_demanded(app: &TestApp) {
    let (phone, _) = app.enrolled("adam.admin").await;
    app.demand(Demand::Administrators).await;
    let reply = app.with_code("adam.admin", &app.code(&phone)).await;
    let adam = app.anonymous().with_cookie(&reply.session_cookie().expect("a cookie"));
    let refused = adam.ask(&RemoveApp { password: PASSWORD.into() }).await.line();
    assert_eq!(refused, r#"403 {"forbidden":"two_step_demanded"}"#);
    assert!(adam.call(Stay {}).await.is_ok());
    app.demand(Demand::Nobody).await;
    adam.call(RemoveApp { password: PASSWORD.into() }).await.expect("removed");
    let reply = app.anonymous().ask(&attempt("adam.admin", PASSWORD)).await;
    assert_eq!(reply.json::<SignInResult>(), SignInResult::Done("/".into()));
}

on_both_engines! {
    the_practice_chooses_and_a_person_may_be_an_exception,
    s1_16_the_three_conditions_can_be_filtered,
    a_reset_says_who_and_why_and_leaves_nothing,
    t57_nobody_resets_whom_they_do_not_reach,
    t33_who_decides_about_others_has_given_the_password_lately,
    s1_16_who_is_excused_is_registered_at_the_next_sign_in,
    the_last_factor_stays_where_one_is_demanded,
}
