//! The words for what becomes of an account.

use super::T;
use crate::lifecycle::model::Verb;

impl T {
    #[must_use]
    pub fn lifecycle_verb(self, verb: Verb) -> &'static str {
        match verb {
            Verb::Deactivate => self.lifecycle_deactivate(),
            Verb::Reactivate => self.lifecycle_reactivate(),
            Verb::Archive => self.lifecycle_archive(),
            Verb::Restore => self.lifecycle_restore(),
        }
    }

    #[must_use]
    pub fn lifecycle_verb_title(self, verb: Verb, name: &str) -> String {
        match verb {
            Verb::Deactivate => self.lifecycle_deactivate_title(name),
            Verb::Reactivate => self.lifecycle_reactivate_title(name),
            Verb::Archive => self.lifecycle_archive_title(name),
            Verb::Restore => self.lifecycle_restore_title(name),
        }
    }

    #[must_use]
    pub fn lifecycle_verb_done(self, verb: Verb, name: &str) -> String {
        match verb {
            Verb::Deactivate => self.lifecycle_deactivated_done(name),
            Verb::Reactivate => self.lifecycle_reactivated_done(name),
            Verb::Archive => self.lifecycle_archived_done(name),
            Verb::Restore => self.lifecycle_restored_done(name),
        }
    }
}
