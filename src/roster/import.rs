//! One import from the upload to the report, as pages and server share it.

use serde::{Deserialize, Serialize};

use super::model::{Counts, Judged, Mapping, Record, RowVerdict};
pub use crate::sheet::model::{Mode, VerdictKind};
use crate::{
    domain::{clock::Stamp, ids::ImportId, ids::OfficeId, role::Role},
    error::AppError,
    practices::model::Places,
    sheet::model::Table,
};

/// Rows on one page of the preview.
pub const PREVIEW_ROWS: u32 = 50;
/// How many cells of each column the mapping step shows.
const SAMPLES: usize = 3;
/// Longest sample of a cell, in characters.
const LONGEST_SAMPLE: usize = 100;

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// Uploaded; nothing of it has reached the people yet.
    Draft,
    Running,
    Done,
    /// Nothing was imported; it may be tried again.
    Failed,
}

impl ImportState {
    pub const ALL: [Self; 4] = [Self::Draft, Self::Running, Self::Done, Self::Failed];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// How the file is to be understood: which column is what, and what new people get where their row says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub mapping: Mapping,
    pub role: Option<Role>,
    pub office: Option<OfficeId>,
}

/// Why nothing was imported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// The practice changed since the preview that was confirmed.
    Stale,
    /// Rows are refused, and all or nothing was asked for.
    RowsRefused,
    /// The process stopped in the middle; its transaction was undone.
    Interrupted,
    Refused(AppError),
}

/// What an import did: the verdicts it carried out, and the refused rows it left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub counts: Counts,
    pub refused: Vec<Judged>,
}

/// How an import ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Done(Report),
    Failed(Failure),
}

/// How far an import is; polled while it runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    pub state: ImportState,
    /// People written so far.
    pub done: u32,
    /// People to write; 0 until that is known.
    pub of: u32,
    pub outcome: Option<Outcome>,
}

/// A column of the file with its first cells that are not empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileColumn {
    pub heading: String,
    pub samples: Vec<String>,
}

impl FileColumn {
    /// The columns of a file, as the mapping step shows them.
    pub fn of(table: &Table) -> Vec<Self> {
        let short = |text: &str| text.chars().take(LONGEST_SAMPLE).collect::<String>();
        let column = |(at, heading): (usize, &String)| {
            let cells = table.rows.iter().filter_map(|line| line.cells.get(at)).map(|cell| cell.trim());
            let samples = cells.filter(|cell| !cell.is_empty()).take(SAMPLES).map(short).collect();
            Self { heading: short(heading), samples }
        };
        table.headings.iter().enumerate().map(column).collect()
    }
}

/// An import as its page opens with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImportView {
    pub id: ImportId,
    pub file_name: String,
    pub uploaded: Stamp,
    pub progress: Progress,
    pub settings: Settings,
    /// Empty when the import is done: its file is not kept.
    pub columns: Vec<FileColumn>,
    /// Rows below the headings.
    pub rows: u32,
    /// The offices that new people may be put into by default.
    pub places: Places,
    /// The roles that the reader may hand out.
    pub roles: Vec<Role>,
}

impl RowVerdict {
    pub const fn kind(&self) -> VerdictKind {
        match self {
            Self::New => VerdictKind::New,
            Self::Unchanged => VerdictKind::Unchanged,
            Self::Changed(_) => VerdictKind::Changed,
            Self::Refused(_) => VerdictKind::Refused,
        }
    }
}

/// A row of the preview: its verdict, and what the file says in each field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewRow {
    pub judged: Judged,
    pub record: Record,
}

/// One page of the preview. Counts are of the whole file, `total` of the rows that pass the filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewPage {
    pub counts: Counts,
    pub rows: Vec<PreviewRow>,
    pub total: u32,
    /// From 1; a page past the end answers with the last one.
    pub page: u32,
    pub pages: u32,
}

impl PreviewPage {
    /// Cuts one page out of all rows; `row` fetches what the file says in the row of that index.
    pub fn cut(
        counts: Counts,
        rows: &[Judged],
        filter: Option<VerdictKind>,
        page: u32,
        row: impl Fn(usize) -> Record,
    ) -> Self {
        let passing = |judged: &Judged| filter.is_none_or(|kind| judged.verdict.kind() == kind);
        let found: Vec<_> = rows.iter().enumerate().filter(|(_, judged)| passing(judged)).collect();
        let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let pages = total.div_ceil(PREVIEW_ROWS).max(1);
        let page = page.clamp(1, pages);
        let skipped = ((page - 1) * PREVIEW_ROWS) as usize;
        let rows = found
            .into_iter()
            .skip(skipped)
            .take(PREVIEW_ROWS as usize)
            .map(|(at, judged)| PreviewRow { judged: judged.clone(), record: row(at) })
            .collect();
        Self { counts, rows, total, page, pages }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(line: u32, verdict: RowVerdict) -> Judged {
        Judged { line, who: String::new(), person: None, verdict, same_as: None }
    }

    #[test]
    fn names_lead_back() {
        assert!(ImportState::ALL.into_iter().all(|state| ImportState::from_name(state.name()) == Some(state)));
        assert!(VerdictKind::ALL.into_iter().all(|kind| VerdictKind::from_name(kind.name()) == Some(kind)));
    }

    #[test]
    fn pages_hold_what_passes_the_filter() {
        let rows: Vec<_> = (0..120)
            .map(|n| judged(n, if n % 2 == 0 { RowVerdict::New } else { RowVerdict::Refused(Vec::new()) }))
            .collect();
        let cut = |filter, page| PreviewPage::cut(Counts::default(), &rows, filter, page, |_| Record::default());
        let lines = |page: PreviewPage| page.rows.iter().map(|row| row.judged.line).collect::<Vec<_>>();
        assert_eq!((cut(None, 1).total, cut(None, 1).pages), (120, 3));
        assert_eq!(lines(cut(Some(VerdictKind::Refused), 2)), (50..60).map(|n| n * 2 + 1).collect::<Vec<_>>());
        assert_eq!(cut(None, 99).page, 3);
        assert_eq!(cut(Some(VerdictKind::Changed), 0).pages, 1);
    }
}
