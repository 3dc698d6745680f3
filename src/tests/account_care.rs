//! What administrators do for accounts: reset, temporary passwords, locks, sessions (T18, T32, T44, C-13, R-29).

use chrono::Duration;
use rolecall::{
    account::{
        api::{EndSessionsOf, GetCare, ListSessionsOf, LockPerson, MakeTemporary, SendReset},
        model::{HandOver, LinkKind},
        public::{Forgot, ResetPassword},
    },
    domain::refusal::Refusal,
    error::AppError,
    people::{
        api::{GetPerson, ListPeople, UnlockPerson},
        query::PeopleQuery,
    },
    session::api::{ChangePassword, EndSession, ListSessions, SessionRemaining},
};

use crate::support::{
    Caller, TestApp,
    app::{attempt, status},
    house::PASSWORD,
    on_both_engines,
    outbox::{kinds, letters, tokens},
};

const PAUL: &str = "paul.portal@house.example";
const NEW: &str = "seven quiet hills over a lake";

async fn lives(caller: &Caller) -> bool {
    caller.ask(&SessionRemaining {}).await.status == 200
}

async fn handed_over(app: &TestApp, by: &str) -> HandOver {
    let caller = app.signed_in(by).await;
    caller.call(MakeTemporary { person: app.id("paul.portal") }).await.expect("a sheet")
}

async fn s3_5_an_administrator_sends_a_link(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let person = app.id("paul.portal");
    adam.call(SendReset { person }).await.expect("sent");
    assert!(adam.call(GetCare { person }).await.expect("care").reset_until.is_some());
    let token = tokens(app, PAUL, LinkKind::Reset).await.pop().expect("a link");
    let choose = ResetPassword { token, password: NEW.into(), repeat: NEW.into() };
    app.anonymous().call(choose).await.expect("chosen");
    assert_eq!(app.try_password("paul.portal", NEW).await.status, 200);
    let event = app.events(app.house().cedar).await.into_iter().find(|event| event.kind == "password.reset_sent");
    let event = event.expect("an event");
    assert_eq!((event.actor_name.as_str(), event.subject_name.as_str()), ("Adam Admin", "Paul Portal"));
    let own = adam.ask(&SendReset { person: app.id("adam.admin") }).await;
    assert_eq!(own.line(), r#"403 {"forbidden":"own_password"}"#);
    let above = adam.ask(&SendReset { person: app.id("olivia.owner") }).await;
    assert_eq!(above.line(), r#"403 {"forbidden":{"person_above_own":"practice_owner"}}"#);
    let invited = adam.ask(&SendReset { person: app.id("ingrid.invited") }).await;
    assert_eq!(invited.line(), r#"403 {"forbidden":"no_account"}"#);
}

async fn t44_a_temporary_password_is_used_once_to_choose_another(app: &TestApp) {
    let before = app.signed_in("paul.portal").await;
    let sheet = handed_over(app, "adam.admin").await;
    assert_eq!((sheet.username.as_str(), sheet.address.as_str()), ("paul.portal", "http://127.0.0.1:3000/sign-in"));
    assert!(sheet.qr.starts_with("data:image/svg+xml;base64,"));
    assert_ne!(sheet.password, handed_over(app, "amy.admin").await.password, "the system draws it");
    let sheet = handed_over(app, "adam.admin").await;
    assert!(!lives(&before).await);
    assert_eq!(app.snapshot().await.tables_with(&sheet.password), [""; 0]);
    assert_eq!(app.try_password("paul.portal", PASSWORD).await.status, 401);
    let reply = app.anonymous().ask(&attempt("paul.portal", &sheet.password)).await;
    let paul = app.anonymous().with_cookie(&reply.session_cookie().expect("a session"));
    let elsewhere = paul.ask(&ListPeople { query: PeopleQuery::default() }).await;
    assert_eq!(elsewhere.line(), r#"403 {"forbidden":"choose_new_password"}"#);
    assert_eq!(app.try_password("paul.portal", &sheet.password).await.status, 401, "once");
    let change = |password: &str| ChangePassword {
        current: sheet.password.clone(),
        password: password.into(),
        repeat: password.into(),
    };
    let same = paul.ask(&change(&sheet.password)).await;
    assert_eq!(same.line(), r#"422 {"invalid":[{"field":"password","code":"password_same"}]}"#);
    assert_eq!(paul.ask(&change(NEW)).await.status, 200);
    assert_eq!(app.try_password("paul.portal", NEW).await.status, 200);
}

async fn t44_it_dies_after_a_day_and_no_mail_holds_it(app: &TestApp) {
    let sheet = handed_over(app, "adam.admin").await;
    assert_eq!(kinds(app, PAUL).await, ["temporary_password"]);
    let mail = format!("{:?}", letters(app, PAUL).await);
    assert!(mail.contains("/reset/") && !mail.contains(&sheet.password));
    app.advance(Duration::hours(24));
    assert_eq!(app.try_password("paul.portal", &sheet.password).await.status, 401);
    app.advance(-Duration::milliseconds(1));
    assert_eq!(app.try_password("paul.portal", &sheet.password).await.status, 200);
}

async fn t44_the_link_in_the_notice_takes_no_temporary_password(app: &TestApp) {
    let sheet = handed_over(app, "adam.admin").await;
    let token = tokens(app, PAUL, LinkKind::Reset).await.pop().expect("a link");
    let choose =
        |password: &str| ResetPassword { token: token.clone(), password: password.into(), repeat: password.into() };
    let same = app.anonymous().ask(&choose(&sheet.password)).await;
    assert_eq!(same.line(), r#"422 {"invalid":[{"field":"password","code":"password_same"}]}"#);
    assert_eq!(app.anonymous().ask(&choose(NEW)).await.status, 200);
    assert_eq!(app.try_password("paul.portal", &sheet.password).await.status, 401);
}

async fn strangers_who_ask_for_links_keep_no_administrator_from_helping(app: &TestApp) {
    for _ in 0..6 {
        app.anonymous().ask(&Forgot { login: "paul.portal".into() }).await;
    }
    let sheet = handed_over(app, "adam.admin").await;
    assert_eq!(app.try_password("paul.portal", &sheet.password).await.status, 200);
}

async fn a_lock_has_a_reason_and_ends_everything_at_once(app: &TestApp) {
    let (adam, person) = (app.signed_in("adam.admin").await, app.id("paul.portal"));
    let paul = app.signed_in("paul.portal").await;
    app.anonymous().ask(&Forgot { login: "paul.portal".into() }).await;
    let token = tokens(app, PAUL, LinkKind::Reset).await.pop().expect("a link");
    let no_reason = adam.call(LockPerson { person, reason: " ".into() }).await;
    assert_eq!(status(&no_reason), 422);
    adam.call(LockPerson { person, reason: "phone lost".into() }).await.expect("locked");
    assert!(!lives(&paul).await);
    assert_eq!(app.try_password("paul.portal", PASSWORD).await.status, 401);
    let choose = ResetPassword { token, password: NEW.into(), repeat: NEW.into() };
    assert_eq!(app.anonymous().ask(&choose).await.status, 410);
    let view = adam.call(GetPerson { id: person }).await.expect("Paul").person;
    assert_eq!(view.lock_note, "phone lost");
    assert!(view.lock.is_some_and(|(_, _, ends)| ends.is_none()));
    let again = adam.call(LockPerson { person, reason: "twice".into() }).await;
    assert_eq!(again, Err(AppError::Forbidden(Refusal::LockedAlready)));
    assert_eq!(status(&adam.call(MakeTemporary { person }).await), 403);
    let own = adam.call(LockPerson { person: app.id("adam.admin"), reason: "me".into() }).await;
    assert_eq!(own, Err(AppError::Forbidden(Refusal::OwnAccess)));
    app.signed_in("maya.manager").await.call(UnlockPerson { id: person }).await.expect("unlocked");
    assert_eq!(app.try_password("paul.portal", PASSWORD).await.status, 200);
}

async fn t32_sessions_are_listed_and_ended_by_their_owner(app: &TestApp) {
    let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1";
    let away = app.anonymous().at([203, 0, 113, 9]).with("user-agent", phone);
    let reply = away.ask(&attempt("paul.portal", PASSWORD)).await;
    let away = away.with_cookie(&reply.session_cookie().expect("a session"));
    app.advance(Duration::minutes(3));
    let here = app.signed_in("paul.portal").await;
    let sessions = here.call(ListSessions {}).await.expect("sessions");
    let other = &sessions[1];
    assert_eq!((sessions.len(), sessions[0].current, other.current), (2, true, false));
    assert_eq!((other.device.browser.as_str(), other.device.system.as_str()), ("Safari", "iPhone"));
    assert_eq!(other.address, "203.0.113.9");
    assert_eq!(other.seen.to_utc(), app.now() - Duration::minutes(3));
    let clara = app.signed_in("clara.clerk").await;
    assert_eq!(clara.ask(&EndSession { session: Some(other.id) }).await.status, 404, "T32: another user's session");
    assert!(lives(&away).await);
    here.call(EndSession { session: Some(other.id) }).await.expect("ended");
    assert!(!lives(&away).await && lives(&here).await);
    let third = app.signed_in("paul.portal").await;
    here.call(EndSession { session: None }).await.expect("ended");
    assert!(!lives(&third).await && lives(&here).await && lives(&clara).await);
    assert_eq!(app.count(app.house().cedar, "session.ended").await, 2);
    app.advance(Duration::minutes(16));
    let later = app.signed_in("paul.portal").await;
    assert_eq!(later.call(ListSessions {}).await.expect("sessions").len(), 1, "what has ended by itself is none");
}

async fn t32_administrators_end_sessions_within_their_scope(app: &TestApp) {
    let (paul, rita) = (app.signed_in("paul.portal").await, app.signed_in("rita.reception").await);
    let adam = app.signed_in("adam.admin").await;
    let person = app.id("paul.portal");
    let sessions = adam.call(ListSessionsOf { person }).await.expect("sessions");
    assert_eq!(sessions.len(), 1);
    for outside in ["nina.npi", "bea.boss"] {
        let caller = app.signed_in(outside).await;
        assert_eq!(caller.ask(&ListSessionsOf { person }).await.status, 404, "{outside}");
        assert_eq!(caller.ask(&EndSessionsOf { person, session: None }).await.status, 404, "{outside}");
    }
    let of_rita = adam.call(ListSessionsOf { person: app.id("rita.reception") }).await.expect("sessions")[0].id;
    let mixed = adam.ask(&EndSessionsOf { person, session: Some(of_rita) }).await;
    assert_eq!(mixed.status, 404, "a session that is not this person's");
    adam.call(EndSessionsOf { person, session: Some(sessions[0].id) }).await.expect("ended");
    assert!(!lives(&paul).await && lives(&rita).await);
    let nina = app.signed_in("nina.npi").await;
    nina.call(EndSessionsOf { person: app.id("rita.reception"), session: None }).await.expect("her own");
    assert!(!lives(&rita).await);
    let above = adam.ask(&EndSessionsOf { person: app.id("olivia.owner"), session: None }).await;
    assert_eq!(above.line(), r#"403 {"forbidden":{"person_above_own":"practice_owner"}}"#);
    assert_eq!(app.count(app.house().cedar, "session.ended").await, 2);
}

on_both_engines! {
    s3_5_an_administrator_sends_a_link,
    t44_a_temporary_password_is_used_once_to_choose_another,
    t44_it_dies_after_a_day_and_no_mail_holds_it,
    t44_the_link_in_the_notice_takes_no_temporary_password,
    strangers_who_ask_for_links_keep_no_administrator_from_helping,
    a_lock_has_a_reason_and_ends_everything_at_once,
    t32_sessions_are_listed_and_ended_by_their_owner,
    t32_administrators_end_sessions_within_their_scope,
}
