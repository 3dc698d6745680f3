//! `rolecall import providers FILE` and `rolecall import patients FILE`, for whoever sits at the machine.

use std::{
    error::Error,
    fs::File,
    io::{BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;

use super::{
    model::{FileError, FileRow, Judged, Kind, Verdict, counts},
    service::{Setting, carry_out, judge},
    words,
};
use crate::{
    domain::{fold::fold, ids::OfficeId, scope::Reach, tin::Tin},
    history::store::Cause,
    i18n::T,
    practices::{
        self,
        model::Places,
        store::{by_tin, places},
    },
    providers::nppes::{self, Filter},
    server::{fault::Fault, record_files::plain, state::AppState, write::Writing},
    sheet::model::{Counts, MAX_BYTES, ReadError},
};

/// The arguments that both kinds take.
#[derive(Debug, Args)]
pub struct Import {
    /// A CSV or XLSX file with a line of headings; of providers also the registry's own file (NPPES), however large.
    file: PathBuf,
    /// The practice's tax number, with or without hyphen.
    #[arg(long, value_name = "TIN")]
    practice: String,
    /// Where new records are whose row names no office.
    #[arg(long, value_name = "NAME")]
    office: Option<String>,
    /// Only reports what would happen.
    #[arg(long)]
    dry_run: bool,
    /// Imports the good rows although others are refused.
    #[arg(long)]
    good_rows: bool,
}

#[derive(Debug, Args)]
pub struct ImportProviders {
    #[command(flatten)]
    import: Import,
    /// Of the registry's file, the rows with these numbers; otherwise those of the practice's own providers.
    #[arg(long, value_name = "NPIS", default_value = "")]
    npi: String,
    /// Of the registry's file, also the clinicians whose postal code begins like one of these.
    #[arg(long, value_name = "CODES", default_value = "")]
    postal_code: String,
}

/// Imports with the rights of the practice's owner and prints what happens to each row. All or nothing, unless the good
/// rows are asked for. Exit code 1 if any row was refused.
///
/// # Errors
/// The file can't be read or understood, there is no such practice or office, or the database refused; nothing is
/// imported then.
pub async fn import_providers(state: &AppState, arguments: &ImportProviders) -> Result<ExitCode, Box<dyn Error>> {
    let filter = Filter::read(&arguments.npi, &arguments.postal_code);
    import(state, &arguments.import, Kind::Providers, filter).await
}

/// See [`import_providers`].
///
/// # Errors
/// See [`import_providers`].
pub async fn import_patients(state: &AppState, arguments: &Import) -> Result<ExitCode, Box<dyn Error>> {
    import(state, arguments, Kind::Patients, Filter::default()).await
}

async fn import(
    state: &AppState,
    arguments: &Import,
    kind: Kind,
    mut filter: Filter,
) -> Result<ExitCode, Box<dyn Error>> {
    let t = T::default();
    let tin = Tin::parse(&arguments.practice).map_err(|code| t.code(code))?;
    let mut conn = state.db.read().await?;
    let practice = by_tin(&mut conn, tin.as_str()).await?;
    let practice = practice.ok_or_else(|| format!("there is no practice with the TIN {tin}"))?;
    let reach = Reach::whole(practice.id);
    let places = places(&mut conn, reach).await?;
    drop(conn);
    if filter.is_empty() {
        filter.npis = places.providers.iter().map(|provider| provider.npi.clone()).collect();
    }
    let file = arguments.file.clone();
    let rows = tokio::task::spawn_blocking(move || read(&file, kind, &filter)).await??;
    let rows = rows.map_err(|error| words::file_error(t, error))?;
    let setting = Setting {
        reach,
        now: state.clock.now(),
        zone: practices::store::zone(&practice)?,
        random: state.random.clone(),
        by: String::new(),
        office: office(arguments, &places)?,
    };
    let (judged, written) = work(state, arguments, (kind, &rows), &setting).await?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let counts = report(&mut out, t, &judged, written)?;
    out.flush()?;
    Ok(if counts.refused > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn office(arguments: &Import, places: &Places) -> Result<Option<OfficeId>, String> {
    let Some(name) = &arguments.office else { return Ok(None) };
    let found = places.offices.iter().find(|(_, known)| fold(known) == fold(name));
    found.map(|(id, _)| Some(*id)).ok_or_else(|| format!("there is no office called {name}"))
}

/// The registry's file is read as it comes; any other one is small.
fn read(file: &Path, kind: Kind, filter: &Filter) -> std::io::Result<Result<Vec<FileRow>, FileError>> {
    let mut file = BufReader::with_capacity(1 << 18, File::open(file)?);
    if kind == Kind::Providers && nppes::is_registry(file.fill_buf()?) {
        return Ok(nppes::read(file, filter));
    }
    let mut bytes = Vec::new();
    let most = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX) + 1;
    std::io::Read::read_to_end(&mut std::io::Read::take(file, most), &mut bytes)?;
    if bytes.len() > MAX_BYTES {
        return Ok(Err(FileError::Unreadable(ReadError::TooBig)));
    }
    Ok(plain(kind, &bytes))
}

/// The verdicts, and whether the practice was changed.
async fn work(
    state: &AppState,
    arguments: &Import,
    (kind, rows): (Kind, &[FileRow]),
    setting: &Setting,
) -> Result<(Vec<Judged>, bool), Fault> {
    if arguments.dry_run {
        let (judged, _) = judge(&mut state.db.read().await?, kind, rows, setting).await?;
        return Ok((judged, false));
    }
    let mut tx = Writing::open(&state.db, setting.reach.practice).await?;
    let (judged, plans) = judge(&mut tx, kind, rows, setting).await?;
    let counts = counts(&judged);
    if (counts.refused > 0 && !arguments.good_rows) || counts.to_import() == 0 {
        return Ok((judged, false));
    }
    let name = arguments.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (event, more) = carry_out(&mut tx, plans, setting, (&name, counts)).await?;
    let events = std::iter::once(event).chain(more).collect();
    tx.finish(&Cause::default(), setting.now, &state.random, events).await?;
    Ok((judged, true))
}

fn report(out: &mut impl Write, t: T, judged: &[Judged], written: bool) -> std::io::Result<Counts> {
    for row in judged {
        let (_, verdict) = words::verdict(t, row.verdict.kind());
        writeln!(out, "line {:<6} {verdict:<10} {}", row.line, row.who)?;
        for detail in words::details(t, row) {
            writeln!(out, "{:23}{detail}", "")?;
        }
        if let (Some(flag), false) = (row.flag, matches!(row.verdict, Verdict::Refused(_))) {
            writeln!(out, "{:23}{}", "", t.code(flag))?;
        }
    }
    let counts = counts(judged);
    let end = if written { "imported" } else { "nothing was imported" };
    writeln!(out, "\n{}: {end}", words::counted(t, counts).join(", "))?;
    Ok(counts)
}
