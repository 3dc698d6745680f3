//! The way to the mail server: one pool of connections for each process.

use std::{
    error::Error as _,
    sync::{Arc, OnceLock, atomic::Ordering},
    time::Duration,
};

use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::Mailbox,
    transport::smtp::{self, AsyncSmtpTransportBuilder, PoolConfig, extension::ClientId, response::Response},
};
use secrecy::ExposeSecret as _;
use url::Host;

use super::model::{MailRoute, Outcome, Trouble};
use crate::server::{config::Config, state::AppState};

/// How long the mail server may take for one command, and for one mail.
const LONGEST_COMMAND: Duration = Duration::from_secs(20);
pub const LONGEST_SEND: Duration = Duration::from_secs(60);
/// Connections at the same time: mail servers think little of more.
pub const CONNECTIONS: usize = 4;

/// Which way mail takes from this installation.
pub fn route(state: &AppState) -> MailRoute {
    if state.mailer.from().is_some() {
        MailRoute::Smtp
    } else if state.demo.load(Ordering::Relaxed) || state.config.is_loopback() {
        MailRoute::Development
    } else {
        MailRoute::None
    }
}

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// Hands mails to the configured mail server, if there is one.
#[derive(Debug, Clone, Default)]
pub struct Mailer(Option<Arc<Inner>>);

#[derive(Debug)]
struct Inner {
    builder: AsyncSmtpTransportBuilder,
    /// Made when the first mail leaves: its pool needs a runtime.
    transport: OnceLock<Transport>,
    from: Mailbox,
}

impl Mailer {
    /// # Errors
    /// No certificates of authorities are installed, without which no mail server can be trusted.
    pub fn new(config: &Config) -> Result<Self, smtp::Error> {
        let Some(settings) = &config.smtp else { return Ok(Self(None)) };
        let name = match config.base_url.host() {
            Some(Host::Domain(name)) => ClientId::Domain(name.to_owned()),
            Some(Host::Ipv4(address)) => ClientId::Ipv4(address),
            Some(Host::Ipv6(address)) => ClientId::Ipv6(address),
            None => ClientId::default(),
        };
        let builder = Transport::from_url(settings.url.expose_secret())?
            .hello_name(name)
            .timeout(Some(LONGEST_COMMAND))
            .pool_config(PoolConfig::new().max_size(CONNECTIONS as u32));
        Ok(Self(Some(Arc::new(Inner { builder, transport: OnceLock::new(), from: settings.from.clone() }))))
    }

    /// The sender of all mail; `None` without a mail server.
    pub fn from(&self) -> Option<&Mailbox> {
        self.0.as_ref().map(|inner| &inner.from)
    }

    /// Hands one mail over and waits for the answer.
    pub async fn send(&self, message: Message) -> Outcome {
        let Some(inner) = &self.0 else { return Outcome::Failed(Trouble::NotConfigured, String::new()) };
        let transport = inner.transport.get_or_init(|| inner.builder.clone().build());
        match tokio::time::timeout(LONGEST_SEND, transport.send(message)).await {
            Ok(Ok(response)) => Outcome::Accepted(words(&response)),
            Ok(Err(error)) => refused(&error),
            Err(_) => Outcome::Failed(Trouble::TooSlow, String::new()),
        }
    }
}

fn words(response: &Response) -> String {
    let text: Vec<_> = response.message().collect();
    format!("{} {}", response.code(), text.join(" "))
}

fn refused(error: &smtp::Error) -> Outcome {
    let Some(code) = error.status() else {
        let trouble = if error.is_timeout() { Trouble::TooSlow } else { Trouble::Unreachable };
        return Outcome::Failed(trouble, error.to_string());
    };
    let said = error.source().map(ToString::to_string).unwrap_or_default();
    let words = format!("{code} {said}");
    if error.is_permanent() && !is_about_us(&code.to_string()) {
        Outcome::Refused(words)
    } else {
        Outcome::NotNow(words)
    }
}

/// The mail server does not want us at all (wrong password, TLS or network): the operator can mend that, and then the
/// mail goes out. It says nothing about the person whom the mail is for.
fn is_about_us(code: &str) -> bool {
    matches!(code, "500" | "502" | "503" | "521" | "530" | "534" | "535" | "538")
}
