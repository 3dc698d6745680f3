//! A database of its own for each test.

use std::path::{Path, PathBuf};

use sqlx::{AssertSqlSafe, Connection, PgConnection, query};
use tempfile::TempDir;
use url::Url;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Where a test's data lies, until it is dropped or [`Place::clear`]ed.
pub enum Place {
    Sqlite(TempDir),
    Postgres { server: String, name: String },
}

impl Place {
    /// `None`: there is no PostgreSQL to test on.
    pub async fn make(engine: Engine) -> Option<Self> {
        match engine {
            Engine::Sqlite => {
                // In memory where there is such a folder: nothing here outlives the test.
                let memory = Some(Path::new("/dev/shm")).filter(|path| path.is_dir());
                let parent = memory.map_or_else(std::env::temp_dir, PathBuf::from);
                Some(Self::Sqlite(TempDir::with_prefix_in("rolecall-test-", parent).expect("a temporary folder")))
            }
            Engine::Postgres => {
                let server = std::env::var("TEST_POSTGRES_URL").ok()?;
                let mut random = [0; 8];
                rolecall::server::clock::Randomness::System.fill(&mut random);
                let name = format!("rolecall_test_{:016x}", u64::from_be_bytes(random));
                administer(&server, &format!("create database {name}")).await;
                Some(Self::Postgres { server, name })
            }
        }
    }

    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite:{}", folder.path().join("rolecall.db").display()),
            Self::Postgres { server, name } => {
                let mut url = Url::parse(server).expect("TEST_POSTGRES_URL is an address");
                url.set_path(name);
                url.into()
            }
        }
    }

    pub async fn clear(self) {
        if let Self::Postgres { server, name } = self {
            administer(&server, &format!("drop database {name} with (force)")).await;
        }
    }
}

async fn administer(server: &str, sql: &str) {
    let mut conn = PgConnection::connect(server).await.expect("TEST_POSTGRES_URL answers");
    query(AssertSqlSafe(sql.to_owned())).execute(&mut conn).await.expect("databases can be made and dropped");
    conn.close().await.expect("the connection closes");
}
