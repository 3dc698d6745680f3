//! A patient's record as far as it is needed to hand patients over, and who may do that.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        clock::Instant,
        ids::{OfficeId, PatientId, ProviderId},
        language::Language,
        permission::Permission,
        refusal::Refusal,
        scope::Actor,
    },
    people::model::ranked,
};

ranked! {
    /// How a patient stands with the practice.
    Status {
        Active = "active",
        Inactive = "inactive",
        Discharged = "discharged",
        Deceased = "deceased",
    }
}

impl Status {
    /// Whether somebody must look after a patient in this state.
    pub const fn needs_a_provider(self) -> bool {
        matches!(self, Self::Active | Self::Inactive)
    }
}

/// A patient with everything that is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patient {
    pub id: PatientId,
    pub office: OfficeId,
    pub provider: Option<ProviderId>,
    /// The practice's own number.
    pub identifier: String,
    pub first_name: String,
    pub last_name: String,
    pub birth: NaiveDate,
    pub language: Language,
    pub status: Status,
    pub next: Option<Instant>,
    pub version: i64,
}

impl Patient {
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    pub const fn facts(&self) -> Facts {
        Facts { office: self.office, language: self.language, status: self.status }
    }
}

/// What a rule of handing over needs to know: patients who agree in it go to the same provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Facts {
    pub office: OfficeId,
    pub language: Language,
    pub status: Status,
}

/// Which of a provider's patients are meant. Nothing chosen in a field means that it does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    pub offices: Vec<OfficeId>,
    pub languages: Vec<Language>,
    pub statuses: Vec<Status>,
    /// Patients chosen one by one.
    pub patients: Vec<PatientId>,
}

impl Selection {
    /// Whether a patient with these facts is meant.
    pub fn takes(&self, id: PatientId, facts: Facts) -> bool {
        fn any<V: PartialEq>(chosen: &[V], value: &V) -> bool {
            chosen.is_empty() || chosen.contains(value)
        }
        any(&self.offices, &facts.office)
            && any(&self.languages, &facts.language)
            && any(&self.statuses, &facts.status)
            && any(&self.patients, &id)
    }
}

/// How many patients agree in these facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    pub provider: Option<ProviderId>,
    pub facts: Facts,
    pub count: i64,
    /// Those of them with an appointment in the next 30 days.
    pub soon: i64,
}

/// The number of days within which an appointment is soon.
pub const SOON_DAYS: i64 = 30;

/// The counts of a panel, made of its groups.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Panel {
    pub total: i64,
    /// Patients who count against the provider's capacity.
    pub active: i64,
    pub soon: i64,
    pub unassigned: i64,
    pub statuses: Vec<(Status, i64)>,
    pub offices: Vec<(OfficeId, i64)>,
    pub languages: Vec<(Language, i64)>,
}

fn add<K: PartialEq>(to: &mut Vec<(K, i64)>, key: K, count: i64) {
    match to.iter_mut().find(|(known, _)| *known == key) {
        Some((_, sum)) => *sum += count,
        None => to.push((key, count)),
    }
}

impl Panel {
    pub fn of(groups: &[Group]) -> Self {
        let mut panel = Self::default();
        for Group { provider, facts, count, soon } in groups {
            panel.total += count;
            panel.soon += soon;
            if facts.status == Status::Active {
                panel.active += count;
            }
            if provider.is_none() && facts.status.needs_a_provider() {
                panel.unassigned += count;
            }
            add(&mut panel.statuses, facts.status, *count);
            add(&mut panel.offices, facts.office, *count);
            add(&mut panel.languages, facts.language, *count);
        }
        panel.statuses.sort_by_key(|(status, _)| status.rank());
        panel.offices.sort_by_key(|(_, count)| -count);
        panel.languages.sort_by_key(|(_, count)| -count);
        panel
    }
}

/// A provider as a target of patients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    pub id: ProviderId,
    pub name: String,
    pub active: bool,
    /// How many active patients the provider takes at most.
    pub capacity: Option<u32>,
    /// How many there are.
    pub patients: i64,
}

impl Target {
    /// Whether so many more are too many. A warning, no refusal: who looks after somebody at once matters more.
    pub fn is_full(&self, more: i64) -> bool {
        self.capacity.is_some_and(|capacity| self.patients + more > i64::from(capacity))
    }
}

/// Whether `by` may hand patients to `target`. Draws the form and guards the server.
///
/// # Errors
/// No permission, or a provider who has left.
pub fn can_assign(target: &Target, by: &Actor) -> Result<(), Refusal> {
    by.may(Permission::AssignPatients)?;
    if target.active { Ok(()) } else { Err(Refusal::ProviderInactive { name: target.name.clone() }) }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn facts(office: u128, language: Language, status: Status) -> Facts {
        Facts { office: OfficeId::new(Uuid::from_u128(office)), language, status }
    }

    #[test]
    fn a_panel_adds_its_groups_up() {
        let group = |office, language, status, count, provider: Option<u128>| Group {
            provider: provider.map(|id| ProviderId::new(Uuid::from_u128(id))),
            facts: facts(office, language, status),
            count,
            soon: count / 2,
        };
        let panel = Panel::of(&[
            group(1, Language::English, Status::Active, 10, Some(9)),
            group(2, Language::Spanish, Status::Active, 30, None),
            group(1, Language::Spanish, Status::Deceased, 2, None),
        ]);
        assert_eq!((panel.total, panel.active, panel.soon, panel.unassigned), (42, 40, 21, 30));
        assert_eq!(panel.statuses, [(Status::Active, 40), (Status::Deceased, 2)]);
        assert_eq!(panel.languages, [(Language::Spanish, 32), (Language::English, 10)]);
        assert_eq!(panel.offices.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [30, 12]);
    }

    #[test]
    fn a_selection_that_says_nothing_means_everybody() {
        let (ana, ben) = (PatientId::new(Uuid::from_u128(1)), PatientId::new(Uuid::from_u128(2)));
        let english = facts(1, Language::English, Status::Active);
        assert!(Selection::default().takes(ana, english));
        let spanish = Selection { languages: vec![Language::Spanish], ..Selection::default() };
        assert!(!spanish.takes(ana, english));
        let one = Selection { patients: vec![ana], ..Selection::default() };
        assert!(one.takes(ana, english) && !one.takes(ben, english));
    }

    #[test]
    fn a_target_is_full_beyond_its_capacity() {
        let target = |capacity| Target {
            id: ProviderId::new(Uuid::nil()),
            name: "Dr. Ito".into(),
            active: true,
            capacity,
            patients: 9,
        };
        assert!(!target(None).is_full(1_000) && !target(Some(10)).is_full(1) && target(Some(10)).is_full(2));
    }
}
