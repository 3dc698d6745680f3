//! What a list of records is from the file to the verdict about each row.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        clock::Stamp,
        code::Code,
        ids::{OfficeId, RecordFileId},
        permission::Permission,
    },
    history::model::Change,
    people::model::ranked,
    sheet::model::{Counts, ReadError, VerdictKind},
};

ranked! {
    /// What a file lists.
    Kind {
        Providers = "providers",
        Patients = "patients",
    }
}

impl Kind {
    /// What somebody needs to bring such a file in.
    pub const fn permission(self) -> Permission {
        match self {
            Self::Providers => Permission::EditProviders,
            Self::Patients => Permission::ImportPatients,
        }
    }
}

/// Rows on one page of the preview.
pub const PREVIEW_ROWS: usize = 50;
/// Refused rows that a report names.
pub const REPORTED: usize = 200;

/// A row as the headings name its cells, trimmed. An empty cell says nothing: an import never clears a value.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRow {
    pub line: u32,
    pub cells: BTreeMap<String, String>,
}

impl FileRow {
    pub fn get(&self, field: &str) -> &str {
        self.cells.get(field).map_or("", String::as_str)
    }
}

/// What an import would do with a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    New,
    Unchanged,
    Changed(Vec<Change>),
    Refused(Vec<(String, Code)>),
}

impl Verdict {
    pub const fn kind(&self) -> VerdictKind {
        match self {
            Self::New => VerdictKind::New,
            Self::Unchanged => VerdictKind::Unchanged,
            Self::Changed(_) => VerdictKind::Changed,
            Self::Refused(_) => VerdictKind::Refused,
        }
    }
}

/// A row with its verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    pub line: u32,
    /// A name, or whatever else the row is recognised by.
    pub who: String,
    pub verdict: Verdict,
    /// Something to look at, though it stops nothing.
    pub flag: Option<Code>,
}

/// How many rows there are of each verdict.
pub fn counts(rows: &[Judged]) -> Counts {
    let of = |kind| u32::try_from(rows.iter().filter(|row| row.verdict.kind() == kind).count()).unwrap_or(u32::MAX);
    Counts {
        new: of(VerdictKind::New),
        changed: of(VerdictKind::Changed),
        unchanged: of(VerdictKind::Unchanged),
        refused: of(VerdictKind::Refused),
    }
}

/// What was imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub counts: Counts,
    pub refused: Vec<Judged>,
}

/// Which part of a preview is looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// Where new records are that name no office.
    pub office: Option<OfficeId>,
    pub filter: Option<VerdictKind>,
    /// From 1; a page past the end answers with the last one.
    pub page: usize,
}

/// An uploaded file with a page of its verdicts; once imported, with what it left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileView {
    pub id: RecordFileId,
    pub kind: Kind,
    pub file_name: String,
    pub uploaded: Stamp,
    pub done: bool,
    pub counts: Counts,
    pub rows: Vec<Judged>,
    pub page: usize,
    pub pages: usize,
    /// Where new records can be.
    pub offices: Vec<(OfficeId, String)>,
}

/// Cuts one page out of all rows: the page's number, how many there are, its rows.
pub fn cut(rows: Vec<Judged>, filter: Option<VerdictKind>, page: usize) -> (usize, usize, Vec<Judged>) {
    let passing = |row: &Judged| filter.is_none_or(|kind| row.verdict.kind() == kind);
    let found: Vec<_> = rows.into_iter().filter(passing).collect();
    let pages = found.len().div_ceil(PREVIEW_ROWS).max(1);
    let page = page.clamp(1, pages);
    (page, pages, found.into_iter().skip((page - 1) * PREVIEW_ROWS).take(PREVIEW_ROWS).collect())
}

/// Why a file is of no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileError {
    Unreadable(ReadError),
    /// No column by which a record could be recognised.
    NoKey,
    /// Nothing is left of the file within the practice's own filter.
    NothingOfOurs,
}

impl FileError {
    /// The name in addresses.
    pub fn name(self) -> String {
        match self {
            Self::Unreadable(error) => error.name(),
            Self::NoKey => "no_key".into(),
            Self::NothingOfOurs => "nothing_of_ours".into(),
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "no_key" => Some(Self::NoKey),
            "nothing_of_ours" => Some(Self::NothingOfOurs),
            _ => ReadError::from_name(name).map(Self::Unreadable),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(line: u32, verdict: Verdict) -> Judged {
        Judged { line, who: String::new(), verdict, flag: None }
    }

    #[test]
    fn pages_hold_what_passes_the_filter() {
        let rows: Vec<_> =
            (0..120).map(|n| judged(n, if n % 2 == 0 { Verdict::New } else { Verdict::Refused(Vec::new()) })).collect();
        assert_eq!(counts(&rows), Counts { new: 60, refused: 60, ..Counts::default() });
        let (page, pages, shown) = cut(rows.clone(), Some(VerdictKind::New), 9);
        assert_eq!((page, pages, shown.len(), shown[0].line), (2, 2, 10, 100));
        let (page, pages, shown) = cut(Vec::new(), None, 0);
        assert_eq!((page, pages, shown.len()), (1, 1, 0));
    }

    #[test]
    fn errors_are_found_by_their_names() {
        for error in [FileError::NoKey, FileError::NothingOfOurs, FileError::Unreadable(ReadError::OpenQuote(3))] {
            assert_eq!(FileError::from_name(&error.name()), Some(error));
        }
    }
}
