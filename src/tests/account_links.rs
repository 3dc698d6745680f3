//! Forgotten passwords and the links that help (T10, T30, T35, T38…T43, T45, S3-5, C-03, C-13).

use axum::{
    body::Body,
    http::{Method, Request},
};
use chrono::Duration;
use rolecall::{
    account::{
        api::SendReset,
        model::LinkKind,
        public::{ConfirmEmail, Forgot, ResetPassword, ShowLink, UnlockByLink},
    },
    people::model::{AccountState, Lock, LockReason},
    session::api::SessionRemaining,
};

use crate::support::{
    Caller, TestApp,
    app::at_once,
    caller::FORM,
    house::PASSWORD,
    on_both_engines,
    outbox::{kinds, tokens},
    snapshot::assert_same,
};

const PAUL: &str = "paul.portal@house.example";
const NEW: &str = "seven quiet hills over a lake";
const OTHER: &str = "eleven loud rivers below the moon";

async fn forgot(app: &TestApp, login: &str) -> (u16, String, Vec<String>) {
    app.anonymous().ask(&Forgot { login: login.into() }).await.outside()
}

/// Asks for a link and takes it out of the mail.
async fn link(app: &TestApp, login: &str) -> String {
    forgot(app, login).await;
    tokens(app, &format!("{login}@house.example"), LinkKind::Reset).await.pop().expect("a link was mailed")
}

fn choosing(token: &str, password: &str) -> ResetPassword {
    ResetPassword { token: token.into(), password: password.into(), repeat: password.into() }
}

async fn choose(caller: &Caller, token: &str, password: &str) -> u16 {
    caller.ask(&choosing(token, password)).await.status.as_u16()
}

async fn look(app: &TestApp, method: Method, path: &str) -> crate::support::Reply {
    let request = Request::builder().method(method).uri(path).header("accept", "text/html");
    app.anonymous().send(request.body(Body::empty()).expect("a request")).await
}

async fn get_in(app: &TestApp, name: &str, password: &str) -> u16 {
    app.try_password(name, password).await.status.as_u16()
}

async fn t10_asking_tells_nobody_anything(app: &TestApp) {
    let lock = |reason| Some(Lock { since: app.now(), reason, ends: None });
    app.alter("clara.clerk", |clara| clara.lock = lock(LockReason::ByAdministrator)).await;
    app.alter("kim.keeper", |kim| kim.lock = lock(LockReason::TooManyFailures)).await;
    app.alter("sam.coordinator", |sam| sam.state = AccountState::Deactivated).await;
    let unknown = forgot(app, "nobody.here").await;
    assert_eq!((unknown.0, unknown.1.as_str()), (200, "null"));
    let long = "x".repeat(1000);
    for login in [
        "paul.portal",
        " Paul.Portal@House.Example ",
        "clara.clerk",
        "kim.keeper",
        "sam.coordinator",
        "ingrid.invited@house.example",
        "",
        "a\0b",
        &long,
    ] {
        assert_eq!(forgot(app, login).await, unknown, "{login:?}");
    }
    assert_eq!(kinds(app, PAUL).await, ["password_reset"; 2]);
    // Too many failures are no reason to stay out; an administrator's decision is (C-03).
    assert_eq!(kinds(app, "kim.keeper@house.example").await.len(), 1);
    for nobody in ["clara.clerk@house.example", "sam.coordinator@house.example", "ingrid.invited@house.example"] {
        assert_eq!(kinds(app, nobody).await, Vec::<String>::new(), "{nobody}");
    }
    // One event each: asking costs the same.
    let (cedar, portal) = (app.house().cedar, app.house().portal);
    assert_eq!(app.count(cedar, "password.reset_asked").await + app.count(portal, "password.reset_asked").await, 10);
}

async fn t43_the_newest_link_works_once_and_the_old_password_until_then(app: &TestApp) {
    let first = link(app, "paul.portal").await;
    let second = link(app, "paul.portal").await;
    assert_ne!(first, second);
    assert_eq!(choose(&app.anonymous(), &first, NEW).await, 410, "a newer one was sent");
    assert_eq!(get_in(app, "paul.portal", PASSWORD).await, 200, "the old password works until there is a new one");
    let reply = app.anonymous().ask(&choosing(&second, NEW)).await;
    assert_eq!((reply.status.as_u16(), reply.session_cookie()), (200, None), "nobody is signed in by it");
    assert_eq!(choose(&app.anonymous(), &second, OTHER).await, 410);
    assert_eq!((get_in(app, "paul.portal", PASSWORD).await, get_in(app, "paul.portal", NEW).await), (401, 200));
    assert!(kinds(app, PAUL).await.contains(&"password_changed".to_owned()), "the owner is told");
    let event = &app.events(app.house().cedar).await.into_iter().find(|event| event.kind == "password.reset");
    assert_eq!(event.as_ref().map(|event| event.actor_name.as_str()), Some("Paul Portal"));
    let stored = app.snapshot().await;
    for secret in [&first, &second, &NEW.to_owned()] {
        assert_eq!(stored.tables_with(secret), [""; 0]);
    }
}

async fn t43_a_link_ends_after_thirty_minutes_whatever_any_job_does(app: &TestApp) {
    let token = link(app, "paul.portal").await;
    app.advance(Duration::minutes(30));
    assert_eq!(choose(&app.anonymous(), &token, NEW).await, 410);
    assert_eq!(look(app, Method::GET, &format!("/reset/{token}")).await.status, 410);
    app.advance(-Duration::milliseconds(1));
    assert_eq!(choose(&app.anonymous(), &token, NEW).await, 200);
}

async fn t35_of_many_at_once_one_succeeds(app: &TestApp) {
    let token = link(app, "paul.portal").await;
    let answers = at_once(10, |number| {
        let (caller, token) = (app.anonymous(), token.clone());
        async move { choose(&caller, &token, &format!("{NEW} {number}")).await }
    })
    .await;
    assert_eq!(answers.iter().filter(|answer| **answer == 200).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|answer| **answer == 410).count(), 9, "{answers:?}");
    assert_eq!(app.count(app.house().cedar, "password.reset").await, 1);
}

async fn t39_a_token_of_another_kind_is_unknown(app: &TestApp) {
    let token = link(app, "paul.portal").await;
    let caller = app.anonymous();
    let statuses = [
        caller.ask(&UnlockByLink { token: token.clone() }).await.status.as_u16(),
        caller.ask(&ConfirmEmail { token: token.clone() }).await.status.as_u16(),
        caller.ask(&ShowLink { kind: LinkKind::Unlock, token: token.clone() }).await.status.as_u16(),
        caller.get(&format!("/invite/{token}")).await.status.as_u16(),
    ];
    assert_eq!(statuses, [404; 4]);
    let invitation = crate::support::house::token_of("ingrid.invited");
    for wrong in [&token[..42], &format!("{token}A"), &token.to_lowercase(), "", &invitation, &"A".repeat(5000)] {
        assert_eq!(choose(&caller, wrong, NEW).await, 404, "{wrong}");
    }
    assert_eq!(choose(&caller, &token, NEW).await, 200, "and none of it used it up");
}

async fn t40_looking_uses_nothing_up(app: &TestApp) {
    let token = link(app, "paul.portal").await;
    let path = format!("/reset/{token}");
    let before = app.snapshot().await;
    for _ in 0..5 {
        for method in [Method::HEAD, Method::GET] {
            let reply = look(app, method, &path).await;
            assert_eq!(reply.status, 200);
            assert_eq!((reply.header("referrer-policy"), reply.header("cache-control")), ("no-referrer", "no-store"));
        }
        app.anonymous().call(ShowLink { kind: LinkKind::Reset, token: token.clone() }).await.expect("a link");
    }
    assert_same(&before, &app.snapshot().await, "looking at a link");
    let page = look(app, Method::GET, &path).await.text();
    assert!(page.contains("Paul Portal") && page.contains("Cedar Valley Family Clinic"), "{page}");
    assert!(!page.contains(PAUL), "the address is no business of whoever found the link");
}

async fn t41_links_begin_with_our_own_address(app: &TestApp) {
    let evil = app.anonymous().with("x-forwarded-host", "evil.example").with("forwarded", "host=evil.example");
    evil.ask(&Forgot { login: "paul.portal".into() }).await;
    let letters = crate::support::outbox::letters(app, PAUL).await;
    let base = &app.state.config.base_url;
    let composed = rolecall::mail::compose::compose(base, rolecall::i18n::Lang::En, &letters[0]).expect("composes");
    assert!(composed.link.as_str().starts_with("http://127.0.0.1:3000/reset/"), "{}", composed.link);
    assert!(!composed.text.contains("evil"));
}

async fn t45_an_address_gets_five_mails_an_hour(app: &TestApp) {
    let before = app.person("paul.portal").await;
    let first = forgot(app, "paul.portal").await;
    for _ in 0..19 {
        assert_eq!(forgot(app, PAUL).await, first);
    }
    assert_eq!(kinds(app, PAUL).await.len(), 5);
    assert_eq!(app.person("paul.portal").await, before, "the account is as it was");
    assert_eq!(get_in(app, "paul.portal", PASSWORD).await, 200);
    let adam = app.signed_in("adam.admin").await;
    let refused = adam.ask(&SendReset { person: app.id("paul.portal") }).await;
    assert_eq!(refused.line(), r#"403 {"forbidden":"mailed_often"}"#);
    app.advance(Duration::minutes(61));
    forgot(app, PAUL).await;
    assert_eq!(kinds(app, PAUL).await.len(), 6);
}

async fn t30_a_new_password_ends_sessions_and_links(app: &TestApp) {
    let (one, two) = (app.signed_in("paul.portal").await, app.signed_in("paul.portal").await);
    let change = rolecall::profile::api::ChangeOwnEmail { email: "paul.new@house.example".into() };
    one.call(change).await.expect("asked for");
    let email = tokens(app, "paul.new@house.example", LinkKind::Email).await.pop().expect("a link");
    let reset = link(app, "paul.portal").await;
    assert_eq!(choose(&app.anonymous(), &reset, NEW).await, 200);
    for caller in [&one, &two] {
        assert_eq!(caller.ask(&SessionRemaining {}).await.status, 401);
    }
    assert_eq!(app.anonymous().ask(&ConfirmEmail { token: email }).await.status, 410);
    assert_eq!(app.person("paul.portal").await.email, PAUL);
    let stored = app.snapshot().await;
    let links = stored.rows("account_links");
    let open = links.iter().filter(|row| row.contains("open")).count();
    assert_eq!((links.len(), open), (2, 0));
}

async fn t17_the_owner_is_mailed_a_way_out_of_a_lock(app: &TestApp) {
    let open = app.signed_in("paul.portal").await;
    for _ in 0..9 {
        app.try_password("paul.portal", "not the password at all").await;
    }
    assert_eq!(open.ask(&SessionRemaining {}).await.status, 200, "strangers end nobody's session");
    assert_eq!(kinds(app, PAUL).await, ["account_locked"], "one mail");
    let token = tokens(app, PAUL, LinkKind::Unlock).await.pop().expect("a link");
    assert_eq!(look(app, Method::GET, &format!("/unlock/{token}")).await.status, 200);
    assert_eq!(get_in(app, "paul.portal", PASSWORD).await, 401, "looking does nothing");
    let unlocked = app.anonymous().post(&format!("/unlock/{token}"), FORM, "").await;
    assert_eq!((unlocked.status.as_u16(), unlocked.session_cookie()), (200, None));
    assert!(unlocked.text().contains("Your account is unlocked"), "{}", unlocked.text());
    assert_eq!(app.anonymous().ask(&UnlockByLink { token }).await.status, 410, "once");
    assert_eq!(get_in(app, "paul.portal", PASSWORD).await, 200);
}

async fn c03_a_new_password_by_link_takes_off_a_lock_by_failures_and_no_other(app: &TestApp) {
    for _ in 0..7 {
        app.try_password("paul.portal", "not the password at all").await;
    }
    let token = link(app, "paul.portal").await;
    assert_eq!(choose(&app.anonymous(), &token, NEW).await, 200);
    assert_eq!(get_in(app, "paul.portal", NEW).await, 200);
    let begun = link(app, "clara.clerk").await;
    let lock = Lock { since: app.now(), reason: LockReason::ByAdministrator, ends: None };
    app.alter("clara.clerk", |clara| clara.lock = Some(lock)).await;
    assert_eq!(choose(&app.anonymous(), &begun, NEW).await, 410, "T16: begun before the lock, ended after it");
    assert_eq!(get_in(app, "clara.clerk", NEW).await, 401);
}

async fn the_form_works_without_the_module(app: &TestApp) {
    let browser = app.anonymous().with("accept", "text/html,application/xhtml+xml");
    let asked = browser.post("/rpc/account/forgot", FORM, "login=paul.portal").await;
    assert_eq!((asked.status.as_u16(), asked.header("location")), (302, "/forgot?sent=1"));
    let token = tokens(app, PAUL, LinkKind::Reset).await.pop().expect("a link");
    let path = format!("/reset/{token}");
    let short = browser.post(&path, FORM, "password=too-short&repeat=too-short").await;
    assert_eq!(short.status, 422);
    assert!(short.text().contains("At least 15 characters") && !short.text().contains("too-short"));
    let body = format!("password={0}&repeat={0}", NEW.replace(' ', "+"));
    let done = browser.post(&path, FORM, body.clone()).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, "/sign-in?changed=1"));
    let again = browser.post(&path, FORM, body).await;
    assert_eq!(again.status, 410);
    assert!(again.text().contains("This link does not work any more"));
    assert_eq!(get_in(app, "paul.portal", NEW).await, 200);
}

on_both_engines! {
    t10_asking_tells_nobody_anything,
    t43_the_newest_link_works_once_and_the_old_password_until_then,
    t43_a_link_ends_after_thirty_minutes_whatever_any_job_does,
    t35_of_many_at_once_one_succeeds,
    t39_a_token_of_another_kind_is_unknown,
    t40_looking_uses_nothing_up,
    t41_links_begin_with_our_own_address,
    t45_an_address_gets_five_mails_an_hour,
    t30_a_new_password_ends_sessions_and_links,
    t17_the_owner_is_mailed_a_way_out_of_a_lock,
    c03_a_new_password_by_link_takes_off_a_lock_by_failures_and_no_other,
    the_form_works_without_the_module,
}
