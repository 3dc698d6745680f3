//! When, on what and of which version something was measured.

use std::process::Command;

use sqlx::{Connection as _, PgConnection, SqliteConnection, query_as, query_scalar};

use crate::client::Error;

/// One line for the head of a report.
pub async fn line() -> Result<String, Error> {
    let mut sqlite = SqliteConnection::connect("sqlite::memory:").await?;
    let (day, version): (String, String) =
        query_as("select date('now'), sqlite_version()").fetch_one(&mut sqlite).await?;
    let mut engines = format!("SQLite {version}");
    if let Ok(server) = std::env::var("TEST_POSTGRES_URL") {
        let mut connection = PgConnection::connect(&server).await?;
        let version: String = query_scalar("show server_version").fetch_one(&mut connection).await?;
        engines = format!("{engines}, PostgreSQL {version}");
    }
    let commit = said_by("git", &["rev-parse", "--short", "HEAD"]);
    let compiler = said_by("rustc", &["--version"]);
    Ok(format!("Measured on {day}, commit {commit}; {compiler}; {engines}; {}.", hardware()?))
}

fn hardware() -> Result<String, Error> {
    let cpu = std::fs::read_to_string("/proc/cpuinfo")?;
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("unknown");
    let memory = std::fs::read_to_string("/proc/meminfo")?;
    let kib: u64 = memory.split_whitespace().nth(1).unwrap_or("0").parse()?;
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease")?;
    let cores = std::thread::available_parallelism()?;
    let model = model.trim_start_matches([' ', '\t', ':']);
    Ok(format!("{cores} × {model}, {} GiB, Linux {}", kib / 1024 / 1024, kernel.trim()))
}

/// Without the program, or outside of a repository, nothing.
fn said_by(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
}
