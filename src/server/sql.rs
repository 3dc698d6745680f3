//! SQL put together from fixed pieces and numbered placeholders; values never become text of it.

use sqlx::{AssertSqlSafe, FromRow, postgres::PgRow, query, query_as, query_scalar, sqlite::SqliteRow};
use uuid::Uuid;

use super::db::Conn;
use crate::on;

/// `($1, $2), ($3, $4)`: placeholders for so many rows of so many columns.
pub fn placeholders(columns: usize, rows: usize) -> String {
    let row = |row: usize| {
        let row: Vec<_> = (1..=columns).map(|column| format!("${}", row * columns + column)).collect();
        format!("({})", row.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

/// What `like … escape '\'` finds `text` with, wherever it stands.
pub fn containing(text: &str) -> String {
    format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

/// A value bound to a placeholder.
#[derive(Debug, Clone)]
pub enum Value {
    Int(i64),
    Text(String),
    Id(Uuid),
}

/// A statement under construction.
#[derive(Debug, Clone, Default)]
pub struct Sql {
    text: String,
    values: Vec<Value>,
}

macro_rules! bound {
    ($query:expr, $values:expr) => {{
        let mut query = $query;
        for value in $values.clone() {
            query = match value {
                Value::Int(value) => query.bind(value),
                Value::Text(value) => query.bind(value),
                Value::Id(value) => query.bind(value),
            };
        }
        query
    }};
}

impl Sql {
    /// Adds a fixed piece.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Adds a placeholder for `value`.
    pub fn bind(&mut self, value: Value) {
        self.values.push(value);
        self.text.push_str(&format!("${}", self.values.len()));
    }

    /// Adds `($n, $n+1, …)`.
    pub fn bind_list(&mut self, values: impl IntoIterator<Item = Value>) {
        self.push("(");
        for (at, value) in values.into_iter().enumerate() {
            if at > 0 {
                self.push(", ");
            }
            self.bind(value);
        }
        self.push(")");
    }

    /// Adds the order by `key` and id of a list `l` that was named `list`, from the row `start` on, so many rows.
    pub fn window(&mut self, list: &str, key: &str, start: Option<Uuid>, descending: bool, limit: i64) {
        let (beyond, order) = if descending { ("<", "desc") } else { (">", "asc") };
        if let Some(id) = start {
            self.push(&format!(" and (l.{key}, l.id) {beyond} (select s.{key}, s.id from {list} s where s.id = "));
            self.bind(Value::Id(id));
            self.push(")");
        }
        self.push(&format!(" order by l.{key} {order}, l.id {order} limit "));
        self.bind(Value::Int(limit));
    }

    /// What tells this statement from every other: its text and its values.
    pub fn key(&self) -> String {
        format!("{} {:?}", self.text, self.values)
    }

    /// Runs it for one number.
    pub async fn number(&self, conn: &mut Conn) -> sqlx::Result<i64> {
        on!(conn, |c| bound!(query_scalar(AssertSqlSafe(self.text.clone())), self.values).fetch_one(&mut *c).await)
    }

    /// Runs it for what it changes: how many rows.
    pub async fn run(&self, conn: &mut Conn) -> sqlx::Result<u64> {
        on!(conn, |c| {
            let done = bound!(query(AssertSqlSafe(self.text.clone())), self.values).execute(&mut *c).await?;
            Ok(done.rows_affected())
        })
    }

    /// Runs it for all its rows.
    pub async fn rows<R>(&self, conn: &mut Conn) -> sqlx::Result<Vec<R>>
    where
        R: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        on!(conn, |c| bound!(query_as(AssertSqlSafe(self.text.clone())), self.values).fetch_all(&mut *c).await)
    }
}
