//! Configuration from `ROLECALL_*` and `rolecall.toml`. An unknown or unsafe value refuses to start and says why.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use figment::{
    Figment,
    providers::{Env, Format, Toml},
};
use ipnet::IpNet;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use super::{clock::Randomness, leaked::Leaked};
use crate::{mail, tiers::payments::settings as payments};

/// Why the process refuses to start.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("configuration: {0}")]
    Read(#[from] Box<figment::Error>),
    #[error("ROLECALL_{0}: {1}")]
    Unsafe(&'static str, String),
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Raw {
    database_url: Option<String>,
    listen: Option<String>,
    base_url: Option<String>,
    secret_key: Option<SecretString>,
    secret_key_file: Option<PathBuf>,
    trusted_proxies: Option<String>,
    smtp_url: Option<SecretString>,
    mail_from: Option<String>,
    payments: Option<String>,
    stripe_secret_key: Option<SecretString>,
    stripe_webhook_secret: Option<SecretString>,
    stripe_api_base: Option<String>,
    grace_days: Option<i64>,
    metrics_listen: Option<String>,
    onboarding_url: Option<String>,
    leaked_passwords: Option<PathBuf>,
    log: Option<String>,
    log_format: Option<String>,
}

/// Checked configuration of a process.
#[derive(Debug)]
pub struct Config {
    /// `sqlite:PATH` or `postgres://…`.
    pub database_url: String,
    pub listen: SocketAddr,
    /// Where browsers reach us; links in mails begin with it, never with a request's headers (T41).
    pub base_url: Url,
    pub trusted_proxies: Vec<IpNet>,
    /// The mail server; without one, see [`mail::model::MailRoute`].
    pub smtp: Option<mail::settings::Settings>,
    pub payments: payments::Settings,
    /// Where `/metrics` is served, if anywhere.
    pub metrics_listen: Option<SocketAddr>,
    /// What new users are given to read when a practice is set up (S3-11), if anything.
    pub onboarding_url: Option<Url>,
    /// Passwords that nobody may choose, if there is a list of them.
    pub leaked_passwords: Option<Leaked>,
    /// A `tracing` filter such as `info` or `rolecall=debug`.
    pub log: String,
    pub log_json: bool,
    secret: SecretString,
}

const SHORTEST_SECRET: usize = 32;

impl Config {
    /// Reads `rolecall.toml` in the working directory, then the environment, which wins.
    ///
    /// # Errors
    /// See [`ConfigError`].
    pub fn load(random: &Randomness) -> Result<Self, ConfigError> {
        let figment = Figment::new().merge(Toml::file("rolecall.toml")).merge(Env::prefixed("ROLECALL_"));
        Self::check(figment.extract().map_err(Box::new)?, random)
    }

    fn check(raw: Raw, random: &Randomness) -> Result<Self, ConfigError> {
        let refuse = |name, why: &dyn std::fmt::Display| ConfigError::Unsafe(name, why.to_string());
        let listen = raw.listen.as_deref().unwrap_or("127.0.0.1:3000");
        let listen: SocketAddr = listen.parse().map_err(|e| refuse("LISTEN", &e))?;
        let base_url = raw.base_url.unwrap_or_else(|| format!("http://{listen}"));
        let base_url = Url::parse(&base_url).map_err(|e| refuse("BASE_URL", &e))?;
        let loopback = is_loopback(&base_url);
        match base_url.scheme() {
            "https" => {}
            "http" if loopback => {}
            "http" => return Err(refuse("BASE_URL", &"http is for this machine only; use an https address")),
            _ => return Err(refuse("BASE_URL", &"must begin with https://")),
        }
        if base_url.path() != "/" || base_url.query().is_some() {
            return Err(refuse("BASE_URL", &"must be an address without a path"));
        }
        let database_url = raw.database_url.unwrap_or_else(|| "sqlite:data/rolecall.db".into());
        if !["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| database_url.starts_with(scheme)) {
            return Err(refuse("DATABASE_URL", &"must begin with sqlite: or postgres:"));
        }
        let trusted_proxies = proxies(raw.trusted_proxies.as_deref().unwrap_or_default())?;
        let smtp = mail::settings::check(raw.smtp_url, raw.mail_from.as_deref());
        let smtp = smtp.map_err(|(name, why)| refuse(name, &why))?;
        let payments = payments::check(payments::Given {
            payments: raw.payments,
            stripe_secret_key: raw.stripe_secret_key,
            stripe_webhook_secret: raw.stripe_webhook_secret,
            stripe_api_base: raw.stripe_api_base,
            grace_days: raw.grace_days,
        });
        let payments = payments.map_err(|(name, why)| refuse(name, &why))?;
        let metrics_listen = raw.metrics_listen.map(|at| at.parse()).transpose();
        let secret = match (raw.secret_key, raw.secret_key_file) {
            (Some(_), Some(_)) => return Err(refuse("SECRET_KEY", &"give the key or its file, not both")),
            (Some(key), None) => key,
            (None, Some(file)) => read_secret(&file)?,
            (None, None) if loopback => local_secret(&database_url, random)?,
            (None, None) => return Err(refuse("SECRET_KEY", &"is missing: 32 random characters or more")),
        };
        if secret.expose_secret().trim().len() < SHORTEST_SECRET {
            return Err(refuse("SECRET_KEY", &"is too short: 32 random characters or more"));
        }
        let onboarding_url = raw.onboarding_url.map(|url| Url::parse(&url)).transpose();
        let onboarding_url = onboarding_url.map_err(|e| refuse("ONBOARDING_URL", &e))?;
        if onboarding_url.as_ref().is_some_and(|url| url.scheme() != "https") {
            return Err(refuse("ONBOARDING_URL", &"must begin with https://"));
        }
        let leaked_passwords = raw.leaked_passwords.map(|file| Leaked::open(&file)).transpose();
        let leaked_passwords = leaked_passwords.map_err(|e| refuse("LEAKED_PASSWORDS", &e))?;
        let log_json = match raw.log_format.as_deref() {
            None | Some("text") => false,
            Some("json") => true,
            Some(_) => return Err(refuse("LOG_FORMAT", &"is text or json")),
        };
        Ok(Self {
            database_url,
            listen,
            base_url,
            trusted_proxies,
            smtp,
            payments,
            metrics_listen: metrics_listen.map_err(|e: std::net::AddrParseError| refuse("METRICS_LISTEN", &e))?,
            onboarding_url,
            leaked_passwords,
            log: raw.log.unwrap_or_else(|| "info".into()),
            log_json,
            secret,
        })
    }

    /// For tests and tools: this machine only, a fixed key.
    pub fn local(database_url: &str) -> Self {
        Self {
            database_url: database_url.into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            base_url: Url::parse("http://127.0.0.1:3000").unwrap_or_else(|_| unreachable!("a fixed address parses")),
            trusted_proxies: Vec::new(),
            smtp: None,
            payments: payments::Settings::default(),
            metrics_listen: None,
            onboarding_url: Url::parse("https://docs.rolecall.example/onboarding").ok(),
            leaked_passwords: None,
            log: "warn".into(),
            log_json: false,
            secret: SecretString::from("a key for this process only, not a secret"),
        }
    }

    pub fn is_https(&self) -> bool {
        self.base_url.scheme() == "https"
    }

    /// Whether only this machine's browsers reach the base URL.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.base_url)
    }

    /// The installation's key.
    pub fn secret(&self) -> &[u8] {
        self.secret.expose_secret().as_bytes()
    }

    /// The file of an embedded database.
    pub fn sqlite_path(&self) -> Option<PathBuf> {
        sqlite_path(&self.database_url)
    }
}

/// The file that a `sqlite:` address names.
pub fn sqlite_path(database_url: &str) -> Option<PathBuf> {
    let path = database_url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    Some(PathBuf::from(path.split('?').next().unwrap_or(path)))
}

/// Whether an address is on this machine.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn proxies(text: &str) -> Result<Vec<IpNet>, ConfigError> {
    let parse = |part: &str| {
        let net = part.parse::<IpNet>().or_else(|_| part.parse().map(|address: std::net::IpAddr| address.into()));
        let net = net.map_err(|_| ConfigError::Unsafe("TRUSTED_PROXIES", format!("{part} is no network")))?;
        if net.prefix_len() == 0 {
            let why = "trusting every address lets anybody forge theirs";
            return Err(ConfigError::Unsafe("TRUSTED_PROXIES", why.into()));
        }
        Ok(net)
    };
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(parse).collect()
}

fn read_secret(file: &Path) -> Result<SecretString, ConfigError> {
    let text = std::fs::read_to_string(file);
    let text = text.map_err(|e| ConfigError::Unsafe("SECRET_KEY_FILE", format!("{}: {e}", file.display())))?;
    Ok(SecretString::from(text.trim().to_owned()))
}

/// On this machine only: a key made once and kept beside the database.
fn local_secret(database_url: &str, random: &Randomness) -> Result<SecretString, ConfigError> {
    let folder = sqlite_path(database_url).and_then(|path| path.parent().map(PathBuf::from));
    let file = folder.unwrap_or_else(|| PathBuf::from("data")).join("secret.key");
    if !file.exists() {
        let mut key = [0; 32];
        random.fill(&mut key);
        let made = make_secret(&file, &STANDARD.encode(key), &random.token());
        made.map_err(|e| ConfigError::Unsafe("SECRET_KEY_FILE", format!("{}: {e}", file.display())))?;
    }
    read_secret(&file)
}

/// Makes the file whole and at once, unless another process that starts at this moment was quicker.
///
/// `begun` names the unfinished file: by chance, as a process that was killed at this moment leaves one, and in a container every
/// process has the same number.
fn make_secret(file: &Path, key: &str, begun: &str) -> std::io::Result<()> {
    use std::{io::Write as _, os::unix::fs::OpenOptionsExt as _};
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let begun = file.with_extension(begun);
    let mut out = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&begun)?;
    out.write_all(key.as_bytes())?;
    out.sync_all()?;
    let linked = std::fs::hard_link(&begun, file);
    std::fs::remove_file(&begun)?;
    match linked {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "0123456789abcdef0123456789abcdef";

    fn check(settings: &[(&str, &str)]) -> Result<Config, String> {
        let mut figment = Figment::new();
        for (name, value) in settings {
            figment = figment.merge((*name, *value));
        }
        let raw = figment.extract::<Raw>().map_err(|e| e.to_string())?;
        Config::check(raw, &Randomness::System).map_err(|e| e.to_string())
    }

    #[test]
    fn the_key_of_whoever_was_quicker_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("data/secret.key");
        for key in [KEY, "another key of thirty-two letters"] {
            make_secret(&file, key, &Randomness::System.token()).expect("there is one");
        }
        assert_eq!(read_secret(&file).expect("reads").expose_secret(), KEY);
        assert_eq!(std::fs::read_dir(folder.path().join("data")).expect("a folder").count(), 1, "nothing else is left");
    }

    #[test]
    fn t80_unknown_and_unsafe_values_refuse_to_start() {
        let key = ("secret_key", KEY);
        let cases: [(&[(&str, &str)], &str); 13] = [
            (&[key, ("base_ulr", "https://a.example")], "base_ulr"),
            (&[key, ("base_url", "http://practice.example")], "https"),
            (&[("base_url", "https://practice.example")], "SECRET_KEY"),
            (&[("secret_key", "short"), ("base_url", "https://practice.example")], "too short"),
            (&[key, ("trusted_proxies", "0.0.0.0/0")], "forge"),
            (&[key, ("database_url", "mysql://x")], "DATABASE_URL"),
            (&[key, ("listen", "everywhere")], "LISTEN"),
            (&[key, ("smtp_url", "smtp://mail.example"), ("mail_from", "a@b.example")], "ROLECALL_SMTP_URL"),
            (&[key, ("onboarding_url", "javascript:alert(1)")], "ONBOARDING_URL"),
            (&[key, ("smtp_url", "smtp://localhost")], "ROLECALL_MAIL_FROM"),
            (&[key, ("payments", "stripe"), ("stripe_secret_key", "sk_test_1234")], "ROLECALL_STRIPE_WEBHOOK_SECRET"),
            (&[key, ("payments", "cash")], "ROLECALL_PAYMENTS"),
            (&[key, ("leaked_passwords", "no such file")], "LEAKED_PASSWORDS"),
        ];
        for (settings, word) in cases {
            let why = check(settings).err().unwrap_or_default();
            assert!(why.contains(word), "{settings:?}: {why}");
        }
        assert!(check(&[key, ("base_url", "https://practice.example")]).is_ok());
        assert!(check(&[key, ("base_url", "http://localhost:3000")]).is_ok());
    }
}
