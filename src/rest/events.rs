//! `/events`: the practice's history, newest first.

use chrono::{DateTime, FixedOffset};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    caller::Caller,
    lists::{Listing, Wanted, bad_cursor, listing},
    problem::Answer,
};
use crate::{
    history::{
        api::{PAGE, list_history},
        model::{Change, Entry, Subject},
    },
    keys::model::KeyScope,
};

/// What happened. Events are chained and never change.
#[derive(Debug, Serialize, ToSchema)]
pub struct Event {
    /// Counts the practice's events, without gaps in what is stored.
    seq: i64,
    at: DateTime<FixedOffset>,
    /// Such as `person.edited`.
    kind: String,
    /// It was tried and refused.
    refused: bool,
    /// Who did it; behind a key's owner stands the key.
    actor: String,
    /// `person`, `provider`, `patient`, `practice` or `ticket`.
    subject_kind: Option<&'static str>,
    subject_id: Option<Uuid>,
    subject: Option<String>,
    changes: Vec<FieldChange>,
    reason: String,
    address: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FieldChange {
    field: String,
    old: String,
    new: String,
}

impl From<Change> for FieldChange {
    fn from(change: Change) -> Self {
        Self { field: change.field, old: change.old, new: change.new }
    }
}

impl From<Entry> for Event {
    fn from(entry: Entry) -> Self {
        let subject_kind = entry.subject.as_ref().map(|(subject, _)| match subject {
            Subject::Person(_) => "person",
            Subject::Provider(_) => "provider",
            Subject::Patient(_) => "patient",
            Subject::Practice(_) => "practice",
            Subject::Ticket(_) => "ticket",
        });
        let (subject, name) = entry.subject.unzip();
        Self {
            seq: entry.seq,
            at: entry.at,
            kind: entry.kind.name().into(),
            refused: entry.refused,
            actor: entry.actor,
            subject_kind,
            subject_id: subject.map(Subject::uuid),
            subject: name,
            changes: entry.changes.into_iter().map(FieldChange::from).collect(),
            reason: entry.reason,
            address: entry.address,
        }
    }
}

/// The history, newest first.
#[utoipa::path(get, path = "/events", operation_id = "list_events", tag = "events", security(("key" = ["events:read"])), responses(
    (status = 200, description = "One page of it", body = Listing<Event>),
))]
pub async fn list(caller: Caller) -> Answer {
    let wanted = Wanted::read(&caller, "/events", &["limit", "cursor"])?;
    let before = wanted.cursor.as_deref().map(|seq| seq.parse().ok().filter(|seq| *seq > 0));
    let mut before: i64 = before.map_or(Ok(0), |seq| seq.ok_or_else(|| bad_cursor(caller.t)))?;
    let mut entries: Vec<Entry> = Vec::new();
    // One more than is asked for tells whether there is a next page.
    while entries.len() <= wanted.limit {
        let more = caller.run(KeyScope::EventsRead, list_history(before)).await?;
        let full = more.len() == PAGE;
        entries.extend(more);
        let Some(oldest) = entries.last().filter(|_| full) else { break };
        before = oldest.seq;
    }
    let more = entries.len() > wanted.limit;
    entries.truncate(wanted.limit);
    let next = entries.last().filter(|_| more).map(|entry| wanted.next(&entry.seq.to_string()));
    Ok(listing(entries.into_iter().map(Event::from).collect(), None, next))
}
