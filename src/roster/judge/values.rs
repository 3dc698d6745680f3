//! The cells of a row, parsed.

use unicode_normalization::UnicodeNormalization;

use super::Faults;
use super::existing::{Existing, KEYS, Office, Provider, key_of};
use crate::domain::code::Code;
use crate::domain::email::Email;
use crate::domain::npi::Npi;
use crate::domain::person_name::{FirstName, LastName, MiddleName};
use crate::domain::phone::Phone;
use crate::domain::role::Role;
use crate::domain::username::Username;
use crate::roster::model::{Record, RosterField, RosterRow};
use crate::roster::words;

/// Characters of a title and of an employee number.
const LONGEST: usize = 60;

/// What a row says. Cells that are empty or wrong are empty here.
pub struct Values<'a> {
    pub record: Record,
    pub role: Option<Role>,
    pub office: Option<&'a Office>,
    pub provider: Option<&'a Provider>,
}

impl<'a> Values<'a> {
    pub fn read(row: &RosterRow, existing: &'a Existing) -> (Self, Faults) {
        let mut values = Self { record: Record::default(), role: None, office: None, provider: None };
        let mut faults = Vec::new();
        for field in RosterField::ALL {
            // One form of every accented letter, as everywhere in the database.
            let cell: String = row.record.get(field).nfc().collect();
            if cell.is_empty() {
                continue;
            }
            match values.parse(field, &cell, existing) {
                Ok(text) => values.record.set(field, text),
                Err(code) => faults.push((field, code)),
            }
        }
        (values, faults)
    }

    /// The stored form of a cell. Role, office and provider are looked up, their texts come from what was found.
    fn parse(&mut self, field: RosterField, cell: &str, existing: &'a Existing) -> Result<String, Code> {
        match field {
            RosterField::LastName => LastName::parse(cell).map(String::from),
            RosterField::FirstName => FirstName::parse(cell).map(String::from),
            RosterField::MiddleName => MiddleName::parse(cell).map(String::from),
            RosterField::Username => Username::parse(cell).map(String::from),
            RosterField::Email => Email::parse(cell).map(String::from),
            RosterField::Phone | RosterField::Mobile => Phone::parse(cell).map(String::from),
            RosterField::Title | RosterField::EmployeeNo => plain(cell),
            RosterField::Role => {
                self.role = Some(words::role(cell).ok_or(Code::Unknown)?);
                Ok(String::new())
            }
            RosterField::Office => {
                self.office = Some(existing.office_named(cell).ok_or(Code::Unknown)?);
                Ok(String::new())
            }
            RosterField::ProviderNpi => {
                let npi = Npi::parse(cell)?;
                self.provider = Some(existing.provider_of(npi.as_str()).ok_or(Code::Unknown)?);
                Ok(String::new())
            }
        }
    }

    /// What the row can be recognised by, the strongest first.
    pub fn keys(&self) -> Vec<(RosterField, String)> {
        let keys = KEYS.map(|field| (field, key_of(self.record.get(field))));
        keys.into_iter().filter(|(_, key)| !key.is_empty()).collect()
    }

    pub fn recognised_by(&self) -> RosterField {
        self.keys().first().map_or(RosterField::Email, |(field, _)| *field)
    }
}

/// Free text on one line.
fn plain(cell: &str) -> Result<String, Code> {
    let text = cell.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > LONGEST {
        return Err(Code::TooLong);
    }
    if text.chars().any(char::is_control) { Err(Code::NameCharacters) } else { Ok(text) }
}
