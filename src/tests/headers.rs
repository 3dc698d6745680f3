//! What browsers are told, and what other sites can't make them do (T60–T62, T67).

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use rolecall::{
    people::api::GetPerson,
    server::{failpoint, http},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use crate::support::{
    Caller, Reply, TestApp,
    app::attempt,
    caller::{FORM, HOST},
    functions,
    house::{PASSWORD, token_of},
    on_both_engines,
    snapshot::assert_same,
};

/// Ways in which a browser says that a request comes from another site.
const CROSS_SITE: [(&str, &str); 6] = [
    ("cross-site", "https://evil.example"),
    ("cross-site", "null"),
    ("cross-site", ""),
    ("same-site", "https://neighbour.example"),
    ("", "https://evil.example"),
    ("", "null"),
];

async fn t60_other_sites_give_no_orders(app: &TestApp) {
    let functions = functions::all(app).await;
    let olivia = app.signed_in("olivia.owner").await;
    let before = app.snapshot().await;
    for (site, origin) in CROSS_SITE {
        let caller = olivia.clone().with("sec-fetch-site", site).with("origin", origin);
        let caller = caller.with("accept", "text/html").with("referer", "https://evil.example/page");
        for function in &functions {
            for content_type in [function.content_type, FORM, "text/plain", "multipart/form-data; boundary=x"] {
                let reply = caller.post(function.path, content_type, function.body.clone()).await;
                assert_eq!(reply.status, 403, "{} {site} {origin}", function.path);
                assert_eq!((reply.header("location"), reply.header("access-control-allow-origin")), ("", ""));
                assert!(reply.session_cookie().is_none());
            }
        }
        for path in [
            "/preferences",
            "/people/export",
            "/providers/export",
            "/people/import",
            "/invitations/import",
            "/patients/import",
            "/providers/import",
            "/support/0190/files",
        ] {
            assert_eq!(caller.post(path, FORM, "lang=es").await.status, 403, "{path} {site} {origin}");
        }
    }
    assert_same(&before, &app.snapshot().await, "another site");
}

async fn t60_the_public_origin_is_ours_behind_a_proxy(app: &TestApp) {
    let https = app.process(|config, _| config.base_url = "https://rolecall.example".parse().expect("an address"));
    // The proxy passes its own name for us on as `Host`.
    let browser = https.anonymous().with("sec-fetch-site", "").with("host", "rolecall:3000");
    let ours = browser.clone().with("origin", "https://rolecall.example");
    assert_eq!(ours.ask(&attempt("paul.portal", PASSWORD)).await.status, 200);
    for other in ["http://rolecall.example", "https://rolecall.example.evil.example", "https://evil-rolecall.example"] {
        let reply = browser.clone().with("origin", other).ask(&attempt("paul.portal", PASSWORD)).await;
        assert_eq!(reply.status, 403, "{other}");
    }
}

async fn t61_reading_changes_nothing(app: &TestApp) {
    let olivia = app.signed_in("olivia.owner").await;
    let paths = pages(app);
    let before = app.snapshot().await;
    for _ in 0..2 {
        for path in &paths {
            assert_ne!(olivia.get(path).await.status, 500, "{path}");
        }
        for (path, _) in server_fn::axum::server_fn_paths() {
            for method in [Method::GET, Method::HEAD] {
                let request = Request::builder().method(method).uri(format!("{path}?id={}", app.id("paul.portal")));
                let reply = olivia.send(request.body(Body::empty()).expect("a request")).await;
                assert_eq!(reply.status, 405, "{path}");
            }
        }
    }
    assert_same(&before, &app.snapshot().await, "reading");
}

fn pages(app: &TestApp) -> Vec<String> {
    let person = format!("/people/{}", app.id("paul.portal"));
    let fixed = [
        "/",
        "/people",
        "/people?q=a&sort=email&dir=desc",
        "/history",
        "/settings/mail",
        "/profile/password",
        "/profile/two-step",
        "/settings/security",
        "/profile",
        "/profile/sessions",
        "/prove?next=/people",
        "/forgot",
        "/sign-in",
        "/sign-in/step",
        "/setup",
        "/register",
        "/register/status",
        "/register/prove/some-token",
        "/requests",
        "/requests/claims",
        "/patients?sort=next&status=active",
        "/patients/import",
        "/providers/import",
        "/settings/providers",
        "/leavers",
        "/leavers/calendar?month=2026-03",
        "/settings/departures",
        "/settings/keys",
        "/api/docs",
        "/api/v1/openapi.json",
        "/api/v2/people",
    ];
    let files = ["/healthz/live", "/healthz/ready", "/favicon.svg", "/nothing"];
    fixed
        .iter()
        .chain(&files)
        .map(ToString::to_string)
        .chain([person.clone(), format!("{person}?tab=history"), format!("{person}?tab=security")])
        .chain(["/invitations", "/invitations/new", "/invitations?q=in&sort=email&status=expired"].map(Into::into))
        .chain([format!("/patients/{}", app.house().kens_patient), format!("/patients/of/{}", app.house().ken)])
        .chain([format!("/providers/{}?tab=profile", app.house().ken), format!("/providers/{}/edit", app.house().ken)])
        .chain([format!("/invitations/{}", app.house().link), format!("/invite/{}", token_of("ingrid.invited"))])
        .collect()
}

#[test]
fn t61_no_function_is_called_by_get() {
    for (path, method) in server_fn::axum::server_fn_paths() {
        assert_eq!(method, Method::POST, "{path}");
    }
}

/// What every answer carries.
#[track_caller]
fn guarded(reply: &Reply, what: &str) {
    // The address of a personal link is a secret (T42).
    let link = what.starts_with("/invite/") || what.starts_with("/register/prove");
    let referrer = if link { "no-referrer" } else { "same-origin" };
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("referrer-policy", referrer),
    ] {
        assert_eq!(reply.header(name), value, "{what}: {name}");
    }
    let policy = reply.header("content-security-policy");
    for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"] {
        assert!(policy.contains(part), "{what}: {policy}");
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{what}: {policy}");
    assert_eq!((reply.header("server"), reply.header("x-powered-by")), ("", ""), "{what}");
    assert_eq!(reply.header("x-request-id").len(), 32, "{what}");
}

async fn t62_every_answer_is_guarded(app: &TestApp) {
    let https = app.process(|config, _| config.base_url = "https://rolecall.example".parse().expect("an address"));
    let browser = https.anonymous().with("origin", "https://rolecall.example").with("host", "rolecall.example");
    let reply = browser.ask(&attempt("olivia.owner", PASSWORD)).await;
    let olivia = browser.clone().with_cookie(&reply.session_cookie().expect("a cookie"));
    let mut answers = vec![
        ("sign-in by function".to_owned(), reply),
        ("a refused function".into(), browser.ask(&GetPerson { id: app.id("paul.portal") }).await),
        ("a damaged function".into(), olivia.post("/rpc/people/list", "application/json", "{").await),
        (
            "another site".into(),
            olivia.clone().with("sec-fetch-site", "cross-site").post("/rpc/people/list", FORM, "").await,
        ),
        ("a stranger's page".into(), browser.get("/people").await),
        ("too large".into(), olivia.post("/rpc/people/list", "application/json", vec![b' '; 1 << 20]).await),
    ];
    for path in pages(app) {
        answers.push((path.clone(), olivia.get(&path).await));
    }
    for (what, reply) in &answers {
        guarded(reply, what);
        let year = reply.header("strict-transport-security");
        assert_eq!(year, "max-age=63072000; includeSubDomains", "{what}");
        let kind = reply.header("content-type");
        if !reply.body.is_empty() && (kind.starts_with("text/") || kind.starts_with("application/json")) {
            assert!(kind.contains("charset=utf-8"), "{what}: {kind}");
        }
        if !what.starts_with("/favicon") {
            assert_eq!(reply.header("cache-control"), "no-store", "{what}");
        }
    }
}

async fn t62_a_page_runs_only_its_own_scripts(app: &TestApp) {
    let olivia = app.signed_in("olivia.owner").await;
    let (first, second) = (olivia.get("/people").await, olivia.get("/people").await);
    let nonce = |reply: &Reply| {
        let policy = reply.header("content-security-policy").to_owned();
        policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).expect("a nonce").to_owned()
    };
    let (nonce, other) = (nonce(&first), nonce(&second));
    assert_ne!(nonce, other, "each page has its own");
    assert!(nonce.len() >= 22, "128 bits: {nonce}");
    for part in ["object-src 'none'", "'strict-dynamic'", "'wasm-unsafe-eval'", "form-action 'self'"] {
        assert!(first.header("content-security-policy").contains(part), "{part}");
    }
    let page = first.text();
    let scripts = page.split("<script").skip(1).filter_map(|rest| rest.split('>').next());
    for script in scripts {
        assert!(script.contains(&format!("nonce=\"{nonce}\"")), "<script{script}>");
    }
    assert!(!page.contains(" style=\"") && !page.contains(" onclick="), "inline styles or handlers");
}

async fn t67_faults_are_told_by_an_id_only(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let functions = functions::all(app).await;
    let edit = functions.iter().find(|function| function.path == "/rpc/people/edit").expect("edit");
    failpoint::arm("before-commit", app.house().cedar);
    let reply = edit.call(&adam).await;
    let id = reply.header("x-request-id").to_owned();
    assert_eq!(reply.line(), format!(r#"500 {{"internal":{{"request_id":"{id}"}}}}"#));
}

async fn t67_a_lost_database_says_nothing_of_itself(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    app.tampered();
    app.state.db.close().await;
    for reply in [
        adam.ask(&GetPerson { id: app.id("paul.portal") }).await,
        adam.get("/people").await,
        adam.get("/healthz/ready").await,
        app.try_password("paul.portal", PASSWORD).await,
    ] {
        assert_eq!(reply.status, 503, "{}", reply.line());
        let text = reply.text().to_lowercase();
        for word in ["pool", "sqlx", "sqlite", "postgres", "panicked", "src/", "closed"] {
            assert!(!text.contains(word), "{text}");
        }
    }
    assert_eq!(adam.get("/healthz/live").await.status, 200);
}

async fn t67_unknown_addresses_are_nothing(app: &TestApp) {
    let paths = [
        "/.git/HEAD",
        "/.env",
        "/pkg/",
        "/pkg/rolecall.wasm.map",
        "/pkg/../Cargo.toml",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/hash.txt",
        "/metrics",
        "/rpc/",
        "/rpc/people/drop",
        "/rolecall.db",
        "/data/rolecall.db",
        "/api/v2/people",
    ];
    for caller in [app.anonymous(), app.signed_in("olivia.owner").await] {
        for path in paths {
            let reply = caller.get(path).await;
            assert_eq!(reply.status, 404, "{path}: {}", reply.line());
            assert_eq!(reply.header("cache-control"), "no-store", "{path}");
        }
    }
}

async fn t67_forms_lead_only_to_our_own_pages(app: &TestApp) {
    let form = app.anonymous().with("accept", "text/html,application/xhtml+xml");
    for (next, target) in [
        ("/people", "/people"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
        ("", "/"),
    ] {
        let body =
            format!("name=paul.portal&password={}&next={}", PASSWORD.replace(' ', "+"), rolecall::paths::encode(next));
        let reply = form.post("/rpc/session/sign_in", FORM, body).await;
        assert_eq!((reply.status.as_u16(), reply.header("location")), (302, target), "{next}");
        assert!(reply.session_cookie().is_some());
        let reply = form.post("/preferences", FORM, format!("lang=es&next={}", rolecall::paths::encode(next))).await;
        assert_eq!((reply.status.as_u16(), reply.header("location")), (303, target), "{next}");
    }
    let ours = format!("http://{HOST}/sign-in");
    let reply =
        form.with("referer", &ours).post("/rpc/session/sign_in", FORM, "name=paul.portal&password=secret-one").await;
    let location = reply.header("location");
    assert_eq!(reply.status, 302, "{}", reply.line());
    assert!(location.starts_with(&ours) || location.starts_with("/sign-in"), "{location}");
    assert!(!location.contains("secret-one"), "{location}");
}

async fn t65_other_methods_are_refused(app: &TestApp) {
    let olivia: Caller = app.signed_in("olivia.owner").await;
    for method in ["TRACE", "PUT", "DELETE", "PATCH", "CONNECT", "PROPFIND"] {
        for path in ["/", "/people", "/rpc/people/list", "/healthz/live", "/people/export"] {
            let method = Method::from_bytes(method.as_bytes()).expect("a method");
            let request = Request::builder().method(&method).uri(path).header(header::CONTENT_LENGTH, 0);
            let reply = olivia.send(request.body(Body::empty()).expect("a request")).await;
            assert_eq!(reply.status, 405, "{method} {path}");
        }
    }
}

/// What a proxy in front may read as one request and we as two, or the other way round (ASVS 5.0 4.2.1).
const SMUGGLED: [&str; 9] = [
    "POST /rpc/people/list HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST /rpc/people/list HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 40\r\n\r\n0\r\n\r\n",
    "POST /rpc/people/list HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 40\r\n\r\n",
    "POST /rpc/people/list HTTP/1.1\r\nHost: a\r\nContent-Length: +0\r\n\r\n",
    "POST /rpc/people/list HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "POST /rpc/people/list HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "POST /rpc/people/list HTTP/1.1\r\nHost: a\r\nX: b\r\n Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n",
    "POST /rpc/people/list HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0;\nx\r\n\r\n",
    "POST /rpc/people/list HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
];

async fn t65_a_request_that_ends_in_two_places_ends_the_connection(app: &TestApp) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let router = http::router(app.state.clone()).into_make_service_with_connect_info::<std::net::SocketAddr>();
    let server = tokio::spawn(async move { axum::serve(listener, router).await });
    let ask = async |request: &str| {
        let mut stream = TcpStream::connect(address).await.expect("connects");
        // The second one asks for an end, so that reading to the end tells how many were answered.
        let next = "GET /healthz/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        stream.write_all(format!("{request}{next}").as_bytes()).await.expect("sends");
        let mut said = Vec::new();
        stream.read_to_end(&mut said).await.expect("an end");
        String::from_utf8_lossy(&said).into_owned()
    };
    let two = ask("GET /healthz/live HTTP/1.1\r\nHost: a\r\n\r\n").await;
    assert_eq!(two.matches("HTTP/1.1 200").count(), 2, "{two}");
    for request in SMUGGLED {
        let said = ask(request).await;
        assert_eq!((said.matches("HTTP/1.").count(), said.get(9..12)), (1, Some("400")), "{request}\n{said}");
    }
    server.abort();
}

on_both_engines! {
    t60_other_sites_give_no_orders,
    t60_the_public_origin_is_ours_behind_a_proxy,
    t61_reading_changes_nothing,
    t62_every_answer_is_guarded,
    t62_a_page_runs_only_its_own_scripts,
    t65_other_methods_are_refused,
    t65_a_request_that_ends_in_two_places_ends_the_connection,
    t67_faults_are_told_by_an_id_only,
    t67_a_lost_database_says_nothing_of_itself,
    t67_unknown_addresses_are_nothing,
    t67_forms_lead_only_to_our_own_pages,
}
