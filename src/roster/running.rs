//! What this process knows of imports: how far those are that it carries out, and the previews it has made.
//!
//! Progress has two sources. An import is one transaction, so the database shows nothing of it before it ends, and on
//! SQLite nobody else can write a note meanwhile: the process that runs it counts here. On PostgreSQL other processes
//! may be asked too, so the count is also written to the import's row, once a second, on a connection of its own.
//! Previews are kept only to spare work: another process makes its own.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{
    compare::Importer,
    import::Settings,
    model::{Preview, RosterRow},
};
use crate::{domain::ids::ImportId, practices::model::Places};

/// How many previews are kept; one of the largest files takes some 20 MB.
const PREVIEWS: usize = 4;

#[derive(Debug, Clone, Default)]
pub struct Imports(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    running: HashMap<ImportId, (u32, u32)>,
    previews: Vec<(ImportId, Basis, Arc<Seen>)>,
}

/// Everything that a preview depends on beside the file. As long as it is the same, so is the preview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// Counts every write to the practice's people.
    pub people_version: i64,
    pub places: Places,
    pub settings: Settings,
    pub importer: Importer,
}

/// A preview with the rows it is about.
#[derive(Debug)]
pub struct Seen {
    pub preview: Preview,
    pub rows: Vec<RosterRow>,
}

impl Imports {
    /// Notes that this process carries the import out, until the ticket is dropped. `None`: it does already.
    pub fn start(&self, id: ImportId) -> Option<Ticket> {
        let mut inner = self.lock();
        if inner.running.contains_key(&id) {
            return None;
        }
        inner.running.insert(id, (0, 0));
        Some(Ticket { imports: self.clone(), id })
    }

    /// How many people of how many are written, if this process carries the import out.
    pub fn progress(&self, id: ImportId) -> Option<(u32, u32)> {
        self.lock().running.get(&id).copied()
    }

    pub fn preview(&self, id: ImportId, basis: &Basis) -> Option<Arc<Seen>> {
        let inner = self.lock();
        let found = inner.previews.iter().find(|(known, of, _)| *known == id && of == basis);
        found.map(|(_, _, seen)| seen.clone())
    }

    /// Keeps a preview in place of an older one of the same import, or of the one that was made longest ago.
    pub fn keep(&self, id: ImportId, basis: Basis, seen: Arc<Seen>) {
        let mut inner = self.lock();
        inner.previews.retain(|(known, _, _)| *known != id);
        if inner.previews.len() >= PREVIEWS {
            inner.previews.remove(0);
        }
        inner.previews.push((id, basis, seen));
    }

    /// Forgets the preview of an import that is over.
    pub fn forget(&self, id: ImportId) {
        self.lock().previews.retain(|(known, _, _)| *known != id);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Stands for an import that this process carries out; dropped when it ends, however it ends.
#[derive(Debug)]
pub struct Ticket {
    imports: Imports,
    id: ImportId,
}

impl Ticket {
    pub fn note(&self, done: u32, of: u32) {
        self.imports.lock().running.insert(self.id, (done, of));
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.imports.lock().running.remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_process_carries_an_import_out_once_at_a_time() {
        let imports = Imports::default();
        let id = ImportId::new(uuid::Uuid::from_u128(1));
        let ticket = imports.start(id).expect("nobody else");
        assert!(imports.start(id).is_none());
        ticket.note(3, 10);
        assert_eq!(imports.progress(id), Some((3, 10)));
        drop(ticket);
        assert_eq!(imports.progress(id), None);
        assert!(imports.start(id).is_some());
    }
}
