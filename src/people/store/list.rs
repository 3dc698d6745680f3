//! The people list: exact total, one page by keyset, over indexes made for each order.

use sqlx::{AssertSqlSafe, FromRow, query_as};
use uuid::Uuid;

use super::{known, totals::Totals};
use crate::{
    domain::{
        clock::{Instant, Stamp, instant, maybe_instant, millis},
        fold::fold,
        ids::PersonId,
        page::Page,
        role::Role,
        scope::Reach,
    },
    on,
    people::{
        badge::{BadgeKind, Facts},
        model::{AccountState, PersonRow, Registration, Tier},
        query::{Column, Cursor, PeopleQuery},
    },
    practices::store::people_version,
    server::{
        db::Conn,
        fault::Fault,
        sql::{Sql, Value},
    },
};

/// Up to so many matches are collected and sorted; with more, walking the order's index meets 25 of them soon.
const FEW: i64 = 1500;
/// A trigram index finds nothing shorter.
const TRIGRAM: usize = 3;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    first_name: String,
    last_name: String,
    username: String,
    email: String,
    role: i16,
    place: String,
    provider_id: Option<Uuid>,
    state: i16,
    tier: i16,
    created_at: i64,
    registered_at: i64,
    active_at: i64,
    invite_expires_at: i64,
    invite_bounced_at: i64,
    locked_at: i64,
    lock_ends_at: i64,
    deactivates_at: i64,
}

const COLUMNS: &str = "select p.id, p.first_name, p.last_name, p.username, p.email, p.role, \
                       coalesce(v.name, o.name) as place, p.provider_id, p.state, p.tier, p.created_at, \
                       p.registered_at, p.active_at, p.invite_expires_at, p.invite_bounced_at, p.locked_at, \
                       p.lock_ends_at, p.deactivates_at from ";
const PLACES: &str = " join offices o on o.id = p.office_id left join providers v on v.id = p.provider_id ";

impl Row {
    fn into_person(self, now: Instant, local: &impl Fn(Instant) -> Stamp) -> Result<PersonRow, Fault> {
        let state = known(AccountState::from_rank(self.state), "state", self.id)?;
        let lock_ends = maybe_instant(self.locked_at).map(|_| maybe_instant(self.lock_ends_at));
        let facts = Facts {
            state,
            lock_ends,
            deactivates: maybe_instant(self.deactivates_at),
            invite_expires: maybe_instant(self.invite_expires_at),
            invite_bounced: self.invite_bounced_at != 0,
        };
        let locked = lock_ends.is_some_and(|ends| ends.is_none_or(|ends| ends > now));
        Ok(PersonRow {
            id: PersonId::new(self.id),
            first_name: self.first_name,
            last_name: self.last_name,
            username: self.username,
            email: self.email,
            role: known(Role::from_rank(self.role), "role", self.id)?,
            place: self.place,
            at_provider: self.provider_id.is_some(),
            badge: facts.badge(now, local),
            state,
            registration: state.registration(self.registered_at != 0),
            tier: known(Tier::from_rank(self.tier), "tier", self.id)?,
            created: local(instant(self.created_at)),
            active: maybe_instant(self.active_at).map(local),
            locked_since: locked.then(|| local(instant(self.locked_at))),
        })
    }
}

/// One page of the list inside of `reach`, in the reader's order, with the exact number of all matches.
pub async fn page(
    conn: &mut Conn,
    reach: Reach,
    query: &PeopleQuery,
    now: Instant,
    totals: &Totals,
    local: impl Fn(Instant) -> Stamp,
) -> Result<Page<PersonRow>, Fault> {
    let total = total(conn, reach, query, now, totals).await?;
    let size = query.size.rows();
    let start = start(conn, reach, query).await?;
    // The last page holds what is left over, not the last 25.
    let wanted = match query.cursor {
        Some(Cursor::Last) => (total - 1).rem_euclid(size) + 1,
        _ => size,
    };
    let sql = page_sql(conn.is_postgres(), reach, query, now, total, start.as_ref(), wanted + 1);
    let mut rows: Vec<Row> = sql.rows(conn).await?;
    let more = rows.len() as i64 > wanted;
    rows.truncate(wanted as usize);
    let backwards = is_backwards(query, start.is_some());
    if backwards {
        rows.reverse();
    }
    let rows = rows.into_iter().map(|row| row.into_person(now, &local)).collect::<Result<Vec<_>, _>>()?;
    let (has_previous, has_next) = match (query.cursor, backwards) {
        (Some(Cursor::Last), _) => (more, false),
        (_, true) => (more, true),
        _ => (start.is_some(), more),
    };
    Ok(Page { rows, total, has_previous, has_next })
}

/// The ids of all matches in the reader's order, for "select all" and for exports; at most `most`.
pub async fn ids(
    conn: &mut Conn,
    reach: Reach,
    query: &PeopleQuery,
    now: Instant,
    most: i64,
) -> Result<Vec<PersonId>, Fault> {
    let mut sql = Sql::default();
    sql.push("select p.id from people p where ");
    filter(&mut sql, conn.is_postgres(), reach, query, now, Walk::Counting);
    let (key, direction) = (sort_key(query.sort), if query.descending { "desc" } else { "asc" });
    sql.push(&format!(" order by p.{key} {direction}, p.number {direction} limit "));
    sql.bind(Value::Int(most));
    let ids: Vec<(Uuid,)> = sql.rows(conn).await?;
    Ok(ids.into_iter().map(|(id,)| PersonId::new(id)).collect())
}

/// The exact number of matches.
pub async fn total(
    conn: &mut Conn,
    reach: Reach,
    query: &PeopleQuery,
    now: Instant,
    totals: &Totals,
) -> Result<i64, Fault> {
    let mut sql = Sql::default();
    sql.push("select count(*) from people p where ");
    filter(&mut sql, conn.is_postgres(), reach, query, now, Walk::Counting);
    if query.locked.is_some() {
        // Locks end by themselves: their count depends on the time.
        return Ok(sql.number(conn).await?);
    }
    let key = sql.key();
    let version = people_version(conn, reach.practice).await?;
    if let Some(total) = totals.get(reach.practice, &key, version) {
        return Ok(total);
    }
    let total = sql.number(conn).await?;
    totals.put(reach.practice, key, version, total);
    Ok(total)
}

const fn is_backwards(query: &PeopleQuery, has_start: bool) -> bool {
    matches!(query.cursor, Some(Cursor::Last)) || (has_start && matches!(query.cursor, Some(Cursor::Before(_))))
}

fn page_sql(
    postgres: bool,
    reach: Reach,
    query: &PeopleQuery,
    now: Instant,
    total: i64,
    start: Option<&(Value, i64)>,
    limit: i64,
) -> Sql {
    let backwards = is_backwards(query, start.is_some());
    let descending = query.descending != backwards;
    let key = sort_key(query.sort);
    let narrow = query.is_filtered() && total <= FEW;
    let mut sql = Sql::default();
    if narrow {
        sql.push("with found as materialized (select p.number from people p where ");
        filter(&mut sql, postgres, reach, query, now, Walk::Counting);
        sql.push(") ");
    }
    sql.push(COLUMNS);
    sql.push(if narrow { "found f join people p on p.number = f.number" } else { "people p" });
    sql.push(PLACES);
    sql.push("where ");
    if narrow {
        sql.push("0 = 0");
    } else {
        filter(&mut sql, postgres, reach, query, now, Walk::InOrder);
    }
    if let Some((value, number)) = start {
        sql.push(&format!(" and (p.{key}, p.number) {} (", if descending { "<" } else { ">" }));
        sql.bind(value.clone());
        sql.push(", ");
        sql.bind(Value::Int(*number));
        sql.push(")");
    }
    let direction = if descending { "desc" } else { "asc" };
    sql.push(&format!(" order by p.{key} {direction}, p.number {direction} limit "));
    sql.bind(Value::Int(limit));
    sql
}

const fn sort_key(column: Column) -> &'static str {
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

/// The sort key and row number of the person that a page begins after or before. A person who is gone, or outside of
/// `reach`, begins no page: the list then starts over.
async fn start(conn: &mut Conn, reach: Reach, query: &PeopleQuery) -> Result<Option<(Value, i64)>, Fault> {
    let (Some(Cursor::After(id)) | Some(Cursor::Before(id))) = query.cursor else { return Ok(None) };
    let key = sort_key(query.sort);
    let text = matches!(key, "last_key" | "first_key" | "username_key" | "email_key" | "place_key");
    let sql = format!(
        "select {key}, number, provider_id from people where id = $1 and practice_id = $2",
        key = if text { key.to_owned() } else { format!("cast({key} as bigint)") },
    );
    macro_rules! fetch {
        ($kind:ty, $value:expr) => {{
            let row: Option<($kind, i64, Option<Uuid>)> = on!(conn, |c| {
                query_as(AssertSqlSafe(sql.clone()))
                    .bind(id.uuid())
                    .bind(reach.practice.uuid())
                    .fetch_optional(&mut *c)
                    .await?
            });
            let covered = row.filter(|row| reach.covers(row.2.map(crate::domain::ids::ProviderId::new)));
            covered.map(|(key, number, _)| ($value(key), number))
        }};
    }
    Ok(if text { fetch!(String, Value::Text) } else { fetch!(i64, Value::Int) })
}

/// How the filtered rows are reached: by whatever index fits, or by the order's index with the filter checked on each
/// row (a unary plus keeps other indexes out).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Walk {
    Counting,
    InOrder,
}

fn filter(sql: &mut Sql, postgres: bool, reach: Reach, query: &PeopleQuery, now: Instant, walk: Walk) {
    let plus = if walk == Walk::InOrder { "+" } else { "" };
    let ranks = |ranks: Vec<i16>| ranks.into_iter().map(|rank| Value::Int(rank.into())).collect::<Vec<_>>();
    sql.push("p.practice_id = ");
    sql.bind(Value::Id(reach.practice.uuid()));
    if let Some(provider) = reach.provider {
        sql.push(" and p.provider_id = ");
        sql.bind(Value::Id(provider.uuid()));
    }
    if query.statuses.is_empty() {
        sql.push(&format!(" and {plus}p.badge <> {}", BadgeKind::Archived.rank()));
    }
    let lists = [
        ("badge", ranks(query.statuses.iter().map(|kind| kind.rank()).collect())),
        ("role", ranks(query.roles.iter().map(|role| role.rank()).collect())),
        ("registration", ranks(query.registrations.iter().map(|value: &Registration| value.rank()).collect())),
        ("tier", ranks(query.tiers.iter().map(|tier| tier.rank()).collect())),
    ];
    for (column, values) in lists {
        if !values.is_empty() {
            sql.push(&format!(" and {plus}p.{column} in "));
            sql.bind_list(values);
        }
    }
    if let Some(locked) = query.locked {
        sql.push(if locked { " and (p.locked_at > 0 and (" } else { " and not (p.locked_at > 0 and (" });
        sql.push("p.lock_ends_at = 0 or p.lock_ends_at > ");
        sql.bind(Value::Int(millis(now)));
        sql.push("))");
    }
    places(sql, &query.places);
    search(sql, postgres, &query.search, walk);
}

/// People shown under one of these offices or providers.
fn places(sql: &mut Sql, places: &[String]) {
    let ids: Vec<_> = places.iter().filter_map(|id| id.parse().ok()).map(Value::Id).collect();
    if ids.is_empty() {
        return;
    }
    sql.push(" and coalesce(p.provider_id, p.office_id) in ");
    sql.bind_list(ids);
}

/// Every word must occur somewhere; case and accents don't count.
fn search(sql: &mut Sql, postgres: bool, text: &str, walk: Walk) {
    let folded = fold(text);
    let words: Vec<_> = folded.split_whitespace().collect();
    let indexed = |word: &&&str| word.chars().count() >= TRIGRAM;
    let by_index = !postgres && walk == Walk::Counting;
    let phrases: Vec<_> =
        words.iter().filter(indexed).map(|word| format!("\"{}\"", word.replace('"', "\"\""))).collect();
    if by_index && !phrases.is_empty() {
        sql.push(" and p.number in (select rowid from people_search where people_search match ");
        sql.bind(Value::Text(phrases.join(" AND ")));
        sql.push(")");
    }
    for word in words.iter().filter(|word| !by_index || !indexed(word)) {
        sql.push(" and p.search_key like ");
        sql.bind(Value::Text(format!("%{}%", escape_like(word))));
        sql.push(" escape '\\'");
    }
}

fn escape_like(word: &str) -> String {
    word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
