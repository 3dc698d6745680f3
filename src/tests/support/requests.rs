//! Applicants in the tests: they fill in the plain form and read their mail.

use axum::http::header;
use chrono::Duration;
use rolecall::{
    domain::{
        ids::{MailId, RequestId},
        role::Role,
    },
    mail::{
        letter::{Letter, requests::RequestLetter},
        model::LetterKind,
        seal,
    },
    on,
    registrations::{
        form::{ApplyForm, StatusForm, reference_from},
        model::{Level, Request, State},
        store,
    },
    server::write::Bookkeeping,
};
use uuid::Uuid;

use super::{Caller, Reply, TestApp, caller::FORM};

/// Ana asks for access to the whole of Cedar Valley.
pub fn ana() -> ApplyForm {
    ApplyForm {
        level: "practice".into(),
        tin: "12-3456789".into(),
        role: "portal_user".into(),
        first_name: "Ana".into(),
        last_name: "Applies".into(),
        email: "ana@applicants.example".into(),
        phone: "(212) 555-0123".into(),
        language: "en".into(),
        ..ApplyForm::default()
    }
}

/// The same for somebody else.
pub fn of(first: &str) -> ApplyForm {
    let email = format!("{}@applicants.example", first.to_lowercase());
    ApplyForm { first_name: first.into(), email, ..ana() }
}

/// Practices, providers and addresses that are here, and such as are not.
pub fn known_and_unknown() -> [ApplyForm; 6] {
    let known_address = ApplyForm { email: "paul.portal@house.example".into(), ..of("Bob") };
    [
        of("Ana"),
        ApplyForm { tin: "555555555".into(), ..of("Una") },
        known_address,
        ApplyForm { level: "provider".into(), tin: String::new(), npi: "1234567893".into(), ..of("Ron") },
        ApplyForm { level: "provider".into(), tin: String::new(), npi: "1679576722".into(), ..of("Nob") },
        ApplyForm { level: "provider".into(), npi: "1679576722".into(), ..of("Tim") },
    ]
}

pub async fn post<T: serde::Serialize>(caller: &Caller, path: &str, form: &T) -> Reply {
    let body = serde_qs::to_string(form).expect("a form");
    let request = axum::http::Request::post(path).header(header::CONTENT_TYPE, FORM);
    caller.send(request.header(header::ACCEPT, "text/html").body(body.into()).expect("a request")).await
}

pub async fn apply(app: &TestApp, form: &ApplyForm) -> Reply {
    post(&app.anonymous(), "/register", form).await
}

/// Every letter about a request that went to an address; those of one instant in no order.
pub async fn letters(app: &TestApp, to: &str) -> Vec<RequestLetter> {
    let sql = "select id, sealed from mails where recipient = $1 order by queued_at, id";
    let rows: Vec<(Uuid, String)> =
        on!(&mut app.read().await, |c| sqlx::query_as(sql).bind(to).fetch_all(&mut *c).await)
            .expect("mails can be read");
    let opened = rows.into_iter().filter_map(|(id, sealed)| seal::open(&app.state.config, MailId::new(id), &sealed));
    let about = |letter| match letter {
        Letter::Request(letter) => Some(letter),
        _ => None,
    };
    opened.filter_map(about).collect()
}

/// The one letter of its kind that went to an address.
pub async fn letter(app: &TestApp, to: &str, kind: LetterKind) -> RequestLetter {
    let mut found = letters(app, to).await;
    found.retain(|letter| letter.kind() == kind);
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

/// The paths of the links that prove an address.
pub async fn proofs(app: &TestApp, to: &str) -> Vec<String> {
    let link = |letter| match letter {
        RequestLetter::Proof { link, .. } => Some(link),
        _ => None,
    };
    letters(app, to).await.into_iter().filter_map(link).collect()
}

pub async fn prove(app: &TestApp, link: &str) -> Reply {
    post(&app.anonymous(), link, &StatusForm::default()).await
}

/// Applies and proves the address.
pub async fn arrived(app: &TestApp, form: &ApplyForm) -> Request {
    let before = proofs(app, &form.email).await;
    let reply = apply(app, form).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let mut links = proofs(app, &form.email).await;
    links.retain(|link| !before.contains(link));
    let link = links.pop().expect("a mail with a link");
    let reply = prove(app, &link).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    by_link(app, &link).await
}

/// The stored request behind a link.
pub async fn by_link(app: &TestApp, link: &str) -> Request {
    let token = link.strip_prefix("/register/prove/").expect("a path of ours");
    let found = store::by_token(&mut app.read().await, token).await;
    found.expect("requests can be read").expect("the request is stored")
}

pub async fn stored(app: &TestApp, id: RequestId) -> Request {
    let reach = rolecall::domain::scope::Reach::whole(app.house().cedar);
    let found = store::find(&mut app.read().await, reach, id).await;
    found.expect("requests can be read").expect("the request is stored")
}

/// Brings a reference file of claims in.
pub async fn upload(caller: &Caller, file: &str) -> Reply {
    let body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"claims.csv\"\r\n\r\n{file}\r\n--b--\r\n"
    );
    let request = axum::http::Request::post("/requests/claims");
    let request = request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=b");
    let request = request.header(header::CONTENT_LENGTH, body.len()).header(header::ACCEPT, "text/html");
    caller.send(request.body(body.into()).expect("a request")).await
}

/// A request to Cedar Valley that waits for a decision, as if it had come in by the form.
pub async fn waiting(app: &TestApp) -> RequestId {
    insert(app, |_| ()).await
}

pub async fn insert(app: &TestApp, change: impl FnOnce(&mut Request)) -> RequestId {
    let now = app.now();
    let mut random = [0; 12];
    app.state.random.fill(&mut random);
    let id = RequestId::new(app.state.random.id(now));
    let mut request = Request {
        id,
        practice: app.house().cedar,
        provider: None,
        place_name: "Cedar Valley Family Clinic".into(),
        reference: reference_from(random),
        level: Level::Practice,
        tin: "123456789".into(),
        npi: String::new(),
        claim: String::new(),
        birth: None,
        role: Role::PortalUser,
        title: String::new(),
        first_name: "Wanda".into(),
        middle_name: String::new(),
        last_name: "Waits".into(),
        email: format!("{id}@applicants.example"),
        phone: String::new(),
        language: "en".into(),
        state: State::Pending,
        submitted: now - Duration::hours(1),
        proof_ends: now + Duration::hours(23),
        proven: Some(now),
        due: Some(now + Duration::days(2)),
        decision: None,
        person: None,
    };
    change(&mut request);
    let mut tx = Bookkeeping::open(&app.state.db).await.expect("a transaction");
    store::insert(&mut tx, &request, &app.state.random.token()).await.expect("adds");
    tx.keep().await.expect("commits");
    id
}
