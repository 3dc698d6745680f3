//! The list of patients: exact total, one page by keyset in any order.

use sqlx::FromRow;
use uuid::Uuid;

use super::{birth, identifier_key, within};
use crate::{
    domain::{
        clock::{Instant, Stamp, instant, millis},
        fold::fold,
        ids::{OfficeId, PatientId, ProviderId},
        language::Language,
        page::Page,
        scope::Reach,
    },
    patients::{
        model::{SOON_DAYS, Status},
        query::{Column, PatientFilters, PatientQuery, When},
        views::PatientRow,
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
    identifier: String,
    first_name: String,
    last_name: String,
    birth: String,
    language: i16,
    status: i16,
    office: String,
    provider_id: Option<Uuid>,
    provider: Option<String>,
    next_at: i64,
}

impl Row {
    fn shown(self, local: &impl Fn(Instant) -> Stamp) -> Result<PatientRow, Fault> {
        let wrong = |column: &str| Fault::inconsistent(format!("patients.{column} of {}", self.id));
        Ok(PatientRow {
            id: PatientId::new(self.id),
            name: format!("{}, {}", self.last_name, self.first_name),
            birth: birth(&self.birth).ok_or_else(|| wrong("birth"))?,
            language: Language::from_rank(self.language).ok_or_else(|| wrong("language"))?,
            status: Status::from_rank(self.status).ok_or_else(|| wrong("status"))?,
            provider: self.provider_id.map(ProviderId::new).zip(self.provider),
            next: (self.next_at > 0).then(|| local(instant(self.next_at))),
            identifier: self.identifier,
            office: self.office,
        })
    }
}

const COLUMNS: &str = "select l.id, l.identifier, l.first_name, l.last_name, l.birth, l.language, l.status, \
                       o.name as office, l.provider_id, v.name as provider, l.next_at from patients l \
                       join offices o on o.id = l.office_id left join providers v on v.id = l.provider_id";

const fn key(column: Column) -> &'static str {
    match column {
        Column::Name => "last_key",
        Column::Identifier => "identifier_key",
        Column::Birth => "birth",
        Column::Language => "language",
        Column::Status => "status",
        Column::Next => "next_at",
    }
}

fn any_of(sql: &mut Sql, column: &str, values: impl Iterator<Item = Value>) {
    let values: Vec<_> = values.collect();
    if !values.is_empty() {
        sql.push(&format!(" and l.{column} in "));
        sql.bind_list(values);
    }
}

/// `and (…)`: what narrows the list.
fn filter(sql: &mut Sql, search: &str, filters: &PatientFilters, now: Instant) {
    any_of(sql, "status", filters.statuses.iter().map(|status| Value::Int(status.rank().into())));
    any_of(sql, "language", filters.languages.iter().map(|language| Value::Int(language.rank().into())));
    any_of(sql, "office_id", filters.offices.iter().copied().map(OfficeId::uuid).map(Value::Id));
    let named: Vec<_> = filters.providers.iter().flatten().map(|id| Value::Id(id.uuid())).collect();
    match (named.is_empty(), filters.providers.contains(&None)) {
        (true, false) => {}
        (true, true) => sql.push(" and l.provider_id is null"),
        (false, nobody) => {
            sql.push(if nobody {
                " and (l.provider_id is null or l.provider_id in "
            } else {
                " and (l.provider_id in "
            });
            sql.bind_list(named);
            sql.push(")");
        }
    }
    match filters.when.as_slice() {
        [When::Soon] => soon(sql, now),
        [When::None] => sql.push(" and l.next_at = 0"),
        [] => {}
        _ => {
            sql.push(" and (l.next_at = 0 or (true");
            soon(sql, now);
            sql.push("))");
        }
    }
    let words = fold(search);
    for word in words.split_whitespace() {
        sql.push(" and (l.search_key like ");
        sql.bind(Value::Text(containing(word)));
        sql.push(" escape '\\'");
        // An identifier is found however its hyphens are written.
        let plain = identifier_key(word);
        if !plain.is_empty() && plain != word && plain.chars().any(char::is_numeric) {
            sql.push(" or l.search_key like ");
            sql.bind(Value::Text(containing(&plain)));
            sql.push(" escape '\\'");
        }
        sql.push(")");
    }
}

fn soon(sql: &mut Sql, now: Instant) {
    sql.push(" and l.next_at >= ");
    sql.bind(Value::Int(millis(now)));
    sql.push(" and l.next_at < ");
    sql.bind(Value::Int(millis(now + chrono::Duration::days(SOON_DAYS))));
}

/// One page of the list inside of `reach`.
pub async fn page(
    conn: &mut Conn,
    reach: Reach,
    query: &PatientQuery,
    now: Instant,
    local: impl Fn(Instant) -> Stamp,
) -> Result<Page<PatientRow>, Fault> {
    let mut sql = Sql::default();
    sql.push("select count(*) from patients l");
    within(&mut sql, reach);
    filter(&mut sql, &query.search, &query.filters, now);
    let total = sql.number(conn).await?;
    let start = match query.start() {
        Some(id) if super::find(conn, reach, id).await?.is_some() => Some(id),
        _ => None,
    };
    let cut = query.cut(total, start.is_some());
    let mut sql = Sql::default();
    sql.push(COLUMNS);
    within(&mut sql, reach);
    filter(&mut sql, &query.search, &query.filters, now);
    let descending = query.descending != cut.backwards;
    sql.window("patients", key(query.sort), start.map(PatientId::uuid), descending, cut.limit());
    let rows: Vec<Row> = sql.rows(conn).await?;
    cut.page(rows).try_map(|row| row.shown(&local))
}

/// One patient inside of `reach`, as the list shows it.
pub async fn one(
    conn: &mut Conn,
    reach: Reach,
    id: PatientId,
    local: impl Fn(Instant) -> Stamp,
) -> Result<Option<PatientRow>, Fault> {
    let mut sql = Sql::default();
    sql.push(COLUMNS);
    within(&mut sql, reach);
    sql.push(" and l.id = ");
    sql.bind(Value::Id(id.uuid()));
    let rows: Vec<Row> = sql.rows(conn).await?;
    rows.into_iter().next().map(|row| row.shown(&local)).transpose()
}
