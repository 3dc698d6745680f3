//! The people list: exact total, one page by keyset, over indexes made for each order.

mod filter;
mod order;

use sqlx::FromRow;
use uuid::Uuid;

use self::{
    filter::{Walk, filter, matches},
    order::Window,
};
use super::{known, totals::Totals};
use crate::{
    domain::{
        clock::{Instant, Stamp, instant, maybe_instant},
        ids::PersonId,
        page::Page,
        role::Role,
        scope::Reach,
    },
    people::{
        badge::Facts,
        model::{AccountState, PersonRow, Tier},
        query::PeopleQuery,
    },
    practices::store::found_version,
    server::{db::Conn, fault::Fault, sql::Sql},
};

/// Up to so many matches are collected and sorted at once; with more, the order's index is walked first. A step of the
/// walk costs some three collected matches, so at 100,000 people both ways take as long for about 3,000 matches.
const FEW: i64 = 3000;

/// How far the order's index is walked, one after the other, before the matches are collected after all: mostly a short
/// walk is enough; the longest is at most about as much work as collecting. Many matches allow for it, past people who
/// are hidden and all stand at its beginning.
fn walks(total: i64) -> impl Iterator<Item = i64> {
    [SHORT, total / 4].into_iter().take_while(|steps| *steps >= SHORT)
}

/// Steps of the first walk.
const SHORT: i64 = 1500;

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

/// A row beside the number of all matches.
#[derive(FromRow)]
struct Counted {
    total: i64,
    #[sqlx(flatten)]
    row: Row,
}

const COLUMNS: &str = "p.id, p.first_name, p.last_name, p.username, p.email, p.role, \
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
    let list = List { postgres: conn.is_postgres(), reach, query, now };
    let start = order::start(conn, reach, query).await?;
    let starts = start.is_some();
    let window = Window {
        descending: query.descending != query.is_backwards(starts),
        start,
        end: None,
        limit: query.size.rows() + 1,
    };
    let (total, rows) = if !query.search.is_empty() {
        list.search(conn, totals, window).await?
    } else if query.is_filtered() || reach.provider.is_some() {
        let total = list.total(conn, totals).await?;
        (total, list.rows(conn, total, window).await?)
    } else {
        list.counted(conn, Walk::InOrder, &window).await?
    };
    query.cut(total, starts).page(rows).try_map(|row| row.into_person(now, &local))
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
    sql.push("select p.id from ");
    matches(&mut sql, conn.is_postgres(), reach, query, now, Walk::Collecting);
    Window { descending: query.descending, start: None, end: None, limit: most }.push(&mut sql, query.sort);
    let ids: Vec<(Uuid,)> = sql.rows(conn).await?;
    Ok(ids.into_iter().map(|(id,)| PersonId::new(id)).collect())
}

/// Whom a reader may see and asks for.
struct List<'a> {
    postgres: bool,
    reach: Reach,
    query: &'a PeopleQuery,
    now: Instant,
}

impl List<'_> {
    /// The rows of a window among what a search finds. Where it has not been counted yet, counting is half of the work,
    /// and the rows come along.
    async fn search(&self, conn: &mut Conn, totals: &Totals, window: Window) -> Result<(i64, Vec<Row>), Fault> {
        if self.query.filters.locked.is_some() {
            // Locks end by themselves: their count depends on the time.
            return self.counted(conn, Walk::Collecting, &window).await;
        }
        let version = found_version(conn, self.reach.practice).await?;
        let mut collected = None;
        let count = async {
            let (total, rows) = self.counted(conn, Walk::Collecting, &window).await?;
            collected = Some(rows);
            Ok::<_, Fault>(total)
        };
        let total = totals.get(self.reach.practice, self.count_sql().key(), version, count).await?;
        let rows = match collected {
            Some(rows) => rows,
            None => self.rows(conn, total, window).await?,
        };
        Ok((total, rows))
    }

    /// The rows of a window and the number of all matches, by one statement.
    async fn counted(&self, conn: &mut Conn, walk: Walk, window: &Window) -> Result<(i64, Vec<Row>), Fault> {
        let rows: Vec<Counted> = self.page_sql(walk, window, true).rows(conn).await?;
        let total = match rows.first() {
            Some(row) => row.total,
            // Nobody for the number to stand beside.
            None => self.count_sql().number(conn).await?,
        };
        Ok((total, rows.into_iter().map(|counted| counted.row).collect()))
    }

    /// The rows of a window among so many matches, by the way that is quick for these.
    async fn rows(&self, conn: &mut Conn, total: i64, mut window: Window) -> Result<Vec<Row>, Fault> {
        if total > FEW {
            // Many matches are met soon, unless they all stand far down in this order, as the Smiths do in one by name.
            for steps in walks(total) {
                window.end = None;
                window.end = order::further(conn, self.reach, self.query, &window, steps).await?;
                let rows: Vec<Row> = self.page_sql(Walk::InOrder, &window, false).rows(conn).await?;
                if rows.len() as i64 == window.limit || window.end.is_none() {
                    return Ok(rows);
                }
            }
            window.end = None;
        }
        Ok(self.page_sql(Walk::Collecting, &window, false).rows(conn).await?)
    }

    /// The exact number of matches.
    async fn total(&self, conn: &mut Conn, totals: &Totals) -> Result<i64, Fault> {
        let sql = self.count_sql();
        if self.is_summed() || self.query.filters.locked.is_some() {
            return Ok(sql.number(conn).await?);
        }
        let version = found_version(conn, self.reach.practice).await?;
        Ok(totals.get(self.reach.practice, sql.key(), version, sql.number(conn)).await?)
    }

    /// Whether the sums that are kept answer how many match.
    fn is_summed(&self) -> bool {
        let filters = &self.query.filters;
        self.reach.provider.is_none()
            && self.query.search.is_empty()
            && filters.places.is_empty()
            && filters.locked.is_none()
    }

    fn count_sql(&self) -> Sql {
        let mut sql = Sql::default();
        if self.is_summed() {
            self.sums(&mut sql);
        } else {
            sql.push("select count(*) from ");
            matches(&mut sql, self.postgres, self.reach, self.query, self.now, Walk::Collecting);
        }
        sql
    }

    fn sums(&self, sql: &mut Sql) {
        sql.push("select cast(coalesce(sum(p.people), 0) as bigint) from people_totals p where ");
        filter(sql, self.postgres, self.reach, self.query, self.now, Walk::Collecting);
    }

    /// The rows of a window; `counted`: with the number of all matches, which the sums must know for a walk in order.
    fn page_sql(&self, walk: Walk, window: &Window, counted: bool) -> Sql {
        let (sort, mut sql) = (self.query.sort, Sql::default());
        if walk == Walk::Collecting {
            // Only what decides is carried along for every match; the rest is read for the few that are shown. PostgreSQL,
            // which expects matches to be spread evenly, would rather walk the order's index in vain: it is made to collect.
            let collected = if self.postgres || counted { "materialized" } else { "not materialized" };
            sql.push(&format!("with matched as {collected} (select p.number, p.{} from ", order::sort_key(sort)));
            matches(&mut sql, self.postgres, self.reach, self.query, self.now, walk);
            sql.push("), found as materialized (select p.number from matched p where true");
            window.push(&mut sql, sort);
            sql.push(") select ");
            if counted {
                sql.push("(select count(*) from matched) as total, ");
            }
            sql.push(COLUMNS);
            sql.push("found f join people p on p.number = f.number");
            sql.push(PLACES);
            window.push_order(&mut sql, sort);
        } else {
            sql.push("select ");
            if counted {
                sql.push("(");
                self.sums(&mut sql);
                sql.push(") as total, ");
            }
            sql.push(COLUMNS);
            sql.push("people p");
            sql.push(PLACES);
            sql.push("where ");
            filter(&mut sql, self.postgres, self.reach, self.query, self.now, walk);
            window.push(&mut sql, sort);
        }
        sql
    }
}
