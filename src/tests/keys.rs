//! API keys (S3-6): shown once, kept as hashes, never more than their owners (T58, T59, ASVS 14.2.1).

use axum::http::Method;
use chrono::Duration;
use rolecall::{
    departures::api::PlanDeparture,
    domain::{permission::Permission, refusal::Refusal},
    error::AppError,
    keys::{
        api::{ListKeys, MakeKey, RevokeKey},
        model::{KeyForm, KeyScope, KeyState, MOST},
    },
    lifecycle::api::{DeactivatePerson, ReactivatePerson},
    mail::model::LetterKind,
    people::api::GetPerson,
    server::jobs,
    session::api::Prove,
};
use serde_json::json;

use crate::support::{
    Caller, TestApp,
    api::{Api, every_scope, key, problem},
    app::{edit, status},
    house::PASSWORD,
    on_both_engines, outbox,
};

fn form(name: &str, days: &str) -> KeyForm {
    KeyForm { key_name: name.into(), scopes: "people:read".into(), days: days.into() }
}

async fn t58_a_key_is_shown_once_and_kept_as_a_hash(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let secret = key(&adam, "people:read").await;
    assert!(secret.starts_with("rk_") && secret.len() == 46, "{secret}");
    let prefix = &secret[..11];
    // Only its first signs are anywhere: in the table, the history, the mail.
    assert_eq!(app.snapshot().await.tables_with(&secret), [""; 0]);
    assert_eq!(app.snapshot().await.tables_with(&secret[11..]), [""; 0]);
    assert!(!app.snapshot().await.tables_with(prefix).is_empty());
    let listed = adam.ask(&ListKeys {}).await;
    assert!(listed.text().contains(prefix) && !listed.text().contains(&secret));
    let page = adam.get("/settings/keys").await;
    assert!(page.text().contains(prefix) && !page.text().contains(&secret));
    assert_eq!(Api::with(app, &secret).get("/people").await.status, 200);
    // A part of it is no key, nor is its hash.
    let hash = rolecall::session::store::token_hash(&secret);
    for wrong in [&secret[..45], prefix, &hash, "rk_", "", &format!("{secret}x")] {
        let reply = Api::with(app, wrong).get("/people").await;
        assert_eq!((reply.status.as_u16(), problem(&reply).as_str()), (401, "unauthenticated"), "{wrong}");
        assert!(reply.header("www-authenticate").starts_with("Bearer"));
    }
}

async fn t58_a_key_in_an_address_is_refused(app: &TestApp) {
    let secret = key(&app.signed_in("adam.admin").await, "people:read").await;
    for query in [format!("access_token={secret}"), format!("q={secret}"), secret.clone()] {
        for api in [Api::without(app), Api::with(app, &secret)] {
            let reply = api.get(&format!("/people?{query}")).await;
            assert_eq!((reply.status.as_u16(), problem(&reply).as_str()), (401, "key-in-address"), "{query}");
        }
    }
}

async fn t58_a_name_is_text(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    adam.call(MakeKey { form: form("<script>alert(1)</script>", "30") }).await.expect("a key");
    let page = adam.get("/settings/keys").await;
    assert!(page.text().contains("&lt;script&gt;alert(1)") && !page.text().contains("<script>alert(1)"));
    for (name, days) in [("", "30"), ("a\u{7}b", "30"), ("Payroll", "0"), ("Payroll", "731"), ("Payroll", "-1")] {
        let refused = adam.call(MakeKey { form: form(name, days) }).await;
        assert!(matches!(refused, Err(AppError::Invalid(_))), "{name:?} {days}: {refused:?}");
    }
}

async fn making_a_key_asks_again_and_is_told(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    app.advance(Duration::minutes(10));
    assert_eq!(adam.call(MakeKey { form: form("Payroll", "90") }).await, Err(AppError::ProofNeeded), "T33");
    let reply = adam.ask(&Prove { proof: PASSWORD.into(), next: String::new() }).await;
    let adam = adam.with_cookie(&reply.session_cookie().expect("a new token"));
    let secret = adam.call(MakeKey { form: form("Payroll", "90") }).await.expect("a key");
    for email in ["adam.admin@house.example", "amy.admin@house.example", "olivia.owner@cedar.example"] {
        assert_eq!(outbox::kinds(app, email).await, [LetterKind::KeyMade.name()], "{email}");
    }
    assert_eq!(outbox::kinds(app, "maya.manager@house.example").await, [""; 0]);
    let event = app.events(app.house().cedar).await.remove(0);
    assert_eq!((event.kind.as_str(), event.actor_name.as_str()), ("key.made", "Adam Admin"));
    assert!(event.changes.contains(&secret[..11]) && event.changes.contains("people:read"), "{}", event.changes);
    // So many work at a time.
    for _ in 1..MOST {
        adam.call(MakeKey { form: form("Another", "30") }).await.expect("a key");
    }
    assert_eq!(status(&adam.call(MakeKey { form: form("Too many", "30") }).await), 422);
}

async fn of(by: &Caller, name: &str) -> KeyState {
    by.call(ListKeys {}).await.expect("keys").into_iter().find(|key| key.name == name).expect("the key").state
}

async fn t59_a_key_ends(app: &TestApp) {
    let (adam, olivia) = (app.signed_in("adam.admin").await, app.signed_in("olivia.owner").await);
    let secret = adam.call(MakeKey { form: form("Payroll", "30") }).await.expect("a key");
    let api = Api::with(app, &secret);
    assert_eq!(api.get("/people").await.status, 200);
    assert_eq!(of(&olivia, "Payroll").await, KeyState::Works);
    app.advance(Duration::days(30) - Duration::milliseconds(1));
    assert_eq!(api.get("/people").await.status, 200);
    app.advance(Duration::milliseconds(1));
    assert_eq!(api.get("/people").await.status, 401);
    let olivia = app.signed_in("olivia.owner").await;
    assert_eq!(of(&olivia, "Payroll").await, KeyState::Ended);
    // Revoked by somebody else of the practice, and by nobody of another one.
    let secret = app.signed_in("adam.admin").await.call(MakeKey { form: form("Second", "30") }).await.expect("a key");
    let id = olivia.call(ListKeys {}).await.expect("keys")[0].id;
    let bea = app.signed_in("bea.boss").await;
    assert_eq!(bea.call(RevokeKey { id }).await, Err(AppError::NotFound));
    assert_eq!(bea.call(ListKeys {}).await, Ok(Vec::new()));
    olivia.call(RevokeKey { id }).await.expect("revoked");
    assert_eq!(Api::with(app, &secret).get("/people").await.status, 401);
    assert_eq!(olivia.call(RevokeKey { id }).await, Err(AppError::NotFound));
    assert_eq!(of(&olivia, "Second").await, KeyState::Revoked);
    assert_eq!(app.events(app.house().cedar).await[0].kind, "key.revoked");
}

async fn t59_rights_are_those_of_the_owner_now(app: &TestApp) {
    let olivia = app.signed_in("olivia.owner").await;
    let api = Api::of(app, "adam.admin", &every_scope()).await;
    let (adam, clara) = (app.id("adam.admin"), app.id("clara.clerk"));
    let write = || api.send(Method::POST, "/invitations", Some(invitation(app)), &[]);
    assert_eq!(write().await.status, 200);
    // Demoted: what both may.
    edit(&olivia, adam, |form| form.role = "auditor".into()).await.expect("demoted");
    assert_eq!(api.get("/people").await.status, 200);
    let refused = write().await;
    assert_eq!((refused.status.as_u16(), problem(&refused).as_str()), (403, "refused"));
    edit(&olivia, adam, |form| form.role = "portal_user".into()).await.expect("demoted");
    assert_eq!(api.get("/people").await.status, 403);
    // Moved to one provider: nobody else is there any more.
    edit(&olivia, adam, |form| form.role = "practice_administrator".into()).await.expect("promoted");
    assert_eq!(api.get(&format!("/people/{clara}")).await.status, 200);
    edit(&olivia, adam, |form| form.place = app.house().rosa.to_string()).await.expect("moved");
    assert_eq!(api.get(&format!("/people/{clara}")).await.status, 404);
    assert_eq!(api.get("/events").await.status, 403);
    edit(&olivia, adam, |form| form.place = app.house().main_street.to_string()).await.expect("moved");
    // A temporary password opens nothing, here neither.
    let until = (app.now() + Duration::hours(24)).timestamp_millis();
    let temporary =
        |until: i64| format!("update credentials set temporary_until = {until} where username_key = 'adam.admin'");
    app.sql(&temporary(until)).await.expect("updates");
    assert_eq!(api.get("/people").await.status, 403);
    app.sql(&temporary(0)).await.expect("updates");
    // Locked out by failures.
    for _ in 0..7 {
        app.try_password("adam.admin", "not the password").await;
    }
    assert_eq!(api.get("/people").await.status, 401);
    app.alter("adam.admin", |adam| adam.lock = None).await;
    assert_eq!(api.get("/people").await.status, 200);
    // Deactivated: the key ends with the account and does not come back with it.
    let reason = || "left".to_owned();
    olivia.call(DeactivatePerson { person: adam, reason: reason() }).await.expect("deactivated");
    assert_eq!(api.get("/people").await.status, 401);
    let grants =
        olivia.call(GetPerson { id: adam }).await.expect("Adam").person.grants.iter().map(|one| one.id).collect();
    olivia.call(ReactivatePerson { person: adam, grants, reason: reason() }).await.expect("reactivated");
    assert_eq!(api.get("/people").await.status, 401);
}

fn invitation(app: &TestApp) -> serde_json::Value {
    json!({ "emails": ["nadia.new@house.example"], "role": "clerical_user", "place": app.house().main_street })
}

async fn t59_a_last_day_ends_the_key_at_its_instant(app: &TestApp) {
    let olivia = app.signed_in("olivia.owner").await;
    let api = Api::of(app, "adam.admin", "people:read").await;
    let (person, day) = (app.id("adam.admin"), "2026-03-05".to_owned());
    let plan = PlanDeparture { person, day, reason: "leaves".into(), seen: String::new() };
    olivia.call(plan).await.expect("planned");
    app.advance(Duration::days(3));
    assert_eq!(api.get("/people").await.status, 200);
    app.advance(Duration::days(1));
    assert_eq!(api.get("/people").await.status, 401);
}

async fn t59_a_key_is_no_session_and_a_session_no_key(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let secret = key(&adam, &every_scope()).await;
    // As a session's cookie, and as a bearer of the pages.
    let name = adam.cookie.as_deref().and_then(|cookie| cookie.split_once('=')).expect("a cookie").0.to_owned();
    let as_cookie = app.anonymous().with_cookie(&format!("{name}={secret}"));
    assert_eq!(status(&as_cookie.call(ListKeys {}).await), 401);
    let bearer = app.anonymous().with("authorization", &format!("Bearer {secret}"));
    assert_eq!(status(&bearer.call(ListKeys {}).await), 401);
    assert_eq!(bearer.get("/people").await.status, 303);
    // A session's token is no key, and its cookie opens nothing here.
    let token = adam.cookie.as_deref().and_then(|cookie| cookie.split_once('=')).expect("a cookie").1.to_owned();
    for wrong in [token.clone(), format!("rk_{token}")] {
        assert_eq!(Api::with(app, &wrong).get("/people").await.status, 401);
    }
    assert_eq!(adam.get("/api/v1/people").await.status, 401);
    // A key that is good stays good beside somebody's cookie, and acts as its owner.
    let beside = app.signed_in("bea.boss").await.with("authorization", &format!("Bearer {secret}"));
    let people = beside.get("/api/v1/people").await;
    assert_eq!(people.status, 200);
    assert!(people.text().contains("adam.admin"));
    // What no scope has, no key can do: its owner's other rights are cut off in every door.
    let mut conn = app.read().await;
    let found = rolecall::keys::service::KeyInUse::look_up(&mut conn, &secret, app.now()).await.expect("reads");
    let (_, viewer) = found.expect("the key");
    let scopes = rolecall::keys::model::permissions(KeyScope::ALL);
    for permission in Permission::ALL {
        let may = scopes.contains(&permission);
        assert_eq!(viewer.may(permission).is_ok(), may, "{permission:?}");
    }
    let refused = Refusal::NotPermitted(Permission::ManageKeys);
    assert_eq!(viewer.may(Permission::ManageKeys), Err(refused));
}

async fn t59_a_scope_is_needed_for_each_operation(app: &TestApp) {
    let api = Api::of(app, "olivia.owner", "leavers:read,people:write").await;
    // Both come with the permission; neither is what was asked for.
    let (paul, body) = (app.id("paul.portal"), json!({ "reason": "stays" }));
    for reply in [api.get("/people").await, api.post(&format!("/leavers/{paul}/cancel"), body).await] {
        assert_eq!((reply.status.as_u16(), problem(&reply).as_str()), (403, "insufficient-scope"));
    }
    assert_eq!(api.get("/leavers").await.status, 200);
}

async fn events_name_owner_and_key(app: &TestApp) {
    let secret = key(&app.signed_in("adam.admin").await, &every_scope()).await;
    let api = Api::with(app, &secret);
    let luis = app.id("luis.locked");
    assert_eq!(api.post(&format!("/people/{luis}/unlock"), json!({})).await.status, 200);
    let event = app.events(app.house().cedar).await.remove(0);
    assert_eq!(event.kind, "person.unlocked");
    assert_eq!(event.actor_id, Some(app.id("adam.admin").uuid()));
    assert_eq!(event.actor_name, format!("Adam Admin ({}, Payroll)", &secret[..11]));
    assert_eq!(event.agent, "payroll/1");
    // A refusal is an event, too.
    assert_eq!(api.post(&format!("/people/{luis}/unlock"), json!({})).await.status, 403);
    let event = app.events(app.house().cedar).await.remove(0);
    assert_eq!((event.kind.as_str(), event.outcome.as_str()), ("permission.refused", "refused"));
    assert!(
        event.actor_name.contains(&secret[..11]) && event.reason.starts_with("/api/v1/people/"),
        "{}",
        event.reason
    );
}

async fn last_use_is_written_in_a_batch(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let secret = key(&adam, "people:read").await;
    let used = async || adam.call(ListKeys {}).await.expect("keys")[0].used;
    jobs::flush(&app.state).await.expect("writes");
    let (seen, before) = (app.person("adam.admin").await.active, app.snapshot().await);
    assert_eq!(used().await, None);
    app.advance(Duration::minutes(5));
    assert_eq!(Api::with(app, &secret).get("/people").await.status, 200);
    assert_eq!(before.rows("api_keys"), app.snapshot().await.rows("api_keys"), "no write for a read");
    jobs::flush(&app.state).await.expect("writes");
    assert_eq!(used().await.map(|at| at.to_utc()), Some(app.now()));
    assert_eq!(app.person("adam.admin").await.active, seen, "a program's request is no activity of its owner");
}

on_both_engines! {
    t58_a_key_is_shown_once_and_kept_as_a_hash,
    t58_a_key_in_an_address_is_refused,
    t58_a_name_is_text,
    making_a_key_asks_again_and_is_told,
    t59_a_key_ends,
    t59_rights_are_those_of_the_owner_now,
    t59_a_last_day_ends_the_key_at_its_instant,
    t59_a_key_is_no_session_and_a_session_no_key,
    t59_a_scope_is_needed_for_each_operation,
    events_name_owner_and_key,
    last_use_is_written_in_a_batch,
}
