//! Two engines, one SQL text: an enum of connections and the [`on!`] macro that runs one body on either.

use std::{borrow::Cow, num::NonZero, str::FromStr, thread, time::Duration};

use sqlx::{
    Connection as _, PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, Transaction,
    migrate::Migrator,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

/// SQLite before this release can corrupt a WAL database that has several connections.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// Pages of the database kept by the writer and, together, by the readers, in KiB. Nothing is mapped: a read that fails
/// is an error then, not a signal.
const WRITER_CACHE: u32 = 8 * 1024;
const READERS_CACHE: u32 = 24 * 1024;

/// So long a connection to PostgreSQL that has answered needs no asking whether it still does.
const PROVEN: Duration = Duration::from_secs(1);

static COMMON: Migrator = sqlx::migrate!("./migrations");
static SQLITE: Migrator = sqlx::migrate!("./migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("./migrations/postgres");

/// The database of an installation.
#[derive(Debug, Clone)]
pub enum Db {
    /// One writer, several readers: SQLite has one write lock, and a queue in front of it is fair.
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres(PgPool),
}

/// A borrowed connection of either engine, as store functions take it.
#[derive(Debug)]
pub enum Conn {
    SqliteRead(PoolConnection<Sqlite>),
    SqliteWrite(Transaction<'static, Sqlite>),
    PostgresRead(PoolConnection<Postgres>),
    PostgresWrite(Transaction<'static, Postgres>),
}

/// The engine behind a [`Conn`]; only [`on!`] looks inside.
pub enum Engine<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

impl Conn {
    pub fn engine(&mut self) -> Engine<'_> {
        match self {
            Self::SqliteRead(c) => Engine::Sqlite(&mut *c),
            Self::SqliteWrite(t) => Engine::Sqlite(&mut *t),
            Self::PostgresRead(c) => Engine::Postgres(&mut *c),
            Self::PostgresWrite(t) => Engine::Postgres(&mut *t),
        }
    }

    pub const fn is_postgres(&self) -> bool {
        matches!(self, Self::PostgresRead(_) | Self::PostgresWrite(_))
    }

    /// Ends a write; reads have nothing to end.
    pub(super) async fn commit(self) -> sqlx::Result<()> {
        match self {
            Self::SqliteWrite(t) => t.commit().await,
            Self::PostgresWrite(t) => t.commit().await,
            Self::SqliteRead(_) | Self::PostgresRead(_) => Ok(()),
        }
    }
}

/// Runs one body on whichever engine the connection belongs to: `on!(conn, |c| query("…").execute(&mut *c).await)`.
#[macro_export]
macro_rules! on {
    ($conn:expr, |$c:ident| $body:expr) => {
        match $crate::server::db::Conn::engine($conn) {
            $crate::server::db::Engine::Sqlite($c) => $body,
            $crate::server::db::Engine::Postgres($c) => $body,
        }
    };
}

impl Db {
    /// Opens `sqlite:PATH` or `postgres://…`, checks the engine's version and brings the schema up to date.
    ///
    /// # Errors
    /// The database can't be reached, is too old, or a migration fails (it then rolls back).
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        let db = Self::connect(url).await?;
        db.migrate().await?;
        Ok(db)
    }

    /// Opens without touching the schema.
    pub async fn connect(url: &str) -> Result<Self, OpenError> {
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let options = PgConnectOptions::from_str(url)?.options([("statement_timeout", "30s")]);
            let pool = PgPoolOptions::new().max_connections(16).acquire_timeout(Duration::from_secs(5));
            // Asking the server before each use whether it is still there would double what a small question costs.
            let pool = pool.test_before_acquire(false).before_acquire(|conn, meta| {
                Box::pin(async move {
                    if meta.idle_for > PROVEN {
                        conn.ping().await?;
                    }
                    Ok(true)
                })
            });
            return Ok(Self::Postgres(pool.connect_with(options).await?));
        }
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // FULL: a 2xx answer means that the write is on disk.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10))
            .foreign_keys(true)
            .statement_cache_capacity(256)
            .pragma("cache_size", cache(WRITER_CACHE))
            .pragma("temp_store", "MEMORY");
        // A file can't hang up, so no connection is asked whether it still stands.
        let pool = SqlitePoolOptions::new().test_before_acquire(false);
        let writer = pool.clone().max_connections(1).acquire_timeout(Duration::from_secs(20));
        let writer = writer.connect_with(options.clone()).await?;
        let version: String = sqlx::query_scalar("select sqlite_version()").fetch_one(&writer).await?;
        if parse_version(&version) < OLDEST_SQLITE {
            return Err(OpenError::SqliteTooOld(version));
        }
        // A reader works, it does not wait: more of them than cores would only divide the cache further.
        let cores = thread::available_parallelism().map_or(2, NonZero::get).clamp(2, 8) as u32;
        let options = options.pragma("cache_size", cache(READERS_CACHE / cores)).pragma("query_only", "ON");
        let readers = pool.max_connections(cores).acquire_timeout(Duration::from_secs(5));
        let readers = readers.connect_with(options).await?;
        Ok(Self::Sqlite { writer, readers })
    }

    async fn migrate(&self) -> Result<(), OpenError> {
        match self {
            Self::Sqlite { writer, .. } => migrations(&SQLITE).run(writer).await?,
            Self::Postgres(pool) => migrations(&POSTGRES).run(pool).await?,
        }
        Ok(())
    }

    /// A connection to read from.
    pub async fn read(&self) -> sqlx::Result<Conn> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Conn::SqliteRead(readers.acquire().await?),
            Self::Postgres(pool) => Conn::PostgresRead(pool.acquire().await?),
        })
    }

    /// A write transaction. On SQLite it takes the write lock at once: a deferred one that turns writer later fails
    /// with "database is locked", whatever the time-out.
    pub(super) async fn write(&self) -> sqlx::Result<Conn> {
        Ok(match self {
            Self::Sqlite { writer, .. } => Conn::SqliteWrite(writer.begin_with("begin immediate").await?),
            Self::Postgres(pool) => Conn::PostgresWrite(pool.begin().await?),
        })
    }

    /// Whether the database answers and its schema is the one this binary knows.
    pub async fn ready(&self) -> sqlx::Result<bool> {
        let mut conn = self.read().await?;
        let newest = COMMON.iter().map(|m| m.version).max().unwrap_or_default();
        let applied: i64 = on!(&mut conn, |c| {
            sqlx::query_scalar("select max(version) from _sqlx_migrations where success").fetch_one(&mut *c).await?
        });
        Ok(applied >= newest)
    }

    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                // Leaves a small file behind and fresh statistics for the planner.
                if let Ok(mut c) = writer.acquire().await {
                    for pragma in ["pragma optimize", "pragma wal_checkpoint(truncate)"] {
                        if let Err(error) = sqlx::query(pragma).execute(&mut *c).await {
                            tracing::warn!(%error, pragma, "pragma failed while closing");
                        }
                    }
                    c.close().await.ok();
                }
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// The common migrations and the engine's own, in the order of their numbers.
fn migrations(own: &Migrator) -> Migrator {
    let mut all: Vec<_> = COMMON.iter().chain(own.iter()).cloned().collect();
    all.sort_by_key(|m| m.version);
    Migrator { migrations: Cow::Owned(all), ..Migrator::DEFAULT }
}

/// As the pragma takes it: negative for KiB.
fn cache(kib: u32) -> String {
    format!("-{kib}")
}

fn parse_version(text: &str) -> (u32, u32, u32) {
    let mut parts = text.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next())
}

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the database can't be opened: {0}")]
    Sql(#[from] sqlx::Error),
    #[error("the database's schema can't be brought up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    #[error("SQLite {0} is too old: 3.51.3 or newer is needed")]
    SqliteTooOld(String),
}

/// Whether `error` is the unique index `name` saying no.
pub fn violates(error: &sqlx::Error, name: &str, sqlite_columns: &str) -> bool {
    error.as_database_error().is_some_and(|e| {
        e.is_unique_violation()
            && (e.constraint() == Some(name) || e.message().contains(name) || e.message().contains(sqlite_columns))
    })
}
