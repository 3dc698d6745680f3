//! Where in the order of the list a page begins and ends.

use super::filter::of_sorted_ranks;
use crate::{
    domain::scope::Reach,
    people::query::{Column, PeopleQuery},
    server::{
        db::Conn,
        sql::{Sql, Value},
    },
};

/// A sort key and the row number that breaks its ties.
pub type Position = (Value, i64);

/// A piece of the list in the order of its walk.
pub struct Window {
    pub descending: bool,
    /// The rows after this one.
    pub start: Option<Position>,
    /// The rows up to this one.
    pub end: Option<Position>,
    pub limit: i64,
}

impl Window {
    /// Adds its bounds, order and limit to a list of people `p`.
    pub fn push(&self, sql: &mut Sql, sort: Column) {
        let key = sort_key(sort);
        let (after, until) = if self.descending { ("<", ">=") } else { (">", "<=") };
        for (bound, position) in [(after, &self.start), (until, &self.end)] {
            if let Some((value, number)) = position {
                sql.push(&format!(" and (p.{key}, p.number) {bound} ("));
                sql.bind(value.clone());
                sql.push(", ");
                sql.bind(Value::Int(*number));
                sql.push(")");
            }
        }
        self.push_order(sql, sort);
        sql.push(" limit ");
        sql.bind(Value::Int(self.limit));
    }

    pub fn push_order(&self, sql: &mut Sql, sort: Column) {
        let direction = if self.descending { "desc" } else { "asc" };
        sql.push(&format!(" order by p.{} {direction}, p.number {direction}", sort_key(sort)));
    }
}

pub const fn sort_key(column: Column) -> &'static str {
    match column {
        Column::LastName => "last_key",
        Column::FirstName => "first_key",
        Column::Username => "username_key",
        Column::Email => "email_key",
        Column::Role => "role",
        Column::Office => "place_key",
        Column::Status => "badge",
        Column::Created => "created_at",
        Column::Activity => "active_at",
        Column::Registered => "registration",
        Column::Tier => "tier",
        Column::Locked => "locked_at",
    }
}

const fn is_text(column: Column) -> bool {
    matches!(column, Column::LastName | Column::FirstName | Column::Username | Column::Email | Column::Office)
}

/// The position of the person that a page begins after or before. A person who is gone, or outside of `reach`, begins
/// no page: the list then starts over.
pub async fn start(conn: &mut Conn, reach: Reach, query: &PeopleQuery) -> sqlx::Result<Option<Position>> {
    let Some(id) = query.start() else { return Ok(None) };
    let mut sql = position(query.sort);
    sql.push("p.id = ");
    sql.bind(Value::Id(id.uuid()));
    sql.push(" and p.practice_id = ");
    sql.bind(Value::Id(reach.practice.uuid()));
    if let Some(provider) = reach.provider {
        sql.push(" and p.provider_id = ");
        sql.bind(Value::Id(provider.uuid()));
    }
    fetch(&sql, conn, query.sort).await
}

/// The position so many steps after the window's start, whoever matches on the way; `None`: the list ends before.
pub async fn further(
    conn: &mut Conn,
    reach: Reach,
    query: &PeopleQuery,
    window: &Window,
    steps: i64,
) -> sqlx::Result<Option<Position>> {
    // Nothing but what the order's index holds, so that no row is read for a step.
    let mut sql = position(query.sort);
    sql.push("p.practice_id = ");
    sql.bind(Value::Id(reach.practice.uuid()));
    of_sorted_ranks(&mut sql, query);
    let one = Window { start: window.start.clone(), end: None, limit: 1, descending: window.descending };
    one.push(&mut sql, query.sort);
    sql.push(&format!(" offset {steps}"));
    fetch(&sql, conn, query.sort).await
}

fn position(sort: Column) -> Sql {
    let key = sort_key(sort);
    let key = if is_text(sort) { format!("p.{key}") } else { format!("cast(p.{key} as bigint)") };
    let mut sql = Sql::default();
    sql.push(&format!("select {key}, p.number from people p where "));
    sql
}

async fn fetch(sql: &Sql, conn: &mut Conn, sort: Column) -> sqlx::Result<Option<Position>> {
    Ok(if is_text(sort) {
        let rows: Vec<(String, i64)> = sql.rows(conn).await?;
        rows.into_iter().next().map(|(key, number)| (Value::Text(key), number))
    } else {
        let rows: Vec<(i64, i64)> = sql.rows(conn).await?;
        rows.into_iter().next().map(|(key, number)| (Value::Int(key), number))
    })
}
