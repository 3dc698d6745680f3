//! One request to Stripe and its answer.

use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use ureq::Agent;
use url::Url;

use crate::{
    server::config::is_loopback,
    tiers::payments::provider::{Answer, Trouble},
};

/// The answers are written for this version of the API.
const VERSION: &str = "2024-06-20";
const LONGEST_CONNECT: Duration = Duration::from_secs(4);
const LONGEST_CALL: Duration = Duration::from_secs(8);
const LARGEST_ANSWER: u64 = 1024 * 1024;

#[derive(Debug)]
pub struct Wire {
    agent: Agent,
    base: Url,
    key: SecretString,
}

impl Wire {
    /// Certificates are checked; no answer leads anywhere else (T77).
    pub fn new(base: &Url, key: &SecretString) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(LONGEST_CONNECT))
            .timeout_global(Some(LONGEST_CALL))
            .user_agent("rolecall");
        // What is on this machine is not reached by a way around it.
        let config = if is_loopback(base) { config.proxy(None) } else { config };
        Self { agent: config.build().new_agent(), base: base.clone(), key: key.clone() }
    }

    pub fn get(&self, path: &str) -> Answer<Value> {
        let request = self.agent.get(self.address(path)?);
        let request = request.header("authorization", self.bearer()).header("stripe-version", VERSION);
        read(request.call())
    }

    /// Sent again with the same key, it is done once.
    pub fn post(&self, path: &str, key: &str, form: &[(&str, &str)]) -> Answer<Value> {
        let request = self.agent.post(self.address(path)?);
        let request = request
            .header("authorization", self.bearer())
            .header("stripe-version", VERSION)
            .header("idempotency-key", key);
        read(request.send_form(form.iter().copied()))
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.key.expose_secret())
    }

    fn address(&self, path: &str) -> Answer<String> {
        let joined = self.base.join(path).map_err(|error| Trouble::Unreachable(error.to_string()))?;
        Ok(joined.into())
    }
}

fn read(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer<Value> {
    let away = |error: ureq::Error| Trouble::Unreachable(error.to_string());
    let mut answer = answer.map_err(away)?;
    let status = answer.status().as_u16();
    let text = answer.body_mut().with_config().limit(LARGEST_ANSWER).read_to_string().map_err(away)?;
    let body: Value = serde_json::from_str(&text).unwrap_or_default();
    match status {
        200..=299 if body.is_object() => Ok(body),
        // The same question is still being worked on, or there were too many: later.
        409 | 429 => Err(Trouble::Unreachable(format!("answered {status}"))),
        400..=499 => {
            let error = &body["error"];
            // Never the message: it can name what was sent.
            let code = error["code"].as_str().or_else(|| error["type"].as_str()).unwrap_or_default();
            Err(Trouble::Refused { status, code: code.to_owned() })
        }
        _ => Err(Trouble::Unreachable(format!("answered {status}"))),
    }
}
