//! Which links' pages were asked for by GET or HEAD. Such a request changes nothing (T40, T61); what is worth knowing
//! about it gathers here and is written down once a second, as information that decides nothing.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::write::Bookkeeping;
use crate::{
    domain::{
        clock::{Instant, millis},
        ids::InvitationId,
    },
    invitations::store::note_fetched,
};

#[derive(Debug, Clone, Default)]
pub struct Visits(Arc<Mutex<BTreeMap<InvitationId, i64>>>);

impl Visits {
    /// The first visit counts.
    pub fn note(&self, link: InvitationId, now: Instant) {
        self.lock().entry(link).or_insert_with(|| millis(now));
    }

    /// Writes what has gathered, in the order of the ids, so that two processes never wait for each other.
    ///
    /// # Errors
    /// The database refused; what had gathered is kept for the next time.
    pub async fn flush(&self, mut tx: Bookkeeping) -> sqlx::Result<()> {
        let gathered = self.lock().clone();
        for (link, at) in &gathered {
            note_fetched(&mut tx, *link, *at).await?;
        }
        tx.keep().await?;
        self.lock().retain(|link, _| !gathered.contains_key(link));
        Ok(())
    }

    pub fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<InvitationId, i64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
