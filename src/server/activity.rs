//! When each session and each API key was last used. Written to the database once a second for all of them together, so that a page
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
        ids::{KeyId, PersonId, SessionId},
    },
    on,
};

/// A person's list column "last activity" moves at most this often, to spare its index.
const COLUMN_STEP_MS: i64 = 60_000;

#[derive(Debug, Clone, Default)]
pub struct Activity(Arc<Mutex<Gathered>>);

#[derive(Debug, Default)]
struct Gathered {
    sessions: HashMap<SessionId, (PersonId, i64)>,
    keys: HashMap<KeyId, i64>,
}

impl Activity {
    pub fn touch(&self, session: SessionId, person: PersonId, now: Instant) {
        self.lock().sessions.insert(session, (person, millis(now)));
    }

    /// A program's request shows nothing of whether its key's owner is there.
    pub fn touch_key(&self, key: KeyId, now: Instant) {
        self.lock().keys.insert(key, millis(now));
    }

    /// The later of what the database says and what has not been written yet.
    pub fn seen(&self, session: SessionId, stored: Instant) -> Instant {
        let pending = self.lock().sessions.get(&session).map_or(0, |(_, at)| *at);
        stored.max(instant(pending))
    }

    /// Writes what has gathered.
    ///
    /// # Errors
    /// The database refused; what had gathered is kept for the next time.
    pub async fn flush(&self, mut tx: Bookkeeping) -> sqlx::Result<()> {
        let mut gathered: Vec<_> = self.lock().sessions.iter().map(|(id, seen)| (*id, *seen)).collect();
        let mut keys: Vec<_> = self.lock().keys.iter().map(|(id, at)| (*id, *at)).collect();
        // Rows are locked in one order by every process, or two of them could wait for each other.
        gathered.sort_unstable_by_key(|(_, (person, _))| person.uuid());
        keys.sort_unstable();
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
        for (key, at) in &keys {
            on!(&mut *tx, |c| {
                let sql = "update api_keys set used_at = $2 where id = $1 and used_at < $2";
                query(sql).bind(key.uuid()).bind(at).execute(&mut *c).await?;
            });
        }
        tx.keep().await?;
        let mut map = self.lock();
        for (session, seen) in gathered {
            if map.sessions.get(&session) == Some(&seen) {
                map.sessions.remove(&session);
            }
        }
        for (key, at) in keys {
            if map.keys.get(&key) == Some(&at) {
                map.keys.remove(&key);
            }
        }
        Ok(())
    }

    pub fn is_empty(&self) -> bool {
        {
            let gathered = self.lock();
            gathered.sessions.is_empty() && gathered.keys.is_empty()
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Gathered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
