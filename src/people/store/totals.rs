//! Exact totals without counting 100,000 rows for every page.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::OnceCell;

use crate::domain::ids::PracticeId;

/// How many counts are kept; past that all are forgotten, which costs one count each.
const MOST: usize = 4096;

/// Version and count by practice and filter. A cell that is still empty is being counted.
type Counts = HashMap<(PracticeId, String), (i64, Arc<OnceCell<i64>>)>;

/// Counts that were made, each with the practice's `found_version` at the time. A count holds as long as that
/// version, on every process, as every write that changes what can be found raises it.
#[derive(Debug, Clone, Default)]
pub struct Totals(Arc<Mutex<Counts>>);

impl Totals {
    /// The count at this version. Where it isn't known yet, one asker counts and the others wait for it.
    pub async fn get<E>(
        &self,
        practice: PracticeId,
        filter: String,
        version: i64,
        count: impl Future<Output = Result<i64, E>>,
    ) -> Result<i64, E> {
        let cell = self.cell(practice, filter, version);
        cell.get_or_try_init(|| count).await.copied()
    }

    fn cell(&self, practice: PracticeId, filter: String, version: i64) -> Arc<OnceCell<i64>> {
        let mut map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if map.len() >= MOST {
            map.clear();
        }
        let (at, cell) = map.entry((practice, filter)).or_insert_with(|| (version, Arc::default()));
        if *at != version {
            (*at, *cell) = (version, Arc::default());
        }
        cell.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, convert::Infallible};

    use super::*;
    use crate::domain::ids::PracticeId;

    #[tokio::test]
    async fn a_version_is_counted_once_however_many_ask() {
        let (totals, practice, counted) = (Totals::default(), PracticeId::new(uuid::Uuid::nil()), Cell::new(0));
        let ask = |version| {
            let (totals, counted) = (&totals, &counted);
            async move {
                let count = async {
                    tokio::task::yield_now().await;
                    counted.set(counted.get() + 1);
                    Ok::<_, Infallible>(version * 10)
                };
                totals.get(practice, "smith".into(), version, count).await.expect("infallible")
            }
        };
        assert_eq!(tokio::join!(ask(1), ask(1), ask(1)), (10, 10, 10));
        assert_eq!(counted.get(), 1);
        assert_eq!(ask(2).await, 20);
        assert_eq!(counted.get(), 2);
    }
}
