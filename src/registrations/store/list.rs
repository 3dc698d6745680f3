//! The console: requests and invitations as one list; exact total, one page by keyset in any order.

use chrono::TimeDelta;
use sqlx::FromRow;
use uuid::Uuid;

use super::inside;
use crate::{
    domain::{
        clock::{Instant, Stamp, instant, maybe_instant, millis},
        fold::fold,
        ids::{EntryId, InvitationId, RequestId},
        page::Page,
        role::Role,
        scope::Reach,
    },
    registrations::{
        hours,
        model::{Code, Level},
        query::{Column, RequestQuery, Show},
        views::{Entry, EntryRow, Waiting},
    },
    server::{
        db::Conn,
        fault::Fault,
        sql::{Sql, Value, containing},
    },
};

#[derive(FromRow)]
struct Row {
    id: Uuid,
    invitation: i16,
    code: i16,
    level: i16,
    identifier: String,
    place: String,
    first_name: String,
    last_name: String,
    email: String,
    role: i16,
    submitted_at: i64,
    due_at: i64,
    proven_at: i64,
}

impl Row {
    fn shown(self, now: Instant, local: &impl Fn(Instant) -> Stamp) -> Result<EntryRow, Fault> {
        let wrong = |column: &str| Fault::inconsistent(format!("requests.{column} of {}", self.id));
        let code = Code::from_rank(self.code).ok_or_else(|| wrong("state"))?;
        let pending = matches!(code, Code::PendingAdminReview | Code::PendingProvAdminReview);
        let due = maybe_instant(self.due_at).filter(|_| pending);
        Ok(EntryRow {
            id: EntryId::new(self.id),
            entry: match self.invitation {
                0 => Entry::Request(RequestId::new(self.id)),
                _ => Entry::Invitation(InvitationId::new(self.id)),
            },
            code,
            level: Level::from_rank(self.level).ok_or_else(|| wrong("level"))?,
            role: Role::from_rank(self.role).ok_or_else(|| wrong("role"))?,
            name: format!("{} {}", self.first_name, self.last_name).trim().to_owned(),
            identifier: self.identifier,
            place: self.place,
            email: self.email,
            submitted: local(instant(self.submitted_at)),
            waiting: due.map(|due| waiting(instant(self.proven_at), due, now, local)),
        })
    }
}

/// How long a request has waited, in the practice's working hours.
pub fn waiting(proven: Instant, due: Instant, now: Instant, local: impl Fn(Instant) -> Stamp) -> Waiting {
    let worked: TimeDelta = hours::between(local(proven).naive_local(), local(now).naive_local());
    Waiting { due: local(due), overdue: due <= now, hours: worked.num_hours() }
}

/// `with entries as (…)`: everything inside of `reach`, as one kind of row. The numbers are the ranks of [`Code`]. An
/// attempt that may still be finished is nobody's business yet; of a person's links the newest one counts, and none for
/// somebody who is here as a request.
fn entries(sql: &mut Sql, reach: Reach, now: Instant) {
    sql.push(
        "with entries as (select q.id, cast(0 as smallint) as invitation, cast(case when q.state = 0 then 8 \
         when q.state = 1 and q.level = 0 then 0 when q.state = 1 then 1 when q.state = 2 then 4 \
         when q.state = 3 and q.level = 0 then 5 when q.state = 3 then 6 else 7 end as smallint) as code, \
         q.level, q.identifier, q.place_name as place, q.place_key, q.first_name, q.last_name, q.name_key, q.email, \
         q.role, q.submitted_at, q.due_at, q.proven_at, q.search_key from requests q where ",
    );
    inside(sql, reach);
    sql.push(" and (q.state <> 0 or q.proof_ends_at <= ");
    sql.bind(Value::Int(millis(now)));
    sql.push(
        ") union all select i.id, cast(1 as smallint), cast(case when i.state = 1 then 3 else 2 end as smallint), \
         cast(case when v.id is null then 1 else 0 end as smallint), coalesce(v.npi, r.tin, ''), \
         coalesce(v.name, r.name), p.place_key, p.first_name, p.last_name, p.last_key, i.email, p.role, i.sent_at, \
         0, 0, p.search_key from invitations i join people p on p.id = i.person_id \
         join practices r on r.id = i.practice_id left join providers v on v.id = p.provider_id where i.practice_id = ",
    );
    sql.bind(Value::Id(reach.practice.uuid()));
    if let Some(provider) = reach.provider {
        sql.push(" and p.provider_id = ");
        sql.bind(Value::Id(provider.uuid()));
    }
    sql.push(
        " and not exists (select 1 from invitations n where n.person_id = i.person_id \
         and (n.sent_at, n.id) > (i.sent_at, i.id)) \
         and not exists (select 1 from requests q where q.person_id = i.person_id)) ",
    );
}

const COLUMNS: &str = "select l.id, l.invitation, l.code, l.level, l.identifier, l.place, l.first_name, l.last_name, \
                       l.email, l.role, l.submitted_at, l.due_at, l.proven_at from entries l where ";

const fn key(column: Column) -> &'static str {
    match column {
        Column::Name => "name_key",
        Column::Status => "code",
        Column::Identifier => "identifier",
        Column::Qualifier => "level",
        Column::Place => "place_key",
        Column::Role => "role",
        Column::Submitted => "submitted_at",
        Column::Due => "due_at",
    }
}

fn filter(sql: &mut Sql, query: &RequestQuery) {
    match query.filters.show {
        Show::Pending => sql.push("l.code in (0, 1)"),
        Show::All => sql.push("true"),
        Show::Only(code) => sql.push(&format!("l.code = {}", code.rank())),
    }
    let search = fold(&query.search);
    if !search.is_empty() {
        let pattern = containing(&search);
        sql.push(" and l.search_key like ");
        sql.bind(Value::Text(pattern));
        sql.push(" escape '\\'");
    }
}

/// One page of the list inside of `reach`.
pub async fn page(
    conn: &mut Conn,
    reach: Reach,
    query: &RequestQuery,
    now: Instant,
    local: impl Fn(Instant) -> Stamp,
) -> Result<Page<EntryRow>, Fault> {
    let mut sql = Sql::default();
    entries(&mut sql, reach, now);
    sql.push("select count(*) from entries l where ");
    filter(&mut sql, query);
    let total = sql.number(conn).await?;
    let start = match query.start() {
        Some(id) if exists(conn, reach, id, now).await? => Some(id),
        _ => None,
    };
    let cut = query.cut(total, start.is_some());
    let rows = rows(conn, reach, query, now, (start, query.descending != cut.backwards, cut.limit())).await?;
    cut.page(rows).try_map(|row| row.shown(now, &local))
}

/// Everything the filter finds, in the reader's order; at most `most`.
pub async fn all(
    conn: &mut Conn,
    reach: Reach,
    query: &RequestQuery,
    now: Instant,
    most: i64,
    local: impl Fn(Instant) -> Stamp,
) -> Result<Vec<EntryRow>, Fault> {
    let rows = rows(conn, reach, query, now, (None, query.descending, most)).await?;
    rows.into_iter().map(|row| row.shown(now, &local)).collect()
}

async fn rows(
    conn: &mut Conn,
    reach: Reach,
    query: &RequestQuery,
    now: Instant,
    (start, descending, limit): (Option<EntryId>, bool, i64),
) -> sqlx::Result<Vec<Row>> {
    let mut sql = Sql::default();
    entries(&mut sql, reach, now);
    sql.push(COLUMNS);
    filter(&mut sql, query);
    sql.window("entries", key(query.sort), start.map(EntryId::uuid), descending, limit);
    sql.rows(conn).await
}

/// A line that is gone, or outside of `reach`, begins no page: the list then starts over.
async fn exists(conn: &mut Conn, reach: Reach, id: EntryId, now: Instant) -> sqlx::Result<bool> {
    let mut sql = Sql::default();
    entries(&mut sql, reach, now);
    sql.push("select count(*) from entries l where l.id = ");
    sql.bind(Value::Id(id.uuid()));
    Ok(sql.number(conn).await? == 1)
}

/// How many requests wait for a decision, and how many of them for too long.
pub async fn attention(conn: &mut Conn, reach: Reach, now: Instant) -> sqlx::Result<[i64; 2]> {
    let mut sql = Sql::default();
    sql.push("select count(*), cast(coalesce(sum(case when q.due_at <= ");
    sql.bind(Value::Int(millis(now)));
    sql.push(" then 1 else 0 end), 0) as bigint) from requests q where ");
    inside(&mut sql, reach);
    sql.push(" and q.state = 1");
    let rows: Vec<(i64, i64)> = sql.rows(conn).await?;
    Ok(rows.into_iter().next().map_or([0; 2], |(waiting, overdue)| [waiting, overdue]))
}
