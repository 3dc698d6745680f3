//! The API's document: well-formed, complete, true. Every status that it names is produced here, and no other.

use std::{cell::RefCell, collections::BTreeSet};

use axum::http::Method;
use rolecall::{domain::ids::PersonId, keys::model::KeyScope, server::http};
use serde_json::{Value, json};
use tokio::{net::TcpListener, process::Command};

use crate::support::{
    Reply, TestApp,
    api::{Api, BASE, every_scope, key, problem},
    on_both_engines, requests,
};

async fn document(app: &TestApp) -> Value {
    let reply = app.anonymous().get("/api/v1/openapi.json").await;
    assert_eq!(reply.status, 200);
    reply.json()
}

/// Every operation: method, path, what the document says.
fn operations(document: &Value) -> Vec<(Method, String, Value)> {
    let paths = document["paths"].as_object().expect("paths").iter();
    let all = paths.flat_map(|(path, item)| {
        let operations = item.as_object().expect("operations").iter();
        operations.map(move |(method, operation)| {
            let method = method.to_uppercase().parse().expect("a method");
            (method, path.clone(), operation.clone())
        })
    });
    all.collect()
}

fn every_ref(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                match value.as_str() {
                    Some(target) if name == "$ref" => found.push(target.to_owned()),
                    _ => every_ref(value, found),
                }
            }
        }
        Value::Array(array) => array.iter().for_each(|value| every_ref(value, found)),
        _ => {}
    }
}

async fn the_document_is_well_formed(app: &TestApp) {
    let document = document(app).await;
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1.")), "{}", document["openapi"]);
    for needed in ["/info/title", "/info/version", "/components/securitySchemes/key", "/servers/0/url"] {
        assert!(document.pointer(needed).is_some(), "{needed}");
    }
    let mut refs = Vec::new();
    every_ref(&document, &mut refs);
    assert!(refs.len() > 50, "{}", refs.len());
    for target in refs {
        let pointer = target.strip_prefix('#').expect("a reference inside");
        assert!(document.pointer(pointer).is_some(), "{target}");
    }
    let mut names = BTreeSet::new();
    for (method, path, operation) in operations(&document) {
        let name = operation["operationId"].as_str().expect("a name").to_owned();
        assert!(names.insert(name.clone()), "{name} stands twice");
        assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{name}");
        let scopes = operation["security"][0]["key"].as_array().unwrap_or_else(|| panic!("{name} names no scope"));
        let known = |scope: &Value| scope.as_str().and_then(KeyScope::from_name).is_some();
        assert!(!scopes.is_empty() && scopes.iter().all(known), "{name}: {scopes:?}");
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let mut seen = BTreeSet::new();
        for parameter in &parameters {
            let (at, named) = (parameter["in"].as_str(), parameter["name"].as_str().expect("a name"));
            assert!(seen.insert((at, named)), "{name}: {named} stands twice");
            assert!(parameter["schema"].is_object(), "{name}: {named}");
            assert_eq!(path.contains(&format!("{{{named}}}")), at == Some("path"), "{name}: {named}");
        }
        assert_eq!(path.matches('{').count(), parameters.iter().filter(|one| one["in"] == "path").count(), "{name}");
        assert!(method != Method::GET || operation.get("requestBody").is_none(), "{name}");
        for (status, answer) in operation["responses"].as_object().expect("answers") {
            assert!(status == "default" || status.parse::<u16>().is_ok(), "{name}: {status}");
            assert!(answer["description"].as_str().is_some_and(|text| !text.is_empty()), "{name}: {status}");
            let is_problem = answer["content"]["application/problem+json"].is_object();
            assert_eq!(is_problem, status.as_str() >= "400", "{name}: {status}");
        }
    }
    assert_eq!(names.len(), 23);
    let all: BTreeSet<_> = KeyScope::ALL.iter().map(|scope| scope.name().to_owned()).collect();
    let used: BTreeSet<_> = operations(&document)
        .iter()
        .map(|(_, _, operation)| operation["security"][0]["key"][0].as_str().expect("a scope").to_owned())
        .collect();
    assert_eq!(used, all, "a scope without an operation, or the other way round");
}

/// Calls operations and notes what they answer.
struct Walk {
    api: Api,
    seen: RefCell<BTreeSet<(String, String, u16)>>,
}

impl Walk {
    fn note(&self, method: &Method, template: &str, reply: &Reply) {
        if reply.status.as_u16() >= 400 {
            problem(reply);
        }
        let seen = (method.to_string(), template.to_owned(), reply.status.as_u16());
        self.seen.borrow_mut().insert(seen);
    }

    async fn ask(
        &self,
        method: Method,
        template: &str,
        id: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Reply {
        let reply = self.api.send(method.clone(), &template.replace("{id}", id), body, headers).await;
        self.note(&method, template, &reply);
        reply
    }

    #[track_caller]
    fn good(reply: &Reply, status: u16) -> Value {
        assert_eq!(reply.status, status, "{}", reply.line());
        if reply.body.is_empty() { Value::Null } else { reply.json() }
    }
}

/// What works, with the refusals that belong to one operation only.
async fn what_works(app: &TestApp, walk: &Walk) {
    let (get, post) = (Method::GET, Method::POST);
    for list in ["/people", "/invitations", "/requests", "/leavers", "/practices", "/tiers", "/events"] {
        Walk::good(&walk.ask(get.clone(), list, "", None, &[]).await, 200);
    }
    let place = app.house().main_street;
    let new = json!({ "email": "nadia.new@house.example", "first_name": "Nadia", "last_name": "New", "role": "delegate",
                      "place": place, "language": "es", "message": "Welcome" });
    let added = walk.ask(post.clone(), "/people", "", Some(new.clone()), &[]).await;
    let person = Walk::good(&added, 201);
    assert_eq!(added.header("location"), format!("{BASE}/people/{}", person["id"].as_str().expect("an id")));
    assert_eq!((person["first_name"].as_str(), person["status"].as_str()), (Some("Nadia"), Some("invited")));
    assert_eq!(walk.ask(post.clone(), "/people", "", Some(new), &[]).await.status, 409);
    let paul = app.id("paul.portal").to_string();
    let one = "/people/{id}";
    let read = walk.ask(get.clone(), one, &paul, None, &[]).await;
    let tag = read.header("etag").to_owned();
    assert_eq!(walk.ask(get.clone(), one, &paul, None, &[("if-none-match", &tag)]).await.status, 304);
    let title = || Some(json!({ "title": "Nurse" }));
    assert_eq!(walk.ask(Method::PATCH, one, &paul, title(), &[]).await.status, 428);
    Walk::good(&walk.ask(Method::PATCH, one, &paul, title(), &[("if-match", &tag)]).await, 200);
    assert_eq!(walk.ask(Method::PATCH, one, &paul, title(), &[("if-match", &tag)]).await.status, 412);
    Walk::good(&walk.ask(get.clone(), "/people/{id}/seats", &paul, None, &[]).await, 200);
    let why = || Some(json!({ "reason": "leave of absence" }));
    let off = walk.ask(post.clone(), "/people/{id}/deactivate", &paul, why(), &[]).await;
    assert_eq!(Walk::good(&off, 200)["state"], "deactivated");
    let on = walk.ask(post.clone(), "/people/{id}/reactivate", &paul, why(), &[]).await;
    assert_eq!(Walk::good(&on, 200)["state"], "active");
    let luis = app.id("luis.locked").to_string();
    let open = walk.ask(post.clone(), "/people/{id}/unlock", &luis, None, &[]).await;
    assert_eq!(Walk::good(&open, 200)["locked_since"], Value::Null);
    invitations(app, walk).await;
    requests_and_leavers(app, walk).await;
}

async fn invitations(app: &TestApp, walk: &Walk) {
    let (get, post) = (Method::GET, Method::POST);
    let many = json!({ "emails": ["nick.new@house.example", "not one", "paul.portal@house.example"],
                       "role": "clerical_user", "place": app.house().main_street });
    let sent = Walk::good(&walk.ask(post.clone(), "/invitations", "", Some(many), &[]).await, 200);
    let verdicts: Vec<_> = sent["data"].as_array().expect("rows").iter().map(|one| one["verdict"].clone()).collect();
    assert_eq!(verdicts, ["sent", "malformed", "here"]);
    let (one, link) = ("/invitations/{id}", app.house().link.to_string());
    let read = walk.ask(get.clone(), one, &link, None, &[]).await;
    assert_eq!(walk.ask(get, one, &link, None, &[("if-none-match", read.header("etag"))]).await.status, 304);
    let new = Walk::good(&walk.ask(post.clone(), "/invitations/{id}/resend", &link, None, &[]).await, 200);
    assert_eq!(walk.ask(post, "/invitations/{id}/resend", &link, None, &[]).await.status, 409, "no longer the newest");
    assert_eq!(walk.ask(Method::DELETE, one, &link, None, &[]).await.status, 409);
    let new = new["id"].as_str().expect("an id");
    Walk::good(&walk.ask(Method::DELETE, one, new, None, &[]).await, 204);
}

async fn requests_and_leavers(app: &TestApp, walk: &Walk) {
    let (get, post) = (Method::GET, Method::POST);
    let id = requests::waiting(app).await.to_string();
    let read = walk.ask(get.clone(), "/requests/{id}", &id, None, &[]).await;
    assert_eq!(walk.ask(get, "/requests/{id}", &id, None, &[("if-none-match", read.header("etag"))]).await.status, 304);
    let approved = walk.ask(post.clone(), "/requests/{id}/approve", &id, Some(json!({})), &[]).await;
    assert!(Walk::good(&approved, 200)["person_id"].is_string());
    let id = requests::waiting(app).await.to_string();
    let denial = Some(json!({ "reason": "not_ours" }));
    let denied = walk.ask(post.clone(), "/requests/{id}/deny", &id, denial, &[]).await;
    assert_eq!(Walk::good(&denied, 200)["status"], "DECLINED");
    let jose = app.id("jose.alvarez");
    let plan =
        |day: &str, seen: Value| Some(json!({ "person_id": jose, "day": day, "reason": "moves", "replaces": seen }));
    let planned = walk.ask(post.clone(), "/leavers", "", plan("2026-04-30", Value::Null), &[]).await;
    assert_eq!(Walk::good(&planned, 200)["day"], "2026-04-30");
    assert_eq!(walk.ask(post.clone(), "/leavers", "", plan("2026-05-30", Value::Null), &[]).await.status, 409);
    Walk::good(&walk.ask(post.clone(), "/leavers", "", plan("2026-05-30", json!("2026-04-30")), &[]).await, 200);
    let unknown =
        json!({ "person_id": PersonId::new(app.state.random.id(app.now())), "day": "2026-05-30", "reason": "moves" });
    assert_eq!(walk.ask(post.clone(), "/leavers", "", Some(unknown), &[]).await.status, 404);
    Walk::good(&walk.ask(post, "/leavers/{id}/cancel", &jose.to_string(), Some(json!({})), &[]).await, 204);
}

/// What every operation of a kind answers to callers who do something wrong.
async fn what_is_refused(app: &TestApp, walk: &Walk, document: &Value) {
    let adam = app.signed_in("adam.admin").await;
    let (without, tired) = (Api::without(app), Api::with(app, &key(&adam, &every_scope()).await));
    let (reader, watcher) =
        (Api::with(app, &key(&adam, "tiers:read").await), Api::with(app, &key(&adam, "events:read").await));
    while tired.get("/nowhere").await.status != 429 {}
    let nobody = app.state.random.id(app.now()).to_string();
    for (number, (method, template, operation)) in operations(document).into_iter().enumerate() {
        let path = template.replace("{id}", &nobody);
        let has_body = operation.get("requestBody").is_some();
        let body = has_body.then(|| good_body(app, &template));
        let note = |reply: &Reply| walk.note(&method, &template, reply);
        let send =
            async |api: &Api, headers: &[(&str, &str)]| api.send(method.clone(), &path, body.clone(), headers).await;
        note(&send(&without, &[]).await);
        note(&send(&tired, &[]).await);
        let scope = operation["security"][0]["key"][0].as_str().expect("a scope");
        note(&send(if scope == "tiers:read" { &watcher } else { &reader }, &[]).await);
        if template.contains('{') {
            note(&send(&walk.api, &[("if-match", "\"1-aa\"")]).await);
        }
        if method == Method::GET && !template.contains('{') {
            note(&walk.api.get(&format!("{template}?king=1")).await);
        }
        if has_body {
            let raw = async |body: &str, kind: &str| {
                walk.api.raw(method.clone(), &path, Some(body.into()), &[("content-type", kind)]).await
            };
            note(&raw("{", "application/json").await);
            note(&raw("{\"surprise\":1}", "application/json").await);
            note(&raw("{}", "text/plain").await);
            note(&raw(&format!("\"{}\"", "x".repeat(70_000)), "application/json").await);
        }
        if method == Method::POST {
            let name = format!("walk-{number}");
            let repeat = [("idempotency-key", name.as_str())];
            note(&send(&walk.api, &[("idempotency-key", "")]).await);
            send(&walk.api, &repeat).await;
            app.sql(&format!("update api_answers set status = 0 where idempotency_key = '{name}'"))
                .await
                .expect("updates");
            note(&send(&walk.api, &repeat).await);
            let other = Some(json!({ "another": "request" }));
            note(&walk.api.send(method.clone(), &path, other, &repeat).await);
        }
    }
}

/// A body that fits, about nobody in particular.
fn good_body(app: &TestApp, template: &str) -> Value {
    let place = app.house().main_street;
    match template {
        "/people" => json!({ "email": "paul.portal@house.example", "role": "delegate", "place": place }),
        "/invitations" => json!({ "emails": ["not one"], "role": "delegate", "place": place }),
        "/leavers" => {
            let nobody = PersonId::new(app.state.random.id(app.now()));
            json!({ "person_id": nobody, "day": "2026-04-30", "reason": "moves" })
        }
        "/people/{id}/deactivate" => json!({ "reason": "left" }),
        "/requests/{id}/deny" => json!({ "reason": "not_ours" }),
        _ => json!({}),
    }
}

async fn every_documented_status_is_produced_and_no_other(app: &TestApp) {
    let document = document(app).await;
    let walk = Walk { api: Api::of(app, "adam.admin", &every_scope()).await, seen: RefCell::default() };
    what_works(app, &walk).await;
    what_is_refused(app, &walk, &document).await;
    let mut documented = BTreeSet::new();
    for (method, path, operation) in operations(&document) {
        let statuses = operation["responses"].as_object().expect("answers").keys();
        let statuses = statuses.filter_map(|status| status.parse::<u16>().ok());
        documented.extend(statuses.map(|status| (method.to_string(), path.clone(), status)));
    }
    let seen = walk.seen.into_inner();
    let missing: Vec<_> = documented.difference(&seen).collect();
    let unknown: Vec<_> = seen.difference(&documented).collect();
    assert!(missing.is_empty() && unknown.is_empty(), "never produced: {missing:?}; not documented: {unknown:?}");
}

async fn the_page_that_shows_it_is_ours_alone(app: &TestApp) {
    let visitor = app.anonymous();
    let page = visitor.get("/api/docs").await;
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");
    let text = page.text();
    assert!(!text.contains("//"), "nothing from elsewhere: {text}");
    let files: Vec<_> = text.split("/api/docs/").skip(1).map(|rest| rest.split('>').next().expect("a name")).collect();
    assert_eq!(files.len(), 3);
    for file in files {
        let reply = visitor.get(&format!("/api/docs/{file}")).await;
        assert_eq!(reply.status, 200, "{file}");
        assert!(!reply.body.is_empty() && reply.header("cache-control").starts_with("public"), "{file}");
    }
    for nothing in ["/api/docs/swagger-ui.js", "/api/docs/..%2fCargo.toml", "/api/docs/"] {
        assert_eq!(visitor.get(nothing).await.status, 404, "{nothing}");
    }
}

/// The script knows nothing of the API but its document.
async fn a_program_that_reads_only_the_document_gets_along(app: &TestApp) {
    let secret = key(&app.signed_in("adam.admin").await, &every_scope()).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let router = http::router(app.state.clone()).into_make_service_with_connect_info::<std::net::SocketAddr>();
    let server = tokio::spawn(async move { axum::serve(listener, router).await });
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/api-tour.mjs");
    let tour = Command::new("node")
        .arg(script)
        .env("ROLECALL_URL", format!("http://{address}"))
        .env("ROLECALL_KEY", secret)
        .kill_on_drop(true)
        .output();
    let tour =
        tokio::time::timeout(std::time::Duration::from_secs(60), tour).await.expect("an end").expect("node runs");
    server.abort();
    let said = String::from_utf8_lossy(&tour.stdout);
    assert!(tour.status.success(), "{said}{}", String::from_utf8_lossy(&tour.stderr));
    assert!(said.ends_with("done\n"), "{said}");
    let cedar = app.house().cedar;
    assert_eq!(app.count(cedar, "invitation.sent").await, 3);
    assert_eq!(app.count(cedar, "person.edited").await, 6, "three names, three titles");
    assert_eq!(app.count(cedar, "person.deactivated").await, 1);
    assert_eq!(app.count(cedar, "person.reactivated").await, 1);
}

on_both_engines! {
    the_document_is_well_formed,
    every_documented_status_is_produced_and_no_other,
    the_page_that_shows_it_is_ours_alone,
    a_program_that_reads_only_the_document_gets_along,
}
