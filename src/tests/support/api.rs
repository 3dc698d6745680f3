//! Another program that calls the API with a key.

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use rolecall::keys::{
    api::MakeKey,
    model::{KeyForm, KeyScope},
};
use serde_json::Value;

use super::{Caller, Reply, TestApp, caller::JSON};

pub const BASE: &str = "/api/v1";

pub struct Api {
    caller: Caller,
    key: Option<String>,
}

/// Makes a key with these scopes.
pub async fn key(caller: &Caller, scopes: &str) -> String {
    let form = KeyForm { key_name: "Payroll".into(), scopes: scopes.into(), days: "365".into() };
    caller.call(MakeKey { form }).await.expect("a key")
}

pub fn every_scope() -> String {
    KeyScope::names(KeyScope::ALL)
}

impl Api {
    /// With a new key of somebody's.
    pub async fn of(app: &TestApp, username: &str, scopes: &str) -> Self {
        Self::with(app, &key(&app.signed_in(username).await, scopes).await)
    }

    pub fn with(app: &TestApp, key: &str) -> Self {
        Self { key: Some(key.to_owned()), ..Self::without(app) }
    }

    /// A program says nothing of origins, and has no cookies.
    pub fn without(app: &TestApp) -> Self {
        let caller = app.anonymous().with("origin", "").with("sec-fetch-site", "").with("user-agent", "payroll/1");
        Self { caller, key: None }
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, None, &[]).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, path, Some(body), &[]).await
    }

    pub async fn send(&self, method: Method, path: &str, body: Option<Value>, headers: &[(&str, &str)]) -> Reply {
        let body = body.map(|body| body.to_string());
        self.raw(method, path, body, headers).await
    }

    /// Sends any text as the body, as JSON unless `headers` say something else.
    pub async fn raw(&self, method: Method, path: &str, body: Option<String>, headers: &[(&str, &str)]) -> Reply {
        let mut request = Request::builder().method(method).uri(format!("{BASE}{path}"));
        if let Some(key) = &self.key {
            request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
        }
        if body.is_some() && headers.iter().all(|(name, _)| *name != "content-type") {
            request = request.header(header::CONTENT_TYPE, JSON);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.caller.send(request.body(body.map_or_else(Body::empty, Body::from)).expect("a request")).await
    }
}

/// The last part of a problem's type.
#[track_caller]
pub fn problem(reply: &Reply) -> String {
    assert_eq!(reply.header("content-type"), "application/problem+json", "{}", reply.line());
    let problem: Value = reply.json();
    assert_eq!(problem["status"], reply.status.as_u16(), "{problem}");
    assert!(problem["title"].as_str().is_some_and(|title| !title.is_empty()), "{problem}");
    assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{problem}");
    let kind = problem["type"].as_str().expect("a type");
    kind.strip_prefix("urn:rolecall:problem:").expect("ours").to_owned()
}
