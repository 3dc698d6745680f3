//! Which people are ticked, across pages.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::domain::ids::PersonId;

/// The selection of one list; it outlives pages, sorting and filtering.
#[derive(Clone, Copy)]
pub struct Selection(RwSignal<BTreeSet<PersonId>>);

impl Selection {
    pub fn provide() -> Self {
        Self(RwSignal::new(BTreeSet::new()))
    }

    pub fn contains(self, id: PersonId) -> bool {
        self.0.with(|chosen| chosen.contains(&id))
    }

    pub fn set(self, id: PersonId, on: bool) {
        self.0.update(|chosen| {
            if on {
                chosen.insert(id);
            } else {
                chosen.remove(&id);
            }
        });
    }

    pub fn set_all(self, ids: &[PersonId], on: bool) {
        for id in ids {
            self.set(*id, on);
        }
    }

    pub fn holds_all(self, ids: &[PersonId]) -> bool {
        !ids.is_empty() && self.0.with(|chosen| ids.iter().all(|id| chosen.contains(id)))
    }

    /// Everybody who is ticked.
    pub fn chosen(self) -> Signal<Vec<PersonId>> {
        Signal::derive(move || self.0.with(|chosen| chosen.iter().copied().collect()))
    }

    pub fn count(self) -> i64 {
        self.0.with(|chosen| chosen.len() as i64)
    }

    pub fn clear(self) {
        self.0.update(BTreeSet::clear);
    }
}
