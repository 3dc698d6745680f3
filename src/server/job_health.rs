//! How the jobs of this process have gone since it began. Other processes of the installation have their own.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use crate::{domain::clock::Instant, operator::model::Job};

/// When a job last ended, well and badly.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Run {
    pub done: Option<Instant>,
    pub failed: Option<Instant>,
}

#[derive(Debug, Clone)]
pub struct JobHealth {
    started: Instant,
    runs: Arc<Mutex<BTreeMap<Job, Run>>>,
}

impl JobHealth {
    pub fn new(started: Instant) -> Self {
        Self { started, runs: Arc::default() }
    }

    pub const fn started(&self) -> Instant {
        self.started
    }

    pub fn note(&self, job: Job, well: bool, now: Instant) {
        let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        let run = runs.entry(job).or_default();
        if well {
            run.done = Some(now);
        } else {
            run.failed = Some(now);
        }
    }

    pub fn of(&self, job: Job) -> Run {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner).get(&job).copied().unwrap_or_default()
    }
}
