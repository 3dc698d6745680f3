//! The first minute: one set-up, once, with a good password (T01–T03, T07).

use std::net::IpAddr;

use rolecall::{
    session::api::{ChangePassword, Stay},
    setup::{api::SetUp, model::SetupForm},
};

use crate::support::{
    Caller, Reply, TestApp,
    app::{at_once, attempt},
    house::form,
    on_both_engines,
};

/// What an installation might be shipped with, if it were shipped with anything.
const NAMES: [&str; 10] =
    ["admin", "administrator", "root", "user", "test", "demo", "operator", "rolecall", "guest", "olivia.owner"];
const PASSWORDS: [&str; 5] = ["admin", "password", "changeme", "rolecall", ""];

async fn t07_nothing_is_built_in_and_one_set_up_wins(app: &TestApp) {
    for (number, name) in (0_u8..).zip(NAMES) {
        let caller = app.anonymous().at([192, 0, 2, number]);
        for password in PASSWORDS {
            assert_eq!(caller.ask(&attempt(name, password)).await.status, 401, "{name} {password}");
        }
    }
    let replies = at_once(20, |number| {
        let mut caller = app.anonymous();
        caller.address = IpAddr::from([192, 0, 2, 100 + u8::try_from(number).expect("twenty")]);
        let email = format!("owner{number}@cedar.example");
        async move { caller.ask(&SetUp { form: SetupForm { email, ..form() } }).await.status.as_u16() }
    })
    .await;
    assert_eq!(replies.iter().filter(|status| **status == 200).count(), 1, "{replies:?}");
    assert_eq!(replies.iter().filter(|status| **status == 410).count(), 19, "{replies:?}");
    assert_eq!(app.anonymous().ask(&SetUp { form: form() }).await.line(), r#"410 "gone""#);
    let stored = app.snapshot().await;
    assert_eq!(stored.rows("people").len(), 1);
    assert_eq!(stored.rows("credentials").len(), 1);
    assert_eq!(stored.rows("practices").len(), 2, "the practice, and the organisation that is the installation");
}

async fn an_empty_installation_shows_its_set_up_page_only(app: &TestApp) {
    let reply = app.anonymous().get("/").await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (303, "/setup"));
}

async fn wrong_fields_are_named_and_nothing_is_made(app: &TestApp) {
    let bad = SetupForm { tin: "12".into(), time_zone: "Mars/Olympus".into(), email: "olivia".into(), ..form() };
    let reply = app.anonymous().ask(&SetUp { form: bad }).await;
    let expected = r#"422 {"invalid":[{"field":"tin","code":"not_a_tin"},{"field":"email","code":"not_an_email"}]}"#;
    assert_eq!(reply.line(), expected);
    let zone = SetupForm { time_zone: "Mars/Olympus".into(), ..form() };
    let reply = app.anonymous().ask(&SetUp { form: zone }).await;
    assert_eq!(reply.line(), r#"422 {"invalid":[{"field":"time_zone","code":"not_a_time_zone"}]}"#);
    assert!(app.snapshot().await.rows("practices").is_empty());
}

async fn set_up(app: &TestApp, password: &str) -> Reply {
    let (password, repeat) = (password.to_owned(), password.to_owned());
    let reply = app.anonymous().ask(&SetUp { form: SetupForm { password, repeat, ..form() } }).await;
    // These are about passwords; the second step that is asked of an owner has tests of its own.
    let waive = "insert into two_step_policies (practice_id, demand) select id, 'nobody' from practices";
    app.sql(waive).await.expect("waives");
    reply
}

async fn t01_fifteen_characters_are_enough_for_the_first_password(app: &TestApp) {
    let too_short = r#"422 {"invalid":[{"field":"password","code":"password_too_short"}]}"#;
    assert_eq!(set_up(app, "qzmwpjxkvbtrla").await.line(), too_short);
    assert_eq!(set_up(app, "🦔 zm wpj xk 🦡").await.line(), too_short, "one code point is one character");
    let common = r#"422 {"invalid":[{"field":"password","code":"password_common"}]}"#;
    assert_eq!(set_up(app, "passwordpassword").await.line(), common);
    let context = r#"422 {"invalid":[{"field":"password","code":"password_context"}]}"#;
    assert_eq!(set_up(app, "cedarvalleyclinic").await.line(), context);
    // T03: any characters will do, and nobody has to change them, ever.
    assert_eq!(set_up(app, "qzmwpjxkvbtrlay").await.status, 200);
    app.advance(chrono::Duration::days(5 * 365));
    let owner = signed_in(app, "qzmwpjxkvbtrlay").await;
    assert!(owner.call(Stay {}).await.is_ok());
}

async fn signed_in(app: &TestApp, password: &str) -> Caller {
    let reply = app.try_password("olivia.owner", password).await;
    app.anonymous().with_cookie(&reply.session_cookie().unwrap_or_else(|| panic!("{}", reply.line())))
}

async fn change(caller: &Caller, current: &str, new: &str) -> Reply {
    let (current, password, repeat) = (current.to_owned(), new.to_owned(), new.to_owned());
    caller.ask(&ChangePassword { current, password, repeat }).await
}

const FIRST: &str = "a quiet lake under seven hills";

async fn t01_and_when_it_is_changed(app: &TestApp) {
    assert_eq!(set_up(app, FIRST).await.status, 200);
    let owner = signed_in(app, FIRST).await;
    for (new, code) in [
        ("qzmwpjxkvbtrla", "password_too_short"),
        ("passwordpassword", "password_common"),
        ("olivia.owner.cedar.valley", "password_context"),
        (FIRST, "password_same"),
    ] {
        let expected = format!(r#"422 {{"invalid":[{{"field":"password","code":"{code}"}}]}}"#);
        assert_eq!(change(&owner, FIRST, new).await.line(), expected, "{new}");
    }
    let wrong = r#"422 {"invalid":[{"field":"current","code":"password_wrong"}]}"#;
    assert_eq!(change(&owner, "something else", "seven hills over a quiet lake").await.line(), wrong);
    let differ = ChangePassword { current: FIRST.into(), password: "a".into(), repeat: "b".into() };
    assert_eq!(owner.ask(&differ).await.line(), r#"422 {"invalid":[{"field":"repeat","code":"passwords_differ"}]}"#);
    // Bad new ones are no failures to prove who asks, however many there are.
    for _ in 0..10 {
        assert_eq!(change(&owner, FIRST, "short").await.status, 422);
    }
    assert_eq!(change(&owner, FIRST, "qzmwpjxkvbtrlay").await.status, 200);
    assert_eq!(owner.ask(&Stay {}).await.status, 401, "all sessions ended");
    signed_in(app, "qzmwpjxkvbtrlay").await;
}

async fn t02_long_passwords_are_compared_to_the_last_character(app: &TestApp) {
    let long: String = "correct horse battery staple ".chars().cycle().take(127).chain(['x']).collect();
    assert_eq!(long.chars().count(), 128);
    assert_eq!(set_up(app, &long).await.status, 200);
    let last_changed = format!("{}y", &long[..127]);
    for wrong in [last_changed, long.to_uppercase(), format!("{long} "), long[..127].to_owned()] {
        assert_eq!(app.try_password("olivia.owner", &wrong).await.status, 401);
    }
    let owner = signed_in(app, &long).await;
    let before = app.verifications();
    for password in ["x".repeat(60_000), "x".repeat(100 * 1024)] {
        let reply = app.try_password("olivia.owner", &password).await;
        assert!([400, 413, 422].contains(&reply.status.as_u16()), "{}", reply.line());
    }
    assert_eq!(app.verifications(), before, "no hash ran");
    let reply = change(&owner, &long, &"x y z ".repeat(60)).await;
    assert_eq!(reply.line(), r#"422 {"invalid":[{"field":"password","code":"password_too_long"}]}"#);
}

async fn t03_two_ways_to_type_one_letter_are_one_password(app: &TestApp) {
    assert_eq!(set_up(app, "contrase\u{f1}a de la ni\u{f1}ez en Álava").await.status, 200);
    signed_in(app, "contrasen\u{303}a de la nin\u{303}ez en A\u{301}lava").await;
    assert_eq!(app.try_password("olivia.owner", "contrasena de la ninez en Alava").await.status, 401);
}

on_both_engines! {
    on an empty installation:
    t07_nothing_is_built_in_and_one_set_up_wins,
    an_empty_installation_shows_its_set_up_page_only,
    wrong_fields_are_named_and_nothing_is_made,
    t01_fifteen_characters_are_enough_for_the_first_password,
    t01_and_when_it_is_changed,
    t02_long_passwords_are_compared_to_the_last_character,
    t03_two_ways_to_type_one_letter_are_one_password,
}
