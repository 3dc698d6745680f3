//! A database of its own for each test.

use std::{
    fs,
    path::{Path, PathBuf},
};

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
            Engine::Sqlite => Some(Self::Sqlite(folder())),
            Engine::Postgres => {
                let (server, name) = (std::env::var("TEST_POSTGRES_URL").ok()?, name());
                administer(&server, &format!("create database {name}")).await;
                Some(Self::Postgres { server, name })
            }
        }
    }

    /// Keeps what lies here, for others to start from. Nobody may have it open.
    pub fn keep(self) -> Kept {
        match self {
            Self::Sqlite(folder) => {
                Kept::Sqlite(fs::read(folder.path().join(SQLITE)).expect("a closed database is one file"))
            }
            Self::Postgres { server, name } => Kept::Postgres { server, name },
        }
    }

    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite:{}", folder.path().join(SQLITE).display()),
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

/// What a place held, without the place. A kept PostgreSQL database ends with its server, which is there for one run only.
pub enum Kept {
    Sqlite(Vec<u8>),
    Postgres { server: String, name: String },
}

impl Kept {
    /// A place of its own with the same in it.
    pub async fn copy(&self) -> Place {
        match self {
            Self::Sqlite(content) => {
                let folder = folder();
                fs::write(folder.path().join(SQLITE), content).expect("a new file");
                Place::Sqlite(folder)
            }
            Self::Postgres { server, name: original } => {
                let name = name();
                administer(server, &format!("create database {name} template {original}")).await;
                Place::Postgres { server: server.clone(), name }
            }
        }
    }
}

const SQLITE: &str = "rolecall.db";

/// In memory where there is such a folder: nothing here outlives the test.
fn folder() -> TempDir {
    let memory = Some(Path::new("/dev/shm")).filter(|path| path.is_dir());
    let parent = memory.map_or_else(std::env::temp_dir, PathBuf::from);
    TempDir::with_prefix_in("rolecall-test-", parent).expect("a temporary folder")
}

fn name() -> String {
    let mut random = [0; 8];
    rolecall::server::clock::Randomness::System.fill(&mut random);
    format!("rolecall_test_{:016x}", u64::from_be_bytes(random))
}

async fn administer(server: &str, sql: &str) {
    let mut conn = PgConnection::connect(server).await.expect("TEST_POSTGRES_URL answers");
    query(AssertSqlSafe(sql.to_owned())).execute(&mut conn).await.expect("databases can be made and dropped");
    conn.close().await.expect("the connection closes");
}
