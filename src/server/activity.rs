//! When each session was last used. Written to the database once a second for all sessions together, so that a page
//! view costs no write of its own; a killed process forgets at most that second.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use sqlx::query;

use super::write::Bookkeeping;
use crate::{
    domain::{
        clock::{Instant, instant, millis},
        ids::{PersonId, SessionId},
    },
    on,
};

/// A person's list column "last activity" moves at most this often, to spare its index.
const COLUMN_STEP_MS: i64 = 60_000;

#[derive(Debug, Clone, Default)]
pub struct Activity(Arc<Mutex<HashMap<SessionId, (PersonId, i64)>>>);

impl Activity {
    pub fn touch(&self, session: SessionId, person: PersonId, now: Instant) {
        self.lock().insert(session, (person, millis(now)));
    }

    /// The later of what the database says and what has not been written yet.
    pub fn seen(&self, session: SessionId, stored: Instant) -> Instant {
        let pending = self.lock().get(&session).map_or(0, |(_, at)| *at);
        stored.max(instant(pending))
    }

    /// Writes what has gathered.
    ///
    /// # Errors
    /// The database refused; what had gathered is kept for the next time.
    pub async fn flush(&self, mut tx: Bookkeeping) -> sqlx::Result<()> {
        let mut gathered: Vec<_> = self.lock().iter().map(|(id, seen)| (*id, *seen)).collect();
        // Rows are locked in one order by every process, or two of them could wait for each other.
        gathered.sort_unstable_by_key(|(_, (person, _))| person.uuid());
        for (session, (person, at)) in &gathered {
            on!(&mut *tx, |c| {
                query("update sessions set seen_at = $2 where id = $1 and seen_at < $2")
                    .bind(session.uuid())
                    .bind(at)
                    .execute(&mut *c)
                    .await?;
                query("update people set active_at = $2 where id = $1 and active_at < $3")
                    .bind(person.uuid())
                    .bind(at)
                    .bind(at - COLUMN_STEP_MS)
                    .execute(&mut *c)
                    .await?;
            });
        }
        tx.keep().await?;
        let mut map = self.lock();
        for (session, seen) in gathered {
            if map.get(&session) == Some(&seen) {
                map.remove(&session);
            }
        }
        Ok(())
    }

    pub fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<SessionId, (PersonId, i64)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
