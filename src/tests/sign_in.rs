//! Getting in: locks, brakes, and answers that tell nothing.

use chrono::Duration;
use rolecall::{
    error::AppError,
    people::{
        api::{ListPeople, UnlockPerson},
        model::{AccountState, Lock, LockReason},
        query::PeopleQuery,
    },
    server::failpoint,
    session::api::Stay,
};

use crate::support::{
    Caller, TestApp,
    app::{at_once, attempt, status},
    house::PASSWORD,
    on_both_engines,
};

const WRONG: &str = "not the password at all";

async fn fail(app: &TestApp, name: &str, times: usize) {
    for _ in 0..times {
        assert_eq!(app.try_password(name, WRONG).await.line(), r#"401 "sign_in_refused""#);
    }
}

async fn get_in(app: &TestApp, name: &str) -> u16 {
    app.try_password(name, PASSWORD).await.status.as_u16()
}

async fn t10_every_refusal_looks_the_same(app: &TestApp) {
    let (since, reason) = (app.now(), LockReason::ByAdministrator);
    app.alter("clara.clerk", |clara| clara.lock = Some(Lock { since, reason, ends: None })).await;
    app.alter("sam.coordinator", |sam| sam.state = AccountState::Deactivated).await;
    app.alter("kim.keeper", |kim| kim.state = AccountState::Archived).await;
    let unknown = app.try_password("nobody.here", WRONG).await.outside();
    assert_eq!((unknown.0, unknown.1.as_str()), (401, r#""sign_in_refused""#));
    for (name, password) in [
        ("paul.portal", WRONG),
        ("clara.clerk", PASSWORD),
        ("sam.coordinator", PASSWORD),
        ("kim.keeper", PASSWORD),
        ("ingrid.invited@house.example", PASSWORD),
        ("", WRONG),
    ] {
        assert_eq!(app.try_password(name, password).await.outside(), unknown, "{name}");
    }
}

async fn t12_six_failures_are_forgiven_and_seven_lock(app: &TestApp) {
    fail(app, "paul.portal", 6).await;
    assert_eq!(get_in(app, "paul.portal").await, 200);
    fail(app, "clara.clerk", 7).await;
    assert_eq!(app.try_password("clara.clerk", PASSWORD).await.line(), r#"401 "sign_in_refused""#);
    let events = app.events(app.house().cedar).await;
    let locked: Vec<_> = events.iter().filter(|event| event.kind == "person.locked").collect();
    assert_eq!(locked.len(), 1);
    assert_eq!(locked[0].subject_name, "Clara Clerk");
}

async fn t13_a_hundred_parallel_tries_get_seven_looks(app: &TestApp) {
    let before = app.verifications();
    let caller = app.anonymous();
    let replies = at_once(100, |_| {
        let caller = caller.clone();
        async move { caller.ask(&attempt("paul.portal", WRONG)).await.status.as_u16() }
    })
    .await;
    assert!(replies.iter().all(|status| [401, 503].contains(status)), "{replies:?}");
    assert!(app.verifications() - before <= 7, "{} verifications", app.verifications() - before);
    assert_eq!(get_in(app, "paul.portal").await, 401, "the right one comes too late");
    assert!(app.person("paul.portal").await.locked(app.now()));
    assert_eq!(app.count(app.house().cedar, "person.locked").await, 1);
}

async fn t14_a_rollback_loses_no_failure(app: &TestApp) {
    for _ in 0..7 {
        failpoint::arm("before-commit", app.house().cedar);
        assert_eq!(app.try_password("paul.portal", WRONG).await.status, 500);
    }
    assert_eq!(get_in(app, "paul.portal").await, 401);
    assert!(app.person("paul.portal").await.locked(app.now()), "the lock is on record, so that it can be taken off");
    app.advance(Duration::minutes(30));
    assert_eq!(get_in(app, "paul.portal").await, 200, "and it ends by itself");
}

async fn t15_spellings_share_one_counter(app: &TestApp) {
    let spellings = [
        "paul.portal",
        "PAUL.PORTAL",
        "  paul.portal ",
        "paul.portal@house.example",
        "Paul.Portal@House.Example",
        "pául.portal",
        "paul.portal\t",
    ];
    for name in spellings {
        fail(app, name, 1).await;
    }
    for name in spellings {
        assert_eq!(get_in(app, name).await, 401, "{name}");
    }
    assert!(app.person("paul.portal").await.locked(app.now()));
    assert_eq!(get_in(app, "ｐaul.portal").await, 401, "a look-alike is nobody");
}

async fn t16_no_way_around_a_lock(app: &TestApp) {
    let open = app.signed_in("paul.portal").await;
    fail(app, "paul.portal", 7).await;
    let sessions = app.snapshot().await.rows("sessions").len();
    for name in ["paul.portal", "paul.portal@house.example"] {
        assert_eq!(get_in(app, name).await, 401);
    }
    let change = rolecall::session::api::ChangePassword {
        current: PASSWORD.into(),
        password: "seven hills over a quiet lake".into(),
        repeat: "seven hills over a quiet lake".into(),
    };
    assert_eq!(open.ask(&change).await.status, 422);
    assert_eq!(app.snapshot().await.rows("sessions").len(), sessions);
}

async fn t16_a_try_begun_before_the_lock_ends_after_it(app: &TestApp) {
    fail(app, "paul.portal", 5).await;
    let caller = app.anonymous();
    let replies = at_once(20, |number| {
        let caller = caller.clone();
        let password = if number % 2 == 0 { PASSWORD } else { WRONG };
        async move { caller.ask(&attempt("paul.portal", password)).await.session_cookie() }
    })
    .await;
    let sessions = app.snapshot().await.rows("sessions").len();
    assert_eq!(replies.iter().flatten().count(), sessions, "whoever got a cookie has a session, and nobody else");
}

async fn t17_a_stranger_can_lock_but_not_for_long(app: &TestApp) {
    let owner = app.signed_in("paul.portal").await;
    fail(app, "paul.portal", 7).await;
    assert_eq!(owner.call(Stay {}).await.map(|left| left.seconds), Ok(900), "the open session lives");
    for _ in 0..2 {
        app.advance(Duration::minutes(14));
        fail(app, "paul.portal", 1).await;
        assert!(owner.call(Stay {}).await.is_ok());
    }
    app.advance(Duration::seconds(119));
    assert_eq!(get_in(app, "paul.portal").await, 401, "one second before");
    app.advance(Duration::seconds(1));
    assert_eq!(get_in(app, "paul.portal").await, 200, "tries while locked neither prolonged nor counted");
    assert_eq!(app.count(app.house().cedar, "person.locked").await, 1);
    fail(app, "paul.portal", 6).await;
    assert_eq!(get_in(app, "paul.portal").await, 200, "the count began anew");
}

async fn t18_a_success_or_an_unlock_zeroes_the_count(app: &TestApp) {
    fail(app, "paul.portal", 5).await;
    assert_eq!(get_in(app, "paul.portal").await, 200);
    fail(app, "paul.portal", 5).await;
    assert_eq!(get_in(app, "paul.portal").await, 200);
    fail(app, "paul.portal", 7).await;

    let paul = app.id("paul.portal");
    let unknown = app.signed_in("bea.boss").await.ask(&UnlockPerson { id: nobody() }).await.line();
    for outside in ["bea.boss", "nina.npi", "oscar.operator"] {
        assert_eq!(app.signed_in(outside).await.ask(&UnlockPerson { id: paul }).await.line(), unknown, "{outside}");
    }
    let maya = app.signed_in("maya.manager").await;
    assert!(maya.call(UnlockPerson { id: paul }).await.is_ok_and(|paul| paul.lock.is_none()));
    assert_eq!(get_in(app, "paul.portal").await, 200);
    fail(app, "paul.portal", 6).await;
    assert_eq!(get_in(app, "paul.portal").await, 200, "nothing was left of the old count");
    let events = app.events(app.house().cedar).await;
    let unlocked: Vec<_> = events.iter().filter(|event| event.kind == "person.unlocked").collect();
    assert_eq!(unlocked.len(), 1);
    assert_eq!((unlocked[0].actor_name.as_str(), unlocked[0].subject_id), ("Maya Manager", Some(paul.uuid())));
    assert_eq!(maya.ask(&UnlockPerson { id: paul }).await.line(), r#"403 {"forbidden":"not_locked"}"#);
}

fn nobody() -> rolecall::domain::ids::PersonId {
    "0190163d-8694-739b-aea5-966c26f8ad91".parse().expect("an id")
}

async fn t19_one_network_gets_fifteen_different_tries(app: &TestApp) {
    let spray = app.anonymous().at([203, 0, 113, 5]);
    let mut answers = Vec::new();
    for number in 0..50 {
        // What a header says about the sender changes neither the count nor the record.
        let forged = format!("10.1.2.{number}");
        let caller = spray.clone().with("x-forwarded-for", &forged).with("forwarded", &format!("for={forged}"));
        answers.push(caller.ask(&attempt(&format!("person{number}"), PASSWORD)).await.status.as_u16());
    }
    assert_eq!(answers[..15], [401; 15]);
    assert_eq!(answers[15..], [429; 35]);
    let events = app.events(app.house().portal).await;
    assert!(
        events.iter().filter(|event| event.kind.starts_with("session")).all(|event| event.address == "203.0.113.5")
    );
    assert_eq!(app.count(app.house().portal, "network.braked").await, 1);
    assert_eq!(right(&spray).await, 429, "not even the right one");
    assert_eq!(right(&app.anonymous()).await, 200, "other networks are not concerned");
    app.advance(Duration::hours(24) - Duration::seconds(1));
    assert_eq!(right(&spray).await, 429);
    app.advance(Duration::seconds(1));
    assert_eq!(right(&spray).await, 200);
}

async fn right(caller: &Caller) -> u16 {
    caller.ask(&attempt("paul.portal", PASSWORD)).await.status.as_u16()
}

async fn t19_repeating_one_wrong_password_is_no_spraying(app: &TestApp) {
    let caller = app.anonymous().at([203, 0, 113, 6]);
    for _ in 0..20 {
        assert_eq!(caller.ask(&attempt("nobody.here", WRONG)).await.status, 401);
    }
    assert_eq!(right(&caller).await, 200);
}

async fn t19_parallel_tries_pass_no_brake(app: &TestApp) {
    let caller = app.anonymous().at([203, 0, 113, 7]);
    let answers = at_once(60, |number| {
        let caller = caller.clone();
        async move { caller.ask(&attempt(&format!("person{number}"), PASSWORD)).await.status.as_u16() }
    })
    .await;
    let looked_at = answers.iter().filter(|status| **status == 401).count();
    assert!(looked_at <= 15, "{looked_at} of 60 were looked at");
}

async fn signing_in_by_e_mail_opens_the_same_account(app: &TestApp) {
    let reply = app.try_password("Adam.Admin@house.example", PASSWORD).await;
    let caller = app.anonymous().with_cookie(&reply.session_cookie().expect("a cookie"));
    let list = caller.call(ListPeople { query: PeopleQuery::default() }).await;
    assert_eq!(status(&list), 200);
    assert_eq!(app.anonymous().call(Stay {}).await, Err(AppError::Unauthenticated));
}

on_both_engines! {
    t10_every_refusal_looks_the_same,
    t12_six_failures_are_forgiven_and_seven_lock,
    t13_a_hundred_parallel_tries_get_seven_looks,
    t14_a_rollback_loses_no_failure,
    t15_spellings_share_one_counter,
    t16_no_way_around_a_lock,
    t16_a_try_begun_before_the_lock_ends_after_it,
    t17_a_stranger_can_lock_but_not_for_long,
    t18_a_success_or_an_unlock_zeroes_the_count,
    t19_one_network_gets_fifteen_different_tries,
    t19_repeating_one_wrong_password_is_no_spraying,
    t19_parallel_tries_pass_no_brake,
    signing_in_by_e_mail_opens_the_same_account,
}
