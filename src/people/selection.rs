//! Which people are ticked, across pages.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::domain::ids::PersonId;

/// The selection of one list; it outlives pages, sorting and filtering.
#[derive(Clone, Copy)]
pub struct Selection {
    chosen: RwSignal<BTreeSet<PersonId>>,
    /// Everybody who matches is meant, whoever is ticked.
    everybody: RwSignal<bool>,
}

impl Selection {
    pub fn provide() -> Self {
        Self { chosen: RwSignal::new(BTreeSet::new()), everybody: RwSignal::new(false) }
    }

    pub fn contains(self, id: PersonId) -> bool {
        self.everybody.get() || self.chosen.with(|chosen| chosen.contains(&id))
    }

    /// Ticks one person, or unticks them; either way those are meant from now on who are ticked.
    pub fn set(self, id: PersonId, on: bool) {
        self.everybody.set(false);
        self.chosen.update(|chosen| {
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
        let ticked = || self.chosen.with(|chosen| ids.iter().all(|id| chosen.contains(id)));
        !ids.is_empty() && (self.everybody.get() || ticked())
    }

    /// Everybody who is ticked.
    pub fn chosen(self) -> Signal<Vec<PersonId>> {
        Signal::derive(move || self.chosen.with(|chosen| chosen.iter().copied().collect()))
    }

    /// Whether everybody is meant who matches the list's search and filters.
    pub fn everybody(self) -> RwSignal<bool> {
        self.everybody
    }

    pub fn is_empty(self) -> bool {
        !self.everybody.get() && self.count() == 0
    }

    pub fn count(self) -> i64 {
        self.chosen.with(|chosen| chosen.len() as i64)
    }

    pub fn clear(self) {
        self.everybody.set(false);
        self.chosen.update(BTreeSet::clear);
    }
}
