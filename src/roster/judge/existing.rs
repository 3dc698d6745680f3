//! The practice as an import finds it.

use std::collections::{HashMap, HashSet};

use super::values::Values;
use crate::domain::fold::fold;
use crate::domain::ids::{OfficeId, PersonId, ProviderId};
use crate::domain::phone::Phone;
use crate::domain::role::Role;
use crate::roster::model::{Record, RosterField};

/// A person of the practice.
#[derive(Debug, Clone)]
pub struct Known {
    pub id: PersonId,
    pub registered: bool,
    pub archived: bool,
    pub role: Role,
    pub office: OfficeId,
    pub provider: Option<ProviderId>,
    /// Stored forms; a phone number may also be as it is shown. Role, office and provider come from the fields above.
    pub record: Record,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    pub id: OfficeId,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    pub id: ProviderId,
    pub office: OfficeId,
    /// Ten digits.
    pub npi: String,
}

/// Look-ups by everything a row can be recognised by.
#[derive(Debug, Default)]
pub struct Existing {
    people: Vec<Known>,
    by_key: HashMap<(RosterField, String), usize>,
    elsewhere: HashSet<(RosterField, String)>,
    offices: Vec<Office>,
    by_office_name: HashMap<String, usize>,
    providers: Vec<Provider>,
}

impl Existing {
    /// `people` are those whom the importing person may see, archived ones included.
    pub fn new(people: Vec<Known>, offices: Vec<Office>, providers: Vec<Provider>) -> Self {
        let by_office_name = offices.iter().enumerate().map(|(index, office)| (fold(&office.name), index)).collect();
        let mut existing = Self { by_office_name, offices, providers, ..Self::default() };
        for mut known in people {
            existing.describe(&mut known.record, known.role, known.office, known.provider);
            for field in [RosterField::Phone, RosterField::Mobile] {
                if let Ok(phone) = Phone::parse(known.record.get(field)) {
                    known.record.set(field, phone);
                }
            }
            for field in KEYS {
                let key = key_of(known.record.get(field));
                if !key.is_empty() {
                    existing.by_key.insert((field, key), existing.people.len());
                }
            }
            existing.people.push(known);
        }
        existing
    }

    /// E-mails or usernames that belong to people who are not in the list: out of reach, but not free either.
    pub fn add_elsewhere(&mut self, field: RosterField, texts: impl IntoIterator<Item = String>) {
        self.elsewhere.extend(texts.into_iter().map(|text| (field, key_of(&text))));
    }

    pub fn people(&self) -> impl Iterator<Item = &Known> {
        self.people.iter()
    }

    /// The person whom a row means: by username, else by e-mail, else by employee number.
    pub(super) fn meant_by(&self, values: &Values) -> Option<&Known> {
        values.keys().into_iter().find_map(|(field, key)| self.owner(field, &key))
    }

    pub(super) fn owner(&self, field: RosterField, key: &str) -> Option<&Known> {
        self.by_key.get(&(field, key.to_owned())).map(|index| &self.people[*index])
    }

    pub(super) fn is_used_elsewhere(&self, field: RosterField, key: &str) -> bool {
        self.elsewhere.contains(&(field, key.to_owned()))
    }

    pub(super) fn office_named(&self, name: &str) -> Option<&Office> {
        self.by_office_name.get(&fold(name)).map(|index| &self.offices[*index])
    }

    pub(super) fn provider_of(&self, npi: &str) -> Option<&Provider> {
        self.providers.iter().find(|provider| provider.npi == npi)
    }

    pub(super) fn provider(&self, id: ProviderId) -> Option<&Provider> {
        self.providers.iter().find(|provider| provider.id == id)
    }

    /// Writes the texts of role, office and provider, so that records can be compared field by field.
    pub(super) fn describe(&self, record: &mut Record, role: Role, office: OfficeId, provider: Option<ProviderId>) {
        let office = self.offices.iter().find(|known| known.id == office);
        let provider = provider.and_then(|id| self.provider(id));
        record.set(RosterField::Role, role.name());
        record.set(RosterField::Office, office.map_or("", |office| office.name.as_str()));
        record.set(RosterField::ProviderNpi, provider.map_or("", |provider| provider.npi.as_str()));
    }
}

/// What a person is recognised by, the strongest first.
pub(super) const KEYS: [RosterField; 3] = [RosterField::Username, RosterField::Email, RosterField::EmployeeNo];

/// A stored text for comparing: folded as the database's unique keys are, so that no row passes here and fails there.
pub(super) fn key_of(text: &str) -> String {
    fold(text)
}
