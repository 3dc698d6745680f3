//! The API's wire (S3-6): lists and cursors, versions, repeated requests, limits, problems (T60, T65).

use std::collections::BTreeSet;

use axum::http::Method;
use chrono::Duration;
use rolecall::{error::AppError, keys::limit::PER_MINUTE};
use serde_json::{Value, json};

use crate::support::{
    Reply, TestApp,
    api::{Api, BASE, every_scope, key, problem},
    app::{at_once, edit},
    on_both_engines,
};

async fn all(app: &TestApp) -> Api {
    Api::of(app, "adam.admin", &every_scope()).await
}

#[track_caller]
fn refused(reply: &Reply, status: u16, kind: &str) {
    assert_eq!((reply.status.as_u16(), problem(reply).as_str()), (status, kind), "{}", reply.line());
}

fn ids(page: &Value) -> Vec<String> {
    let rows = page["data"].as_array().expect("rows").iter();
    rows.map(|row| row["id"].as_str().or(row["person_id"].as_str()).expect("an id").to_owned()).collect()
}

/// Follows `next` from page to page.
async fn walk(api: &Api, first: &str) -> Vec<String> {
    let (mut found, mut path) = (Vec::new(), first.to_owned());
    loop {
        let reply = api.get(&path).await;
        assert_eq!(reply.status, 200, "{}", reply.line());
        let page: Value = reply.json();
        found.extend(ids(&page));
        let Some(next) = page["next"].as_str() else {
            assert_eq!(reply.header("link"), "");
            return found;
        };
        assert_eq!(reply.header("link"), format!("<{next}>; rel=\"next\""));
        path = next.strip_prefix(BASE).expect("an address of the API").to_owned();
    }
}

async fn every_list_is_walked_by_cursors(app: &TestApp) {
    let api = all(app).await;
    let jose = app.id("jose.alvarez");
    for (person, day) in [(jose, "2026-04-30"), (app.id("clara.clerk"), "2026-05-30")] {
        let plan = json!({ "person_id": person, "day": day, "reason": "moves away" });
        assert_eq!(api.post("/leavers", plan).await.status, 200);
    }
    for list in [
        "/people?sort=email",
        "/people?sort=created&dir=asc&role=portal_user",
        "/invitations?sort=email",
        "/requests?status=all",
        "/leavers",
    ] {
        let whole: Value = api.get(list).await.json();
        let (total, expected) = (whole["total"].as_i64().expect("a total"), ids(&whole));
        assert_eq!(expected.len() as i64, total, "{list}");
        for limit in [1, 2, 7, 100] {
            let more = if list.contains('?') { "&" } else { "?" };
            let walked = walk(&api, &format!("{list}{more}limit={limit}")).await;
            assert_eq!(walked, expected, "{list} by {limit}");
            assert_eq!(walked.iter().collect::<BTreeSet<_>>().len() as i64, total, "{list} by {limit}");
        }
    }
    let events: Value = api.get("/events?limit=100").await.json();
    let seqs = |page: &Value| -> Vec<i64> {
        page["data"].as_array().expect("rows").iter().map(|row| row["seq"].as_i64().expect("a number")).collect()
    };
    let (mut walked, mut path) = (Vec::new(), "/events?limit=3".to_owned());
    while walked.len() < 10 {
        let page: Value = api.get(&path).await.json();
        walked.extend(seqs(&page));
        let Some(next) = page["next"].as_str() else { break };
        path = next.strip_prefix(BASE).expect("an address of the API").to_owned();
    }
    assert!(seqs(&events).starts_with(&walked) && walked.len() > 3, "{walked:?}");
}

async fn t65_parameters_are_those_of_the_list(app: &TestApp) {
    let api = all(app).await;
    for wrong in [
        "limit=0",
        "limit=-1",
        "limit=101",
        "limit=4294967296",
        "limit=ten",
        "limit=",
        "size=25",
        "king=1",
        "role=king",
        "role=portal_user,king",
        "status=",
        "limit=5&limit=6",
        "sort=king",
        "dir=sideways",
        "cursor=%21",
        "cursor=AAAA",
        "locked=perhaps",
        "page=2",
        "after=1",
    ] {
        let reply = api.get(&format!("/people?{wrong}")).await;
        if wrong == "status=" {
            assert_eq!(reply.status, 200, "nothing is no filter");
        } else {
            refused(&reply, 400, "bad-request");
        }
    }
    let gone = rolecall::domain::ids::PersonId::new(app.state.random.id(app.now()));
    let cursor = base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, gone.to_string());
    refused(&api.get(&format!("/people?cursor={cursor}")).await, 400, "bad-request");
    let good: Value = api.get("/people?q=alvarez&role=portal_user,delegate&locked=no&dir=desc&sort=last").await.json();
    assert_eq!(ids(&good), [app.id("jose.alvarez").to_string()]);
    let long = api.get(&format!("/people?q={}", "x".repeat(20_000))).await;
    assert_eq!(long.status, 200);
    assert_eq!(long.json::<Value>()["total"], 0);
    assert_eq!(api.get("/requests?status=pending").await.status, 200);
    for path in ["/practices?q=x", "/tiers?limit=1", "/events?sort=at", "/events?cursor=bm9uZQ"] {
        refused(&api.get(path).await, 400, "bad-request");
    }
}

async fn t65_bodies_are_bounded(app: &TestApp) {
    let api = all(app).await;
    let paul = format!("/people/{}", app.id("paul.portal"));
    let deep = format!("{{\"emails\":{}", "[".repeat(10_000));
    for (body, status, kind) in [
        (format!("{{\"email\":\"{}\"}}", "x".repeat(10_000_000)), 413, "too-large"),
        (deep, 422, "invalid"),
        ("{".into(), 400, "bad-request"),
        ("[]".into(), 422, "invalid"),
        ("{\"email\":1}".into(), 422, "invalid"),
        ("{\"email\":\"a@b.example\",\"email\":\"c@d.example\"}".into(), 422, "invalid"),
        // What a caller may not set is refused, not overlooked (T52).
        (
            "{\"email\":\"a@b.example\",\"role\":\"delegate\",\"place\":\"x\",\"state\":\"active\"}".into(),
            422,
            "invalid",
        ),
    ] {
        refused(&api.raw(Method::POST, "/people", Some(body), &[]).await, status, kind);
    }
    for (kind, body) in [("text/plain", "{}"), ("application/x-www-form-urlencoded", "email=a"), ("", "{}")] {
        let reply = api.raw(Method::POST, "/people", Some(body.into()), &[("content-type", kind)]).await;
        refused(&reply, 415, "not-json");
    }
    for method in [Method::PUT, Method::DELETE, Method::OPTIONS, Method::TRACE, Method::POST] {
        refused(&api.send(method.clone(), &paul, None, &[]).await, 405, "method-not-allowed");
    }
    for unknown in ["/", "", "/people/", "/people/1", "/people/../keys", "/keys", "/people/%00", "/sessions"] {
        let reply = api.get(unknown).await;
        assert_eq!(reply.status, 404, "{unknown}: {}", reply.line());
        problem(&reply);
    }
}

async fn t60_another_site_makes_no_browser_call(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let secret = key(&adam, &every_scope()).await;
    let body = json!({ "reason": "stolen" }).to_string();
    let path = format!("{BASE}/people/{}/deactivate", app.id("paul.portal"));
    let before = app.snapshot().await;
    let elsewhere = adam.clone().with("sec-fetch-site", "cross-site").with("origin", "https://evil.example");
    let with_key = elsewhere.clone().with("authorization", &format!("Bearer {secret}"));
    // With somebody's cookies there is no key; with a key there is another site.
    for (caller, status) in [(adam, 401), (elsewhere, 403), (with_key, 403)] {
        for kind in ["application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
            let reply = caller.post(&path, kind, body.clone()).await;
            assert_eq!(reply.status, status, "{kind}: {}", reply.line());
            assert_eq!(reply.header("access-control-allow-origin"), "");
        }
    }
    assert_eq!(before.rows("people"), app.snapshot().await.rows("people"));
}

async fn nobodys_change_is_overwritten(app: &TestApp) {
    let api = all(app).await;
    let (paul, path) = (app.id("paul.portal"), format!("/people/{}", app.id("paul.portal")));
    let read = api.get(&path).await;
    let tag = read.header("etag").to_owned();
    let title = |title: &str| Some(json!({ "title": title }));
    let patch =
        async |title: Option<Value>, headers: &[(&str, &str)]| api.send(Method::PATCH, &path, title, headers).await;
    refused(&patch(title("Nurse"), &[]).await, 428, "match-needed");
    for wrong in ["\"999-aa\"", "*", "W/\"1-aa\"", "1", &format!("W/{tag}")] {
        refused(&patch(title("Nurse"), &[("if-match", wrong)]).await, 412, "changed");
    }
    let saved = patch(title("Nurse"), &[("if-match", &tag)]).await;
    assert_eq!((saved.status.as_u16(), saved.json::<Value>()["title"].as_str()), (200, Some("Nurse")));
    assert_ne!(saved.header("etag"), tag);
    refused(&patch(title("Doctor"), &[("if-match", &tag)]).await, 412, "changed");
    edit(&app.signed_in("olivia.owner").await, paul, |form| form.phone = "(312) 555-0142".into()).await.expect("saved");
    refused(&patch(title("Doctor"), &[("if-match", saved.header("etag"))]).await, 412, "changed");
    // What was read is not sent again until it changes.
    let now = api.get(&path).await;
    let same = api.send(Method::GET, &path, None, &[("if-none-match", now.header("etag"))]).await;
    assert_eq!((same.status.as_u16(), same.body.len(), same.header("etag")), (304, 0, now.header("etag")));
    let stale = api.send(Method::GET, &path, None, &[("if-none-match", &tag)]).await;
    assert_eq!(stale.status, 200);
    // Many at once with one tag: one of them.
    let (tag, secret) = (now.header("etag").to_owned(), key(&app.signed_in("adam.admin").await, "people:write").await);
    let apis: Vec<_> = (0..10).map(|_| Api::with(app, &secret)).collect();
    let apis = std::sync::Arc::new(apis);
    let done = at_once(10, move |number| {
        let (apis, tag, path) = (apis.clone(), tag.clone(), path.clone());
        async move {
            let title = Some(json!({ "title": format!("Number {number}") }));
            apis[number].send(Method::PATCH, &path, title, &[("if-match", &tag)]).await.status.as_u16()
        }
    })
    .await;
    assert_eq!(done.iter().filter(|status| **status == 200).count(), 1, "{done:?}");
    assert!(done.iter().all(|status| [200, 412].contains(status)), "{done:?}");
}

async fn a_repeated_request_is_carried_out_once(app: &TestApp) {
    let secret = key(&app.signed_in("adam.admin").await, &every_scope()).await;
    let api = Api::with(app, &secret);
    let somebody = |email: &str| json!({ "email": email, "role": "clerical_user", "place": app.house().main_street });
    let post = async |email: &str, name: &str| {
        api.send(Method::POST, "/people", Some(somebody(email)), &[("idempotency-key", name)]).await
    };
    let first = post("nadia.new@house.example", "order-1").await;
    assert_eq!(first.status, 201, "{}", first.line());
    let again = post("nadia.new@house.example", "order-1").await;
    assert_eq!((again.line(), again.header("location")), (first.line(), first.header("location")));
    assert_eq!(again.header("etag"), first.header("etag"));
    assert_eq!(app.count(app.house().cedar, "invitation.sent").await, 1);
    refused(&post("other.new@house.example", "order-1").await, 422, "idempotency-key-reused");
    // A refusal is an answer, too.
    let taken = post("nadia.new@house.example", "order-2").await;
    refused(&taken, 409, "conflict");
    assert_eq!(post("nadia.new@house.example", "order-2").await.line(), taken.line());
    for name in ["", &"x".repeat(256)] {
        refused(&post("nobody.new@house.example", name).await, 400, "bad-request");
    }
    // Another key's names are its own.
    let other = Api::of(app, "adam.admin", &every_scope()).await;
    let same = Some(somebody("nadia.new@house.example"));
    refused(&other.send(Method::POST, "/people", same, &[("idempotency-key", "order-1")]).await, 409, "conflict");
    app.sql("update api_answers set status = 0 where idempotency_key = 'order-1'").await.expect("updates");
    refused(&post("nadia.new@house.example", "order-1").await, 409, "still-running");
    app.advance(Duration::hours(24));
    refused(&post("nadia.new@house.example", "order-1").await, 409, "conflict");
    rolecall::server::jobs::sweep(&app.state).await.expect("sweeps");
    assert_eq!(app.snapshot().await.rows("api_answers").len(), 1);
}

async fn ten_at_once_are_one(app: &TestApp) {
    let secret = key(&app.signed_in("adam.admin").await, &every_scope()).await;
    let apis: Vec<_> = (0..10).map(|_| Api::with(app, &secret)).collect();
    let (apis, place) = (std::sync::Arc::new(apis), app.house().main_street.to_string());
    let done = at_once(10, move |number| {
        let (apis, place) = (apis.clone(), place.clone());
        async move {
            let body = Some(json!({ "email": "nadia.new@house.example", "role": "clerical_user", "place": place }));
            let reply = apis[number].send(Method::POST, "/people", body, &[("idempotency-key", "once")]).await;
            reply.status.as_u16()
        }
    })
    .await;
    assert!(done.contains(&201) && done.iter().all(|status| [201, 409].contains(status)), "{done:?}");
    assert_eq!(app.count(app.house().cedar, "invitation.sent").await, 1);
}

async fn a_key_may_ask_so_often(app: &TestApp) {
    let secret = key(&app.signed_in("adam.admin").await, "tiers:read").await;
    let api = Api::with(app, &secret);
    let first = api.get("/nowhere").await;
    assert_eq!(first.header("ratelimit-policy"), "\"key\";q=600;w=60");
    assert_eq!(first.header("ratelimit"), "\"key\";r=599;t=1");
    for _ in 1..PER_MINUTE.get() {
        assert_eq!(api.get("/nowhere").await.status, 404);
    }
    let over = api.get("/nowhere").await;
    refused(&over, 429, "too-many-requests");
    assert_eq!((over.header("retry-after"), over.header("ratelimit")), ("1", "\"key\";r=0;t=1"));
    // Each key counts for itself; ten come back in a second.
    let other = Api::of(app, "adam.admin", "tiers:read").await;
    assert_eq!(other.get("/tiers").await.status, 200);
    app.advance(Duration::seconds(1));
    for _ in 0..10 {
        assert_eq!(api.get("/nowhere").await.status, 404);
    }
    assert_eq!(api.get("/nowhere").await.status, 429);
}

async fn problems_speak_the_callers_language(app: &TestApp) {
    let api = all(app).await;
    let new = json!({ "email": "no address", "role": "king", "place": app.house().main_street, "first_name": "R2D2" });
    let reply = api.send(Method::POST, "/people", Some(new), &[("accept-language", "es")]).await;
    refused(&reply, 422, "invalid");
    let problem: Value = reply.json();
    let errors = problem["errors"].as_array().expect("errors");
    let codes: Vec<_> = errors.iter().map(|one| (one["field"].as_str(), one["code"].as_str())).collect();
    assert_eq!(codes, [(Some("email"), Some("not_an_email")), (Some("first_name"), Some("name_characters"))]);
    let t = rolecall::i18n::T::new(rolecall::i18n::Lang::Es);
    assert_eq!(problem["detail"], t.error(&AppError::Invalid(rolecall::domain::code::FieldErrors::default())));
    assert_eq!(errors[0]["detail"], t.code(rolecall::domain::code::Code::NotAnEmail));
    // A fault of ours says its number and nothing else.
    app.sql("update people set state = 99 where email_key = 'paul.portal@house.example'").await.expect("updates");
    app.tampered();
    let broken = api.get(&format!("/people/{}", app.id("paul.portal"))).await;
    refused(&broken, 500, "internal");
    assert_eq!(broken.json::<Value>()["request_id"], broken.header("x-request-id"));
    assert!(!broken.text().contains("people."), "{}", broken.text());
}

on_both_engines! {
    every_list_is_walked_by_cursors,
    t65_parameters_are_those_of_the_list,
    t65_bodies_are_bounded,
    t60_another_site_makes_no_browser_call,
    nobodys_change_is_overwritten,
    a_repeated_request_is_carried_out_once,
    ten_at_once_are_one,
    a_key_may_ask_so_often,
    problems_speak_the_callers_language,
}
