//! Somebody with a browser: sends what the pages send, by the server functions' own types.

use std::net::{IpAddr, SocketAddr};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::ConnectInfo,
    http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, header},
};
use http_body_util::BodyExt as _;
use rolecall::{error::AppError, wire::Json};
use serde::{Serialize, de::DeserializeOwned};
use server_fn::{Http, ServerFn, codec::PostUrl};
use tower::ServiceExt as _;

pub const HOST: &str = "127.0.0.1:3000";
pub const FORM: &str = "application/x-www-form-urlencoded";
pub const JSON: &str = "application/json";

/// How a server function's arguments travel.
pub trait Codec {
    const CONTENT_TYPE: &'static str;
    fn encode<T: Serialize>(value: &T) -> String;
}

impl Codec for PostUrl {
    const CONTENT_TYPE: &'static str = FORM;
    fn encode<T: Serialize>(value: &T) -> String {
        serde_qs::to_string(value).expect("arguments are encodable")
    }
}

impl Codec for Json {
    const CONTENT_TYPE: &'static str = JSON;
    fn encode<T: Serialize>(value: &T) -> String {
        serde_json::to_string(value).expect("arguments are encodable")
    }
}

/// Finds the codec inside of a server function's protocol.
pub trait Wire {
    type Input: Codec;
}

impl<I: Codec, O> Wire for Http<I, O> {
    type Input = I;
}

impl Wire for Json {
    type Input = Self;
}

/// A browser: its cookies, its address, what it says about itself.
#[derive(Clone)]
pub struct Caller {
    router: Router,
    pub address: IpAddr,
    pub cookie: Option<String>,
    headers: HeaderMap,
}

impl Caller {
    pub fn new(router: Router, address: IpAddr) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static(HOST));
        headers.insert(header::ORIGIN, HeaderValue::from_static("http://127.0.0.1:3000"));
        headers.insert(HeaderName::from_static("sec-fetch-site"), HeaderValue::from_static("same-origin"));
        headers.insert(header::USER_AGENT, HeaderValue::from_static("Mozilla/5.0 (test)"));
        Self { router, address, cookie: None, headers }
    }

    /// The same browser at another address.
    #[must_use]
    pub fn at(mut self, address: [u8; 4]) -> Self {
        self.address = IpAddr::from(address);
        self
    }

    /// The same browser saying something else; an empty value takes the header away.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        let name = HeaderName::from_static(name);
        if value.is_empty() {
            self.headers.remove(&name);
        } else {
            self.headers.insert(name, HeaderValue::from_bytes(value.as_bytes()).expect("a header value"));
        }
        self
    }

    #[must_use]
    pub fn with_cookie(mut self, cookie: &str) -> Self {
        self.cookie = Some(cookie.to_owned());
        self
    }

    /// Calls a server function and reads its answer, as the module in the browser does.
    pub async fn call<F>(&self, arguments: F) -> Result<F::Output, AppError>
    where
        F: ServerFn<Error = AppError> + Serialize,
        F::Protocol: Wire,
        F::Output: DeserializeOwned,
    {
        let reply = self.ask(&arguments).await;
        if reply.status.is_success() { Ok(reply.json()) } else { Err(reply.json()) }
    }

    /// Calls a server function and keeps the whole answer.
    pub async fn ask<F>(&self, arguments: &F) -> Reply
    where
        F: ServerFn + Serialize,
        F::Protocol: Wire,
    {
        let body = <F::Protocol as Wire>::Input::encode(arguments);
        self.post(F::PATH, <F::Protocol as Wire>::Input::CONTENT_TYPE, body).await
    }

    pub async fn post(&self, path: &str, content_type: &str, body: impl Into<Body>) -> Reply {
        let request = Request::post(path).header(header::CONTENT_TYPE, content_type);
        self.send(request.body(body.into()).expect("a request")).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        let request = Request::get(path).header(header::ACCEPT, "text/html");
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    /// Sends any request, with this browser's headers where it has none of that name.
    pub async fn send(&self, mut request: Request<Body>) -> Reply {
        for (name, value) in &self.headers {
            if !request.headers().contains_key(name) {
                request.headers_mut().insert(name, value.clone());
            }
        }
        if let Some(cookie) = &self.cookie {
            let value = HeaderValue::from_str(cookie).expect("a cookie");
            request.headers_mut().insert(header::COOKIE, value);
        }
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(self.address, 40_000)));
        let Ok(response) = self.router.clone().oneshot(request).await;
        Reply::read(response).await
    }
}

/// A whole answer.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    async fn read(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("the answer ends").to_bytes();
        Self { status: parts.status, headers: parts.headers, body }
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.line()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Status and body, for pinning.
    pub fn line(&self) -> String {
        format!("{} {}", self.status.as_u16(), self.text())
    }

    /// The session's cookie (`name=value`) that this answer hands out.
    pub fn session_cookie(&self) -> Option<String> {
        let cookies = self.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        let pairs = cookies.filter_map(|cookie| cookie.split(';').next());
        pairs.filter(|pair| pair.contains("rolecall=") && !pair.ends_with('=')).map(str::to_owned).next()
    }

    /// What an outsider can tell two answers apart by: status, body and the names of the headers.
    pub fn outside(&self) -> (u16, String, Vec<String>) {
        let mut names: Vec<_> = self.headers.keys().map(ToString::to_string).collect();
        names.sort();
        (self.status.as_u16(), self.text(), names)
    }
}
