//! What the holder of a link can do, and what a link withstands (T34…T36, T38…T42, T45, P-01, P-02, P-08, C-33).

use axum::{
    body::Body,
    http::{Method, Request},
};
use chrono::Duration;
use rolecall::{
    domain::role::Role,
    invitations::{
        api::{GetInvitation, InviteAgain},
        form::JoinForm,
        model::Status,
        public::{AcceptInvitation, AskForInvitation, ShowInvitation, VisitInvitation},
        views::MomentKind,
    },
    people::{api::GetPerson, model::AccountState},
};

use crate::support::{
    Caller, Reply, TestApp,
    app::at_once,
    caller::{FORM, JSON},
    house::{PASSWORD, token_of},
    on_both_engines,
    snapshot::assert_same,
};

const CHOSEN: &str = "seven quiet hills over a lake";

fn form() -> JoinForm {
    JoinForm {
        username: "ingrid.new".into(),
        first_name: "Ingrid".into(),
        last_name: "Núñez".into(),
        phone: "(312) 555-0142".into(),
        mobile: String::new(),
        language: "es".into(),
        notices: "security".into(),
        password: CHOSEN.into(),
        repeat: CHOSEN.into(),
    }
}

fn accepting(token: &str) -> AcceptInvitation {
    AcceptInvitation { token: token.into(), form: form() }
}

async fn accept(caller: &Caller, token: &str) -> u16 {
    caller.ask(&accepting(token)).await.status.as_u16()
}

async fn look(app: &TestApp, method: Method, token: &str) -> Reply {
    let request = Request::builder().method(method).uri(format!("/invite/{token}")).header("accept", "text/html");
    app.anonymous().send(request.body(Body::empty()).expect("a request")).await
}

async fn t40_a_scanner_uses_nothing_up_and_a_person_registers(app: &TestApp) {
    let token = token_of("ingrid.invited");
    let before = app.snapshot().await;
    for _ in 0..5 {
        for method in [Method::HEAD, Method::GET] {
            let reply = look(app, method, &token).await;
            assert_eq!(reply.status, 200);
            assert_eq!((reply.header("referrer-policy"), reply.header("cache-control")), ("no-referrer", "no-store"));
        }
        app.anonymous().call(ShowInvitation { token: token.clone() }).await.expect("a link");
    }
    assert_same(&before, &app.snapshot().await, "looking at a link");
    let page = look(app, Method::GET, &token).await.text();
    for word in
        ["Cedar Valley Family Clinic", "Adam Admin", "Portal User", "ingrid.invited@house.example", "3 Mar 2026"]
    {
        assert!(page.contains(word), "{word} is not on the page");
    }
    assert_eq!(accept(&app.anonymous(), &token).await, 200);
    let ingrid = app.person("ingrid.invited").await;
    assert_eq!((ingrid.state, ingrid.registered), (AccountState::Active, Some(app.now())));
    assert_eq!(
        (ingrid.username.as_str(), ingrid.last_name.as_str(), ingrid.language.as_str()),
        ("ingrid.new", "Núñez", "es")
    );
    assert_eq!((ingrid.phone.as_str(), ingrid.role), ("+13125550142", Role::PortalUser));
    assert_eq!(app.try_password("ingrid.new", CHOSEN).await.status, 200);
    let event = &app.events(app.house().cedar).await[1];
    assert_eq!((event.kind.as_str(), event.actor_name.as_str()), ("invitation.accepted", "Ingrid Núñez"));
    assert_eq!(look(app, Method::GET, &token).await.status, 410);
    assert_eq!(accept(&app.anonymous(), &token).await, 410, "once");
    assert_eq!(app.snapshot().await.tables_with(&token), [""; 0]);
}

async fn t35_of_fifty_at_once_one_registers(app: &TestApp) {
    let before = app.snapshot().await;
    let answers = at_once(50, |number| {
        let caller = app.anonymous();
        let username = format!("ingrid{number}");
        let form = JoinForm { username, ..form() };
        async move { caller.ask(&AcceptInvitation { token: token_of("ingrid.invited"), form }).await.status.as_u16() }
    })
    .await;
    assert_eq!(answers.iter().filter(|answer| **answer == 200).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|answer| **answer == 410).count(), 49, "{answers:?}");
    let after = app.snapshot().await;
    assert_eq!(after.rows("people").len(), before.rows("people").len());
    assert_eq!(after.rows("credentials").len(), before.rows("credentials").len() + 1);
    assert_eq!(app.count(app.house().cedar, "invitation.accepted").await, 1);
}

async fn t34_a_link_ends_at_its_instant_whatever_any_job_does(app: &TestApp) {
    let token = token_of("ingrid.invited");
    assert_eq!(accept(&app.anonymous(), &token_of("edgar.expired")).await, 410);
    app.advance(Duration::hours(20));
    let late = look(app, Method::GET, &token).await;
    assert_eq!(late.status, 410);
    assert!(late.text().contains("This link has ended"), "{}", late.text());
    assert_eq!(accept(&app.anonymous(), &token).await, 410);
    app.advance(-Duration::milliseconds(1));
    assert_eq!(look(app, Method::GET, &token).await.status, 200);
    assert_eq!(accept(&app.anonymous(), &token).await, 200);
}

async fn t36_what_a_request_says_about_the_account_is_not_believed(app: &TestApp) {
    let mut body = serde_json::to_value(accepting(&token_of("ingrid.invited"))).expect("JSON");
    for place in ["", "form"] {
        let object = if place.is_empty() { &mut body } else { &mut body[place] };
        object["email"] = "eve@evil.example".into();
        object["role"] = "practice_owner".into();
        object["practice"] = app.house().lakeside.to_string().into();
        object["place"] = app.house().rosa.to_string().into();
        object["state"] = "active".into();
    }
    let reply = app.anonymous().post("/rpc/invitations/accept", JSON, body.to_string()).await;
    assert_eq!(reply.status, 200, "{}", reply.line());
    let ingrid = app.person("ingrid.invited").await;
    assert_eq!((ingrid.email.as_str(), ingrid.role), ("ingrid.invited@house.example", Role::PortalUser));
    assert_eq!((ingrid.place.office, ingrid.place.provider), (app.house().main_street, None));
}

async fn t38_nobody_joins_with_a_session_that_is_open(app: &TestApp) {
    let token = token_of("ingrid.invited");
    let paul = app.signed_in("paul.portal").await;
    let refused = paul.ask(&accepting(&token)).await;
    assert_eq!(refused.line(), r#"403 {"forbidden":"signed_in_already"}"#);
    let page = paul.get(&format!("/invite/{token}")).await.text();
    assert!(page.contains("You are signed in as Paul Portal") && page.contains("ingrid.invited@house.example"), "P-08");
    let reply = app.anonymous().ask(&accepting(&token)).await;
    assert_eq!(reply.status, 200);
    assert!(reply.session_cookie().is_none(), "registering opens no session");
    let page = look(app, Method::GET, &token).await.text();
    assert!(page.contains("This link was used") && page.contains("/sign-in"));
}

async fn t39_no_other_token_opens_anything(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    adam.call(InviteAgain { person: app.id("ingrid.invited") }).await.expect("sends");
    let token = app.mailed("ingrid.invited@house.example").await.remove(0);
    let swapped: String =
        token.chars().map(|c| if c.is_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }).collect();
    let session = adam.cookie.clone().unwrap_or_default().replace("rolecall=", "");
    let before = app.snapshot().await;
    let id = app.house().link.to_string();
    for wrong in
        [&token[..42], &format!("{token}A"), &format!("{token}="), &swapped, &session, &id, &"a".repeat(50_000), "%00"]
    {
        assert_eq!(accept(&app.anonymous(), wrong).await, 404, "{}", &wrong[..20.min(wrong.len())]);
        let shown = app.anonymous().ask(&ShowInvitation { token: wrong.to_owned() }).await;
        assert_eq!(shown.line(), r#"404 "not_found""#);
    }
    assert_same(&before, &app.snapshot().await, "guessing");
    assert_eq!(accept(&app.anonymous(), &token).await, 200);
}

async fn every_wrong_field_is_named_and_the_link_stays_good(app: &TestApp) {
    let token = token_of("ingrid.invited");
    let before = app.snapshot().await;
    let ask = async |form: JoinForm| app.anonymous().ask(&AcceptInvitation { token: token.clone(), form }).await.line();
    let one = |field: &str, code: &str| format!(r#"422 {{"invalid":[{{"field":"{field}","code":"{code}"}}]}}"#);
    assert_eq!(ask(JoinForm { username: "a b".into(), ..form() }).await, one("username", "username_characters"));
    assert_eq!(ask(JoinForm { username: "Paul.Portal".into(), ..form() }).await, one("username", "taken"));
    assert_eq!(ask(JoinForm { first_name: "1".into(), ..form() }).await, one("first_name", "name_characters"));
    assert_eq!(ask(JoinForm { last_name: String::new(), ..form() }).await, one("last_name", "required"));
    assert_eq!(ask(JoinForm { phone: "x".into(), ..form() }).await, one("phone", "not_a_phone"));
    assert_eq!(ask(JoinForm { repeat: "other".into(), ..form() }).await, one("repeat", "passwords_differ"));
    for (password, code) in [
        ("short", "password_too_short"),
        ("passwordpassword", "password_common"),
        ("ingrid.new.cedar.valley", "password_context"),
    ] {
        let form = JoinForm { password: password.into(), repeat: password.into(), ..form() };
        assert_eq!(ask(form).await, one("password", code), "{password}");
    }
    assert_same(&before, &app.snapshot().await, "wrong fields");
    assert_eq!(accept(&app.anonymous(), &token).await, 200);
}

fn encoded(form: &JoinForm) -> String {
    let pairs = [
        ("username", &form.username),
        ("first_name", &form.first_name),
        ("last_name", &form.last_name),
        ("phone", &form.phone),
        ("language", &form.language),
        ("password", &form.password),
        ("repeat", &form.repeat),
    ];
    let pairs: Vec<_> =
        pairs.iter().map(|(name, value)| format!("{name}={}", rolecall::paths::encode(value))).collect();
    format!("{}&notice_news=on", pairs.join("&"))
}

async fn the_form_works_without_script_and_keeps_what_was_typed(app: &TestApp) {
    let token = token_of("ingrid.invited");
    let path = format!("/invite/{token}");
    // As a browser without our module sends it: no referrer, so no origin either.
    let browser = app.anonymous().with("origin", "null").with("accept", "text/html");
    let wrong = JoinForm { phone: "no \"phone\" <b>".into(), repeat: CHOSEN.into(), ..form() };
    let reply = browser.post(&path, FORM, encoded(&wrong)).await;
    let page = reply.text();
    assert_eq!(reply.status, 422, "{page}");
    assert!(page.contains("Enter a phone number with area code"), "{page}");
    assert!(page.contains("value=\"ingrid.new\"") && page.contains("value=\"Núñez\""));
    assert!(page.contains("no &quot;phone&quot; &lt;b&gt;") && !page.contains("<b>\""), "T63");
    assert!(!page.contains(CHOSEN), "the password is not sent back");
    assert_eq!(reply.header("referrer-policy"), "no-referrer");
    let done = browser.post(&path, FORM, encoded(&form())).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, "/sign-in?welcome=1"));
    assert_eq!(app.try_password("ingrid.new", CHOSEN).await.status, 200);
    let ingrid = app.person("ingrid.invited").await;
    assert_eq!(ingrid.notices, [rolecall::people::model::Notice::News]);
    let again = browser.post(&path, FORM, encoded(&form())).await;
    assert_eq!(again.status, 410);
    let other_site = browser.with("sec-fetch-site", "cross-site").with("origin", "https://evil.example");
    assert_eq!(other_site.post(&path, FORM, encoded(&form())).await.status, 403, "T60");
}

async fn t45_asking_for_a_new_link_tells_administrators_once(app: &TestApp) {
    let edgar = token_of("edgar.expired");
    let ask = async |token: &str| app.anonymous().ask(&AskForInvitation { token: token.into() }).await.outside();
    let first = ask(&edgar).await;
    let mails = async || app.snapshot().await.rows("mails").len();
    // Olivia, Adam and Amy administer the practice as a whole.
    assert_eq!((first.0, mails().await), (200, 3));
    for token in [edgar.as_str(), "unknown", &token_of("ingrid.invited")] {
        for _ in 0..5 {
            assert_eq!(ask(token).await, first, "{token}");
        }
    }
    assert_eq!(mails().await, 3);
    assert_eq!(app.count(app.house().cedar, "invitation.asked_for").await, 1);
    // The same by a plain form.
    app.advance(Duration::hours(12));
    let plain = app.anonymous().with("origin", "null").with("accept", "text/html");
    let reply = plain.post(&format!("/invite/{edgar}"), FORM, "ask=1").await;
    assert!(reply.text().contains("the administrators of the practice know"), "{}", reply.text());
    assert_eq!(mails().await, 6);
    // A new link answers it, and the old one says so.
    let adam = app.signed_in("adam.admin").await;
    adam.call(InviteAgain { person: app.id("edgar.expired") }).await.expect("sends");
    let page = look(app, Method::GET, &edgar).await;
    assert_eq!(page.status, 410);
    assert!(page.text().contains("A newer link was sent"), "{}", page.text());
}

async fn n02_the_timeline_tells_a_person_from_a_scanner(app: &TestApp) {
    let token = token_of("ingrid.invited");
    let adam = app.signed_in("adam.admin").await;
    let kinds = async || {
        let page = adam.call(GetInvitation { id: app.house().link }).await.expect("a page");
        page.moments.into_iter().map(|moment| moment.kind).collect::<Vec<_>>()
    };
    let visit = async |token: &str, typed| {
        app.anonymous().call(VisitInvitation { token: token.into(), typed }).await.expect("an answer");
    };
    assert_eq!(kinds().await, [MomentKind::Queued]);
    visit(&token, false).await;
    assert_eq!(kinds().await, [MomentKind::Opened, MomentKind::Queued]);
    app.advance(Duration::minutes(1));
    visit(&token, true).await;
    visit(&token, false).await;
    app.advance(Duration::minutes(1));
    assert_eq!(accept(&app.anonymous(), &token).await, 200);
    let all = [MomentKind::Registered, MomentKind::Typed, MomentKind::Opened, MomentKind::Queued];
    assert_eq!(kinds().await, all);
    let before = app.snapshot().await;
    visit(&token, true).await;
    visit("unknown", true).await;
    visit(&token_of("edgar.expired"), true).await;
    assert_same(&before, &app.snapshot().await, "visiting a link that has ended");
}

async fn t38_whoever_is_registered_otherwise_is_led_to_sign_in(app: &TestApp) {
    let token = token_of("ingrid.invited");
    // As registering by another way will do; that ends the link, too.
    app.sql("update invitations set state = 1").await.expect("updates");
    app.alter("ingrid.invited", |ingrid| ingrid.state = AccountState::Active).await;
    let shown = app.anonymous().call(ShowInvitation { token: token.clone() }).await.expect("a link");
    assert_eq!(shown.status, Status::Registered);
    assert_eq!((shown.place.as_str(), shown.first_name.as_str()), ("", ""), "an old link tells nothing of today");
    assert_eq!(accept(&app.anonymous(), &token).await, 410);
    assert_eq!(app.try_password("ingrid.new", CHOSEN).await.status, 401);
    let adam = app.signed_in("adam.admin").await;
    assert!(adam.call(GetPerson { id: app.id("ingrid.invited") }).await.is_ok());
    assert_eq!(app.try_password("adam.admin", PASSWORD).await.status, 200);
}

on_both_engines! {
    t40_a_scanner_uses_nothing_up_and_a_person_registers,
    t35_of_fifty_at_once_one_registers,
    t34_a_link_ends_at_its_instant_whatever_any_job_does,
    t36_what_a_request_says_about_the_account_is_not_believed,
    t38_nobody_joins_with_a_session_that_is_open,
    t39_no_other_token_opens_anything,
    every_wrong_field_is_named_and_the_link_stays_good,
    the_form_works_without_script_and_keeps_what_was_typed,
    t45_asking_for_a_new_link_tells_administrators_once,
    n02_the_timeline_tells_a_person_from_a_scanner,
    t38_whoever_is_registered_otherwise_is_led_to_sign_in,
}
