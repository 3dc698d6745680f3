use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    domain::{ids::OfficeId, language::Language},
    handover::{
        model::Rule,
        problems::{Problem, problems},
    },
    patients::model::Selection,
};

fn patient(number: usize) -> PatientId {
    PatientId::new(Uuid::from_u128(number as u128))
}

fn provider(number: usize) -> ProviderId {
    ProviderId::new(Uuid::from_u128(1_000_000 + number as u128))
}

fn office(number: usize) -> OfficeId {
    OfficeId::new(Uuid::from_u128(2_000_000 + number as u128))
}

fn charge(number: usize, (at, language, status, booked): (usize, usize, usize, bool)) -> Charge {
    let facts = Facts {
        office: office(at),
        language: Language::ALL[language % Language::ALL.len()],
        status: Status::ALL[status % Status::ALL.len()],
    };
    Charge { id: patient(number), facts, booked }
}

fn target(number: usize, (patients, capacity): (i64, Option<u32>)) -> Target {
    Target { id: provider(number), name: format!("Dr. {number}"), active: true, capacity, patients }
}

fn charges() -> impl Strategy<Value = Vec<Charge>> {
    let facts = (0..3_usize, 0..3_usize, 0..4_usize, any::<bool>());
    prop::collection::vec(facts, 0..120)
        .prop_map(|all| all.into_iter().enumerate().map(|(number, facts)| charge(number, facts)).collect())
}

fn targets() -> impl Strategy<Value = Vec<Target>> {
    prop::collection::vec((0..30_i64, prop::option::of(0..60_u32)), 1..6)
        .prop_map(|all| all.into_iter().enumerate().map(|(number, room)| target(number, room)).collect())
}

fn to() -> impl Strategy<Value = To> {
    prop_oneof![Just(To::Nobody), (0..6_usize).prop_map(|number| To::One(provider(number))), Just(To::Fewest)]
}

fn rule() -> impl Strategy<Value = Rule> {
    let who = (
        prop::collection::vec(0..3_usize, 0..2),
        prop::collection::vec(0..3_usize, 0..2),
        prop::collection::vec(0..4_usize, 0..2),
    );
    (who, to()).prop_map(|((offices, languages, statuses), to)| Rule {
        who: Selection {
            offices: offices.into_iter().map(office).collect(),
            languages: languages.into_iter().map(|at| Language::ALL[at]).collect(),
            statuses: statuses.into_iter().map(|at| Status::ALL[at]).collect(),
            patients: Vec::new(),
        },
        to,
    })
}

fn plan() -> impl Strategy<Value = Plan> {
    (prop::collection::btree_map(0..150_usize, to(), 0..8), prop::collection::vec(rule(), 0..5), to()).prop_map(
        |(picks, rules, rest)| Plan {
            picks: picks.into_iter().map(|(number, to)| (patient(number), to)).collect(),
            rules,
            rest,
            leaves: true,
        },
    )
}

/// Where a patient went.
fn home(moves: &[Move], id: PatientId) -> Option<ProviderId> {
    moves.iter().find(|one| one.patients.contains(&id)).and_then(|one| one.to)
}

proptest! {
    #[test]
    fn n01_every_patient_goes_to_one_place(charges in charges(), plan in plan(), targets in targets()) {
        let staying: Vec<_> = targets.iter().map(|target| target.id).collect();
        let moves = assign(&charges, &plan, &targets, &staying);
        let mut dealt: Vec<_> = moves.iter().flat_map(|one| one.patients.iter().map(|id| id.uuid())).collect();
        dealt.sort_unstable();
        let mut all: Vec<_> = charges.iter().map(|charge| charge.id.uuid()).collect();
        all.sort_unstable();
        prop_assert_eq!(dealt, all);
        // Nobody is dealt out to somebody whom neither the plan names nor the practice has.
        for one in &moves {
            if let Some(to) = one.to {
                prop_assert!(staying.contains(&to) || plan.named().contains(&to));
            }
            let counted = charges.iter().filter(|charge| one.patients.contains(&charge.id));
            prop_assert_eq!(one.active, counted.filter(|charge| charge.facts.status == Status::Active).count() as i64);
        }
    }

    #[test]
    fn n01_what_is_chosen_alone_counts_most_then_the_first_rule(charges in charges(), plan in plan(), targets in targets()) {
        let staying: Vec<_> = targets.iter().map(|target| target.id).collect();
        let moves = assign(&charges, &plan, &targets, &staying);
        for charge in &charges {
            let pick = plan.picks.iter().find(|(id, _)| *id == charge.id).map(|(_, to)| *to);
            let rule = plan.rules.iter().find(|rule| rule.who.takes(charge.id, charge.facts)).map(|rule| rule.to);
            match pick.or(rule).unwrap_or(plan.rest) {
                To::Nobody => prop_assert_eq!(home(&moves, charge.id), None),
                To::One(id) => prop_assert_eq!(home(&moves, charge.id), Some(id)),
                To::Fewest => prop_assert!(home(&moves, charge.id).is_some_and(|id| staying.contains(&id))),
            }
        }
    }

    #[test]
    fn n01_capacities_are_kept_or_said(charges in charges(), plan in plan(), targets in targets()) {
        let staying: Vec<_> = targets.iter().map(|target| target.id).collect();
        let moves = assign(&charges, &plan, &targets, &staying);
        let day = "2026-11-30".parse().expect("a day");
        let said = problems(provider(99), &plan, day, (&targets, &[]), (&moves, 0));
        for target in &targets {
            let more: i64 = moves.iter().filter(|one| one.to == Some(target.id)).map(|one| one.active).sum();
            let over = more > 0 && target.is_full(more);
            let is_said = said.iter().any(|problem| matches!(problem, Problem::Full { name, .. } if *name == target.name));
            prop_assert_eq!(over, is_said, "{}", &target.name);
        }
    }

    #[test]
    fn n01_where_there_is_room_nobody_is_overfilled(charges in charges(), targets in targets()) {
        let plan = Plan { rest: To::Fewest, ..Plan::default() };
        let staying: Vec<_> = targets.iter().map(|target| target.id).collect();
        let moves = assign(&charges, &plan, &targets, &staying);
        let active: i64 = moves.iter().map(|one| one.active).sum();
        let room = |target: &Target| target.capacity.map_or(i64::MAX / 8, |most| (i64::from(most) - target.patients).max(0));
        if targets.iter().map(room).sum::<i64>() >= active {
            for one in &moves {
                let target = targets.iter().find(|target| Some(target.id) == one.to).expect("a target");
                prop_assert!(one.active == 0 || !target.is_full(one.active));
            }
        }
    }
}

#[test]
fn patients_are_dealt_out_evenly() {
    let charges: Vec<_> = (0..9).map(|number| charge(number, (0, 0, 0, false))).collect();
    let targets = [target(0, (4, None)), target(1, (1, None)), target(2, (0, Some(2)))];
    let plan = Plan { rest: To::Fewest, ..Plan::default() };
    let all: Vec<_> = targets.iter().map(|target| target.id).collect();
    let moves = assign(&charges, &plan, &targets, &all);
    // The third is full with two, the others end up alike.
    assert_eq!(moves.iter().map(|one| one.active).collect::<Vec<_>>(), [2, 5, 2]);
    let nobody = assign(&charges, &plan, &targets, &[]);
    assert_eq!((nobody.len(), nobody[0].to, nobody[0].needing), (1, None, 9));
}

#[test]
fn who_is_past_treatment_takes_nobodys_room() {
    let charges: Vec<_> = (0..4).map(|number| charge(number, (0, 0, 2, false))).collect();
    let targets = [target(0, (3, Some(3))), target(1, (0, Some(3)))];
    let all: Vec<_> = targets.iter().map(|target| target.id).collect();
    let moves = assign(&charges, &Plan { rest: To::Fewest, ..Plan::default() }, &targets, &all);
    assert_eq!(moves.iter().map(|one| one.patients.len()).collect::<Vec<_>>(), [2, 2]);
    assert_eq!(moves.iter().map(|one| one.active + one.needing).sum::<i64>(), 0);
}
