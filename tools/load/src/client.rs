//! One browser's connection: HTTP/1.1 kept alive, and the session's cookie.

use std::net::SocketAddr;

use http_body_util::{BodyExt as _, Full};
use hyper::{
    Request, StatusCode,
    body::Bytes,
    client::conn::http1::{SendRequest, handshake},
    header,
};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// A connection that is never made anew by itself: a request that a dying server swallowed must show.
pub struct Client {
    sender: SendRequest<Full<Bytes>>,
    host: String,
    cookie: String,
}

/// Status and body.
pub struct Reply {
    pub status: StatusCode,
    pub body: Bytes,
    set_cookie: String,
}

impl Reply {
    pub fn json(&self) -> Result<Value, Error> {
        if !self.status.is_success() {
            return Err(format!("{}: {}", self.status, String::from_utf8_lossy(&self.body)).into());
        }
        Ok(serde_json::from_slice(&self.body)?)
    }
}

impl Client {
    pub async fn connect(address: SocketAddr) -> Result<Self, Error> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self { sender, host: address.to_string(), cookie: String::new() })
    }

    /// Another connection of the same browser.
    pub async fn again(&self) -> Result<Self, Error> {
        self.at(self.host.parse()?).await
    }

    /// The same browser at another address.
    pub async fn at(&self, address: SocketAddr) -> Result<Self, Error> {
        let mut other = Self::connect(address).await?;
        other.cookie.clone_from(&self.cookie);
        Ok(other)
    }

    pub async fn get(&mut self, path: &str) -> Result<Reply, Error> {
        self.send("GET", path, "text/html", String::new()).await
    }

    pub async fn call(&mut self, path: &str, body: &Value) -> Result<Reply, Error> {
        self.send("POST", path, "application/json", body.to_string()).await
    }

    /// What a form sends.
    pub async fn post_form(&mut self, path: &str, form: String) -> Result<Reply, Error> {
        self.send("POST", path, "application/x-www-form-urlencoded", form).await
    }

    pub async fn sign_in(&mut self, name: &str, password: &str) -> Result<(), Error> {
        // A session that comes with the request ends, and others may share it.
        self.cookie.clear();
        let encoded = password.replace(' ', "+");
        let form = format!("name={name}&password={encoded}");
        let reply = self.post_form("/rpc/session/sign_in", form).await?;
        reply.json()?;
        let cookie = reply.set_cookie.split(';').next().unwrap_or_default();
        if cookie.is_empty() {
            return Err("signed in, but no cookie came back".into());
        }
        cookie.clone_into(&mut self.cookie);
        Ok(())
    }

    async fn send(&mut self, method: &str, path: &str, content_type: &str, body: String) -> Result<Reply, Error> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, &self.host)
            .header(header::ACCEPT, if method == "GET" { "text/html" } else { "application/json" })
            .header(header::CONTENT_TYPE, content_type)
            .header(header::COOKIE, &self.cookie)
            .body(Full::from(body))?;
        self.sender.ready().await?;
        let response = self.sender.send_request(request).await?;
        let status = response.status();
        let set_cookie = response.headers().get(header::SET_COOKIE);
        let set_cookie = set_cookie.and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let body = response.into_body().collect().await?.to_bytes();
        Ok(Reply { status, body, set_cookie })
    }
}

/// The people list as the page asks for it.
pub fn list(search: &str, sort: &str, descending: bool, cursor: &Value) -> Value {
    json!({ "query": {
        "search": search, "sort": sort, "descending": descending, "size": "P25", "cursor": cursor, "page": 1,
        "filters": {
            "roles": [], "places": [], "statuses": [], "registrations": [], "tiers": [], "locked": null,
            "columns": ["LastName", "FirstName", "Email", "Role", "Office", "Status", "Tier", "Activity"],
        },
    }})
}

/// Sorted by last name, first page.
pub fn first_page() -> Value {
    list("", "LastName", false, &Value::Null)
}
