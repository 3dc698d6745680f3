//! Sessions: made, kept, ended (T08, T26–T31).

use chrono::Duration;
use rolecall::{
    people::{
        api::ListPeople,
        model::{AccountState, Person},
        query::PeopleQuery,
    },
    server::password::Cost,
    session::api::{ChangePassword, ChoosePractice, SessionRemaining, SignOut, SignOutEverywhere, Stay},
};

use crate::support::{Caller, TestApp, app::attempt, house::PASSWORD, on_both_engines};

async fn lives(caller: &Caller) -> bool {
    let status = caller.ask(&SessionRemaining {}).await.status.as_u16();
    assert!([200, 401].contains(&status), "{status}");
    status == 200
}

async fn t08_a_copy_of_the_database_opens_nothing(app: &TestApp) {
    let caller = app.signed_in("paul.portal").await;
    let token = caller.cookie.as_deref().and_then(|cookie| cookie.split_once('=')).expect("a cookie").1.to_owned();
    let stored = app.snapshot().await;
    assert_eq!(stored.tables_with(&token), Vec::<&str>::new(), "the token is stored only as a hash");
    assert_eq!(stored.tables_with(PASSWORD), Vec::<&str>::new());
    let session = stored.rows("sessions").last().expect("a session");
    let hash = rolecall::session::store::token_hash(&token);
    assert!(session.contains(&hash));
    let (name, _) = caller.cookie.as_deref().and_then(|cookie| cookie.split_once('=')).expect("a cookie");
    assert!(!lives(&app.anonymous().with_cookie(&format!("{name}={hash}"))).await, "a stored hash is no token");
    let phc = stored.rows("credentials").iter().find_map(|row| row.split_once("$argon2id")).expect("a hash").1;
    let phc = format!("$argon2id{}", phc.split(['\'', '"']).next().expect("an end"));
    assert_eq!(app.try_password("olivia.owner", &phc).await.status, 401);
}

async fn t08_hashes_are_strong_and_old_ones_are_renewed(app: &TestApp) {
    let real = app.process(|_, cost| *cost = Cost::default());
    let signed_in = real.signed_in("paul.portal").await;
    assert!(lives(&signed_in).await);
    let stored = app.snapshot().await;
    let renewed = stored.rows("credentials").iter().filter(|row| row.contains("m=19456,t=2,p=1")).count();
    assert_eq!(renewed, 1, "the password was hashed anew with today's parameters");
    let row = stored.rows("credentials").iter().find(|row| row.contains("m=19456")).expect("Paul's");
    let salt = row.split('$').nth(4).expect("$argon2id$v$params$salt$hash");
    assert!(salt.len() >= 22, "16 bytes in base 64: {salt}");
    real.signed_in("paul.portal").await;
}

async fn t26_a_session_is_never_the_browsers_idea(app: &TestApp) {
    let own = "rolecall=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let caller = app.anonymous().with_cookie(own);
    let first = caller.ask(&attempt("paul.portal", PASSWORD)).await.session_cookie().expect("a cookie");
    assert_ne!(first, own);
    assert!(!lives(&caller).await);
    let first = app.anonymous().with_cookie(&first);
    let second = first.ask(&attempt("paul.portal", PASSWORD)).await.session_cookie().expect("a cookie");
    assert_ne!(Some(&second), first.cookie.as_ref());
    assert!(lives(&app.anonymous().with_cookie(&second)).await);
    assert!(!lives(&first).await, "the session that the browser had is over");
}

async fn t27_cookies_keep_to_themselves(app: &TestApp) {
    let https = app.process(|config, _| config.base_url = "https://rolecall.example".parse().expect("an address"));
    let browser = https.anonymous().with("origin", "https://rolecall.example").with("host", "rolecall.example");
    let reply = browser.ask(&attempt("paul.portal", PASSWORD)).await;
    let cookie = reply.header("set-cookie");
    let (pair, attributes) = cookie.split_once("; ").expect("attributes");
    let mut attributes: Vec<_> = attributes.split("; ").collect();
    attributes.sort_unstable();
    assert_eq!(attributes, ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]);
    let (name, token) = pair.split_once('=').expect("a pair");
    assert_eq!(name, "__Host-rolecall");
    assert_eq!(token.len(), 43, "256 bits in base 64");
    assert!(lives(&browser.clone().with_cookie(pair)).await);
    let unprefixed = format!("rolecall={token}");
    assert!(!lives(&browser.clone().with_cookie(&unprefixed)).await, "a name that other hosts could set is not read");
    let left = browser.with_cookie(pair).ask(&SignOut {}).await;
    assert!(left.header("set-cookie").starts_with("__Host-rolecall=; "), "{}", left.header("set-cookie"));
    assert!(left.header("set-cookie").contains("Secure"));
}

async fn t27_tokens_are_random_and_not_in_order(app: &TestApp) {
    let tokens: Vec<_> = (0..10_000).map(|_| app.state.random.token()).collect();
    let mut sorted = tokens.clone();
    sorted.sort();
    assert!(tokens.windows(2).filter(|pair| pair[0] < pair[1]).count() < 6_000);
    sorted.dedup();
    assert_eq!(sorted.len(), 10_000);
}

async fn t28_fifteen_idle_minutes_end_a_session(app: &TestApp) {
    let caller = app.signed_in("paul.portal").await;
    for minute in 1..=14 {
        app.advance(Duration::minutes(1));
        let left = caller.call(SessionRemaining {}).await.expect("alive");
        assert_eq!(left.seconds, 900 - minute * 60, "asking in the background is no use");
    }
    app.advance(Duration::seconds(59));
    assert!(lives(&caller).await);
    app.advance(Duration::seconds(1));
    assert!(!lives(&caller).await);
    assert_eq!(caller.ask(&Stay {}).await.status, 401, "and nothing wakes it up again");
}

async fn t28_twelve_hours_end_a_session_in_use(app: &TestApp) {
    let caller = app.signed_in("paul.portal").await;
    for _ in 0..71 {
        app.advance(Duration::minutes(10));
        assert!(caller.call(Stay {}).await.is_ok());
    }
    app.advance(Duration::seconds(599));
    assert_eq!(caller.call(Stay {}).await.map(|left| left.seconds), Ok(1));
    app.advance(Duration::seconds(1));
    assert!(!lives(&caller).await);
}

async fn t28_whoever_signs_in_again_goes_on_in_the_same_practice(app: &TestApp) {
    let vera = app.signed_in("vera.vendor").await;
    vera.call(ChoosePractice { practice: app.house().lakeside }).await.expect("Vera works for Lakeside");
    let list = vera.call(ListPeople { query: PeopleQuery::default() }).await.expect("a list");
    app.advance(Duration::minutes(16));
    assert!(!lives(&vera).await);
    let reply = vera.ask(&attempt("vera.vendor", PASSWORD)).await;
    let again = app.anonymous().with_cookie(&reply.session_cookie().expect("a cookie"));
    let names = |list: &rolecall::domain::page::Page<rolecall::people::model::PersonRow>| {
        list.rows.iter().map(|row| row.username.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&again.call(ListPeople { query: PeopleQuery::default() }).await.expect("a list")), names(&list));
    assert!(list.total > 0 && !names(&list).contains(&"paul.portal".to_owned()));
    let reply = vera.ask(&attempt("paul.portal", PASSWORD)).await;
    let paul = app.anonymous().with_cookie(&reply.session_cookie().expect("a cookie"));
    assert!(lives(&paul).await, "somebody else's session counts for nobody");
}

async fn t28_use_survives_a_restart(app: &TestApp) {
    let caller = app.signed_in("paul.portal").await;
    app.advance(Duration::minutes(10));
    assert!(caller.call(Stay {}).await.is_ok());
    rolecall::server::jobs::flush(&app.state).await.expect("flushes");
    app.advance(Duration::minutes(10));
    let restarted = app.process(|_, _| ());
    let caller = restarted.anonymous().with_cookie(caller.cookie.as_deref().expect("a cookie"));
    assert!(lives(&caller).await);
}

async fn t29_signed_out_is_out(app: &TestApp) {
    let (caller, other) = (app.signed_in("paul.portal").await, app.signed_in("paul.portal").await);
    let reply = caller.ask(&SignOut {}).await;
    assert_eq!(reply.line(), "200 null");
    assert_eq!(reply.header("clear-site-data"), r#""cache", "storage""#);
    assert!(reply.header("set-cookie").starts_with("rolecall=; "), "{}", reply.header("set-cookie"));
    assert!(!lives(&caller).await);
    assert!(lives(&other).await, "one browser signs out");
    assert_eq!(caller.ask(&SignOut {}).await.line(), "200 null", "signing out twice is no fault");
    assert_eq!(app.count(app.house().cedar, "session.signed_out").await, 1);
}

async fn sign_out_everywhere_ends_every_session(app: &TestApp) {
    let mut sessions = Vec::new();
    for _ in 0..3 {
        sessions.push(app.signed_in("paul.portal").await);
    }
    let bystander = app.signed_in("clara.clerk").await;
    assert_eq!(sessions[0].ask(&SignOutEverywhere {}).await.status, 200);
    for session in &sessions {
        assert!(!lives(session).await);
    }
    assert!(lives(&bystander).await);
}

async fn t30_a_new_password_ends_the_old_sessions(app: &TestApp) {
    let mut sessions = Vec::new();
    for _ in 0..4 {
        sessions.push(app.signed_in("paul.portal").await);
    }
    let new = "seven hills over a quiet lake";
    let change = ChangePassword { current: PASSWORD.into(), password: new.into(), repeat: new.into() };
    assert_eq!(sessions[0].ask(&change).await.status, 200);
    for session in &sessions {
        assert!(!lives(session).await);
    }
    assert_eq!(app.try_password("paul.portal", PASSWORD).await.status, 401);
    assert_eq!(app.try_password("paul.portal", new).await.status, 200);
}

async fn t31_whoever_is_let_go_is_out_at_once(app: &TestApp) {
    let let_go = |state| move |person: &mut Person| person.state = state;
    for (name, state) in [("paul.portal", AccountState::Deactivated), ("clara.clerk", AccountState::Archived)] {
        let caller = app.signed_in(name).await;
        let elsewhere = app.process(|_, _| ()).anonymous().with_cookie(caller.cookie.as_deref().expect("a cookie"));
        assert!(lives(&caller).await && lives(&elsewhere).await);
        app.alter(name, let_go(state)).await;
        assert!(!lives(&caller).await, "{name}");
        assert!(!lives(&elsewhere).await, "{name} on another process");
        assert_eq!(app.try_password(name, PASSWORD).await.status, 401, "signing in brings nobody back");
        assert_eq!(app.person(name).await.state, state);
        assert_eq!(caller.get("/").await.header("location"), "/sign-in");
    }
}

async fn t31_a_deactivation_holds_at_its_instant_without_any_job(app: &TestApp) {
    let at = app.now() + Duration::minutes(10);
    app.alter("paul.portal", |paul| paul.deactivates = Some(at)).await;
    let caller = app.signed_in("paul.portal").await;
    app.advance(Duration::milliseconds(600_000 - 1));
    assert!(lives(&caller).await);
    app.advance(Duration::milliseconds(1));
    assert!(!lives(&caller).await);
    assert_eq!(app.try_password("paul.portal", PASSWORD).await.status, 401);
}

async fn t31_without_a_role_there_is_no_session(app: &TestApp) {
    let paul = app.id("paul.portal");
    let ends = (app.now() + Duration::minutes(5)).timestamp_millis();
    let caller = app.signed_in("paul.portal").await;
    let of_paul = if app.engine == crate::support::Engine::Sqlite {
        format!("hex(person_id) = '{}'", paul.uuid().simple().to_string().to_uppercase())
    } else {
        format!("person_id = '{paul}'")
    };
    app.sql(&format!("update grants set ends_at = {ends} where {of_paul}")).await.expect("updates");
    assert!(lives(&caller).await);
    app.advance(Duration::minutes(5));
    assert!(!lives(&caller).await);
    assert_eq!(app.try_password("paul.portal", PASSWORD).await.line(), r#"401 "sign_in_refused""#);
}

async fn t31_a_vendor_who_lost_a_practice_is_out_of_it(app: &TestApp) {
    let vera = app.signed_in("vera.vendor").await;
    let cedar = app.house().cedar;
    vera.call(ChoosePractice { practice: cedar }).await.expect("Vera works for Cedar Valley");
    let list = vera.call(ListPeople { query: PeopleQuery::default() }).await.expect("a list");
    assert!(list.rows.iter().any(|row| row.username == "paul.portal"));
    let taken =
        app.sql("delete from vendor_access where practice_id = (select id from practices where tin = '123456789')");
    assert_eq!(taken.await.ok(), Some(1));
    assert!(!lives(&vera).await);
    let again = app.signed_in("vera.vendor").await;
    assert_eq!(again.ask(&ChoosePractice { practice: cedar }).await.line(), r#"404 "not_found""#);
}

on_both_engines! {
    t08_a_copy_of_the_database_opens_nothing,
    t08_hashes_are_strong_and_old_ones_are_renewed,
    t26_a_session_is_never_the_browsers_idea,
    t27_cookies_keep_to_themselves,
    t27_tokens_are_random_and_not_in_order,
    t28_fifteen_idle_minutes_end_a_session,
    t28_twelve_hours_end_a_session_in_use,
    t28_whoever_signs_in_again_goes_on_in_the_same_practice,
    t28_use_survives_a_restart,
    t29_signed_out_is_out,
    sign_out_everywhere_ends_every_session,
    t30_a_new_password_ends_the_old_sessions,
    t31_whoever_is_let_go_is_out_at_once,
    t31_a_deactivation_holds_at_its_instant_without_any_job,
    t31_without_a_role_there_is_no_session,
    t31_a_vendor_who_lost_a_practice_is_out_of_it,
}
