//! From an uploaded file to records: rows judged as the practice is now, written in one transaction.

use chrono_tz::Tz;

use super::{
    model::{FileRow, FileView, Judged, Kind, Look, REPORTED, Report, Verdict, counts, cut},
    store::{self, Owner, Stored},
};
use crate::{
    domain::{
        clock::Instant,
        code::Code,
        ids::{OfficeId, RecordFileId},
        scope::Reach,
    },
    error::{AppError, AppResult},
    history::model::{Event, EventKind},
    patients,
    practices::store::places,
    providers,
    roster::service::plain_name,
    server::{
        clock::Randomness,
        db::Conn,
        doors::{self, Asked, Command, Cx, Done, Query},
        fault::Fault,
        write::Bookkeeping,
    },
    sheet::model::{Counts, Mode},
};

/// Where and when rows are judged.
#[derive(Clone)]
pub struct Setting {
    pub reach: Reach,
    pub now: Instant,
    pub zone: Tz,
    pub random: Randomness,
    /// Who imports; '' for the machine's terminal.
    pub by: String,
    /// Where new records are that name no office.
    pub office: Option<OfficeId>,
}

/// What to write, kind by kind.
pub enum Plans {
    Providers(Vec<providers::import::Plan>),
    Patients(Vec<patients::import::Plan>),
}

fn owner<C>(cx: &Cx<C>) -> Owner {
    Owner { practice: cx.reach.practice, person: cx.viewer.actor.person }
}

fn setting<C>(cx: &Cx<C>, office: Option<OfficeId>) -> Setting {
    let (now, zone, random) = (cx.now, cx.zone, cx.state.random.clone());
    Setting { reach: cx.reach, now, zone, random, by: cx.viewer.actor.name.clone(), office }
}

/// Keeps an uploaded file.
pub async fn keep(asked: &Asked, kind: Kind, file_name: &str, rows: &[FileRow]) -> AppResult<RecordFileId> {
    let owner = doors::query_for(asked, kind.permission(), async |cx| {
        cx.reach.all_of_it()?;
        Ok(owner(cx))
    })
    .await?;
    let kept = async {
        let now = asked.state.clock.now();
        let id = RecordFileId::new(asked.state.random.id(now));
        let mut tx = Bookkeeping::open(&asked.state.db).await?;
        store::add(&mut tx, owner, (id, kind), &plain_name(file_name), rows, now).await?;
        tx.keep().await?;
        Ok(id)
    };
    asked.answer(kept.await)
}

/// Holds the rows against the practice as it is now. Reads only.
pub async fn judge(
    conn: &mut Conn,
    kind: Kind,
    rows: &[FileRow],
    setting: &Setting,
) -> Result<(Vec<Judged>, Plans), Fault> {
    Ok(match kind {
        Kind::Providers => {
            let (judged, plans) = providers::import::judge(conn, rows, setting).await?;
            (judged, Plans::Providers(plans))
        }
        Kind::Patients => {
            let (judged, plans) = patients::import::judge(conn, rows, setting).await?;
            (judged, Plans::Patients(plans))
        }
    })
}

/// Writes what was planned and returns an event for the whole, and those of single records.
pub async fn carry_out(
    conn: &mut Conn,
    plans: Plans,
    setting: &Setting,
    (file_name, counts): (&str, Counts),
) -> Result<(Event, Vec<Event>), Fault> {
    let (kind, events) = match plans {
        Plans::Providers(plans) => {
            (EventKind::ProvidersImported, providers::import::carry_out(conn, plans, setting).await?)
        }
        Plans::Patients(plans) => {
            patients::import::carry_out(conn, plans, setting).await?;
            (EventKind::PatientsImported, Vec::new())
        }
    };
    let mut event = Event::new(kind).because(file_name);
    for (name, number) in [
        ("rows_new", counts.new),
        ("rows_changed", counts.changed),
        ("rows_unchanged", counts.unchanged),
        ("rows_refused", counts.refused),
    ] {
        if number > 0 {
            event.change(name, "", number.to_string());
        }
    }
    Ok((event, events))
}

/// Refuses a value that an earlier row has already, by the key of each row.
pub fn no_duplicates(judged: &mut [Judged], keys: &[String], field: &str) {
    let mut seen = std::collections::HashSet::new();
    for (row, key) in judged.iter_mut().zip(keys) {
        if !key.is_empty() && !seen.insert(key.as_str()) && !matches!(row.verdict, Verdict::Refused(_)) {
            row.verdict = Verdict::Refused(vec![(field.to_owned(), Code::DuplicateInFile)]);
        }
    }
}

/// The file with a page of its verdicts, or with what became of it.
pub async fn view(cx: &mut Query, kind: Kind, id: RecordFileId, look: Look) -> Result<FileView, Fault> {
    let owner = owner(cx);
    let Stored { created, file_name, rows, report } =
        store::find(&mut cx.conn, owner, (id, kind)).await?.ok_or(AppError::NotFound)?;
    let done = report.is_some();
    let (totals, rows) = match report {
        Some(report) => (report.counts, report.refused),
        None => {
            let setting = setting(cx, look.office);
            let (judged, _) = judge(&mut cx.conn, kind, &rows, &setting).await?;
            (counts(&judged), judged)
        }
    };
    let (page, pages, rows) = cut(rows, look.filter, look.page);
    let offices = places(&mut cx.conn, cx.reach).await?.offices;
    Ok(FileView { id, kind, file_name, uploaded: cx.local(created), done, counts: totals, rows, page, pages, offices })
}

/// Imports the file: all of it, or its good rows. `seen` are the counts of the preview that is confirmed: if they are
/// others by now, nothing is imported.
///
/// # Errors
/// [`AppError::NotFound`] for a file of somebody else; [`AppError::Gone`] for one that was imported before, that is judged
/// otherwise by now, or that has refused rows while all or nothing was asked for.
pub async fn import(
    cx: &mut Command,
    kind: Kind,
    id: RecordFileId,
    (office, mode, seen): (Option<OfficeId>, Mode, Counts),
) -> Result<Done<Report>, Fault> {
    cx.reach.all_of_it()?;
    let owner = owner(cx);
    let stored = store::find(&mut cx.conn, owner, (id, kind)).await?.ok_or(AppError::NotFound)?;
    let setting = setting(cx, office);
    let (judged, plans) = judge(&mut cx.conn, kind, &stored.rows, &setting).await?;
    let counts = counts(&judged);
    let refused = mode == Mode::AllOrNothing && counts.refused > 0;
    if stored.report.is_some() || counts != seen || refused || counts.to_import() == 0 {
        return Err(AppError::Gone.into());
    }
    let (event, events) = carry_out(&mut cx.conn, plans, &setting, (&stored.file_name, counts)).await?;
    let bad = judged.into_iter().filter(|row| matches!(row.verdict, Verdict::Refused(_)));
    let report = Report { counts, refused: bad.take(REPORTED).collect() };
    if !store::finish(&mut cx.conn, owner, id, &report).await? {
        return Err(AppError::Gone.into());
    }
    Ok(Done::new(report, event).and_all(events))
}
