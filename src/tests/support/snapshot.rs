//! Everything that is stored, for comparing before with after and for searching.

use std::collections::BTreeMap;

use rolecall::server::db::Db;
use sqlx::{AssertSqlSafe, PgPool, SqlitePool, query_scalar};
use uuid::Uuid;

/// The rows of every table as text, sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot(BTreeMap<String, Vec<String>>);

impl Snapshot {
    pub async fn take(db: &Db) -> Self {
        let mut tables = match db {
            Db::Sqlite { writer, .. } => sqlite(writer).await,
            Db::Postgres(pool) => postgres(pool).await,
        }
        .expect("the database can be read");
        tables.values_mut().for_each(|rows| rows.sort());
        Self(tables)
    }

    /// What a refused request must not change: everything but the record that it was refused.
    #[must_use]
    pub fn without_events(mut self) -> Self {
        self.0.retain(|table, _| table != "events" && table != "chains");
        self
    }

    /// The rows alone in which `id` occurs, as either engine writes it.
    #[must_use]
    pub fn naming(mut self, id: Uuid) -> Self {
        let (text, blob) = (id.to_string(), format!("{:X}", id.simple()));
        self.0.values_mut().for_each(|rows| rows.retain(|row| row.contains(&text) || row.contains(&blob)));
        assert!(self.0.values().any(|rows| !rows.is_empty()), "{id} occurs nowhere");
        self
    }

    /// All rows but those in which `id` occurs.
    #[must_use]
    pub fn without(mut self, id: Uuid) -> Self {
        let (text, blob) = (id.to_string(), format!("{:X}", id.simple()));
        self.0.values_mut().for_each(|rows| rows.retain(|row| !row.contains(&text) && !row.contains(&blob)));
        self
    }

    pub fn rows(&self, table: &str) -> &[String] {
        self.0.get(table).map_or(&[], Vec::as_slice)
    }

    /// How many rows each table has more than `before`.
    pub fn more_than(&self, before: &Self) -> BTreeMap<&str, usize> {
        let more = |(table, rows): (&'_ String, &Vec<String>)| rows.len().checked_sub(before.rows(table).len());
        self.0.iter().filter_map(|entry| Some((entry.0.as_str(), more(entry)?))).filter(|(_, more)| *more > 0).collect()
    }

    /// The names of the tables in which `text` occurs.
    pub fn tables_with(&self, text: &str) -> Vec<&str> {
        let holds = |rows: &Vec<String>| rows.iter().any(|row| row.contains(text));
        self.0.iter().filter(|(_, rows)| holds(rows)).map(|(table, _)| table.as_str()).collect()
    }
}

/// Fails with the tables and rows that differ.
#[track_caller]
pub fn assert_same(before: &Snapshot, after: &Snapshot, what: &str) {
    for (table, rows) in &before.0 {
        let now = after.rows(table);
        let gone: Vec<_> = rows.iter().filter(|row| !now.contains(row)).collect();
        let new: Vec<_> = now.iter().filter(|row| !rows.contains(row)).collect();
        assert!(gone.is_empty() && new.is_empty(), "{what} changed {table}: gone {gone:#?}, new {new:#?}");
    }
    assert_eq!(before, after, "{what}");
}

async fn sqlite(pool: &SqlitePool) -> sqlx::Result<BTreeMap<String, Vec<String>>> {
    let sql = "select name from sqlite_master where type = 'table' and name not like 'people\\_search%' escape '\\' \
               and name not like '\\_sqlx%' escape '\\' and name not like 'sqlite\\_%' escape '\\'";
    let names: Vec<String> = query_scalar(sql).fetch_all(pool).await?;
    let mut tables = BTreeMap::new();
    for name in names {
        let columns: Vec<String> =
            query_scalar("select name from pragma_table_info($1)").bind(&name).fetch_all(pool).await?;
        let row: Vec<_> = columns.iter().map(|column| format!("'{column}=' || quote({column})")).collect();
        let sql = format!("select {} from {name}", row.join(" || ' ' || "));
        tables.insert(name, query_scalar(AssertSqlSafe(sql)).fetch_all(pool).await?);
    }
    Ok(tables)
}

async fn postgres(pool: &PgPool) -> sqlx::Result<BTreeMap<String, Vec<String>>> {
    let sql = "select table_name::text from information_schema.tables where table_schema = 'public' \
               and table_name not like '\\_sqlx%'";
    let names: Vec<String> = query_scalar(sql).fetch_all(pool).await?;
    let mut tables = BTreeMap::new();
    for name in names {
        let sql = format!("select row_to_json(t)::text from {name} t");
        tables.insert(name, query_scalar(AssertSqlSafe(sql)).fetch_all(pool).await?);
    }
    Ok(tables)
}
