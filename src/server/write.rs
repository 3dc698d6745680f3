//! The two ways to write. A command can only be finished with what happened; bookkeeping decides nothing.

use std::ops::{Deref, DerefMut};

use super::{
    clock::Randomness,
    db::{Conn, Db},
    fault::Fault,
};
use crate::{
    domain::{clock::Instant, ids::PracticeId},
    history::{
        model::Event,
        store::{self, Cause},
    },
};

/// A write transaction of one practice. Dropping it undoes everything; [`Writing::finish`] is the only way to keep it,
/// and takes the events.
#[derive(Debug)]
pub struct Writing {
    conn: Conn,
    practice: PracticeId,
}

impl Writing {
    /// Opens the transaction and takes the practice's place in the queue of writers.
    pub async fn open(db: &Db, practice: PracticeId) -> sqlx::Result<Self> {
        let mut conn = db.write().await?;
        store::lock_chain(&mut conn, practice).await?;
        Ok(Self { conn, practice })
    }

    /// For the set-up and the seed, which create the practice: its chain begins in the same transaction.
    pub async fn found(db: &Db, practice: PracticeId) -> sqlx::Result<Self> {
        Ok(Self { conn: db.write().await?, practice })
    }

    /// Appends the events to the practice's chain and commits.
    ///
    /// The head of the chain goes to the log too: a copy outside of the database, against which a cut-off chain shows.
    pub async fn finish(
        mut self,
        cause: &Cause,
        now: Instant,
        random: &Randomness,
        events: Vec<Event>,
    ) -> Result<(), Fault> {
        if events.is_empty() {
            return Err(Fault::inconsistent("a command ended without an event"));
        }
        let kinds = kinds(&events);
        let events: Vec<_> = events.into_iter().map(|event| (random.id(now), event)).collect();
        let (seq, hash) = store::append(&mut self.conn, self.practice, cause, now, &events).await?;
        super::failpoint::hit("before-commit", self.practice)?;
        self.conn.commit().await?;
        tracing::info!(
            practice.id = %self.practice, chain.seq = seq, chain.hash = hash, request.id = cause.request_id,
            "recorded {kinds}",
        );
        Ok(())
    }
}

/// The kinds of events, each with how often it occurs in a row: an import records thousands.
fn kinds(events: &[Event]) -> String {
    let runs = events.chunk_by(|a, b| a.kind == b.kind).map(|run| match run {
        [one] => one.kind.name().to_owned(),
        many => format!("{} × {}", many.len(), many[0].kind.name()),
    });
    runs.collect::<Vec<_>>().join(", ")
}

impl Deref for Writing {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.conn
    }
}

impl DerefMut for Writing {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}

/// A write transaction for what is no decision of anybody: last use of sessions, failure counters, derived columns,
/// drafts.
#[derive(Debug)]
pub struct Bookkeeping(Conn);

impl Bookkeeping {
    pub async fn open(db: &Db) -> sqlx::Result<Self> {
        db.write().await.map(Self)
    }

    pub async fn keep(self) -> sqlx::Result<()> {
        self.0.commit().await
    }
}

impl Deref for Bookkeeping {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.0
    }
}

impl DerefMut for Bookkeeping {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.0
    }
}
