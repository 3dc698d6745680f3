//! Passkeys, with an authenticator in software (T10, T16, T20, T24, T26).

use chrono::Duration;
use rolecall::{
    people::model::{AccountState, Lock, LockReason},
    session::{
        api::{SignOut, Stay},
        model::SignInResult,
    },
    twostep::{
        api::{GetTwoStep, SecondStepOffer},
        model::Demand,
        passkeys::{
            api::{AddPasskey, BeginPasskey, PasskeyQuestion, PasskeySignIn, RemovePasskey},
            challenges::MOST_OF_A_NETWORK,
        },
    },
};
use url::Url;

use crate::support::{
    Caller, Reply, TestApp, app::attempt, authenticator::Authenticator, house::PASSWORD, on_both_engines,
};

const REFUSED: &str = r#"401 "sign_in_refused""#;
const NOT_GOOD: &str = r#"422 {"invalid":[{"field":"passkey","code":"passkey_refused"}]}"#;

/// The same installation at an address that has a name.
fn named(app: &TestApp) -> TestApp {
    app.process(|config, _| config.base_url = Url::parse("http://localhost:3000").expect("an address"))
}

async fn add(caller: &Caller, device: &mut Authenticator, name: &str) -> Reply {
    let question = caller.call(BeginPasskey { password: PASSWORD.into() }).await.expect("a question");
    caller.ask(&AddPasskey { answer: device.create(&question), name: name.into() }).await
}

/// Somebody with a passkey, and their device.
async fn owner(app: &TestApp, username: &str, seed: u8) -> (Caller, Authenticator) {
    let caller = app.signed_in(username).await;
    let mut device = Authenticator::new(seed);
    let reply = add(&caller, &mut device, "My phone").await;
    assert_eq!(reply.json::<Vec<String>>().len(), 10, "the first factor comes with recovery codes");
    (caller, device)
}

async fn question(app: &TestApp) -> String {
    app.anonymous().call(PasskeyQuestion {}).await.expect("a question")
}

fn sign_in(answer: String) -> PasskeySignIn {
    PasskeySignIn { answer, next: "/people".into() }
}

async fn a_passkey_signs_in_without_a_password(app: &TestApp) {
    let app = &named(app);
    let (paul, mut device) = owner(app, "paul.portal", 7).await;
    let own = paul.call(GetTwoStep {}).await.expect("the own second step");
    assert_eq!((own.passkeys.len(), own.passkeys[0].name.as_str(), own.passkeys[0].used), (1, "My phone", None));
    for _ in 0..2 {
        let reply = app.anonymous().ask(&sign_in(device.get(&question(app).await))).await;
        assert_eq!(reply.json::<SignInResult>(), SignInResult::Done("/people".into()));
        let caller = app.anonymous().with_cookie(&reply.session_cookie().expect("a cookie"));
        assert!(caller.call(Stay {}).await.is_ok());
        let own = caller.call(GetTwoStep {}).await.expect("the own second step");
        assert!(own.passkeys[0].used.is_some());
    }
    let events = app.events(app.house().cedar).await;
    let signed_in = events.iter().find(|event| event.kind == "session.signed_in").expect("an event");
    assert_eq!((signed_in.actor_name.as_str(), signed_in.reason.as_str()), ("Paul Portal", "passkey"));
    assert_eq!(app.told("paul.portal@house.example").await.len(), 1);
    paul.call(SignOut {}).await.expect("signed out");
}

async fn a_passkey_is_a_second_step_of_its_owner_only(app: &TestApp) {
    let app = &named(app);
    let (_, mut pauls) = owner(app, "paul.portal", 7).await;
    let (_, mut claras) = owner(app, "clara.clerk", 8).await;
    let (result, half) = app.with_password("paul.portal").await;
    assert_eq!(result, SignInResult::NeedsSecondStep("/sign-in/step".into()));
    let offer = half.call(SecondStepOffer {}).await.expect("an offer");
    assert!(!offer.factors.app && offer.factors.passkeys == 1);
    let reply = half.ask(&sign_in(claras.get(&question(app).await))).await;
    assert_eq!(reply.line(), REFUSED, "somebody else's");
    let reply = half.ask(&sign_in(pauls.get(&question(app).await))).await;
    let whole = app.anonymous().with_cookie(&reply.session_cookie().expect("a new cookie"));
    assert!(whole.call(Stay {}).await.is_ok());
    assert_eq!(half.ask(&SecondStepOffer {}).await.status, 401, "T26: the half session is gone");
    assert_eq!(app.snapshot().await.rows("sessions").len(), 3, "Paul's two and Clara's");
}

async fn a_question_is_answered_once_and_within_five_minutes(app: &TestApp) {
    let app = &named(app);
    let (paul, mut device) = owner(app, "paul.portal", 7).await;
    let asked = question(app).await;
    let answer = device.get(&asked);
    assert_eq!(app.anonymous().ask(&sign_in(answer.clone())).await.status, 200);
    assert_eq!(app.anonymous().ask(&sign_in(answer)).await.line(), REFUSED, "replayed");
    assert_eq!(app.anonymous().ask(&sign_in(device.get(&asked))).await.line(), REFUSED, "answered anew");
    let asked = question(app).await;
    app.advance(Duration::minutes(5));
    assert_eq!(app.anonymous().ask(&sign_in(device.get(&asked))).await.line(), REFUSED, "too late");

    let question = paul.call(BeginPasskey { password: PASSWORD.into() }).await.expect("a question");
    let clara = app.signed_in("clara.clerk").await;
    let mut other = Authenticator::new(9);
    let stolen = AddPasskey { answer: other.create(&question), name: String::new() };
    assert_eq!(clara.ask(&stolen).await.line(), NOT_GOOD, "asked of another session");
    assert_eq!(paul.ask(&stolen).await.line(), NOT_GOOD, "and used up by that");
    let twice = paul.call(BeginPasskey { password: PASSWORD.into() }).await.expect("a question");
    assert_eq!(
        paul.ask(&AddPasskey { answer: device.create(&twice), name: String::new() }).await.line(),
        NOT_GOOD,
        "the same key"
    );
    app.advance(Duration::minutes(6));
    rolecall::server::jobs::sweep(&app.state).await.expect("sweeps");
    assert!(app.snapshot().await.rows("passkey_challenges").is_empty());
}

async fn answers_that_do_not_fit_are_refused_alike(app: &TestApp) {
    let app = &named(app);
    let (_, device) = owner(app, "paul.portal", 7).await;
    let elsewhere = Authenticator { origin: "http://evil.example".into(), counter: 10, ..device.clone() };
    let host = Authenticator { host: "evil.example".into(), counter: 10, ..device.clone() };
    let unverified = Authenticator { verifies: false, counter: 10, ..device.clone() };
    let copy = device.clone();
    for (what, mut device) in [("origin", elsewhere), ("host", host), ("unverified", unverified)] {
        let reply = app.anonymous().ask(&sign_in(device.get(&question(app).await))).await;
        assert_eq!(reply.line(), REFUSED, "{what}");
    }
    assert_eq!(
        app.anonymous().ask(&sign_in(copy.sign(&question(app).await))).await.line(),
        REFUSED,
        "the counter stands still"
    );
    let mut stranger = Authenticator::new(99);
    let made = question(app).await;
    stranger.create(&format!(r#"{{"challenge":"AA","user":{{"id":"{}"}}}}"#, "AAAAAAAAAAAAAAAAAAAAAA"));
    assert_eq!(app.anonymous().ask(&sign_in(stranger.get(&made))).await.line(), REFUSED, "nobody's");
    for nonsense in ["", "{}", "[]", "null"] {
        assert_eq!(app.anonymous().ask(&sign_in(nonsense.into())).await.line(), REFUSED);
    }
    assert_eq!(app.snapshot().await.rows("sessions").len(), 1);
    assert_eq!(app.count(app.house().cedar, "session.sign_in_failed").await, 4, "each of Paul's key counts");
}

async fn t16_a_passkey_opens_no_locked_account(app: &TestApp) {
    let app = &named(app);
    let (_, mut device) = owner(app, "paul.portal", 7).await;
    let asked = question(app).await;
    let (since, reason) = (app.now(), LockReason::ByAdministrator);
    app.alter("paul.portal", |paul| paul.lock = Some(Lock { since, reason, ends: None })).await;
    assert_eq!(app.anonymous().ask(&sign_in(device.get(&asked))).await.line(), REFUSED);
    app.alter("paul.portal", |paul| (paul.lock, paul.state) = (None, AccountState::Deactivated)).await;
    assert_eq!(app.anonymous().ask(&sign_in(device.get(&question(app).await))).await.line(), REFUSED);
    app.alter("paul.portal", |paul| paul.state = AccountState::Active).await;
    assert_eq!(app.anonymous().ask(&sign_in(device.get(&question(app).await))).await.status, 200);
}

async fn bad_answers_lock_like_bad_passwords(app: &TestApp) {
    let app = &named(app);
    let (_, mut device) = owner(app, "paul.portal", 7).await;
    for _ in 0..7 {
        let mut bad = Authenticator { origin: "http://evil.example".into(), ..device.clone() };
        assert_eq!(app.anonymous().ask(&sign_in(bad.get(&question(app).await))).await.line(), REFUSED);
    }
    assert!(app.person("paul.portal").await.locked(app.now()));
    assert_eq!(app.anonymous().ask(&sign_in(device.get(&question(app).await))).await.line(), REFUSED);
}

async fn one_network_takes_no_places_but_its_own(app: &TestApp) {
    let app = &named(app);
    let (paul, mut device) = owner(app, "paul.portal", 7).await;
    let begun = paul.call(BeginPasskey { password: PASSWORD.into() }).await.expect("a question");
    let asked = question(app).await;
    let flood = app.anonymous().at([203, 0, 113, 5]);
    let mut last = flood.call(PasskeyQuestion {}).await.expect("a question");
    let first = last.clone();
    app.advance(Duration::seconds(1));
    for _ in 0..60 {
        last = flood.call(PasskeyQuestion {}).await.expect("a question");
    }
    assert_eq!(i64::try_from(app.snapshot().await.rows("passkey_challenges").len()), Ok(MOST_OF_A_NETWORK + 2));
    assert_eq!(flood.ask(&sign_in(device.get(&first))).await.line(), REFUSED, "the oldest made room");
    assert_eq!(app.anonymous().ask(&sign_in(device.get(&asked))).await.status, 200, "from another network");
    assert_eq!(flood.ask(&sign_in(device.get(&last))).await.status, 200, "the newest is good everywhere");
    let answer = Authenticator::new(8).create(&begun);
    paul.call(AddPasskey { answer, name: String::new() }).await.expect("added");
}

async fn several_passkeys_have_names_and_can_be_removed(app: &TestApp) {
    let app = &named(app);
    let (paul, mut first) = owner(app, "paul.portal", 7).await;
    let mut second = Authenticator::new(8);
    app.advance(Duration::seconds(1));
    assert_eq!(add(&paul, &mut second, " Desk\u{7} key ").await.line(), "200 []", "codes come with the first only");
    let keys = paul.call(GetTwoStep {}).await.expect("the own second step").passkeys;
    assert_eq!(keys.iter().map(|key| key.name.as_str()).collect::<Vec<_>>(), ["My phone", "Desk key"]);
    let (clara, _) = owner(app, "clara.clerk", 9).await;
    let remove = |id| RemovePasskey { id, password: PASSWORD.into() };
    assert_eq!(clara.ask(&remove(keys[0].id)).await.line(), r#"404 "not_found""#, "somebody else's");
    paul.call(remove(keys[0].id)).await.expect("removed");
    assert_eq!(app.anonymous().ask(&sign_in(first.get(&question(app).await))).await.line(), REFUSED, "removed");
    assert_eq!(app.anonymous().ask(&sign_in(second.get(&question(app).await))).await.status, 200);
    let wrong = RemovePasskey { id: keys[1].id, password: "not it".into() };
    assert_eq!(paul.ask(&wrong).await.status, 422, "T20");
    app.demand(Demand::Everybody).await;
    assert_eq!(paul.ask(&remove(keys[1].id)).await.line(), r#"403 {"forbidden":"two_step_demanded"}"#);
    assert_eq!(app.count(app.house().cedar, "two_step.passkey_removed").await, 1);
}

async fn enrolment_by_a_passkey_makes_the_session_whole(app: &TestApp) {
    let app = &named(app);
    app.demand(Demand::Everybody).await;
    let reply = app.anonymous().ask(&attempt("paul.portal", PASSWORD)).await;
    assert_eq!(reply.json::<SignInResult>(), SignInResult::NeedsEnrolment("/sign-in/enrol".into()));
    let half = app.anonymous().with_cookie(&reply.session_cookie().expect("a cookie"));
    let reply = add(&half, &mut Authenticator::new(7), "").await;
    let whole = app.anonymous().with_cookie(&reply.session_cookie().expect("a new cookie"));
    let own = whole.call(GetTwoStep {}).await.expect("the own second step");
    assert_eq!((own.passkeys[0].name.as_str(), own.demanded), ("Passkey", true));
}

async fn there_are_none_at_an_address_without_a_name(app: &TestApp) {
    assert_eq!(app.anonymous().ask(&PasskeyQuestion {}).await.line(), r#"403 {"forbidden":"no_passkeys_here"}"#);
    let paul = app.signed_in("paul.portal").await;
    let refused = paul.ask(&BeginPasskey { password: PASSWORD.into() }).await.line();
    assert_eq!(refused, r#"403 {"forbidden":"no_passkeys_here"}"#);
    assert!(!app.anonymous().get("/sign-in").await.text().contains("Sign in with a passkey"));
    assert!(named(app).anonymous().get("/sign-in").await.text().contains("Sign in with a passkey"));
}

on_both_engines! {
    a_passkey_signs_in_without_a_password,
    a_passkey_is_a_second_step_of_its_owner_only,
    a_question_is_answered_once_and_within_five_minutes,
    answers_that_do_not_fit_are_refused_alike,
    t16_a_passkey_opens_no_locked_account,
    bad_answers_lock_like_bad_passwords,
    one_network_takes_no_places_but_its_own,
    several_passkeys_have_names_and_can_be_removed,
    enrolment_by_a_passkey_makes_the_session_whole,
    there_are_none_at_an_address_without_a_name,
}
