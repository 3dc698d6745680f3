//! What becomes of rows, in the reader's language.

use super::model::{FileError, Judged, Verdict};
use crate::{
    i18n::T,
    roster::words::read_error,
    sheet::model::{Counts, VerdictKind},
    ui::badge::Tone,
};

/// Why a file is of no use and what to do about it.
pub fn file_error(t: T, error: FileError) -> String {
    match error {
        FileError::Unreadable(error) => read_error(t, error),
        FileError::NoKey => t.records_no_key().to_owned(),
        FileError::NothingOfOurs => t.records_nothing_of_ours().to_owned(),
    }
}

pub fn verdict(t: T, kind: VerdictKind) -> (Tone, &'static str) {
    match kind {
        VerdictKind::New => (Tone::Ok, t.roster_verdict_new()),
        VerdictKind::Changed => (Tone::Info, t.roster_verdict_changed()),
        VerdictKind::Unchanged => (Tone::Off, t.roster_verdict_unchanged()),
        VerdictKind::Refused => (Tone::Bad, t.roster_verdict_refused()),
    }
}

pub fn count(t: T, kind: VerdictKind, counts: Counts) -> String {
    let number = i64::from(kind.of(counts));
    match kind {
        VerdictKind::New => t.records_new(number),
        VerdictKind::Changed => t.records_changed(number),
        VerdictKind::Unchanged => t.records_unchanged(number),
        VerdictKind::Refused => t.roster_count_refused(number),
    }
}

/// How many rows there are of each verdict.
pub fn counted(t: T, counts: Counts) -> Vec<String> {
    VerdictKind::ALL.into_iter().map(|kind| count(t, kind, counts)).collect()
}

/// What changes, or why not, one sentence for each field.
pub fn details(t: T, row: &Judged) -> Vec<String> {
    match &row.verdict {
        Verdict::New | Verdict::Unchanged => Vec::new(),
        Verdict::Changed(changes) => {
            let told = |change: &crate::history::model::Change| {
                let [old, new] = [&change.old, &change.new].map(|value| t.value(&change.field, value));
                format!("{}: {old} → {new}", t.record_field(&change.field))
            };
            changes.iter().map(told).collect()
        }
        Verdict::Refused(faults) => {
            faults.iter().map(|(field, code)| format!("{}: {}", t.record_field(field), t.code(*code))).collect()
        }
    }
}
