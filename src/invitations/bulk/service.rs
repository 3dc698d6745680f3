//! From an uploaded file to links: rows judged as they stand now, the good ones sent in one transaction.

use super::{
    model::{
        Choices, FileRow, FileView, MappingProblem, Planned, Progress, Report, RowVerdict, RowView, addresses, guess,
        plan, problem, rows,
    },
    store::{self, Owner, Stored},
};
use crate::{
    domain::{
        code::{Code, FieldErrors},
        ids::InvitationFileId,
        permission::Permission,
        scope::{Actor, Reach},
    },
    error::{AppError, AppResult},
    history::model::{Event, EventKind},
    i18n::Lang,
    invitations::{form, service, store::rules, verdict::Verdict},
    people::model::Person,
    practices::store::places,
    roster::{
        import::FileColumn,
        model::{Mapping, Table},
        service::plain_name,
    },
    server::{
        db::Conn,
        doors::{self, Asked, Command, Cx, Done, Query},
        fault::Fault,
        write::Bookkeeping,
    },
};

fn owner<C>(cx: &Cx<C>) -> Owner {
    Owner::new(cx.reach.practice, cx.viewer.actor.person)
}

/// Keeps an uploaded file.
pub async fn keep(asked: &Asked, file_name: &str, table: Table) -> AppResult<InvitationFileId> {
    let owner = doors::query_for(asked, Permission::InvitePeople, async |cx| {
        cx.acts()?;
        Ok(owner(cx))
    })
    .await?;
    let table = table.widened();
    let kept = async {
        let now = asked.state.clock.now();
        let id = InvitationFileId::new(asked.state.random.id(now));
        let mut tx = Bookkeeping::open(&asked.state.db).await?;
        store::add(&mut tx, owner, id, &plain_name(file_name), &table, now).await?;
        tx.keep().await?;
        Ok(id)
    };
    asked.answer(kept.await)
}

/// The file with a verdict on each row, or with what became of each.
pub async fn view(cx: &mut Query, id: InvitationFileId, choices: &Choices) -> Result<FileView, Fault> {
    let owner = owner(cx);
    let Stored { created, file_name, table, report } =
        store::find(&mut cx.conn, owner, id).await?.ok_or(AppError::NotFound)?;
    let options = service::options(cx).await?;
    let sent = report.is_some();
    let mapping = mapping(&table, choices)?;
    let rows = match report {
        Some(report) => report.rows,
        None => {
            let (actor, reach) = (cx.viewer.actor.clone(), cx.reach);
            let judged = judged(&mut cx.conn, reach, &actor, &rows(&table, &mapping), choices).await?;
            judged.into_iter().map(|(view, _)| view).collect()
        }
    };
    Ok(FileView {
        id,
        file_name,
        uploaded: cx.local(created),
        columns: FileColumn::of(&table),
        mapping,
        rows,
        options,
        sent,
    })
}

/// The columns as the reader has matched them, or as the headings say.
fn mapping(table: &Table, choices: &Choices) -> Result<Mapping, FieldErrors> {
    match choices.mapping.columns().len() {
        0 => Ok(guess(table)),
        // Nothing is left of a file that was sent.
        columns if columns == table.headings.len() || table.headings.is_empty() => Ok(choices.mapping.clone()),
        _ => Err(FieldErrors::one("mapping", Code::OutOfRange)),
    }
}

/// Each row with its verdict, and with its plan if it has one.
async fn judged(
    conn: &mut Conn,
    reach: Reach,
    actor: &Actor,
    rows: &[FileRow],
    choices: &Choices,
) -> Result<Vec<(RowView, Option<Planned>)>, Fault> {
    let places = places(conn, reach).await?;
    let known = service::known(conn, service::sight(actor, reach), addresses(rows, choices.keep)).await?;
    let one = |(row, address): (&FileRow, crate::invitations::verdict::Judged)| {
        let planned = plan(row, choices, &places, actor);
        let (role, place) = match &planned {
            Ok(planned) => (planned.role.name().to_owned(), planned.place.name.clone()),
            Err(_) => (row.role.clone(), if row.office.is_empty() { row.npi.clone() } else { row.office.clone() }),
        };
        let verdict = match (&planned, address.verdict) {
            (Err(fault), Verdict::Ready) => fault.clone(),
            (_, verdict) => RowVerdict::Address(verdict),
        };
        (RowView { line: row.line, email: address.email, role, place, verdict }, planned.ok())
    };
    Ok(rows.iter().zip(known).map(one).collect())
}

/// Sends a link to each good row; a bad one never stops the rest (P-07).
///
/// # Errors
/// [`AppError::NotFound`] for a file of somebody else, [`AppError::Gone`] for one that was sent before; columns that are
/// matched twice, or none with addresses; a message that is too long.
pub async fn send(cx: &mut Command, id: InvitationFileId, choices: &Choices) -> Result<Done<i64>, Fault> {
    let owner = owner(cx);
    let stored = store::find(&mut cx.conn, owner, id).await?.ok_or(AppError::NotFound)?;
    if stored.report.is_some() {
        return Err(AppError::Gone.into());
    }
    let mapping = mapping(&stored.table, choices)?;
    if let Some(problem) = problem(&mapping) {
        let code = if problem == MappingProblem::NoEmails { Code::Required } else { Code::TooMany };
        return Err(FieldErrors::one("mapping", code).into());
    }
    let file = rows(&stored.table, &mapping);
    let message = form::message(&choices.message).map_err(|code| FieldErrors::one("message", code))?;
    let (actor, reach) = (cx.viewer.actor.clone(), cx.reach);
    let judged = judged(&mut cx.conn, reach, &actor, &file, choices).await?;
    let rules = rules::of(&mut cx.conn, reach.practice).await?;
    let language = Lang::from_tag(&choices.language).unwrap_or_default();
    let (mut views, mut people) = (Vec::with_capacity(judged.len()), Vec::new());
    for ((mut view, planned), row) in judged.into_iter().zip(&file) {
        if let (true, Some(planned)) = (view.verdict.is_good(), planned) {
            people.push(Person {
                first_name: row.first_name.clone(),
                last_name: row.last_name.clone(),
                ..service::invited(cx, rules, &view.email, planned.role, &planned.place, language)
            });
            view.verdict = RowVerdict::Address(Verdict::Sent);
        }
        views.push(view);
    }
    let events = service::bring_in(cx, &people, &message).await?;
    let mut whole = Event::new(EventKind::PeopleInvited);
    whole.change("file", "", &stored.file_name);
    whole.change("links_sent", "", people.len().to_string());
    whole.change("left_out", "", (views.len() - people.len()).to_string());
    let sent = people.len() as i64;
    let report = Report { rows: views, people: people.iter().map(|person| person.id).collect() };
    if !store::finish(&mut cx.conn, owner, id, &report).await? {
        return Err(AppError::Gone.into());
    }
    Ok(Done::new(sent, whole).and_all(events))
}

/// How far the mails of a file that was sent are.
///
/// # Errors
/// [`AppError::NotFound`] for a file of somebody else.
pub async fn progress(cx: &mut Query, id: InvitationFileId) -> Result<Progress, Fault> {
    let owner = owner(cx);
    let stored = store::find(&mut cx.conn, owner, id).await?.ok_or(AppError::NotFound)?;
    let people = stored.report.map(|report| report.people).unwrap_or_default();
    Ok(store::progress(&mut cx.conn, owner.practice, &people).await?)
}
