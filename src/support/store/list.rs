//! The list of tickets: exact total, one page by keyset in any order.

use sqlx::FromRow;
use uuid::Uuid;

use super::Circle;
use crate::{
    domain::{
        clock::{Instant, Stamp, instant},
        fold::fold,
        ids::TicketId,
        page::Page,
    },
    server::{
        db::Conn,
        fault::Fault,
        sql::{Sql, Value, containing},
    },
    support::{
        model::{TicketKind, TicketStatus},
        query::{Column, TicketQuery},
        views::TicketRow,
    },
};

#[derive(FromRow)]
struct Row {
    id: Uuid,
    kind: i16,
    status: i16,
    subject: String,
    practice: String,
    filed_by_name: String,
    assigned_name: String,
    updated_at: i64,
}

impl Row {
    fn shown(self, local: impl Fn(Instant) -> Stamp) -> Result<TicketRow, Fault> {
        let wrong = |column: &str| Fault::inconsistent(format!("tickets.{column} of {}", self.id));
        Ok(TicketRow {
            id: TicketId::new(self.id),
            kind: TicketKind::from_rank(self.kind).ok_or_else(|| wrong("kind"))?,
            status: TicketStatus::from_rank(self.status).ok_or_else(|| wrong("status"))?,
            subject: self.subject,
            practice: self.practice,
            filed_by: self.filed_by_name,
            assigned: self.assigned_name,
            updated: local(instant(self.updated_at)),
        })
    }
}

/// `with entries as (…)`: every ticket of the circle with what it is sorted by.
fn entries(sql: &mut Sql, circle: &Circle) {
    sql.push(
        "with entries as (select t.id, t.kind, t.status, t.subject, t.subject_key, t.search_key, p.name as practice, \
         lower(p.name) as practice_key, t.filed_by_name, lower(t.filed_by_name) as filed_key, t.assigned_name, \
         lower(t.assigned_name) as assigned_key, t.updated_at from tickets t \
         join practices p on p.id = t.practice_id where ",
    );
    circle.narrow(sql);
    sql.push(") ");
}

const COLUMNS: &str = "select l.id, l.kind, l.status, l.subject, l.practice, l.filed_by_name, l.assigned_name, \
                       l.updated_at from entries l where ";

const fn key(column: Column) -> &'static str {
    match column {
        Column::Subject => "subject_key",
        Column::Kind => "kind",
        Column::Status => "status",
        Column::Practice => "practice_key",
        Column::Filed => "filed_key",
        Column::Assigned => "assigned_key",
        Column::Updated => "updated_at",
    }
}

fn filter(sql: &mut Sql, query: &TicketQuery) {
    let filters = &query.filters;
    let open = TicketStatus::ALL.iter().copied().filter(|status| filters.all || status.is_open());
    let statuses: Vec<_> = if filters.statuses.is_empty() { open.collect() } else { filters.statuses.clone() };
    sql.push("l.status in ");
    sql.bind_list(statuses.iter().map(|status| Value::Int(status.rank().into())));
    if !filters.kinds.is_empty() {
        sql.push(" and l.kind in ");
        sql.bind_list(filters.kinds.iter().map(|kind| Value::Int(kind.rank().into())));
    }
    let search = fold(&query.search);
    if !search.is_empty() {
        sql.push(" and l.search_key like ");
        sql.bind(Value::Text(containing(&search)));
        sql.push(" escape '\\'");
    }
}

/// One page of the tickets of this circle.
pub async fn page(
    conn: &mut Conn,
    circle: &Circle,
    query: &TicketQuery,
    local: impl Fn(Instant) -> Stamp,
) -> Result<Page<TicketRow>, Fault> {
    let mut sql = Sql::default();
    entries(&mut sql, circle);
    sql.push("select count(*) from entries l where ");
    filter(&mut sql, query);
    let total = sql.number(conn).await?;
    let start = match query.start() {
        Some(id) if super::practice_of(conn, circle, id).await?.is_some() => Some(id),
        _ => None,
    };
    let cut = query.cut(total, start.is_some());
    let mut sql = Sql::default();
    entries(&mut sql, circle);
    sql.push(COLUMNS);
    filter(&mut sql, query);
    let descending = query.descending != cut.backwards;
    sql.window("entries", key(query.sort), start.map(TicketId::uuid), descending, cut.limit());
    let rows: Vec<Row> = sql.rows(conn).await?;
    cut.page(rows).try_map(|row| row.shown(&local))
}
