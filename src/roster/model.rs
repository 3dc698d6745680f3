//! What a roster is made of, from the file to the verdict about each row.

use serde::{Deserialize, Serialize};

use crate::domain::code::Code;
use crate::domain::ids::PersonId;
pub use crate::sheet::model::{Counts, Line, MAX_BYTES, MAX_COLUMNS, MAX_ROWS, ReadError, Table};

/// A column that a roster can carry, in the order in which it is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RosterField {
    LastName,
    FirstName,
    MiddleName,
    Username,
    Email,
    Role,
    Office,
    ProviderNpi,
    Phone,
    Mobile,
    Title,
    EmployeeNo,
}

impl RosterField {
    pub const ALL: [Self; 12] = [
        Self::LastName,
        Self::FirstName,
        Self::MiddleName,
        Self::Username,
        Self::Email,
        Self::Role,
        Self::Office,
        Self::ProviderNpi,
        Self::Phone,
        Self::Mobile,
        Self::Title,
        Self::EmployeeNo,
    ];

    /// The name in forms and field errors.
    pub const fn name(self) -> &'static str {
        match self {
            Self::LastName => "last_name",
            Self::FirstName => "first_name",
            Self::MiddleName => "middle_name",
            Self::Username => "username",
            Self::Email => "email",
            Self::Role => "role",
            Self::Office => "office",
            Self::ProviderNpi => "provider_npi",
            Self::Phone => "phone",
            Self::Mobile => "mobile",
            Self::Title => "title",
            Self::EmployeeNo => "employee_no",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }
}

/// One text per field; an empty one stands for "none".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record([String; RosterField::ALL.len()]);

impl Record {
    pub fn get(&self, field: RosterField) -> &str {
        &self.0[field as usize]
    }

    pub fn set(&mut self, field: RosterField, text: impl Into<String>) {
        self.0[field as usize] = text.into();
    }

    #[must_use]
    pub fn with(mut self, field: RosterField, text: impl Into<String>) -> Self {
        self.set(field, text);
        self
    }
}

/// A row as the mapping sees it, trimmed. An empty cell says nothing, like a column that is not mapped: an import never
/// clears a value, since half-filled rosters are common and a lost phone number is not noticed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RosterRow {
    pub line: u32,
    pub record: Record,
}

/// Which field each column of the file holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping(Vec<Option<RosterField>>);

/// Why a mapping cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MappingProblem {
    /// Two columns would fill one field.
    Twice(RosterField),
    /// Neither e-mail, username nor employee number: nobody could be recognised.
    NobodyRecognised,
}

impl Mapping {
    pub const fn new(columns: Vec<Option<RosterField>>) -> Self {
        Self(columns)
    }

    pub fn columns(&self) -> &[Option<RosterField>] {
        &self.0
    }

    /// Maps one column, or leaves it out; a column that the file does not have is ignored.
    pub fn set(&mut self, column: usize, field: Option<RosterField>) {
        if let Some(slot) = self.0.get_mut(column) {
            *slot = field;
        }
    }

    pub fn has(&self, field: RosterField) -> bool {
        self.0.contains(&Some(field))
    }

    /// The fields' names, column by column; an empty one is left out.
    pub fn names(&self) -> Vec<&'static str> {
        self.0.iter().map(|column| column.map_or("", RosterField::name)).collect()
    }

    /// The first field that two columns would fill.
    pub fn twice(&self) -> Option<RosterField> {
        let count = |field| self.0.iter().filter(|column| **column == Some(field)).count();
        RosterField::ALL.into_iter().find(|field| count(*field) > 1)
    }

    /// What must be put right before the rows can be judged.
    pub fn problem(&self) -> Option<MappingProblem> {
        let recognised = [RosterField::Email, RosterField::Username, RosterField::EmployeeNo];
        let nobody = !recognised.into_iter().any(|field| self.has(field));
        self.twice().map(MappingProblem::Twice).or(nobody.then_some(MappingProblem::NobodyRecognised))
    }

    /// The fields which every new person needs and no column fills; without them the file can only change people.
    pub fn lacks(&self) -> Vec<RosterField> {
        let needed = [RosterField::LastName, RosterField::FirstName, RosterField::Email];
        needed.into_iter().filter(|field| !self.has(*field)).collect()
    }

    pub fn rows(&self, table: &Table) -> Vec<RosterRow> {
        table.rows.iter().map(|line| self.row(line)).collect()
    }

    fn row(&self, line: &Line) -> RosterRow {
        let mut row = RosterRow { line: line.number, record: Record::default() };
        for (column, cell) in self.0.iter().zip(&line.cells) {
            if let Some(field) = column {
                row.record.set(*field, cell.trim());
            }
        }
        row
    }
}

/// One value of a person that the file changes. The texts are stored forms; `words::shown` makes them readable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    pub field: RosterField,
    pub before: String,
    pub after: String,
}

/// What an import would do with a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowVerdict {
    New,
    Unchanged,
    Changed(Vec<FieldChange>),
    Refused(Vec<(RosterField, Code)>),
}

/// A row with its verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    pub line: u32,
    /// Last and first name, or whatever else the row is recognised by.
    pub who: String,
    /// The person of the practice whom the row means.
    pub person: Option<PersonId>,
    pub verdict: RowVerdict,
    /// For [`Code::DuplicateInFile`]: the line that has the same value already.
    pub same_as: Option<u32>,
}

/// The answer to "what would happen": nothing has been written yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    pub counts: Counts,
    pub rows: Vec<Judged>,
}

impl Preview {
    pub fn new(rows: Vec<Judged>) -> Self {
        let mut counts = Counts::default();
        for row in &rows {
            let count = match row.verdict {
                RowVerdict::New => &mut counts.new,
                RowVerdict::Unchanged => &mut counts.unchanged,
                RowVerdict::Changed(_) => &mut counts.changed,
                RowVerdict::Refused(_) => &mut counts.refused,
            };
            *count += 1;
        }
        Self { counts, rows }
    }

    pub fn refused(&self) -> impl Iterator<Item = &Judged> {
        self.rows.iter().filter(|row| matches!(row.verdict, RowVerdict::Refused(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_lie_where_their_number_says() {
        for (index, field) in RosterField::ALL.into_iter().enumerate() {
            assert_eq!(field as usize, index);
            assert_eq!(RosterField::from_name(field.name()), Some(field));
        }
    }

    #[test]
    fn a_mapping_must_name_somebody_and_nothing_twice() {
        use RosterField::{Email, FirstName, LastName, Phone};
        let mut mapping = Mapping::new(vec![Some(LastName), None, Some(Phone)]);
        assert_eq!(mapping.problem(), Some(MappingProblem::NobodyRecognised));
        assert_eq!(mapping.lacks(), [FirstName, Email]);
        mapping.set(1, Some(Email));
        mapping.set(9, Some(Email));
        assert_eq!(mapping.problem(), None);
        mapping.set(2, Some(Email));
        assert_eq!(mapping.problem(), Some(MappingProblem::Twice(Email)));
    }

    #[test]
    fn rows_take_their_cells_by_column() {
        let mapping = Mapping::new(vec![None, Some(RosterField::Email), Some(RosterField::Phone)]);
        let line = Line { number: 7, cells: vec!["x".into(), " ana@example.com ".into()] };
        let rows = mapping.rows(&Table { headings: Vec::new(), rows: vec![line] });
        assert_eq!(rows[0].line, 7);
        assert_eq!(rows[0].record, Record::default().with(RosterField::Email, "ana@example.com"));
    }
}
