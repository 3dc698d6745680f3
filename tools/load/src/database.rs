//! New, empty databases of either engine.

use std::path::Path;

use sqlx::{AssertSqlSafe, Connection as _, PgConnection, query};

use crate::client::Error;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }

    /// The address of a new database: a file in `folder`, or one more database of the server at `TEST_POSTGRES_URL`.
    pub async fn create(self, folder: &Path, name: &str) -> Result<String, Error> {
        if self == Self::Sqlite {
            return Ok(format!("sqlite:{}", folder.join(format!("{name}.db")).display()));
        }
        let server = std::env::var("TEST_POSTGRES_URL").map_err(|_| "TEST_POSTGRES_URL names no server")?;
        let mut connection = PgConnection::connect(&server).await?;
        for sql in [format!("drop database if exists {name} with (force)"), format!("create database {name}")] {
            query(AssertSqlSafe(sql)).execute(&mut connection).await?;
        }
        let (base, _) = server.rsplit_once('/').ok_or("TEST_POSTGRES_URL names no database")?;
        Ok(format!("{base}/{name}"))
    }
}
