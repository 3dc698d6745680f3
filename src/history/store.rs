//! The event log: appended to, chained, read, verified.

use sha2::{Digest, Sha256};
use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

use super::model::{Change, Entry, Event, EventKind, Subject};
use crate::{
    domain::{
        clock::{Instant, Stamp, instant, millis},
        ids::{PersonId, PracticeId},
    },
    on,
    server::db::Conn,
};

/// Who caused an event and from where; filled in by the door, never by a rule.
#[derive(Debug, Clone, Default)]
pub struct Cause {
    pub actor: Option<(PersonId, String)>,
    /// Where the actor comes from, if not from this practice.
    pub organisation: String,
    /// The practice that the actor had switched to.
    pub on_behalf: String,
    pub request_id: String,
    pub address: String,
    pub agent: String,
}

/// The first hash of every chain.
const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// One stored event with all its columns: what the hash covers, in this order.
#[derive(Debug, Clone, FromRow)]
pub struct Stored {
    pub practice_id: Uuid,
    pub seq: i64,
    pub id: Uuid,
    pub at: i64,
    pub kind: String,
    pub outcome: String,
    pub actor_id: Option<Uuid>,
    pub actor_name: String,
    pub subject_id: Option<Uuid>,
    pub subject_name: String,
    pub changes: String,
    pub reason: String,
    pub request_id: String,
    pub address: String,
    pub agent: String,
    pub organisation: String,
    pub on_behalf: String,
    pub previous: String,
    pub hash: String,
}

impl Stored {
    /// SHA-256 over the previous hash and every field, each with its length before it, so that moving a character from
    /// one field to the next changes the hash too.
    pub fn expected_hash(&self) -> String {
        let optional = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        let fields = [
            self.previous.clone(),
            self.practice_id.to_string(),
            self.seq.to_string(),
            self.id.to_string(),
            self.at.to_string(),
            self.kind.clone(),
            self.outcome.clone(),
            optional(self.actor_id),
            self.actor_name.clone(),
            optional(self.subject_id),
            self.subject_name.clone(),
            self.changes.clone(),
            self.reason.clone(),
            self.request_id.clone(),
            self.address.clone(),
            self.agent.clone(),
        ];
        let outside = [self.organisation.clone(), self.on_behalf.clone()];
        // Events of before there were visitors have neither, and keep their hash.
        let visited = outside.iter().any(|field| !field.is_empty());
        let mut hash = Sha256::new();
        for field in fields.into_iter().chain(outside.into_iter().filter(|_| visited)) {
            hash.update((field.len() as u64).to_be_bytes());
            hash.update(field.as_bytes());
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Takes the practice's place in the queue of writers and returns the head of its chain.
///
/// On PostgreSQL this is the lock that makes the commands of one practice follow each other, so that "check, then
/// write" rules such as "one administrator stays" hold under any concurrency; SQLite has one writer anyway.
pub async fn lock_chain(conn: &mut Conn, practice: PracticeId) -> sqlx::Result<(i64, String)> {
    let sql = if conn.is_postgres() {
        "select seq, hash from chains where practice_id = $1 for update"
    } else {
        "select seq, hash from chains where practice_id = $1"
    };
    on!(conn, |c| query_as(sql).bind(practice.uuid()).fetch_one(&mut *c).await)
}

/// Starts the chain of a new practice.
pub async fn open_chain(conn: &mut Conn, practice: PracticeId) -> sqlx::Result<()> {
    let sql = "insert into chains (practice_id, seq, hash) values ($1, 0, $2)";
    on!(conn, |c| query(sql).bind(practice.uuid()).bind(GENESIS).execute(&mut *c).await.map(drop))
}

/// Appends `events` to the practice's chain and returns its new head.
pub async fn append(
    conn: &mut Conn,
    practice: PracticeId,
    cause: &Cause,
    now: Instant,
    events: &[(Uuid, Event)],
) -> sqlx::Result<(i64, String)> {
    let (mut seq, mut previous) = lock_chain(conn, practice).await?;
    for (id, event) in events {
        seq += 1;
        let mut row = stored(*id, practice, cause, now, event);
        row.seq = seq;
        row.previous = previous;
        row.hash = row.expected_hash();
        insert(conn, &row).await?;
        previous = row.hash;
    }
    let sql = "update chains set seq = $2, hash = $3 where practice_id = $1";
    on!(conn, |c| {
        query(sql).bind(practice.uuid()).bind(seq).bind(&previous).execute(&mut *c).await?;
    });
    Ok((seq, previous))
}

fn stored(id: Uuid, practice: PracticeId, cause: &Cause, now: Instant, event: &Event) -> Stored {
    let (actor_id, actor_name) = cause.actor.clone().unzip();
    let (subject_id, subject_name) = event.subject.clone().unzip();
    Stored {
        practice_id: practice.uuid(),
        seq: 0,
        id,
        at: millis(now),
        kind: event.kind.name().into(),
        outcome: if event.refused { "refused" } else { "done" }.into(),
        actor_id: actor_id.map(PersonId::uuid),
        actor_name: actor_name.unwrap_or_default(),
        subject_id: subject_id.map(Subject::uuid),
        subject_name: subject_name.unwrap_or_default(),
        changes: serde_json::to_string(&event.changes).unwrap_or_default(),
        reason: event.reason.clone(),
        request_id: cause.request_id.clone(),
        address: cause.address.clone(),
        agent: cause.agent.clone(),
        organisation: cause.organisation.clone(),
        on_behalf: cause.on_behalf.clone(),
        previous: String::new(),
        hash: String::new(),
    }
}

async fn insert(conn: &mut Conn, row: &Stored) -> sqlx::Result<()> {
    let sql = "insert into events (practice_id, seq, id, at, kind, outcome, actor_id, actor_name, subject_id, \
               subject_name, changes, reason, request_id, address, agent, previous, hash, organisation, \
               on_behalf) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
    on!(conn, |c| {
        query(sql)
            .bind(row.practice_id)
            .bind(row.seq)
            .bind(row.id)
            .bind(row.at)
            .bind(&row.kind)
            .bind(&row.outcome)
            .bind(row.actor_id)
            .bind(&row.actor_name)
            .bind(row.subject_id)
            .bind(&row.subject_name)
            .bind(&row.changes)
            .bind(&row.reason)
            .bind(&row.request_id)
            .bind(&row.address)
            .bind(&row.agent)
            .bind(&row.previous)
            .bind(&row.hash)
            .bind(&row.organisation)
            .bind(&row.on_behalf)
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

macro_rules! events {
    ($rest:literal) => {
        concat!(
            "select practice_id, seq, id, at, kind, outcome, actor_id, actor_name, subject_id, subject_name, \
             changes, reason, request_id, address, agent, organisation, on_behalf, previous, hash from events ",
            $rest
        )
    };
}

/// The newest `limit` events before `before` (0: from the newest on), about one subject or about all.
pub async fn page(
    conn: &mut Conn,
    practice: PracticeId,
    about: Option<Subject>,
    before: i64,
    limit: i64,
) -> sqlx::Result<Vec<Stored>> {
    let before = if before > 0 { before } else { i64::MAX };
    match about {
        Some(subject) => {
            let sql = events!("where practice_id = $1 and subject_id = $2 and seq < $3 order by seq desc limit $4");
            on!(conn, |c| {
                query_as(sql)
                    .bind(practice.uuid())
                    .bind(subject.uuid())
                    .bind(before)
                    .bind(limit)
                    .fetch_all(&mut *c)
                    .await
            })
        }
        None => {
            let sql = events!("where practice_id = $1 and seq < $2 order by seq desc limit $3");
            on!(conn, |c| { query_as(sql).bind(practice.uuid()).bind(before).bind(limit).fetch_all(&mut *c).await })
        }
    }
}

/// The newest `limit` events that are more than somebody coming and going, as far as they are among the newest 500.
pub async fn changes(conn: &mut Conn, practice: PracticeId, limit: i64) -> sqlx::Result<Vec<Stored>> {
    let sql = events!(
        "where practice_id = $1 and kind not like 'session.%' \
         and seq > (select seq from chains where practice_id = $1) - 500 order by seq desc limit $2"
    );
    on!(conn, |c| query_as(sql).bind(practice.uuid()).bind(limit).fetch_all(&mut *c).await)
}

/// What people of another organisation did here in a stretch of time, the newest first.
pub async fn from_outside(
    conn: &mut Conn,
    (practice, organisation): (PracticeId, PracticeId),
    (from, until): (Instant, Instant),
    limit: i64,
) -> sqlx::Result<Vec<Stored>> {
    let sql = events!(
        "where practice_id = $1 and organisation <> '' and at >= $3 and at < $4 \
         and actor_id in (select id from people where practice_id = $2) order by seq desc limit $5"
    );
    on!(conn, |c| {
        query_as(sql)
            .bind(practice.uuid())
            .bind(organisation.uuid())
            .bind(millis(from))
            .bind(millis(until))
            .bind(limit)
            .fetch_all(&mut *c)
            .await
    })
}

/// Why something was last done to a person; '' if it never was.
pub async fn last_reason(
    conn: &mut Conn,
    practice: PracticeId,
    person: PersonId,
    kind: EventKind,
) -> sqlx::Result<String> {
    let sql = "select reason from events where practice_id = $1 and subject_id = $2 and kind = $3 \
               order by seq desc limit 1";
    let reason: Option<String> = on!(conn, |c| {
        query_scalar(sql).bind(practice.uuid()).bind(person.uuid()).bind(kind.name()).fetch_optional(&mut *c).await?
    });
    Ok(reason.unwrap_or_default())
}

/// The stored form as people of the practice read it.
pub fn entry(row: Stored, local: impl Fn(Instant) -> Stamp) -> Option<Entry> {
    let changes: Vec<Change> = serde_json::from_str(&row.changes).ok()?;
    let kind = EventKind::from_name(&row.kind)?;
    Some(Entry {
        seq: row.seq,
        at: local(instant(row.at)),
        kind,
        refused: row.outcome == "refused",
        actor: row.actor_name,
        organisation: row.organisation,
        on_behalf: row.on_behalf,
        subject: row.subject_id.map(|id| (kind.subject(id), row.subject_name)),
        changes,
        reason: row.reason,
        address: row.address,
    })
}

/// Walks every chain from its first event.
///
/// # Errors
/// The inner `Err` names the first bad record: altered, missing, moved or cut off.
pub async fn verify(conn: &mut Conn) -> sqlx::Result<Result<i64, String>> {
    let sql = "select practice_id, seq, hash from chains order by practice_id";
    let heads: Vec<(Uuid, i64, String)> = on!(conn, |c| query_as(sql).fetch_all(&mut *c).await?);
    let mut checked = 0;
    for (practice, head_seq, head_hash) in heads {
        let (mut seq, mut previous) = (0, GENESIS.to_owned());
        loop {
            let rows = after(conn, practice, seq).await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                seq += 1;
                if row.seq != seq {
                    return Ok(Err(format!("practice {practice}: event {seq} is missing")));
                }
                if row.previous != previous || row.hash != row.expected_hash() {
                    return Ok(Err(format!("practice {practice}: event {seq} has been altered")));
                }
                previous = row.hash;
                checked += 1;
            }
        }
        if (seq, &previous) != (head_seq, &head_hash) {
            return Ok(Err(format!(
                "practice {practice}: events after {seq} are missing (the chain ends at {head_seq})"
            )));
        }
    }
    let sql = "select count(*) from events where practice_id not in (select practice_id from chains)";
    let strays: i64 = on!(conn, |c| query_scalar(sql).fetch_one(&mut *c).await?);
    Ok(if strays > 0 { Err(format!("{strays} events belong to no chain")) } else { Ok(checked) })
}

async fn after(conn: &mut Conn, practice: Uuid, seq: i64) -> sqlx::Result<Vec<Stored>> {
    let sql = events!("where practice_id = $1 and seq > $2 order by seq limit 1000");
    on!(conn, |c| query_as(sql).bind(practice).bind(seq).fetch_all(&mut *c).await)
}
