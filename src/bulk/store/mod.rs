//! Orders in the database. To anybody but its giver an order is unknown; how it is carried out is in [`queue`].

pub mod queue;

use sqlx::{FromRow, query, query_as};
use uuid::Uuid;

use super::model::{Named, Outcome, State, Verb, Who};
use crate::{
    domain::{
        clock::{Instant, instant, maybe_instant, millis},
        ids::{BulkId, PersonId, PracticeId},
    },
    on,
    server::{
        db::Conn,
        doors::Ordered,
        fault::Fault,
        sql::{Sql, Value},
    },
};

/// How many drafts of one person wait at the same time; older ones give way.
const WAITING: i64 = 5;
/// How many orders their giver is shown.
const SHOWN: i64 = 30;
/// People noted by one statement.
const ROWS: usize = 100;

/// Whose order it is: what every function for a page asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    pub practice: PracticeId,
    pub person: PersonId,
}

/// A stored order without its people.
#[derive(Debug, Clone)]
pub struct Bulk {
    pub created: Instant,
    pub verb: Verb,
    pub who: Who,
    pub choice_name: String,
    pub state: State,
    pub starts: Option<Instant>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    created_at: i64,
    verb: String,
    people: String,
    choice_name: String,
    state: String,
    starts_at: i64,
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|error| Fault::Other(error.to_string()))
}

fn known<T>(value: Option<T>, column: &str, id: BulkId) -> Result<T, Fault> {
    value.ok_or_else(|| Fault::inconsistent(format!("bulks.{column} of {id}")))
}

/// Keeps what somebody is about to do, until they order it.
pub async fn add(conn: &mut Conn, owner: Owner, id: BulkId, verb: Verb, who: &Who, now: Instant) -> Result<(), Fault> {
    let sql = "insert into bulks (id, practice_id, by_id, created_at, verb, people, choice, choice_name, state, starts_at, \
               ended_at, lease, lease_until, session_id, request_id, address, agent) \
               values ($1, $2, $3, $4, $5, $6, '', '', 'draft', 0, 0, '', 0, $1, '', '', '')";
    let people = json(who)?;
    on!(conn, |c| {
        query(sql)
            .bind(id.uuid())
            .bind(owner.practice.uuid())
            .bind(owner.person.uuid())
            .bind(millis(now))
            .bind(verb.name())
            .bind(people)
            .execute(&mut *c)
            .await?;
    });
    let sql = "delete from bulks where by_id = $1 and state = 'draft' and id not in (select id from bulks \
               where by_id = $1 and state = 'draft' order by created_at desc, id desc limit $2)";
    on!(conn, |c| query(sql).bind(owner.person.uuid()).bind(WAITING).execute(&mut *c).await.map(drop))?;
    Ok(())
}

pub async fn find(conn: &mut Conn, owner: Owner, id: BulkId) -> Result<Option<Bulk>, Fault> {
    let sql = "select id, created_at, verb, people, choice_name, state, starts_at from bulks \
               where id = $1 and practice_id = $2 and by_id = $3";
    let row: Option<Row> = on!(conn, |c| {
        query_as(sql)
            .bind(id.uuid())
            .bind(owner.practice.uuid())
            .bind(owner.person.uuid())
            .fetch_optional(&mut *c)
            .await?
    });
    row.map(bulk).transpose()
}

fn bulk(row: Row) -> Result<Bulk, Fault> {
    let id = BulkId::new(row.id);
    Ok(Bulk {
        created: instant(row.created_at),
        verb: known(Verb::from_name(&row.verb), "verb", id)?,
        who: known(serde_json::from_str(&row.people).ok(), "people", id)?,
        choice_name: row.choice_name,
        state: known(State::from_name(&row.state), "state", id)?,
        starts: maybe_instant(row.starts_at),
    })
}

/// The newest orders of somebody, at most [`SHOWN`].
pub async fn newest(conn: &mut Conn, owner: Owner) -> Result<Vec<(BulkId, Bulk)>, Fault> {
    let sql = "select id, created_at, verb, people, choice_name, state, starts_at from bulks where practice_id = $1 \
               and by_id = $2 and state <> 'draft' order by created_at desc, id desc limit $3";
    let rows: Vec<Row> = on!(conn, |c| {
        query_as(sql).bind(owner.practice.uuid()).bind(owner.person.uuid()).bind(SHOWN).fetch_all(&mut *c).await?
    });
    rows.into_iter().map(|row| Ok((BulkId::new(row.id), bulk(row)?))).collect()
}

/// What a draft becomes an order by.
pub struct Order<'a> {
    pub choice: &'a str,
    pub choice_name: &'a str,
    pub starts: Instant,
    pub by: &'a Ordered,
}

/// Makes a draft an order. `Ok(false)`: it is one already.
pub async fn order(conn: &mut Conn, owner: Owner, id: BulkId, order: &Order<'_>) -> sqlx::Result<bool> {
    let sql = "update bulks set state = 'waiting', choice = $4, choice_name = $5, starts_at = $6, session_id = $7, \
               request_id = $8, address = $9, agent = $10 where id = $1 and practice_id = $2 and by_id = $3 \
               and state = 'draft'";
    let written = on!(conn, |c| {
        query(sql)
            .bind(id.uuid())
            .bind(owner.practice.uuid())
            .bind(owner.person.uuid())
            .bind(order.choice)
            .bind(order.choice_name)
            .bind(millis(order.starts))
            .bind(order.by.session.uuid())
            .bind(&order.by.request.id)
            .bind(order.by.request.address.to_string())
            .bind(&order.by.request.agent)
            .execute(&mut *c)
            .await?
            .rows_affected()
    });
    Ok(written == 1)
}

/// Notes whom an order is for, in this order; those refused already are refused for good.
pub async fn add_people(
    conn: &mut Conn,
    practice: PracticeId,
    id: BulkId,
    people: &[(Named, Outcome)],
) -> Result<(), Fault> {
    for (chunk, people) in people.chunks(ROWS).enumerate() {
        let mut sql = Sql::default();
        sql.push("insert into bulk_people (bulk_id, position, practice_id, person_id, name, outcome, refusal) values ");
        for (at, ((person, name), outcome)) in people.iter().enumerate() {
            let (outcome, refusal) = written(outcome)?;
            sql.push(if at == 0 { "" } else { ", " });
            sql.bind_list([
                Value::Id(id.uuid()),
                Value::Int((chunk * ROWS + at) as i64),
                Value::Id(practice.uuid()),
                Value::Id(person.uuid()),
                Value::Text(name.clone()),
                Value::Text(outcome.to_owned()),
                Value::Text(refusal),
            ]);
        }
        sql.run(conn).await?;
    }
    Ok(())
}

/// An outcome as its two columns.
fn written(outcome: &Outcome) -> Result<(&'static str, String), Fault> {
    Ok(match outcome {
        Outcome::Waiting => ("waiting", String::new()),
        Outcome::Done => ("done", String::new()),
        Outcome::Refused(refusal) => ("refused", json(refusal)?),
        Outcome::Failed => ("failed", String::new()),
        Outcome::Cancelled => ("cancelled", String::new()),
    })
}

fn read(outcome: &str, refusal: &str, id: BulkId) -> Result<Outcome, Fault> {
    let outcome = match outcome {
        "waiting" => Some(Outcome::Waiting),
        "done" => Some(Outcome::Done),
        "failed" => Some(Outcome::Failed),
        "cancelled" => Some(Outcome::Cancelled),
        _ => serde_json::from_str(refusal).ok().map(Outcome::Refused),
    };
    outcome.ok_or_else(|| Fault::inconsistent(format!("bulk_people.outcome of {id}: {refusal}")))
}

/// What became of each, in the order of the list they were ordered from.
pub async fn outcomes(conn: &mut Conn, practice: PracticeId, id: BulkId) -> Result<Vec<(Named, Outcome)>, Fault> {
    let sql = "select person_id, name, outcome, refusal from bulk_people where bulk_id = $1 and practice_id = $2 \
               order by position";
    let rows: Vec<(Uuid, String, String, String)> =
        on!(conn, |c| query_as(sql).bind(id.uuid()).bind(practice.uuid()).fetch_all(&mut *c).await?);
    let one = |(person, name, outcome, refusal): (Uuid, String, String, String)| {
        Ok(((PersonId::new(person), name), read(&outcome, &refusal, id)?))
    };
    rows.into_iter().map(one).collect()
}

/// How many people an order has of each outcome: waiting, done, anything else.
pub async fn counts(conn: &mut Conn, id: BulkId) -> sqlx::Result<(i64, i64, i64)> {
    let sql = "select outcome, count(*) from bulk_people where bulk_id = $1 group by outcome";
    let rows: Vec<(String, i64)> = on!(conn, |c| query_as(sql).bind(id.uuid()).fetch_all(&mut *c).await?);
    let of = |wanted: &str| rows.iter().filter(|(outcome, _)| outcome == wanted).map(|(_, count)| count).sum::<i64>();
    let all: i64 = rows.iter().map(|(_, count)| count).sum();
    Ok((of("waiting"), of("done"), all - of("waiting") - of("done")))
}

/// Calls an order off: whoever has not had their turn is left as they are. `Ok(false)`: it is over, or never was one.
pub async fn cancel(conn: &mut Conn, owner: Owner, id: BulkId, now: Instant) -> sqlx::Result<bool> {
    let sql = "update bulks set state = 'cancelled', ended_at = $4, lease = '', lease_until = 0 where id = $1 \
               and practice_id = $2 and by_id = $3 and state in ('waiting', 'running')";
    let written = on!(conn, |c| {
        query(sql)
            .bind(id.uuid())
            .bind(owner.practice.uuid())
            .bind(owner.person.uuid())
            .bind(millis(now))
            .execute(&mut *c)
            .await?
            .rows_affected()
    });
    let sql = "update bulk_people set outcome = 'cancelled' where bulk_id = $1 and practice_id = $2 \
               and outcome = 'waiting'";
    if written == 1 {
        on!(conn, |c| query(sql).bind(id.uuid()).bind(owner.practice.uuid()).execute(&mut *c).await.map(drop))?;
    }
    Ok(written == 1)
}

/// Calls off what waits anywhere: after a restore nobody knows what has been done since the backup.
pub async fn call_all_off(conn: &mut Conn, now: Instant) -> sqlx::Result<u64> {
    let people = "update bulk_people set outcome = 'cancelled' where outcome = 'waiting'";
    let orders = "update bulks set state = 'cancelled', ended_at = $1, lease = '', lease_until = 0 \
                  where state in ('waiting', 'running')";
    on!(conn, |c| {
        query(people).execute(&mut *c).await?;
        Ok(query(orders).bind(millis(now)).execute(&mut *c).await?.rows_affected())
    })
}

/// Forgets drafts that nobody ordered and orders that are long over: they are lists of people. The history keeps what
/// was done.
pub async fn sweep(conn: &mut Conn, drafts_before: Instant, over_before: Instant) -> sqlx::Result<()> {
    let people = "delete from bulk_people where bulk_id in (select id from bulks where ended_at > 0 and ended_at < $1)";
    let orders = "delete from bulks where (state = 'draft' and created_at < $1) or (ended_at > 0 and ended_at < $2)";
    on!(conn, |c| {
        query(people).bind(millis(over_before)).execute(&mut *c).await?;
        query(orders).bind(millis(drafts_before)).bind(millis(over_before)).execute(&mut *c).await.map(drop)
    })
}
