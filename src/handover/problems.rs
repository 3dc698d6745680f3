//! What stands against a plan, and what its author should know.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{assign::Move, model::Plan};
use crate::{domain::ids::ProviderId, patients::model::Target};

/// One thing that is wrong with a plan, or may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// The provider's patients would go to the provider.
    Same,
    /// No provider of this practice, or not any more.
    Unknown,
    Inactive {
        name: String,
    },
    /// Leaves before the plan is carried out, or with it.
    Leaves {
        name: String,
        day: NaiveDate,
    },
    /// Leaves some time after it.
    LeavesLater {
        name: String,
        day: NaiveDate,
    },
    /// Gets more active patients than there is room for. No obstacle: that somebody looks after them matters more.
    Full {
        name: String,
        capacity: u32,
        patients: i64,
    },
    /// So many would wait for a provider.
    Unassigned {
        count: i64,
    },
    /// So many were chosen one by one and are the provider's patients no more.
    PicksGone {
        count: i64,
    },
}

impl Problem {
    /// Whether nothing can be done as long as it lasts.
    pub const fn blocks(&self) -> bool {
        matches!(self, Self::Same | Self::Unknown | Self::Inactive { .. } | Self::Leaves { .. })
    }
}

/// A provider who leaves too, and the last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaving {
    pub provider: ProviderId,
    pub day: NaiveDate,
}

/// What is to be said of `plan` for the patients of `provider`, carried out with the end of `day`; first what stands
/// against it.
pub fn problems(
    provider: ProviderId,
    plan: &Plan,
    day: NaiveDate,
    (targets, leaving): (&[Target], &[Leaving]),
    (moves, gone): (&[Move], i64),
) -> Vec<Problem> {
    let named = plan.named().into_iter().filter_map(|id| {
        if id == provider {
            return Some(Problem::Same);
        }
        let Some(target) = targets.iter().find(|target| target.id == id) else { return Some(Problem::Unknown) };
        let name = target.name.clone();
        if !target.active {
            return Some(Problem::Inactive { name });
        }
        let last = leaving.iter().find(|leaving| leaving.provider == id)?.day;
        Some(if last <= day { Problem::Leaves { name, day: last } } else { Problem::LeavesLater { name, day: last } })
    });
    let full = moves.iter().filter_map(|one| {
        let target = targets.iter().find(|target| Some(target.id) == one.to)?;
        let patients = target.patients + one.active;
        let capacity = target.capacity.filter(|_| one.active > 0 && target.is_full(one.active))?;
        Some(Problem::Full { name: target.name.clone(), capacity, patients })
    });
    let mut all: Vec<_> = named.chain(full).collect();
    let waiting: i64 = moves.iter().filter(|one| one.to.is_none()).map(|one| one.needing).sum();
    if waiting > 0 {
        all.push(Problem::Unassigned { count: waiting });
    }
    if gone > 0 {
        all.push(Problem::PicksGone { count: gone });
    }
    all.sort_by_key(|problem| !problem.blocks());
    all
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::handover::model::{Rule, To};

    fn id(number: u128) -> ProviderId {
        ProviderId::new(Uuid::from_u128(number))
    }

    fn target(number: u128, active: bool, capacity: Option<u32>) -> Target {
        Target { id: id(number), name: format!("Dr. {number}"), active, capacity, patients: 5 }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn found(plan: &Plan, moves: &[Move]) -> Vec<Problem> {
        let targets = [target(1, true, None), target(2, false, None), target(3, true, Some(8)), target(4, true, None)];
        let leaving =
            [Leaving { provider: id(3), day: day("2026-12-31") }, Leaving { provider: id(4), day: day("2026-11-30") }];
        problems(id(1), plan, day("2026-11-30"), (&targets, &leaving), (moves, 2))
    }

    #[test]
    fn what_blocks_comes_first() {
        let to = |number| Rule { to: To::One(id(number)), ..Rule::default() };
        let plan = Plan { rules: vec![to(3), to(2), to(4), to(1), to(9)], ..Plan::default() };
        let moves = [
            Move { to: Some(id(3)), patients: Vec::new(), active: 4, needing: 4, booked: 0 },
            Move { to: None, patients: Vec::new(), active: 1, needing: 3, booked: 0 },
        ];
        let all = found(&plan, &moves);
        assert_eq!(
            all,
            [
                Problem::Inactive { name: "Dr. 2".into() },
                Problem::Leaves { name: "Dr. 4".into(), day: day("2026-11-30") },
                Problem::Same,
                Problem::Unknown,
                Problem::LeavesLater { name: "Dr. 3".into(), day: day("2026-12-31") },
                Problem::Full { name: "Dr. 3".into(), capacity: 8, patients: 9 },
                Problem::Unassigned { count: 3 },
                Problem::PicksGone { count: 2 },
            ]
        );
        assert_eq!(all.iter().filter(|problem| problem.blocks()).count(), 4);
    }

    #[test]
    fn a_target_that_is_just_full_is_no_problem() {
        let moves = [Move { to: Some(id(3)), patients: Vec::new(), active: 3, needing: 3, booked: 0 }];
        assert!(!found(&Plan::default(), &moves).iter().any(|problem| matches!(problem, Problem::Full { .. })));
    }
}
