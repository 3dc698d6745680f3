//! What every file of rows is made of, whatever it lists: the table as read, and how many rows would do what.

use serde::{Deserialize, Serialize};

/// What a file may hold at most. Practices have hundreds of people; these bounds protect the server.
pub const MAX_BYTES: usize = 5 * 1024 * 1024;
pub const MAX_ROWS: usize = 20_000;
pub const MAX_COLUMNS: usize = 200;

/// A file as it was read: the headings and the rows below them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    pub headings: Vec<String>,
    pub rows: Vec<Line>,
}

impl Table {
    /// With a heading, perhaps an empty one, over every column: what has none can be matched by hand.
    #[must_use]
    pub fn widened(mut self) -> Self {
        let widest = self.rows.iter().map(|line| line.cells.len()).max().unwrap_or_default();
        self.headings.resize(widest.max(self.headings.len()), String::new());
        self
    }
}

/// A row with the number that a spreadsheet shows beside it, from 1. Trailing empty cells are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub number: u32,
    pub cells: Vec<String>,
}

/// What happens to the good rows while there are bad ones.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// One refused row stops the whole import.
    #[default]
    AllOrNothing,
    /// Refused rows are left out.
    GoodRows,
}

/// A verdict without its details: what the preview can be filtered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictKind {
    New,
    Changed,
    Unchanged,
    Refused,
}

impl VerdictKind {
    pub const ALL: [Self; 4] = [Self::New, Self::Changed, Self::Unchanged, Self::Refused];

    /// The name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Refused => "refused",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    pub const fn of(self, counts: Counts) -> u32 {
        match self {
            Self::New => counts.new,
            Self::Changed => counts.changed,
            Self::Unchanged => counts.unchanged,
            Self::Refused => counts.refused,
        }
    }
}

/// How many rows there are of each verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub new: u32,
    pub unchanged: u32,
    pub changed: u32,
    pub refused: u32,
}

impl Counts {
    /// How many rows an import would write.
    pub const fn to_import(self) -> u32 {
        self.new + self.changed
    }
}

/// Why a file could not be read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadError {
    Empty,
    /// Headings, but nothing below them.
    NoRows,
    /// Over [`MAX_BYTES`], or over what a roster can hold once it is unpacked.
    TooBig,
    TooManyRows,
    TooManyColumns,
    /// Neither text nor XLSX.
    NotATable,
    /// The binary format of Excel before 2007, or a workbook under a password.
    OldExcel,
    /// XLSX, but damaged.
    Broken,
    /// A quotation mark is opened in this line and never closed.
    OpenQuote(u32),
}

impl ReadError {
    /// The name in addresses; of an open quotation mark with its line: `open_quote.12`.
    pub fn name(self) -> String {
        match self {
            Self::Empty => "empty".into(),
            Self::NoRows => "no_rows".into(),
            Self::TooBig => "too_big".into(),
            Self::TooManyRows => "too_many_rows".into(),
            Self::TooManyColumns => "too_many_columns".into(),
            Self::NotATable => "not_a_table".into(),
            Self::OldExcel => "old_excel".into(),
            Self::Broken => "broken".into(),
            Self::OpenQuote(line) => format!("open_quote.{line}"),
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        let plain = [
            Self::Empty,
            Self::NoRows,
            Self::TooBig,
            Self::TooManyRows,
            Self::TooManyColumns,
            Self::NotATable,
            Self::OldExcel,
            Self::Broken,
        ];
        let line = name.strip_prefix("open_quote.").and_then(|line| line.parse().ok());
        line.map(Self::OpenQuote).or_else(|| plain.into_iter().find(|error| error.name() == name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_found_by_their_names() {
        for error in [ReadError::OldExcel, ReadError::OpenQuote(12)] {
            assert_eq!(ReadError::from_name(&error.name()), Some(error));
        }
        assert_eq!(ReadError::from_name("open_quote.x"), None);
    }
}
