//! The second step: codes work once, tries are counted, and nothing opens before it (T14, T16, T20–T23, T25, T26, T28).

use chrono::Duration;
use rolecall::{
    people::model::AccountState,
    server::{failpoint, http::ROUTES},
    session::{
        api::{SignOut, Stay},
        model::SignInResult,
    },
    setup::api::SetUp,
    twostep::{
        api::{BeginApp, CancelSignIn, ConfirmApp, GetTwoStep, GiveCode, RemoveApp, RenewCodes, SecondStepOffer},
        model::Demand,
    },
};

use crate::support::{
    Caller, TestApp,
    app::at_once,
    functions::{self, Needs},
    house::{PASSWORD, form},
    on_both_engines,
    two_step::{Phone, give},
};

const WRONG_CODE: &str = r#"422 {"invalid":[{"field":"step_code","code":"code_wrong"}]}"#;
const REFUSED: &str = r#"401 "sign_in_refused""#;
const LOCKED_OUT: &str = r#"401 "unauthenticated""#;
/// Pages that anybody may open, also who waits.
const PUBLIC: [&str; 9] = [
    "/sign-in",
    "/invite",
    "/forgot",
    "/reset",
    "/unlock",
    "/confirm-email",
    "/register",
    "/register/status",
    "/register/prove",
];

async fn demanded_of_administrators_it_is_set_up_at_the_first_sign_in(app: &TestApp) {
    app.demand(Demand::Administrators).await;
    let (paul, _) = app.with_password("paul.portal").await;
    assert_eq!(paul, SignInResult::Done("/".into()), "nothing is asked of a portal user");
    let (adam, half) = app.with_password("adam.admin").await;
    assert_eq!(adam, SignInResult::NeedsEnrolment("/sign-in/enrol".into()));
    assert_eq!(app.person("adam.admin").await.state, AccountState::RegisteredUnverified);
    assert_eq!(half.ask(&Stay {}).await.line(), LOCKED_OUT);
    // The password was given a moment ago: it is not asked for again.
    let key = half.call(BeginApp { password: String::new() }).await.expect("a key");
    let code = app.code(&Phone::scan(&key.key));
    let reply = half.ask(&ConfirmApp { code }).await;
    assert_eq!(reply.json::<Vec<String>>().len(), 10);
    let whole = app.anonymous().with_cookie(&reply.session_cookie().expect("a new cookie"));
    assert!(whole.call(Stay {}).await.is_ok());
    assert_eq!(half.ask(&Stay {}).await.line(), LOCKED_OUT, "T26: the old token is good for nothing");
    assert_eq!(app.person("adam.admin").await.state, AccountState::Active);
}

async fn the_owner_of_a_new_practice_is_asked_for_one(app: &TestApp) {
    app.anonymous().call(SetUp { form: form() }).await.expect("set up");
    let (owner, half) = app.with_password("olivia.owner").await;
    assert_eq!(owner, SignInResult::NeedsEnrolment("/sign-in/enrol".into()));
    assert_eq!(half.ask(&Stay {}).await.line(), LOCKED_OUT);
    let page = half.get("/sign-in/enrol").await;
    assert_eq!(page.status, 200, "{}", page.line());
}

async fn a_code_makes_the_session_whole(app: &TestApp) {
    let (phone, _) = app.enrolled("paul.portal").await;
    let (result, half) = app.with_password("paul.portal").await;
    assert_eq!(result, SignInResult::NeedsSecondStep("/sign-in/step".into()));
    let offer = half.call(SecondStepOffer {}).await.expect("an offer");
    assert!(offer.factors.app && offer.factors.passkeys == 0 && offer.name == "Paul Portal");
    assert_eq!(half.ask(&give("")).await.line(), r#"422 {"invalid":[{"field":"step_code","code":"required"}]}"#);
    let reply = half.ask(&give(&app.code(&phone))).await;
    assert_eq!(reply.json::<SignInResult>(), SignInResult::Done("/".into()));
    let whole = app.anonymous().with_cookie(&reply.session_cookie().expect("a new cookie"));
    assert!(whole.call(Stay {}).await.is_ok());
    assert_ne!(whole.cookie, half.cookie, "T26");
    assert_eq!(half.ask(&Stay {}).await.line(), LOCKED_OUT);
    assert_eq!(whole.ask(&give(&app.code(&phone))).await.line(), LOCKED_OUT, "nobody gives it twice");
    let own = whole.call(GetTwoStep {}).await.expect("the own second step");
    assert!(own.is_on() && own.codes_left == 10 && !own.demanded);
    app.advance(Duration::hours(12));
    assert_eq!(whole.ask(&Stay {}).await.status, 401, "T28: the whole session ends as any other");
}

/// Somebody who waits for their second step, and somebody who waits for enrolment.
async fn waiting(app: &TestApp) -> [Caller; 2] {
    app.demand(Demand::Administrators).await;
    let (_, step) = app.with_password("paul.portal").await;
    let (_, enrol) = app.with_password("adam.admin").await;
    [step, enrol]
}

async fn t23_nothing_else_opens_before_the_second_step(app: &TestApp) {
    app.enrolled("paul.portal").await;
    // Made while its own sign-ins still need no second step.
    let functions = functions::all(app).await;
    let enrolling =
        ["begin_app", "confirm_app", "begin_passkey", "add_passkey"].map(|name| format!("/rpc/twostep/{name}"));
    for (number, own) in [(0, &[][..]), (1, &enrolling[..])] {
        let mut half = waiting(app).await[number].clone();
        for function in &functions {
            let before = app.snapshot().await.without_events();
            let reply = function.call(&half).await;
            if reply.status != 401 {
                half = waiting(app).await[number].clone();
            }
            match function.needs {
                Needs::Nothing(status) if !function.path.ends_with("sign_in") => {
                    assert_eq!(reply.status, status, "{}", function.path);
                }
                Needs::Nothing(_) | Needs::HalfASession => {}
                Needs::Session | Needs::Permission(_) if own.iter().any(|path| path == function.path) => {
                    assert_ne!(reply.status, 401, "{}: {}", function.path, reply.line());
                }
                Needs::Session | Needs::Permission(_) => {
                    assert_eq!(reply.line(), LOCKED_OUT, "{}", function.path);
                    let after = app.snapshot().await.without_events();
                    crate::support::snapshot::assert_same(&before, &after, function.path);
                }
            }
        }
    }
    assert!(functions.iter().filter(|function| matches!(function.needs, Needs::Permission(_))).count() > 40);
}

async fn t23_pages_lead_to_what_is_missing(app: &TestApp) {
    app.enrolled("paul.portal").await;
    for (caller, page) in waiting(app).await.iter().zip(["/sign-in/step", "/sign-in/enrol"]) {
        for route in ROUTES.iter().map(|route| route.path()).filter(|path| !path.contains([':', '{', '*'])) {
            let reply = caller.get(route).await;
            if route == page || PUBLIC.contains(&route) {
                assert_eq!(reply.status, 200, "{route}");
                assert!(!reply.text().contains("@house.example"), "{route} shows somebody");
            } else {
                assert_eq!((reply.status.as_u16(), reply.header("location")), (303, page), "{route}");
            }
        }
        assert_eq!(caller.post("/people/export", "application/x-www-form-urlencoded", "format=csv").await.status, 401);
        assert_eq!(caller.ask(&CancelSignIn {}).await.status, 200);
        assert_eq!(caller.get(page).await.status, 303, "given up");
    }
}

async fn t21_a_code_works_once(app: &TestApp) {
    let (phone, _) = app.enrolled("paul.portal").await;
    // The one that set the app up, a step ago.
    assert_eq!(app.with_code("paul.portal", &phone.code_at(app.now(), -1)).await.line(), WRONG_CODE, "another path");
    let code = app.code(&phone);
    assert_eq!(app.with_code("paul.portal", &code).await.status, 200);
    for _ in 0..8 {
        assert_eq!(app.with_code("paul.portal", &code).await.line(), WRONG_CODE, "the same once more");
    }
    app.advance(Duration::seconds(30));
    for (away, what) in [(2, "the one after the next"), (1, "the next one"), (-1, "used before"), (-2, "too old")] {
        let code = phone.code_at(app.now(), away);
        assert_eq!(app.with_code("paul.portal", &code).await.line(), WRONG_CODE, "{what}");
    }
    app.advance(Duration::seconds(30));
    assert_eq!(app.with_code("paul.portal", &phone.code_at(app.now(), -1)).await.status, 200, "late is good enough");
}

async fn t21_twenty_times_at_once_it_opens_one_session(app: &TestApp) {
    let (phone, codes) = app.enrolled("paul.portal").await;
    for code in [app.code(&phone), codes[0].clone()] {
        let (_, one) = app.with_password("paul.portal").await;
        let (_, other) = app.with_password("paul.portal").await;
        let replies = at_once(20, |number| {
            let (half, code) = (if number % 2 == 0 { one.clone() } else { other.clone() }, code.clone());
            async move { half.ask(&give(&code)).await.status.as_u16() }
        })
        .await;
        assert_eq!(replies.iter().filter(|status| **status == 200).count(), 1, "{replies:?}");
        assert!(!app.person("paul.portal").await.locked(app.now()), "none of them is a guess");
    }
}

async fn t22_wrong_codes_lock_however_often_one_begins_anew(app: &TestApp) {
    let (phone, _) = app.enrolled("paul.portal").await;
    for _ in 0..6 {
        assert_eq!(app.with_code("paul.portal", "000000").await.line(), WRONG_CODE);
    }
    let (_, last) = app.with_password("paul.portal").await;
    assert_eq!(last.ask(&give("000000")).await.line(), REFUSED, "the seventh");
    assert!(app.person("paul.portal").await.locked(app.now()));
    assert_eq!(last.ask(&give(&app.code(&phone))).await.line(), REFUSED, "T16: begun before the lock");
    assert_eq!(app.try_password("paul.portal", PASSWORD).await.line(), REFUSED);
    app.advance(Duration::minutes(30));
    assert_eq!(app.with_code("paul.portal", &app.code(&phone)).await.status, 200);
    for _ in 0..6 {
        assert_eq!(app.with_code("paul.portal", "000000").await.line(), WRONG_CODE, "T18: the count began anew");
    }
}

async fn t22_parallel_codes_get_no_more_looks(app: &TestApp) {
    let (phone, _) = app.enrolled("paul.portal").await;
    let (_, half) = app.with_password("paul.portal").await;
    let replies = at_once(40, |_| {
        let half = half.clone();
        async move { half.ask(&give("000000")).await.line() }
    })
    .await;
    assert!(replies.iter().filter(|line| *line == WRONG_CODE).count() <= 6, "{replies:?}");
    assert_eq!(half.ask(&give(&app.code(&phone))).await.line(), REFUSED);
    assert_eq!(app.count(app.house().cedar, "person.locked").await, 1);
}

async fn t14_a_rollback_loses_no_wrong_code(app: &TestApp) {
    let (phone, _) = app.enrolled("paul.portal").await;
    let (_, half) = app.with_password("paul.portal").await;
    for _ in 0..7 {
        failpoint::arm("before-commit", app.house().cedar);
        assert_eq!(half.ask(&give("000000")).await.status, 500);
    }
    assert_eq!(half.ask(&give(&app.code(&phone))).await.line(), REFUSED);
    assert!(app.person("paul.portal").await.locked(app.now()));
}

async fn t25_recovery_codes_work_once_and_for_their_owner(app: &TestApp) {
    let (_, codes) = app.enrolled("paul.portal").await;
    let (_, others) = app.enrolled("clara.clerk").await;
    assert_eq!(app.with_code("paul.portal", &others[0]).await.line(), WRONG_CODE, "somebody else's");
    let typed = codes[0].to_lowercase().replace('-', " ");
    assert_eq!(app.with_code("paul.portal", &typed).await.status, 200);
    assert_eq!(app.with_code("paul.portal", &codes[0]).await.line(), WRONG_CODE, "used");
    let reply = app.with_code("paul.portal", &codes[1]).await;
    let paul = app.anonymous().with_cookie(&reply.session_cookie().expect("a cookie"));
    assert_eq!(paul.call(GetTwoStep {}).await.map(|own| own.codes_left), Ok(8));
    let fresh = paul.call(RenewCodes { password: PASSWORD.into() }).await.expect("new codes");
    assert_eq!(fresh.len(), 10);
    assert_eq!(app.with_code("paul.portal", &codes[2]).await.line(), WRONG_CODE, "of the old set");
    assert_eq!(app.with_code("paul.portal", &fresh[0]).await.status, 200);
    assert_eq!(app.told("paul.portal@house.example").await.len(), 5, "set up, three used, renewed");
    assert_eq!(app.count(app.house().cedar, "two_step.recovery_code_used").await, 3);
    for _ in 0..6 {
        assert_eq!(app.with_code("paul.portal", &codes[3]).await.line(), WRONG_CODE);
    }
    assert_eq!(app.with_code("paul.portal", &codes[3]).await.line(), REFUSED, "they count like wrong passwords");
    assert_eq!(app.try_password("paul.portal", PASSWORD).await.line(), REFUSED, "locked before the eighth");
}

async fn a_recovery_code_has_a_field_of_its_own(app: &TestApp) {
    let (_, codes) = app.enrolled("paul.portal").await;
    let (_, half) = app.with_password("paul.portal").await;
    let typed = |code: &str| GiveCode { step_code: String::new(), recovery_code: code.into(), next: String::new() };
    let wrong = r#"422 {"invalid":[{"field":"recovery_code","code":"code_wrong"}]}"#;
    assert_eq!(half.ask(&typed("0000-0000")).await.line(), wrong);
    assert_eq!(half.ask(&typed(&codes[0])).await.status, 200);
}

async fn t20_every_change_asks_for_the_password_and_is_told(app: &TestApp) {
    let wrong = r#"422 {"invalid":[{"field":"password","code":"password_wrong"}]}"#;
    let (paul, other) = (app.signed_in("paul.portal").await, app.signed_in("paul.portal").await);
    assert_eq!(paul.ask(&BeginApp { password: "not it".into() }).await.line(), wrong);
    let first = paul.call(BeginApp { password: PASSWORD.into() }).await.expect("a key");
    assert_eq!(app.with_password("paul.portal").await.0, SignInResult::Done("/".into()), "not yet confirmed");
    let second = paul.call(BeginApp { password: PASSWORD.into() }).await.expect("another key");
    assert_ne!(first.key, second.key, "none is shown twice");
    let stale = app.code(&Phone::scan(&first.key));
    assert_eq!(paul.ask(&ConfirmApp { code: stale }).await.line(), WRONG_CODE);
    let phone = Phone::scan(&second.key);
    let codes = paul.call(ConfirmApp { code: app.code(&phone) }).await.expect("codes");
    assert_eq!(other.ask(&Stay {}).await.line(), LOCKED_OUT, "T30: other sessions end");
    assert!(paul.call(Stay {}).await.is_ok(), "this one goes on");
    assert_eq!(paul.ask(&ConfirmApp { code: app.code(&phone) }).await.line(), r#"410 "gone""#);
    let stored = app.snapshot().await;
    for secret in [second.key.replace(' ', ""), codes[0].clone(), codes[0].replace('-', "")] {
        assert_eq!(stored.tables_with(&secret), Vec::<&str>::new(), "T71");
    }

    assert_eq!(paul.ask(&RemoveApp { password: "not it".into() }).await.line(), wrong);
    app.advance(Duration::seconds(30));
    let reply = app.with_code("paul.portal", &app.code(&phone)).await;
    let other = app.anonymous().with_cookie(&reply.session_cookie().expect("a cookie"));
    paul.call(RemoveApp { password: PASSWORD.into() }).await.expect("removed");
    assert_eq!(other.ask(&Stay {}).await.line(), LOCKED_OUT, "T30");
    assert_eq!(app.with_password("paul.portal").await.0, SignInResult::Done("/".into()));
    assert_eq!(app.told("paul.portal@house.example").await.len(), 2);
    let gone = paul.ask(&RenewCodes { password: PASSWORD.into() }).await.line();
    assert_eq!(gone, r#"403 {"forbidden":"no_two_step"}"#);
    assert!(app.snapshot().await.rows("recovery_codes").is_empty());
    for _ in 0..7 {
        assert_eq!(paul.ask(&BeginApp { password: "not it".into() }).await.line(), wrong);
    }
    assert!(app.person("paul.portal").await.locked(app.now()), "wrong passwords count here too");
}

async fn a_waiting_session_ends_after_ten_minutes(app: &TestApp) {
    let (phone, _) = app.enrolled("paul.portal").await;
    let (_, half) = app.with_password("paul.portal").await;
    app.advance(Duration::minutes(10) - Duration::seconds(1));
    assert!(half.call(SecondStepOffer {}).await.is_ok());
    app.advance(Duration::seconds(1));
    assert_eq!(half.ask(&give(&app.code(&phone))).await.line(), LOCKED_OUT);
    let (_, half) = app.with_password("paul.portal").await;
    half.call(SignOut {}).await.expect("signing out is for everybody");
}

async fn codes_can_be_given_without_the_module(app: &TestApp) {
    let (phone, _) = app.enrolled("paul.portal").await;
    let (_, half) = app.with_password("paul.portal").await;
    let half = half.with("accept", "text/html");
    let form = "application/x-www-form-urlencoded";
    let body = format!("step_code={}&next=%2Fpeople%3Fq%3Da", app.code(&phone));
    let reply = half.post("/rpc/twostep/code", form, body).await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (302, "/people?q=a"), "{}", reply.line());
    app.advance(Duration::seconds(30));
    let (_, half) = app.with_password("paul.portal").await;
    let half = half.with("accept", "text/html");
    let evil = format!("step_code={}&next=%2F%2Fevil.example", app.code(&phone));
    assert_eq!(half.post("/rpc/twostep/code", form, evil).await.header("location"), "/", "T41");
}

on_both_engines! {
    demanded_of_administrators_it_is_set_up_at_the_first_sign_in,
    a_code_makes_the_session_whole,
    t23_nothing_else_opens_before_the_second_step,
    t23_pages_lead_to_what_is_missing,
    t21_a_code_works_once,
    t21_twenty_times_at_once_it_opens_one_session,
    t22_wrong_codes_lock_however_often_one_begins_anew,
    t22_parallel_codes_get_no_more_looks,
    t14_a_rollback_loses_no_wrong_code,
    t25_recovery_codes_work_once_and_for_their_owner,
    a_recovery_code_has_a_field_of_its_own,
    t20_every_change_asks_for_the_password_and_is_told,
    a_waiting_session_ends_after_ten_minutes,
    codes_can_be_given_without_the_module,
}

mod empty {
    use super::the_owner_of_a_new_practice_is_asked_for_one;
    super::on_both_engines!(on an empty installation: the_owner_of_a_new_practice_is_asked_for_one);
}
