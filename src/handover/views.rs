//! What the pages about plans show.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    model::{Plan, State, Why},
    points::Point,
    problems::Problem,
};
use crate::{
    domain::{
        clock::Stamp,
        ids::{HandoverId, OfficeId, PatientId, ProviderId},
        language::Language,
    },
    patients::model::Target,
};

/// Who gets how many; sent back by whoever has seen it.
pub type Seen = Vec<(Option<ProviderId>, i64)>;

/// What would happen, or has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    pub moves: Vec<MoveLine>,
    pub problems: Vec<Problem>,
    /// The first appointments that somebody else would have to keep, and how many there are.
    pub next: Vec<Appointment>,
    pub booked: i64,
}

impl Preview {
    pub fn seen(&self) -> Seen {
        self.moves.iter().map(|line| (line.to, line.patients)).collect()
    }

    pub fn patients(&self) -> i64 {
        self.moves.iter().map(|line| line.patients).sum()
    }

    pub fn is_blocked(&self) -> bool {
        self.problems.iter().any(Problem::blocks)
    }
}

/// One provider who takes patients over; without an id: those who wait for somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveLine {
    pub to: Option<ProviderId>,
    pub name: String,
    pub patients: i64,
    pub active: i64,
    pub booked: i64,
    /// Active patients now, and how many there may be.
    pub before: i64,
    pub capacity: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    pub patient: PatientId,
    pub name: String,
    pub at: Stamp,
    /// Who has it then; '' for nobody.
    pub with: String,
}

/// A plan as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanView {
    pub id: HandoverId,
    pub state: State,
    pub plan: Plan,
    /// When it is carried out, or was.
    pub at: Option<Stamp>,
    pub why: Option<Why>,
    pub by: String,
    pub changed: Stamp,
    pub version: i64,
    pub points: Vec<Point>,
    /// What was done, once it is.
    pub outcome: Vec<MoveLine>,
}

impl PlanView {
    pub fn open_points(&self) -> usize {
        self.points.iter().filter(|point| !point.is_closed()).count()
    }

    /// Carried out, and everything else seen to (N-06).
    pub fn is_finished(&self) -> bool {
        self.state == State::Done && self.open_points() == 0
    }
}

/// `/providers/{id}/handover`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverPage {
    pub provider: Target,
    /// The latest plan; one that is over stays until there is another.
    pub stored: Option<PlanView>,
    /// What it would do now; of an empty plan where there is none.
    pub preview: Preview,
    pub patients: i64,
    /// The practice's other providers.
    pub targets: Vec<Target>,
    /// What the provider's patients have in common, to make rules of.
    pub offices: Vec<(OfficeId, String)>,
    pub languages: Vec<Language>,
    /// The patients chosen one by one, by name.
    pub picked: Vec<(PatientId, String)>,
    pub today: NaiveDate,
    pub zone: String,
    /// Whether the reader may change anything here.
    pub may_plan: bool,
}

/// One line of the list of plans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverLine {
    pub provider: ProviderId,
    pub name: String,
    pub state: State,
    pub at: Option<Stamp>,
    pub by: String,
    /// With the provider now; handed over once it is done.
    pub patients: i64,
    pub open_points: i64,
}
