//! The real binary as a process of its own.

use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use tokio::{
    process::{Child, Command},
    time::sleep,
};

use crate::client::{Client, Error};

/// A Rolecall that serves, or did.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    /// From the start of the process to the first ready answer.
    pub ready_after: Duration,
}

/// The release binary, wherever the caller says it is.
fn binary() -> PathBuf {
    std::env::var_os("TEST_BINARY").map_or_else(|| PathBuf::from("target/release/rolecall"), PathBuf::from)
}

fn command(database: &str, folder: &Path) -> Command {
    let binary = std::path::absolute(binary()).unwrap_or_default();
    let mut command = Command::new(binary);
    command
        .current_dir(folder)
        .env("ROLECALL_DATABASE_URL", database)
        .env("ROLECALL_LOG", "error")
        .env("ROLECALL_SECRET_KEY", "a key for measuring only, not a secret")
        .stdin(Stdio::null())
        .kill_on_drop(true);
    command
}

/// Runs a command of the binary to its end. `Err` holds what it said.
pub async fn run(database: &str, folder: &Path, arguments: &[&str]) -> Result<String, Error> {
    let output = command(database, folder).args(arguments).output().await?;
    let said = String::from_utf8_lossy(if output.status.success() { &output.stdout } else { &output.stderr });
    if output.status.success() { Ok(said.trim().into()) } else { Err(said.trim().into()) }
}

impl Server {
    /// Starts it and waits until it is ready.
    pub async fn start(database: &str, folder: &Path) -> Result<Self, Error> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let started = Instant::now();
        let child = command(database, folder)
            .arg("serve")
            .env("ROLECALL_LISTEN", address.to_string())
            .stdout(Stdio::null())
            .spawn()?;
        let mut server = Self { child, address, ready_after: Duration::ZERO };
        while !server.is_ready().await {
            if let Some(status) = server.child.try_wait()? {
                return Err(format!("the server ended by itself: {status}").into());
            }
            if started.elapsed() > Duration::from_secs(60) {
                return Err("the server is not ready after a minute".into());
            }
            sleep(Duration::from_millis(1)).await;
        }
        server.ready_after = started.elapsed();
        Ok(server)
    }

    async fn is_ready(&self) -> bool {
        let Ok(mut client) = Client::connect(self.address).await else { return false };
        client.get("/healthz/ready").await.is_ok_and(|reply| reply.status.is_success())
    }

    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Resident memory in MiB.
    pub fn memory(&self) -> Result<f64, Error> {
        let id = self.child.id().ok_or("the server has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        let kib: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kib / 1024.0)
    }

    /// `kill -9`
    pub async fn kill(mut self) -> Result<(), Error> {
        Ok(self.child.kill().await?)
    }
}
