//! Search and filters as conditions on people `p`.

use super::order::sort_key;
use crate::{
    domain::{
        clock::{Instant, millis},
        fold::fold,
        scope::Reach,
    },
    people::{badge::BadgeKind, query::PeopleQuery},
    server::sql::{Sql, Value, containing},
};

/// A trigram index finds nothing shorter.
const TRIGRAM: usize = 3;

/// How matches are reached: by whatever index finds them, or by walking the order's index and checking each row (a
/// unary plus keeps other indexes out, for a text an empty one at its end).
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Walk {
    Collecting,
    InOrder,
}

/// `TABLES where CONDITIONS` for all matches.
pub fn matches(sql: &mut Sql, postgres: bool, reach: Reach, query: &PeopleQuery, now: Instant, walk: Walk) {
    let by_index = !postgres && walk == Walk::Collecting && words(&query.search).iter().any(|word| is_indexed(word));
    if by_index {
        // The search index comes first, and each row it names is looked up once.
        sql.push("people_search s cross join people p on p.number = s.rowid where ");
    } else {
        sql.push("people p where ");
    }
    filter(sql, postgres, reach, query, now, walk);
}

/// The conditions alone.
pub fn filter(sql: &mut Sql, postgres: bool, reach: Reach, query: &PeopleQuery, now: Instant, walk: Walk) {
    sql.push("p.practice_id = ");
    sql.bind(Value::Id(reach.practice.uuid()));
    if let Some(provider) = reach.provider {
        sql.push(" and p.provider_id = ");
        sql.bind(Value::Id(provider.uuid()));
    }
    of_ranks(sql, query, walk);
    if let Some(locked) = query.filters.locked {
        sql.push(if locked { " and (p.locked_at > 0 and (" } else { " and not (p.locked_at > 0 and (" });
        sql.push("p.lock_ends_at = 0 or p.lock_ends_at > ");
        sql.bind(Value::Int(millis(now)));
        sql.push("))");
    }
    places(sql, &query.filters.places);
    search(sql, postgres, &query.search, walk);
}

/// The columns that have few values, kept as ranks, and which of these are asked for; none: all.
fn ranks(query: &PeopleQuery) -> [(&'static str, Vec<i16>); 4] {
    let statuses = if query.filters.statuses.is_empty() {
        BadgeKind::ALL.into_iter().filter(|kind| *kind != BadgeKind::Archived).map(BadgeKind::rank).collect()
    } else {
        query.filters.statuses.iter().map(|kind| kind.rank()).collect()
    };
    [
        ("badge", statuses),
        ("role", query.filters.roles.iter().map(|role| role.rank()).collect()),
        ("registration", query.filters.registrations.iter().map(|value| value.rank()).collect()),
        ("tier", query.filters.tiers.iter().map(|tier| tier.rank()).collect()),
    ]
}

fn of_ranks(sql: &mut Sql, query: &PeopleQuery, walk: Walk) {
    for (column, ranks) in ranks(query) {
        let Some((low, high)) = bounds(&ranks) else { continue };
        // As a range it narrows the walk of the index by this very column.
        let plus = if walk == Walk::InOrder && sort_key(query.sort) != column { "+" } else { "" };
        sql.push(&format!(" and {plus}p.{column} between {low} and {high}"));
        if ranks.len() < usize::from(high.abs_diff(low)) + 1 {
            let ranks: Vec<_> = ranks.iter().map(i16::to_string).collect();
            sql.push(&format!(" and +p.{column} in ({})", ranks.join(", ")));
        }
    }
}

/// Of the column that sorts, the part that matches lie in: nobody else is met on the way.
pub fn of_sorted_ranks(sql: &mut Sql, query: &PeopleQuery) {
    let key = sort_key(query.sort);
    let asked = ranks(query).into_iter().find(|(column, _)| *column == key);
    if let Some((low, high)) = asked.and_then(|(_, ranks)| bounds(&ranks)) {
        sql.push(&format!(" and p.{key} between {low} and {high}"));
    }
}

fn bounds(ranks: &[i16]) -> Option<(i16, i16)> {
    Some((*ranks.iter().min()?, *ranks.iter().max()?))
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

fn words(text: &str) -> Vec<String> {
    fold(text).split_whitespace().map(Into::into).collect()
}

fn is_indexed(word: &str) -> bool {
    word.chars().count() >= TRIGRAM
}

/// Every word must occur somewhere; case and accents don't count.
fn search(sql: &mut Sql, postgres: bool, text: &str, walk: Walk) {
    let words = words(text);
    if postgres {
        let key = if walk == Walk::InOrder { "(p.search_key || '')" } else { "p.search_key" };
        for word in words {
            sql.push(&format!(" and {key} like "));
            sql.bind(Value::Text(containing(&word)));
            sql.push(" escape '\\'");
        }
        return;
    }
    let (indexed, others): (Vec<_>, Vec<_>) =
        words.into_iter().partition(|word| walk == Walk::Collecting && is_indexed(word));
    if !indexed.is_empty() {
        let phrases: Vec<_> = indexed.iter().map(|word| format!("\"{}\"", word.replace('"', "\"\""))).collect();
        sql.push(" and s.people_search match ");
        sql.bind(Value::Text(phrases.join(" AND ")));
    }
    for word in others {
        sql.push(" and instr(p.search_key, ");
        sql.bind(Value::Text(word));
        sql.push(") > 0");
    }
}
