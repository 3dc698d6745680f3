//! Dealing a provider's patients out by a plan: each of them goes to one place.

use std::collections::HashMap;

use super::model::{Plan, To};
use crate::{
    domain::ids::{PatientId, ProviderId},
    patients::model::{Facts, Status, Target},
};

#[cfg(test)]
mod tests;

/// A patient who is to be handed over, as far as rules know them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charge {
    pub id: PatientId,
    pub facts: Facts,
    /// Has an appointment after the plan is carried out.
    pub booked: bool,
}

/// Everybody who goes to the same provider, or to nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    pub to: Option<ProviderId>,
    pub patients: Vec<PatientId>,
    /// Those who count against the capacity.
    pub active: i64,
    /// Those whom somebody must look after.
    pub needing: i64,
    pub booked: i64,
}

/// Where patients may be dealt out to, and how full it is there.
struct Place {
    id: ProviderId,
    /// Active patients, and how many there may be.
    load: i64,
    capacity: Option<i64>,
    /// Everybody who was given, active or not.
    given: i64,
}

impl Place {
    fn take(&mut self, facts: Facts) {
        self.given += 1;
        self.load += i64::from(facts.status == Status::Active);
    }
}

/// Every patient with whom `plan` means for them, in the order of `targets`, who are all the practice's providers; who
/// waits for a provider comes last. `staying` are those whom "whoever has the fewest" may mean.
///
/// First everybody of whom the plan names the provider: what is dealt out after that sees how full each of them is.
pub fn assign(charges: &[Charge], plan: &Plan, targets: &[Target], staying: &[ProviderId]) -> Vec<Move> {
    let picks: HashMap<_, _> = plan.picks.iter().copied().collect();
    let mut places: Vec<_> = targets.iter().map(place).collect();
    let at: HashMap<_, _> = targets.iter().enumerate().map(|(at, target)| (target.id, at)).collect();
    let mut homes: Vec<Option<ProviderId>> = vec![None; charges.len()];
    let mut dealt = Vec::new();
    for (number, charge) in charges.iter().enumerate() {
        match wanted(charge, plan, &picks) {
            To::Nobody => {}
            To::One(id) => {
                homes[number] = Some(id);
                if let Some(at) = at.get(&id) {
                    places[*at].take(charge.facts);
                }
            }
            To::Fewest => dealt.push(number),
        }
    }
    let open: Vec<_> = staying.iter().filter_map(|id| at.get(id).copied()).collect();
    for number in dealt {
        let facts = charges[number].facts;
        if let Some(best) = open.iter().copied().min_by_key(|at| fullness(&places[*at], facts)) {
            places[best].take(facts);
            homes[number] = Some(places[best].id);
        }
    }
    gathered(charges, &homes, targets)
}

fn place(target: &Target) -> Place {
    Place { id: target.id, load: target.patients, capacity: target.capacity.map(i64::from), given: 0 }
}

fn wanted(charge: &Charge, plan: &Plan, picks: &HashMap<PatientId, To>) -> To {
    let rule = || plan.rules.iter().find(|rule| rule.who.takes(charge.id, charge.facts)).map(|rule| rule.to);
    picks.get(&charge.id).copied().or_else(rule).unwrap_or(plan.rest)
}

/// The least is taken: room before no room, then the fewest patients. Who counts against no capacity is dealt out evenly.
fn fullness(place: &Place, facts: Facts) -> (bool, i64, i64) {
    if facts.status == Status::Active {
        let full = place.capacity.is_some_and(|capacity| place.load >= capacity);
        (full, place.load, place.given)
    } else {
        (false, place.given, place.load)
    }
}

fn gathered(charges: &[Charge], homes: &[Option<ProviderId>], targets: &[Target]) -> Vec<Move> {
    let mut moves: Vec<Move> = Vec::new();
    let mut at: HashMap<Option<ProviderId>, usize> = HashMap::new();
    for (charge, home) in charges.iter().zip(homes) {
        let index = *at.entry(*home).or_insert_with(|| {
            moves.push(Move { to: *home, patients: Vec::new(), active: 0, needing: 0, booked: 0 });
            moves.len() - 1
        });
        let one = &mut moves[index];
        one.patients.push(charge.id);
        one.active += i64::from(charge.facts.status == Status::Active);
        one.needing += i64::from(charge.facts.status.needs_a_provider());
        one.booked += i64::from(charge.booked);
    }
    let order = |to: Option<ProviderId>| match to {
        Some(id) => targets.iter().position(|target| target.id == id).unwrap_or(targets.len()),
        None => usize::MAX,
    };
    moves.sort_by_key(|one| order(one.to));
    moves
}
