//! Stripe as the tests reach it: localstripe, a double that keeps state and that none of us wrote, and in front of it what it
//! lacks: the hosted page for cards, idempotency keys, `off_session`; and what goes wrong on the way.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use rolecall::{
    server::config::Config,
    tiers::payments::{
        api::{BeginCard, FinishCard},
        settings,
    },
};
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use url::{Url, form_urlencoded};

use super::{Caller, TestApp, billing::payer};

pub const SECRET: &str = "whsec_of_the_tests_0123456789";
const KEY: &str = "sk_test_of_the_tests";
pub const GOOD: &str = "4242424242424242";
/// Can be kept, and is declined whenever it is charged.
pub const DECLINED: &str = "4000000000000341";

/// What happens to the next request whose path ends like this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mishap {
    /// It never gets there.
    Down,
    /// It is done, and the answer is lost.
    AnswerLost,
    Redirected,
    TooSlow,
    /// As for a card that is not there any more.
    Refused,
}

#[derive(Debug, Default)]
struct Inner {
    upstream: String,
    mishaps: Vec<(&'static str, Mishap)>,
    answered: HashMap<String, (u16, String)>,
    sessions: HashMap<String, Value>,
    payments: Vec<String>,
    asked: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct Stripe {
    inner: Arc<Mutex<Inner>>,
    base: String,
}

impl Stripe {
    /// In front of localstripe. Without one the tests of cards fail: passed over in silence they would show nothing.
    pub async fn start() -> Self {
        let upstream = std::env::var("TEST_STRIPE_URL")
            .expect("TEST_STRIPE_URL names a double of Stripe: run the tests with scripts/with-stripe.sh");
        let inner = Arc::new(Mutex::new(Inner { upstream, ..Inner::default() }));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let router = Router::new().fallback(answer).with_state(inner.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { inner, base }
    }

    /// Makes a process charge cards here.
    pub fn configure(&self, config: &mut Config) {
        config.payments.stripe = Some(settings::Stripe {
            secret_key: SecretString::from(KEY),
            webhook_secret: SecretString::from(SECRET),
            api_base: Url::parse(&self.base).expect("an address"),
        });
    }

    pub fn mishap(&self, path_ends: &'static str, mishap: Mishap) {
        self.inner.lock().expect("not poisoned").mishaps.push((path_ends, mishap));
    }

    /// The paths that were asked for, in order.
    pub fn asked(&self) -> Vec<String> {
        self.inner.lock().expect("not poisoned").asked.clone()
    }

    /// What became of every payment that was made, as localstripe says: its amount and status.
    pub async fn payments(&self) -> Vec<(i64, String)> {
        let (upstream, ids) = {
            let inner = self.inner.lock().expect("not poisoned");
            (inner.upstream.clone(), inner.payments.clone())
        };
        let mut found = Vec::new();
        for id in ids {
            let (_, body) = forward(&upstream, "GET", &format!("/v1/payment_intents/{id}"), "").await;
            let payment: Value = serde_json::from_str(&body).expect("JSON");
            found.push((
                payment["amount"].as_i64().expect("amount"),
                payment["status"].as_str().expect("status").into(),
            ));
        }
        found
    }

    /// The amounts that were taken.
    pub async fn taken(&self) -> Vec<i64> {
        let payments = self.payments().await;
        payments.into_iter().filter(|(_, status)| status == "succeeded").map(|(amount, _)| amount).collect()
    }

    pub fn payment_ids(&self) -> Vec<String> {
        self.inner.lock().expect("not poisoned").payments.clone()
    }

    /// Somebody types a card on the hosted page at `url`.
    pub async fn type_card(&self, url: &str, number: &str, (month, year): (u32, i32)) -> String {
        let id = url.rsplit('/').next().expect("an id").to_owned();
        let (upstream, customer) = {
            let inner = self.inner.lock().expect("not poisoned");
            let customer = inner.sessions[&id]["customer"].as_str().expect("a customer").to_owned();
            (inner.upstream.clone(), customer)
        };
        let post = async |path: String, form: String| -> Value {
            let (status, body) = forward(&upstream, "POST", &path, &form).await;
            assert_eq!(status, 200, "{path}: {body}");
            serde_json::from_str(&body).expect("JSON")
        };
        let intent = post("/v1/setup_intents".into(), format!("customer={customer}")).await;
        let intent = intent["id"].as_str().expect("an id").to_owned();
        let card = format!(
            "payment_method_data[type]=card&payment_method_data[card][number]={number}\
             &payment_method_data[card][exp_month]={month}&payment_method_data[card][exp_year]={year}\
             &payment_method_data[card][cvc]=123"
        );
        let done = post(format!("/v1/setup_intents/{intent}/confirm"), card).await;
        let method = done["payment_method"].as_str().expect("a method").to_owned();
        post(format!("/v1/payment_methods/{method}/attach"), format!("customer={customer}")).await;
        let mut inner = self.inner.lock().expect("not poisoned");
        let session = inner.sessions.get_mut(&id).expect("a session");
        session["status"] = json!("complete");
        session["setup_intent"] = json!(intent);
        id
    }

    /// The address that the hosted page leads back to.
    pub fn back(&self, url: &str) -> String {
        let id = url.rsplit('/').next().expect("an id");
        let inner = self.inner.lock().expect("not poisoned");
        inner.sessions[id]["success_url"].as_str().expect("an address").to_owned()
    }
}

/// The installation, by a process that charges cards.
pub async fn by_card(app: &TestApp, change: impl FnOnce(&mut Config)) -> (Stripe, TestApp) {
    let stripe = Stripe::start().await;
    let process = app.process(|config, _| {
        stripe.configure(config);
        change(config);
    });
    (stripe, process)
}

/// Goes to the hosted page, types a card, and comes back.
pub async fn put_on_file(stripe: &Stripe, caller: &Caller, number: &str, month: (u32, i32)) {
    let url = caller.call(BeginCard {}).await.expect("a page");
    stripe.type_card(&url, number, month).await;
    let setup = stripe.back(&url).split('=').nth(1).expect("an id").parse().expect("an id");
    assert_eq!(caller.call(FinishCard { setup }).await, Ok(true));
}

/// Somebody signed in who pays by this card.
pub async fn card_payer(app: &TestApp, stripe: &Stripe, name: &str, number: &str) -> Caller {
    let caller = payer(app, name).await;
    put_on_file(stripe, &caller, number, (12, 2030)).await;
    caller
}

/// A webhook as Stripe signs it.
pub fn signature(secret: &str, at: i64, body: &str) -> String {
    use hmac::{Hmac, KeyInit as _, Mac as _};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).expect("a key");
    mac.update(format!("{at}.{body}").as_bytes());
    let hex: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={at},v1={hex}")
}

async fn answer(State(inner): State<Arc<Mutex<Inner>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap_or_else(|_| Bytes::new());
    let (path, form) = (parts.uri.path().to_owned(), String::from_utf8_lossy(&body).into_owned());
    let authorized = parts.headers.get(header::AUTHORIZATION).is_some_and(|value| value == &format!("Bearer {KEY}"));
    assert!(authorized, "{path} was asked for without the key");
    let mishap = {
        let mut inner = inner.lock().expect("not poisoned");
        inner.asked.push(path.clone());
        let at = inner.mishaps.iter().position(|(end, _)| path.ends_with(end));
        at.map(|at| inner.mishaps.remove(at).1)
    };
    match mishap {
        Some(Mishap::Down) => return StatusCode::BAD_GATEWAY.into_response(),
        Some(Mishap::Redirected) => {
            return (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, "http://127.0.0.1:9/")]).into_response();
        }
        Some(Mishap::Refused) => {
            let body = json!({"error": {"type": "invalid_request_error", "message": "No such payment method"}});
            return (StatusCode::BAD_REQUEST, axum::Json(body)).into_response();
        }
        Some(Mishap::TooSlow) => tokio::time::sleep(Duration::from_secs(9)).await,
        Some(Mishap::AnswerLost) | None => {}
    }
    let key = parts.headers.get("idempotency-key").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let (status, text) = once(&inner, parts.method.as_str(), &path, &form, key).await;
    if mishap == Some(Mishap::AnswerLost) {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    let status = StatusCode::from_u16(status).expect("a status");
    (status, [(header::CONTENT_TYPE, "application/json")], text).into_response()
}

/// As Stripe does with idempotency keys: the same question has the answer that it had.
async fn once(inner: &Mutex<Inner>, method: &str, path: &str, form: &str, key: Option<String>) -> (u16, String) {
    let known = key.as_ref().and_then(|key| inner.lock().expect("not poisoned").answered.get(key).cloned());
    if let Some(known) = known {
        return known;
    }
    let answer = if path.starts_with("/v1/checkout/sessions") {
        hosted(inner, path, form)
    } else {
        let upstream = inner.lock().expect("not poisoned").upstream.clone();
        // localstripe knows no payments that their payer is away from.
        let form = form.replace("off_session=true", "");
        forward(&upstream, method, path, &form).await
    };
    let mut inner = inner.lock().expect("not poisoned");
    if path == "/v1/payment_intents" {
        let made: Value = serde_json::from_str(&answer.1).unwrap_or_default();
        inner.payments.extend(made["id"].as_str().map(str::to_owned));
    }
    if let Some(key) = key {
        inner.answered.insert(key, answer.clone());
    }
    answer
}

/// The sessions of the hosted page, which localstripe has not.
fn hosted(inner: &Mutex<Inner>, path: &str, form: &str) -> (u16, String) {
    let mut inner = inner.lock().expect("not poisoned");
    if let Some(id) = path.strip_prefix("/v1/checkout/sessions/") {
        return inner.sessions.get(id).map_or((404, "{}".into()), |session| (200, session.to_string()));
    }
    let fields: HashMap<_, _> = form_urlencoded::parse(form.as_bytes()).into_owned().collect();
    assert_eq!(fields["mode"], "setup");
    let id = format!("cs_test_{}", inner.sessions.len());
    let session = json!({
        "id": id, "object": "checkout.session", "status": "open", "customer": fields["customer"],
        "success_url": fields["success_url"], "setup_intent": null, "url": format!("https://hosted.example/c/{id}"),
    });
    inner.sessions.insert(id, session.clone());
    (200, session.to_string())
}

async fn forward(upstream: &str, method: &str, path: &str, form: &str) -> (u16, String) {
    let (address, method, form) = (format!("{upstream}{path}"), method.to_owned(), form.to_owned());
    let asked = tokio::task::spawn_blocking(move || {
        let config = ureq::Agent::config_builder().http_status_as_error(false).proxy(None);
        let agent = config.build().new_agent();
        let bearer = format!("Bearer {KEY}");
        let answer = match method.as_str() {
            "GET" => agent.get(address).header("authorization", bearer).call(),
            _ => agent
                .post(address)
                .header("authorization", bearer)
                .header("content-type", "application/x-www-form-urlencoded")
                .send(form),
        };
        let mut answer = answer.expect("localstripe answers");
        (answer.status().as_u16(), answer.body_mut().read_to_string().expect("a text"))
    });
    asked.await.expect("asked")
}
