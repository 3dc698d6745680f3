//! The words for plans and departures.

use super::T;
use crate::{
    domain::role::Role,
    handover::{model::State, problems::Problem},
    providers::model::{Kind, agent_role},
};

impl T {
    #[must_use]
    pub fn handover_state(self, state: State) -> &'static str {
        match state {
            State::Draft => self.handover_draft(),
            State::Scheduled => self.handover_is_scheduled(),
            State::Stopped => self.handover_stopped(),
            State::Done => self.handover_is_done(),
            State::Cancelled => self.handover_cancelled(),
        }
    }

    #[must_use]
    pub fn handover_problem(self, problem: &Problem) -> String {
        match problem {
            Problem::Same => self.handover_problem_same().to_owned(),
            Problem::Unknown => self.handover_problem_unknown().to_owned(),
            Problem::Inactive { name } => self.handover_problem_inactive(name),
            Problem::Leaves { name, day } => self.handover_problem_leaves(name, self.day(*day)),
            Problem::LeavesLater { name, day } => self.handover_problem_leaves_later(name, self.day(*day)),
            Problem::Full { name, capacity, patients } => {
                self.handover_problem_full(name, self.number(*patients), self.number((*capacity).into()))
            }
            Problem::Unassigned { count } => self.handover_problem_unassigned(*count),
            Problem::PicksGone { count } => self.handover_problem_picks_gone(*count),
        }
    }

    /// What a practice starts with that has decided on no list of its own: one point on each line.
    #[must_use]
    pub fn handover_list(self, role: Role) -> &'static str {
        if role == agent_role(Kind::Certified) { self.handover_list_certified() } else { self.handover_list_local() }
    }

    /// The name of a field of plans and their points.
    pub(super) fn handover_field(self, name: &str) -> Option<&'static str> {
        Some(match name {
            "handover_at" | "handover_day" => self.handover_day(),
            "handover_problem" => self.handover_blocks(),
            "handover_points" | "points" | "other_points" => self.handover_points(),
            "plan" => self.handover_title(),
            "point_task" | "new_point" => self.handover_task(),
            "point_owner" => self.handover_owner(),
            "point_due" => self.handover_due(),
            "point_evidence" => self.handover_evidence(),
            "point_closed" => self.handover_is_closed(),
            _ => return None,
        })
    }
}
