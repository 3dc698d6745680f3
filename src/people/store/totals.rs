//! Exact totals without counting 100,000 rows for every page.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use crate::domain::ids::PracticeId;

/// How many counts are kept; past that all are forgotten, which costs one count each.
const MOST: usize = 4096;

/// Version and count by practice and filter.
type Counts = HashMap<(PracticeId, String), (i64, i64)>;

/// Counts that were made, each with the practice's version of its people at the time. A count holds as long as that
/// version, on every process, as every write to people raises it.
#[derive(Debug, Clone, Default)]
pub struct Totals(Arc<Mutex<Counts>>);

impl Totals {
    pub fn get(&self, practice: PracticeId, filter: &str, version: i64) -> Option<i64> {
        let map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        map.get(&(practice, filter.to_owned())).filter(|(at, _)| *at == version).map(|(_, total)| *total)
    }

    pub fn put(&self, practice: PracticeId, filter: String, version: i64, total: i64) {
        let mut map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if map.len() >= MOST {
            map.clear();
        }
        map.insert((practice, filter), (version, total));
    }
}
