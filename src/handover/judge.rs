//! What a plan would do at this moment: for the page that shows it, and for the moment in which it is done.

use std::collections::HashMap;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::{
    assign::{Charge, Move, assign},
    model::Plan,
    problems::{Leaving, Problem, problems},
    store,
    views::{Appointment, MoveLine, Preview},
};
use crate::{
    domain::{
        clock::Instant,
        ids::{PracticeId, ProviderId},
        scope::Reach,
    },
    error::AppError,
    patients::{
        self,
        model::{Patient, Target},
    },
    server::{clock::local, db::Conn, fault::Fault},
};

/// Appointments that a page names.
const NAMED: usize = 8;

/// A plan, looked at.
pub struct Judged {
    pub provider: Target,
    /// All the practice's providers.
    pub targets: Vec<Target>,
    pub patients: Vec<Patient>,
    pub moves: Vec<Move>,
    pub problems: Vec<Problem>,
    at: Instant,
    zone: Tz,
}

/// For which provider, and when the plan is carried out.
#[derive(Debug, Clone, Copy)]
pub struct About {
    pub practice: PracticeId,
    pub provider: ProviderId,
    pub at: Instant,
    pub zone: Tz,
}

/// Looks at what `plan` would do if it were carried out at the instant it is for.
///
/// # Errors
/// [`AppError::NotFound`]: no provider of this practice.
pub async fn judge(conn: &mut Conn, about: About, plan: &Plan) -> Result<Judged, Fault> {
    let About { practice, provider: id, at, zone } = about;
    let whole = Reach::whole(practice);
    let targets = patients::service::targets(conn, whole).await?;
    let provider = targets.iter().find(|target| target.id == id).cloned().ok_or(AppError::NotFound)?;
    let patients = patients::store::of_provider(conn, whole, id).await?;
    let leaving: Vec<_> = store::leaving(conn, practice).await?;
    let leaving: Vec<_> = leaving
        .into_iter()
        .filter(|(other, _)| *other != id)
        .map(|(provider, at)| Leaving { provider, day: day(zone, at) })
        .collect();
    let stays = |target: &&Target| {
        target.active && target.id != id && !leaving.iter().any(|leaving| leaving.provider == target.id)
    };
    let staying: Vec<_> = targets.iter().filter(stays).map(|target| target.id).collect();
    let charges: Vec<_> = patients.iter().map(|patient| charge(patient, at)).collect();
    let moves = assign(&charges, plan, &targets, &staying);
    let theirs: std::collections::HashSet<_> = patients.iter().map(|patient| patient.id).collect();
    let gone = plan.picks.iter().filter(|(picked, _)| !theirs.contains(picked)).count() as i64;
    let problems = problems(id, plan, day(zone, at), (&targets, &leaving), (&moves, gone));
    Ok(Judged { provider, targets, patients, moves, problems, at, zone })
}

/// The day of `at` in the practice.
pub fn day(zone: Tz, at: Instant) -> NaiveDate {
    local(zone, at).date_naive()
}

fn charge(patient: &Patient, at: Instant) -> Charge {
    Charge { id: patient.id, facts: patient.facts(), booked: is_booked(patient, at) }
}

/// Whether somebody else would have to keep the patient's next appointment.
fn is_booked(patient: &Patient, at: Instant) -> bool {
    patient.next.is_some_and(|next| next > at)
}

impl Judged {
    fn name(&self, to: Option<ProviderId>) -> String {
        let found = to.and_then(|id| self.targets.iter().find(|target| target.id == id));
        found.map(|target| target.name.clone()).unwrap_or_default()
    }

    /// Who gets how many.
    pub fn lines(&self) -> Vec<MoveLine> {
        let line = |one: &Move| {
            let target = one.to.and_then(|id| self.targets.iter().find(|target| target.id == id));
            MoveLine {
                to: one.to,
                name: self.name(one.to),
                patients: one.patients.len() as i64,
                active: one.active,
                booked: one.booked,
                before: target.map_or(0, |target| target.patients),
                capacity: target.and_then(|target| target.capacity),
            }
        };
        self.moves.iter().map(line).collect()
    }

    /// What a page shows of it.
    pub fn preview(&self) -> Preview {
        let to: HashMap<_, _> =
            self.moves.iter().flat_map(|one| one.patients.iter().map(move |id| (*id, one.to))).collect();
        let mut booked: Vec<_> = self.patients.iter().filter(|patient| is_booked(patient, self.at)).collect();
        booked.sort_by_key(|patient| patient.next);
        let next = booked.iter().take(NAMED).filter_map(|patient| {
            let with = self.name(to.get(&patient.id).copied().flatten());
            Some(Appointment { patient: patient.id, name: patient.name(), at: local(self.zone, patient.next?), with })
        });
        Preview {
            moves: self.lines(),
            problems: self.problems.clone(),
            next: next.collect(),
            booked: booked.len() as i64,
        }
    }
}
