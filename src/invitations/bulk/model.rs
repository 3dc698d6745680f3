//! A file of people to invite, and what is to be said about each of its rows.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        clock::Stamp,
        email::Email,
        fold::fold,
        ids::{InvitationFileId, PersonId},
        person_name::{FirstName, LastName},
        refusal::Refusal,
        role::Role,
        scope::Actor,
    },
    invitations::{
        model::can_invite,
        verdict::{Judged, MOST, Verdict, judge},
        views::InviteOptions,
    },
    practices::model::{Place, Places},
    roster::{
        headings,
        import::FileColumn,
        model::{Mapping, ReadError, RosterField, Table},
        words,
    },
};

/// Why a file can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileError {
    Unreadable(ReadError),
    /// More than one batch of invitations holds.
    TooManyRows,
}

impl FileError {
    /// The name in addresses.
    pub fn name(self) -> String {
        match self {
            Self::Unreadable(error) => error.name(),
            Self::TooManyRows => "too_many_to_invite".into(),
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "too_many_to_invite" => Some(Self::TooManyRows),
            _ => ReadError::from_name(name).map(Self::Unreadable),
        }
    }
}

/// A row as it stands in the file; empty cells say nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileRow {
    pub line: u32,
    pub email: String,
    pub role: String,
    pub office: String,
    pub npi: String,
    pub first_name: String,
    pub last_name: String,
}

/// The columns that a file of people to invite can have.
pub const FIELDS: [RosterField; 6] = [
    RosterField::Email,
    RosterField::Role,
    RosterField::Office,
    RosterField::ProviderNpi,
    RosterField::FirstName,
    RosterField::LastName,
];

/// What must be put right in the matching of columns before a link can be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MappingProblem {
    /// Two columns would fill one field.
    Twice(RosterField),
    /// No column holds addresses.
    NoEmails,
}

pub fn problem(mapping: &Mapping) -> Option<MappingProblem> {
    let no_emails = !mapping.has(RosterField::Email);
    mapping.twice().map(MappingProblem::Twice).or(no_emails.then_some(MappingProblem::NoEmails))
}

/// What the headings seem to mean, in both languages.
pub fn guess(table: &Table) -> Mapping {
    let guessed = headings::guess(&table.headings);
    Mapping::new(guessed.columns().iter().map(|column| column.filter(|field| FIELDS.contains(field))).collect())
}

/// # Errors
/// See [`FileError`].
pub const fn check(table: &Table) -> Result<(), FileError> {
    if table.rows.len() > MOST { Err(FileError::TooManyRows) } else { Ok(()) }
}

/// The rows of a table as its columns are matched.
pub fn rows(table: &Table, mapping: &Mapping) -> Vec<FileRow> {
    let row = |row: crate::roster::model::RosterRow| {
        let text = |field| row.record.get(field).to_owned();
        FileRow {
            line: row.line,
            email: text(RosterField::Email),
            role: text(RosterField::Role),
            office: text(RosterField::Office),
            npi: text(RosterField::ProviderNpi),
            first_name: FirstName::parse(&text(RosterField::FirstName)).map(Into::into).unwrap_or_default(),
            last_name: LastName::parse(&text(RosterField::LastName)).map(Into::into).unwrap_or_default(),
        }
    };
    mapping.rows(table).into_iter().map(row).collect()
}

/// What holds for the whole file, and for rows that say nothing themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// Which column is what; none: as the headings say.
    #[serde(default)]
    pub mapping: Mapping,
    #[serde(default)]
    pub role: String,
    /// Id of an office or a provider.
    #[serde(default)]
    pub place: String,
    #[serde(default)]
    pub language: String,
    #[serde(default)]
    pub message: String,
    /// Addresses with an odd domain are meant as they are.
    #[serde(default)]
    pub keep: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowVerdict {
    /// What is known of the address, if nothing else is wrong.
    Address(Verdict),
    RoleUnknown,
    NoRole,
    RoleRefused(Refusal),
    PlaceUnknown,
    NoPlace,
}

impl RowVerdict {
    pub const fn is_good(&self) -> bool {
        matches!(self, Self::Address(verdict) if verdict.is_good())
    }
}

/// A row with its verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowView {
    pub line: u32,
    pub email: String,
    /// What the file says where it is not understood.
    pub role: String,
    pub place: String,
    pub verdict: RowVerdict,
}

/// Who would be invited as what to where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    pub role: Role,
    pub place: Place,
}

/// What one row wishes for, apart from its address.
///
/// # Errors
/// What is wrong with its role or place, for this inviter.
pub fn plan(row: &FileRow, choices: &Choices, places: &Places, by: &Actor) -> Result<Planned, RowVerdict> {
    let role = match row.role.as_str() {
        "" => Role::from_name(&choices.role).ok_or(RowVerdict::NoRole)?,
        cell => words::role(cell).ok_or(RowVerdict::RoleUnknown)?,
    };
    can_invite(role, by).map_err(RowVerdict::RoleRefused)?;
    let place = match (row.npi.as_str(), row.office.as_str()) {
        ("", "") => places.place(&choices.place).ok_or(RowVerdict::NoPlace)?,
        (npi, office) => named(npi, office, places).ok_or(RowVerdict::PlaceUnknown)?,
    };
    Ok(Planned { role, place })
}

/// The place of a row: a provider by number or by name, or an office by name.
fn named(npi: &str, office: &str, places: &Places) -> Option<Place> {
    let wanted = fold(office);
    let provider = if npi.is_empty() {
        places.providers.iter().find(|one| fold(&one.name) == wanted)
    } else {
        let digits: String = npi.chars().filter(char::is_ascii_digit).collect();
        return places.providers.iter().find(|one| one.npi == digits).and_then(|one| places.place(&one.id.to_string()));
    };
    let office = places.offices.iter().find(|(_, name)| fold(name) == wanted).map(|(id, _)| id.to_string());
    places.place(&office.or_else(|| provider.map(|one| one.id.to_string()))?)
}

/// The addresses' own verdicts, one for each row.
pub fn addresses(rows: &[FileRow], keep: bool) -> Vec<Judged> {
    let mut seen = HashSet::new();
    let one = |row: &FileRow| {
        let own = judge(&row.email, if keep { &row.email } else { "" });
        let mut judged = match <[Judged; 1]>::try_from(own) {
            Ok([judged]) => judged,
            Err(_) => Judged { email: row.email.clone(), verdict: Verdict::Malformed },
        };
        let first = Email::parse(&judged.email).ok().is_none_or(|email| seen.insert(email.key()));
        if !first && judged.verdict != Verdict::Malformed {
            judged.verdict = Verdict::Repeated;
        }
        judged
    };
    rows.iter().map(one).collect()
}

/// A file as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileView {
    pub id: InvitationFileId,
    pub file_name: String,
    pub uploaded: Stamp,
    /// Empty once sent: the file itself is forgotten.
    pub columns: Vec<FileColumn>,
    pub mapping: Mapping,
    pub rows: Vec<RowView>,
    pub options: InviteOptions,
    /// The links are out: the rows say what became of them.
    pub sent: bool,
}

/// What was done with a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub rows: Vec<RowView>,
    pub people: Vec<PersonId>,
}

/// How far the mails of a file are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    pub all: i64,
    /// Taken over by the mail server.
    pub accepted: i64,
    /// Will never arrive.
    pub failed: i64,
}

impl Progress {
    pub const fn is_over(self) -> bool {
        self.accepted + self.failed >= self.all
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        domain::{
            ids::{OfficeId, PracticeId, ProviderId},
            scope::{Granted, Scope},
        },
        practices::model::Provider,
        roster::model::Line,
    };

    fn table(headings: &[&str], cells: &[&str]) -> Table {
        let text = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        Table { headings: text(headings), rows: vec![Line { number: 2, cells: text(cells) }] }
    }

    fn places() -> Places {
        let office = OfficeId::new(Uuid::from_u128(1));
        let provider = |id, name: &str, npi: &str| Provider {
            id: ProviderId::new(Uuid::from_u128(id)),
            office,
            name: name.into(),
            npi: npi.into(),
        };
        Places {
            offices: vec![(office, "Main Street".into())],
            providers: vec![provider(2, "Rosa Álvarez", "1234567893"), provider(3, "Main Street", "1245319599")],
        }
    }

    fn by(role: Role) -> Actor {
        let practice = PracticeId::new(Uuid::nil());
        Actor {
            person: PersonId::new(Uuid::nil()),
            name: "Adam".into(),
            practice,
            grants: vec![Granted { role, scope: Scope::Practice(practice), until: None }],
            must_choose_password: false,
            looks_as: None,
            only: None,
        }
    }

    #[test]
    fn headings_are_understood_in_both_languages() {
        let read = |headings: &[&str]| {
            let table = table(headings, &["ana@a.example", "Delegate", "Main Street"]);
            rows(&table, &guess(&table))
        };
        let english = read(&["E-mail", "Role", "Office"]);
        assert_eq!(english, read(&["Correo", "Rol", "Oficina"]));
        assert_eq!((english[0].line, english[0].role.as_str()), (2, "Delegate"));
        let many = Table { rows: vec![Line::default(); MOST + 1], ..table(&["Email"], &[]) };
        assert_eq!(check(&many), Err(FileError::TooManyRows));
        for error in [FileError::TooManyRows, FileError::Unreadable(ReadError::OpenQuote(3))] {
            assert_eq!(FileError::from_name(&error.name()), Some(error));
        }
    }

    #[test]
    fn columns_are_matched_by_hand_where_headings_say_nothing() {
        let table = table(&["Who", "Phone", ""], &["ana@a.example", "212 555 0123", "Delegate"]).widened();
        let mut mapping = guess(&table);
        assert_eq!(mapping.columns(), [None; 3], "a phone is nothing that an invitation needs");
        assert_eq!(problem(&mapping), Some(MappingProblem::NoEmails));
        mapping.set(0, Some(RosterField::Email));
        mapping.set(2, Some(RosterField::Role));
        assert_eq!(problem(&mapping), None);
        let row = rows(&table, &mapping).remove(0);
        assert_eq!((row.email.as_str(), row.role.as_str()), ("ana@a.example", "Delegate"));
        mapping.set(1, Some(RosterField::Role));
        assert_eq!(problem(&mapping), Some(MappingProblem::Twice(RosterField::Role)));
    }

    #[test]
    fn c32_each_row_has_its_own_role_and_place() {
        let row = |role: &str, office: &str, npi: &str| FileRow {
            role: role.into(),
            office: office.into(),
            npi: npi.into(),
            ..FileRow::default()
        };
        let choices =
            Choices { role: "clerical_user".into(), place: Uuid::from_u128(1).to_string(), ..Choices::default() };
        let planned = |row: FileRow, choices: &Choices| {
            plan(&row, choices, &places(), &by(Role::PracticeAdministrator)).map(|plan| (plan.role, plan.place.name))
        };
        let none = Choices::default();
        let (clerk, portal) = (Role::ClericalUser, Role::PortalUser);
        assert_eq!(planned(row("", "", ""), &choices), Ok((clerk, "Main Street".into())));
        assert_eq!(planned(row("Portal User", "rosa alvarez", ""), &choices), Ok((portal, "Rosa Álvarez".into())));
        assert_eq!(planned(row("", "anything", "123-456-7893"), &choices), Ok((clerk, "Rosa Álvarez".into())));
        assert_eq!(planned(row("king", "", ""), &choices), Err(RowVerdict::RoleUnknown));
        assert_eq!(planned(row("", "Nowhere", ""), &choices), Err(RowVerdict::PlaceUnknown));
        assert_eq!(planned(row("", "", ""), &none), Err(RowVerdict::NoRole));
        assert_eq!(planned(row("delegate", "", ""), &none), Err(RowVerdict::NoPlace));
        let owner = RowVerdict::RoleRefused(Refusal::RoleAboveOwn(Role::PracticeOwner));
        assert_eq!(planned(row("owner", "", ""), &choices), Err(owner), "T51");
        // An office wins over a provider of the same name: it was asked for by name, not by number.
        let place =
            plan(&row("", "main street", ""), &choices, &places(), &by(Role::PracticeOwner)).expect("a plan").place;
        assert_eq!(place.provider, None);
    }

    #[test]
    fn every_row_gets_one_verdict_about_its_address() {
        let row = |email: &str| FileRow { email: email.into(), ..FileRow::default() };
        let rows =
            ["ana@a.example", "ANA@a.example", "", "a@a.example,b@b.example", "ana@gmial.com", "nonsense"].map(row);
        let verdicts = |keep| addresses(&rows, keep).into_iter().map(|one| one.verdict).collect::<Vec<_>>();
        let misspelt = Verdict::Misspelt { suggestion: "ana@gmail.com".into() };
        let (ready, repeated, malformed) = (Verdict::Ready, Verdict::Repeated, Verdict::Malformed);
        let mut wanted = vec![ready.clone(), repeated, malformed.clone(), malformed.clone(), misspelt, malformed];
        assert_eq!(verdicts(false), wanted);
        wanted[4] = ready;
        assert_eq!(verdicts(true), wanted);
    }
}
