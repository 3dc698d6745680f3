//! `rolecall import people FILE --practice TIN`: the import for whoever sits at the machine.

use std::{
    error::Error,
    io::{BufWriter, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::Args;

use super::{
    carry_out::{self, carry_out},
    compare::{Comparison, Importer, compare},
    headings,
    import::Settings,
    model::{FieldChange, Judged, Preview, RowVerdict, Table},
    preview,
    read::read,
    words,
};
use crate::{
    domain::tin::Tin,
    history::store::Cause,
    i18n::T,
    practices::{model::Practice, store::by_tin},
    server::{fault::Fault, state::AppState, write::Writing},
};

/// The arguments.
#[derive(Debug, Args)]
pub struct Import {
    /// A CSV or XLSX file with a line of headings.
    file: PathBuf,
    /// The practice's tax number, with or without hyphen.
    #[arg(long, value_name = "TIN")]
    practice: String,
    /// Only reports what would happen.
    #[arg(long)]
    dry_run: bool,
    /// Imports the good rows although others are refused.
    #[arg(long)]
    good_rows: bool,
}

/// Imports with the rights of the practice's owner and prints what happens to each row. All or nothing, unless the good
/// rows are asked for. Exit code 1 if any row was refused.
///
/// # Errors
/// The file can't be read or understood, there is no such practice, or the database refused; nothing is imported then.
pub async fn import(state: &AppState, arguments: &Import) -> Result<ExitCode, Box<dyn Error>> {
    let t = T::default();
    let table = read(&std::fs::read(&arguments.file)?).map_err(|error| words::read_error(t, error))?;
    let tin = Tin::parse(&arguments.practice).map_err(|code| t.code(code))?;
    let practice = by_tin(&mut state.db.read().await?, tin.as_str()).await?;
    let practice = practice.ok_or_else(|| format!("there is no practice with the TIN {tin}"))?;
    let settings = Settings { mapping: headings::guess(&table.headings), ..Settings::default() };
    if let Some(problem) = settings.mapping.problem() {
        return Err(words::mapping_problem(t, problem).into());
    }
    let file_name = arguments.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let imported = work(state, arguments, &practice, &table, &settings, &file_name).await?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    report(&mut out, t, &imported)?;
    out.flush()?;
    Ok(if imported.preview.counts.refused > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

struct Imported {
    preview: Preview,
    /// Whether the practice was changed.
    written: bool,
}

async fn work(
    state: &AppState,
    arguments: &Import,
    practice: &Practice,
    table: &Table,
    settings: &Settings,
    file_name: &str,
) -> Result<Imported, Fault> {
    let importer = Importer::operator(practice.id);
    let rows = settings.mapping.rows(table);
    if arguments.dry_run {
        let mut conn = state.db.read().await?;
        let Comparison { preview, .. } = compare(&mut conn, &importer, &rows, settings).await?;
        return Ok(Imported { preview, written: false });
    }
    let now = state.clock.now();
    let mut tx = Writing::open(&state.db, practice.id).await?;
    let comparison = compare(&mut tx, &importer, &rows, settings).await?;
    let preview = comparison.preview.clone();
    let stopped = preview.counts.refused > 0 && !arguments.good_rows;
    if stopped || preview.counts.to_import() == 0 {
        return Ok(Imported { preview, written: false });
    }
    let mut events = vec![carry_out::event(file_name, preview.counts)];
    events.extend(carry_out(&mut tx, &importer, comparison, now, &state.random, |_| {}).await?);
    tx.finish(&Cause::default(), now, &state.random, events).await?;
    Ok(Imported { preview, written: true })
}

fn report(out: &mut impl Write, t: T, imported: &Imported) -> std::io::Result<()> {
    let Preview { counts, rows } = &imported.preview;
    for row in rows {
        writeln!(out, "line {:<6} {:<10} {}", row.line, preview::verdict(t, row.verdict.kind()).1, row.who)?;
        for detail in details(t, row) {
            writeln!(out, "{:23}{detail}", "")?;
        }
    }
    let counts = [
        t.roster_count_new(counts.new.into()),
        t.roster_count_changed(counts.changed.into()),
        t.roster_count_unchanged(counts.unchanged.into()),
        t.roster_count_refused(counts.refused.into()),
    ];
    let end = if imported.written { "imported" } else { "nothing was imported" };
    writeln!(out, "\n{}: {end}", counts.join(", "))
}

fn details(t: T, row: &Judged) -> Vec<String> {
    let RowVerdict::Changed(changes) = &row.verdict else { return words::reasons(t, row) };
    let shown = |change: &FieldChange| {
        let [before, after] = [&change.before, &change.after].map(|text| words::shown(t, change.field, text));
        format!("{}: {before} → {after}", words::heading(t, change.field))
    };
    changes.iter().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::code::Code, roster::model::RosterField};

    #[test]
    fn every_row_is_reported_with_its_reasons() {
        let row = |line, verdict| Judged { line, who: "Cruz, Carla".into(), person: None, verdict, same_as: None };
        let change = FieldChange { field: RosterField::Title, before: "Nurse".into(), after: "Head nurse".into() };
        let rows = vec![
            row(2, RowVerdict::New),
            row(3, RowVerdict::Changed(vec![change])),
            row(4, RowVerdict::Refused(vec![(RosterField::Role, Code::Unknown)])),
        ];
        let mut out = Vec::new();
        let imported = Imported { preview: Preview::new(rows), written: false };
        report(&mut out, T::default(), &imported).expect("a vector takes everything");
        let out = String::from_utf8(out).expect("text");
        let lines: Vec<_> = out.lines().collect();
        assert_eq!(lines[0], "line 2      New        Cruz, Carla");
        assert_eq!(lines[2].trim(), "Title or position: Nurse → Head nurse");
        assert_eq!(lines[4].trim(), "Role: There is no such option here. Choose one from the list.");
        assert!(lines[6].ends_with("1 refused row: nothing was imported"), "{}", lines[6]);
    }
}
