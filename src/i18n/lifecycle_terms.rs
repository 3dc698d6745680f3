//! The words for what becomes of an account.

use super::T;
use crate::lifecycle::{model::Verb, views::Lifecycle};

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

    /// What a verb does at once, to whom, and whether it can be undone.
    #[must_use]
    pub fn lifecycle_effects_of(self, verb: Verb, page: &Lifecycle, name: &str) -> Vec<String> {
        let mut effects = match verb {
            Verb::Deactivate => vec![self.lifecycle_deactivate_who(name), self.lifecycle_deactivate_stays().into()],
            Verb::Archive => vec![self.lifecycle_archive_who(name), self.lifecycle_archive_stays().into()],
            Verb::Restore => vec![self.lifecycle_restore_who(name), self.lifecycle_restore_stays(name)],
            Verb::Reactivate if page.person.row.username.is_empty() => {
                vec![self.lifecycle_reactivate_invited(name), self.lifecycle_reactivate_stays().into()]
            }
            Verb::Reactivate => vec![self.lifecycle_reactivate_who(name), self.lifecycle_reactivate_stays().into()],
        };
        if verb.takes_access() {
            effects.extend(self.lifecycle_counts(page));
        }
        if let Some(planned) = &page.person.deactivates {
            effects.push(self.lifecycle_plan_dropped(self.date(planned)));
        }
        effects.push(match verb {
            Verb::Deactivate => self.lifecycle_deactivate_undo().into(),
            Verb::Archive => self.lifecycle_archive_undo().into(),
            Verb::Restore => self.lifecycle_restore_undo().into(),
            Verb::Reactivate => self.lifecycle_reactivate_undo().into(),
        });
        effects
    }

    /// What ends with an account: sessions, links, other people's links that stand on its right, paid seats.
    #[must_use]
    pub fn lifecycle_counts(self, page: &Lifecycle) -> Vec<String> {
        let counts = [
            (page.sessions > 0).then(|| self.lifecycle_count_sessions(page.sessions)),
            (page.links > 0).then(|| self.lifecycle_count_links(page.links)),
            (page.standing > 0).then(|| self.lifecycle_count_standing(page.standing)),
        ];
        let free = page.seats.iter().map(|(item, ends)| self.plans_becomes_free(self.item(*item), self.day(*ends)));
        let payer = (page.pays_for > 0).then(|| self.plans_payer_leaves(page.pays_for));
        counts.into_iter().flatten().chain(free).chain(payer).collect()
    }
}
