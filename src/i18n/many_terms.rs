//! Words of what is done to many people, and of explanations.

use super::T;
use crate::{
    bulk::model::{Outcome, State, Verb},
    explain::model::Obstacle,
};

impl T {
    /// What is done, as a button says it.
    #[must_use]
    pub fn verb(self, verb: Verb) -> &'static str {
        match verb {
            Verb::InviteAgain => self.many_verb_invite_again(),
            Verb::Unlock => self.many_verb_unlock(),
            Verb::ChangeRole => self.many_verb_change_role(),
            Verb::Move => self.many_verb_move(),
            Verb::Archive => self.many_verb_archive(),
        }
    }

    /// How far an order is.
    #[must_use]
    pub fn bulk_state(self, state: State) -> &'static str {
        match state {
            State::Draft => self.many_look(),
            State::Waiting => self.many_waiting(),
            State::Running => self.many_running(),
            State::Done => self.many_done(),
            State::Cancelled => self.many_called_off(),
        }
    }

    /// What becomes, or became, of somebody; the reason of a refusal is a sentence of its own.
    #[must_use]
    pub fn outcome(self, outcome: &Outcome) -> &'static str {
        match outcome {
            Outcome::Waiting => self.many_outcome_waiting(),
            Outcome::Done => self.many_outcome_done(),
            Outcome::Refused(_) => self.many_outcome_refused(),
            Outcome::Failed => self.many_outcome_failed(),
            Outcome::Cancelled => self.many_outcome_cancelled(),
        }
    }

    /// What stands in the way of a right, and what would take it away.
    #[must_use]
    pub fn obstacle(self, obstacle: Obstacle, name: &str) -> String {
        match obstacle {
            Obstacle::Invited => self.explain_invited(name),
            Obstacle::Locked => self.explain_locked(name),
            Obstacle::Left => self.explain_left(name),
            Obstacle::NoRole(role) => self.explain_no_role(name, self.role(role)),
        }
    }
}
