//! Patients by the number: who they are is drawn from a seed and their number, as with people.

use chrono::{Duration, TimeZone};

use super::{draw::Draw, names, practice::Site};
use crate::{
    domain::{
        clock::Instant,
        ids::{BatchId, PatientId},
        language::Language,
        scope::Reach,
    },
    patients::{
        model::{Patient, Status},
        store::{
            self,
            moves::{self, Act, Side},
        },
    },
    providers::{
        self,
        profile::{Config, Feature, Profile, Registry, Rtm},
    },
    server::{clock::Randomness, fault::Fault, write::Writing},
};

/// Patients made and stored in one go.
const BATCH: u64 = 10_000;

const STATUSES: [(u64, Status); 4] =
    [(84, Status::Active), (9, Status::Inactive), (5, Status::Discharged), (2, Status::Deceased)];

const LANGUAGES: [(u64, Language); 5] = [
    (90, Language::English),
    (4, Language::Vietnamese),
    (3, Language::Chinese),
    (2, Language::Arabic),
    (1, Language::Signed),
];

/// Number `number` of a practice, and the position of the provider they are with.
fn patient(site: &Site, seed: u64, number: u64, random: &Randomness, now: Instant) -> (Patient, Option<usize>) {
    let mut draw = Draw::for_number(seed ^ 0x7061_7469_656e_7473, number);
    let spanish = draw.percent(38);
    let (first, last) = if spanish {
        (&names::SPANISH_FIRST, &names::SPANISH_LAST)
    } else {
        (&names::ENGLISH_FIRST, &names::ENGLISH_LAST)
    };
    let (first, last) = (*draw.pick(first), *draw.pick(last));
    let status = draw.weighted(&STATUSES);
    let days = draw.between(30, 33_000);
    let language = if spanish && draw.percent(80) { Language::Spanish } else { draw.weighted(&LANGUAGES) };
    let with =
        (!site.providers.is_empty() && !draw.percent(6)).then(|| draw.below(site.providers.len() as u64) as usize);
    let provider = with.map(|at| &site.providers[at]);
    // Most are seen where their provider works.
    let elsewhere = draw.pick(&site.offices).office;
    let office = provider.filter(|_| draw.percent(85)).map_or(elsewhere, |provider| provider.office);
    let next = (status == Status::Active && draw.percent(45)).then(|| appointment(site, &mut draw, now)).flatten();
    let birth = now.date_naive() - Duration::days(days);
    let patient = Patient {
        id: PatientId::new(random.id(now - Duration::days(400))),
        office,
        provider: provider.and_then(|provider| provider.provider),
        identifier: format!("P-{number:06}"),
        first_name: first.into(),
        last_name: last.into(),
        birth,
        language,
        status,
        next,
        version: 1,
    };
    (patient, with)
}

/// Somewhere in the next ten weeks, at a time when practices are open.
fn appointment(site: &Site, draw: &mut Draw, now: Instant) -> Option<Instant> {
    let day = (now + Duration::days(draw.between(1, 70))).with_timezone(&site.zone).date_naive();
    let (hour, quarter) = (draw.between(8, 16), draw.between(0, 3) * 15);
    let at = day.and_hms_opt(u32::try_from(hour).ok()?, u32::try_from(quarter).ok()?, 0)?;
    site.zone.from_local_datetime(&at).earliest().map(|at| at.to_utc())
}

/// Stores so many patients of a practice, each with the line of the import that brought them.
pub async fn store(
    tx: &mut Writing,
    site: &Site,
    (seed, count): (u64, u64),
    random: &Randomness,
    now: Instant,
) -> Result<(), Fault> {
    let at = now - Duration::days(400);
    let act = Act { batch: BatchId::new(random.id(at)), at, by: String::new() };
    let mut next = 1;
    while next <= count {
        let end = (next + BATCH).min(count + 1);
        let (mut patients, mut lines) = (Vec::new(), Vec::new());
        for number in next..end {
            let (patient, with) = patient(site, seed, number, random, now);
            let name = with.map(|at| site.providers[at].name.clone()).unwrap_or_default();
            lines.push((patient.id, Side::default(), Side { id: patient.provider, name }));
            patients.push(patient);
        }
        store::insert_many(tx, site.id, &patients).await?;
        moves::note(tx, site.id, "imported", &lines, &act).await?;
        next = end;
    }
    Ok(())
}

/// Gives the demo's providers profiles of every kind: one full, one who has left, one whose NPI has ended.
pub async fn profiles(tx: &mut Writing, site: &Site) -> Result<(), Fault> {
    for (number, mut provider) in providers::store::all(tx, Reach::whole(site.id)).await?.into_iter().enumerate() {
        let features = Feature::ALL.iter().copied().filter(|feature| !(*feature as usize + number).is_multiple_of(3));
        provider.profile = Profile {
            inactive: number == 3,
            billing_role: (*["rendering", "supervising", "incident_to"].get(number).unwrap_or(&"rendering")).into(),
            access_type: if number == 0 { "full" } else { "own_patients" }.into(),
            config: Config {
                features: features.collect(),
                rtm: Rtm::ALL[number % Rtm::ALL.len()],
                capacity: [Some(40), Some(400), None][number % 3],
                languages: vec![Language::English, Language::Spanish].into_iter().take(1 + number % 2).collect(),
            },
            registry: Registry {
                credential: "M.D.".into(),
                taxonomy: "207Q00000X".into(),
                phone: "+13195550187".into(),
                ended: if number == 2 { "2026-01-31".into() } else { String::new() },
                ..Registry::default()
            },
            ..provider.profile
        };
        providers::administer::save_profile(tx, site.id, &provider).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::ids::{OfficeId, PracticeId},
        practices::model::Place,
    };

    #[test]
    fn the_same_seed_makes_the_same_patients() {
        let office = Place { office: OfficeId::new(uuid::Uuid::nil()), provider: None, name: "Main".into() };
        let site = Site {
            id: PracticeId::new(uuid::Uuid::nil()),
            name: "Practice".into(),
            zone: chrono_tz::America::Chicago,
            offices: vec![office],
            providers: Vec::new(),
        };
        let now = Instant::from_timestamp_millis(1_772_463_600_000).expect("a moment");
        let made = |seed| {
            let random = Randomness::seeded(seed);
            (1..50).map(|number| patient(&site, seed, number, &random, now).0).collect::<Vec<_>>()
        };
        assert_eq!(made(5), made(5));
        assert_ne!(made(5), made(6));
    }
}
