//! Carrying a confirmed import out: in the background, in one transaction, with its progress in sight.

use std::time::Duration;

use super::{
    carry_out::{self, carry_out},
    compare::{Importer, compare},
    import::{Failure, ImportState, Mode, Outcome, Progress, Report},
    model::{Counts, Judged},
    running::Ticket,
    service::{look, owner, silent},
    store,
};
use crate::{
    domain::{ids::ImportId, permission::Permission},
    error::{AppError, AppResult},
    server::{
        db::Db,
        doors::{self, Asked, Command, Done},
        fault::Fault,
        state::AppState,
        write::Bookkeeping,
    },
};

/// How often a running import is noted in the database, where that is possible.
const BEAT: Duration = Duration::from_secs(1);
/// Refused rows that a report names.
const REPORTED: usize = 200;

/// What was confirmed: an import, how, and which preview the reader had before their eyes.
#[derive(Debug, Clone, Copy)]
pub struct Order {
    pub id: ImportId,
    pub mode: Mode,
    pub seen: Counts,
}

/// Starts an import and answers at once; it goes on when the browser leaves, and nobody needs to wait for an answer
/// that a proxy might cut off. Of two who start the same one, both see the same progress.
///
/// # Errors
/// [`AppError::Gone`]: it has been imported already, or thrown away.
pub async fn confirm(asked: Asked, order: Order) -> AppResult<Progress> {
    let owner = doors::query_for(&asked, Permission::ImportPeople, async |cx| {
        cx.acts()?;
        // Whoever brings people in gives them roles (T33).
        cx.fresh()?;
        look(cx, order.id).await?;
        Ok(owner(cx))
    })
    .await?;
    let running = Progress { state: ImportState::Running, done: 0, of: 0, outcome: None };
    let Some(ticket) = asked.state.imports.start(order.id) else { return Ok(running) };
    let claimed = async {
        let now = asked.state.clock.now();
        let mut tx = Bookkeeping::open(&asked.state.db).await?;
        if !store::claim(&mut tx, owner, order.id, silent(&asked.state, now), now).await? {
            return Err(AppError::Gone.into());
        }
        Ok(tx.keep().await?)
    };
    asked.answer(claimed.await)?;
    tokio::spawn(run(asked, order, ticket));
    Ok(running)
}

async fn run(asked: Asked, order: Order, ticket: Ticket) {
    let beating = tokio::spawn(beat(asked.state.clone(), order.id));
    let mut why = None;
    let done =
        doors::command_for(&asked, Permission::ImportPeople, async |cx| import(cx, order, &ticket, &mut why).await)
            .await;
    beating.abort();
    if let Err(error) = done {
        let failure = why.unwrap_or(Failure::Refused(error));
        if let Err(error) = fail(&asked.state, order.id, failure).await {
            // The row stays as running; without this process's count it reads as interrupted.
            tracing::warn!(%error, import.id = %order.id, "a failed import could not be noted");
        }
    }
    asked.state.imports.forget(order.id);
}

async fn fail(state: &AppState, id: ImportId, failure: Failure) -> Result<(), Fault> {
    let mut tx = Bookkeeping::open(&state.db).await?;
    store::end(&mut tx, id, &Outcome::Failed(failure)).await?;
    Ok(tx.keep().await?)
}

/// The whole import inside of one transaction. `why` is set when it ends for a reason of its own.
async fn import(cx: &mut Command, order: Order, ticket: &Ticket, why: &mut Option<Failure>) -> Result<Done<()>, Fault> {
    let owner = owner(cx);
    let import = store::find(&mut cx.conn, owner, order.id).await?.ok_or(AppError::NotFound)?;
    let table = store::table(&mut cx.conn, owner, order.id).await?.ok_or(AppError::Gone)?;
    let importer = Importer::of(&cx.viewer.actor)?;
    let rows = import.settings.mapping.rows(&table);
    let comparison = compare(&mut cx.conn, &importer, &rows, &import.settings).await?;
    let counts = comparison.preview.counts;
    // What happens is what the reader saw, or nothing.
    *why = match order.mode {
        _ if counts != order.seen => Some(Failure::Stale),
        Mode::AllOrNothing if counts.refused > 0 => Some(Failure::RowsRefused),
        _ => None,
    };
    if why.is_some() {
        return Err(AppError::Gone.into());
    }
    let refused: Vec<Judged> = comparison.preview.refused().take(REPORTED).cloned().collect();
    let of = counts.to_import();
    ticket.note(0, of);
    let (now, random) = (cx.now, cx.state.random.clone());
    let events = carry_out(&mut cx.conn, &importer, comparison, now, &random, |done| ticket.note(done, of)).await?;
    if !store::end(&mut cx.conn, order.id, &Outcome::Done(Report { counts, refused })).await? {
        return Err(AppError::Gone.into());
    }
    Ok(Done::new((), carry_out::event(&import.file_name, counts)).and_all(events))
}

/// Notes the progress where other processes see it. An embedded database has one writer, which is busy, and one
/// process, which knows anyway.
async fn beat(state: AppState, id: ImportId) {
    if matches!(state.db, Db::Sqlite { .. }) {
        return;
    }
    let mut ticker = tokio::time::interval(BEAT);
    loop {
        ticker.tick().await;
        let Some((done, of)) = state.imports.progress(id) else { return };
        let noted = async {
            let mut tx = Bookkeeping::open(&state.db).await?;
            store::beat(&mut tx, id, done, of, state.clock.now()).await?;
            tx.keep().await
        };
        if let Err(error) = noted.await {
            tracing::warn!(%error, import.id = %id, "the progress of an import could not be noted");
        }
    }
}
