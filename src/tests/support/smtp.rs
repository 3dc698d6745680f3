//! A real mail server on loopback, doing what the test says: `end2end/support/mail-server.mjs`.

use std::{fs, path::Path, process::Stdio};

use rolecall::{mail::settings, server::config::Config};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
};

use super::TestApp;

/// A mail as the server took it over.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Received {
    pub to: Vec<String>,
    pub from: String,
    pub id: String,
    pub subject: String,
    pub date: String,
    pub auto_submitted: String,
    pub text: String,
    pub html: String,
    pub raw: String,
}

pub struct MailServer {
    port: u16,
    scheme: &'static str,
    orders: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    folder: TempDir,
    _child: Child,
}

impl MailServer {
    pub async fn start() -> Self {
        Self::start_as("smtp", &[]).await
    }

    /// One that speaks TLS with a certificate that nobody has signed.
    pub async fn start_untrusted() -> Self {
        Self::start_as("smtps", &["--tls"]).await
    }

    async fn start_as(scheme: &'static str, flags: &[&str]) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("end2end/support/mail-server.mjs");
        let folder = TempDir::with_prefix("rolecall-mail-").expect("a temporary folder");
        let mut child = Command::new("node")
            .arg(script)
            .arg(folder.path().join("mails.jsonl"))
            .args(flags)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("Node.js starts");
        let orders = child.stdin.take().expect("an input");
        let answers = BufReader::new(child.stdout.take().expect("an output")).lines();
        let mut server = Self { port: 0, scheme, orders, answers, folder, _child: child };
        let port = server.answer().await["port"].as_u64().expect("a port");
        server.port = u16::try_from(port).expect("a port");
        server
    }

    async fn answer(&mut self) -> Value {
        let line = self.answers.next_line().await.expect("the mail server talks");
        let line = line.expect("the mail server of end2end runs: scripts/setup.sh test installs what it needs");
        serde_json::from_str(&line).expect("JSON")
    }

    /// Gives an order and waits until it is obeyed.
    pub const fn port(&self) -> u16 {
        self.port
    }

    pub async fn tell(&mut self, order: Value) {
        self.orders.write_all(format!("{order}\n").as_bytes()).await.expect("the mail server listens");
        assert_eq!(self.answer().await, json!({ "ok": true }));
    }

    /// What has been taken over so far.
    pub fn mails(&self) -> Vec<Received> {
        let lines = fs::read_to_string(self.folder.path().join("mails.jsonl")).unwrap_or_default();
        lines.lines().map(|line| serde_json::from_str(line).expect("a mail")).collect()
    }

    /// A process of the installation that sends to this server.
    pub fn process(&self, app: &TestApp) -> TestApp {
        self.process_with(app, |_| ())
    }

    pub fn process_with(&self, app: &TestApp, change: impl FnOnce(&mut Config)) -> TestApp {
        let url = SecretString::from(format!("{}://127.0.0.1:{}", self.scheme, self.port));
        let settings = settings::check(Some(url), Some("Rolecall <rolecall@cedar.example>"));
        app.process(|config, _| {
            config.smtp = settings.expect("fine settings");
            change(config);
        })
    }
}
