//! The work behind the verbs of an import.

use std::sync::Arc;

use chrono::TimeDelta;

use super::{
    compare::{Comparison, Importer, compare},
    headings,
    import::{Failure, FileColumn, ImportState, ImportView, Outcome, PreviewPage, Progress, Settings, VerdictKind},
    model::{Judged, Preview, Table},
    running::{Basis, Seen},
    store::{self, Import, Owner},
};
use crate::{
    domain::{
        clock::Instant,
        code::{Code, FieldErrors},
        ids::ImportId,
        permission::Permission,
        role::Role,
        scope::Reach,
    },
    error::{AppError, AppResult},
    practices::store::{people_version, places},
    server::{
        db::Db,
        doors::{self, Asked, Cx, Query},
        fault::Fault,
        state::AppState,
        write::Bookkeeping,
    },
};

/// After how long without a word the process of a running import counts as gone.
const SILENT: TimeDelta = TimeDelta::seconds(30);
/// Longest file name, in characters.
const LONGEST_NAME: usize = 100;

/// Whose imports a request may see.
pub fn owner<C>(cx: &Cx<C>) -> Owner {
    Owner { practice: cx.reach.practice, person: cx.viewer.actor.person }
}

/// Keeps an uploaded file with what its headings seem to mean.
pub async fn keep(asked: &Asked, file_name: &str, table: Table) -> AppResult<ImportId> {
    let owner = doors::query_for(asked, Permission::ImportPeople, async |cx| {
        cx.acts()?;
        Ok(owner(cx))
    })
    .await?;
    let table = table.widened();
    let kept = async {
        let now = asked.state.clock.now();
        let id = ImportId::new(asked.state.random.id(now));
        let settings = Settings { mapping: headings::guess(&table.headings), ..Settings::default() };
        let mut tx = Bookkeeping::open(&asked.state.db).await?;
        store::add(&mut tx, owner, id, &plain_name(file_name), &table, &settings, now).await?;
        tx.keep().await?;
        Ok(id)
    };
    asked.answer(kept.await)
}

/// The last part of a path, without what no file name has.
pub fn plain_name(file_name: &str) -> String {
    let last = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: Vec<_> = last.chars().filter(|c| !c.is_control()).collect();
    plain[plain.len().saturating_sub(LONGEST_NAME)..].iter().collect()
}

/// An import as its page opens with it.
pub async fn view(cx: &mut Query, id: ImportId) -> Result<ImportView, Fault> {
    let (import, progress) = look(cx, id).await?;
    let owner = owner(cx);
    let table = store::table(&mut cx.conn, owner, id).await?.unwrap_or_default();
    let importer = Importer::of(&cx.viewer.actor)?;
    Ok(ImportView {
        id,
        uploaded: cx.local(import.created),
        progress,
        columns: FileColumn::of(&table),
        rows: u32::try_from(table.rows.len()).unwrap_or(u32::MAX),
        file_name: import.file_name,
        settings: import.settings,
        places: places(&mut cx.conn, cx.reach).await?,
        roles: Role::ALL.into_iter().filter(|role| importer.role.may_hand_out(*role)).collect(),
    })
}

/// The stored import and how far it is. See [`super::running`] for where that is known from.
pub async fn look(cx: &mut Query, id: ImportId) -> Result<(Import, Progress), Fault> {
    // Asked before the row is read: a process that ends an import writes the row first and forgets its count then.
    let own = cx.state.imports.progress(id);
    let owner = owner(cx);
    let import = store::find(&mut cx.conn, owner, id).await?.ok_or(AppError::NotFound)?;
    let (done, of) = own.unwrap_or((import.done, import.of));
    let (state, outcome) = (import.state, import.outcome.clone());
    let lost = state == ImportState::Running && own.is_none() && import.beat <= silent(&cx.state, cx.now);
    let progress = if lost {
        Progress { state: ImportState::Failed, done: 0, of, outcome: Some(Outcome::Failed(Failure::Interrupted)) }
    } else {
        Progress { state, done, of, outcome }
    };
    Ok((import, progress))
}

/// An import that was last heard of before this, and that this process does not carry out, is carried out by nobody. A
/// database in a file belongs to one process.
pub fn silent(state: &AppState, now: Instant) -> Instant {
    match state.db {
        Db::Sqlite { .. } => now,
        Db::Postgres(_) => now - SILENT,
    }
}

/// Changes how the file is understood.
pub async fn set_settings(asked: &Asked, id: ImportId, settings: Settings) -> AppResult<()> {
    let owner = doors::query_for(asked, Permission::ImportPeople, async |cx| {
        cx.acts()?;
        let (import, _) = look(cx, id).await?;
        let known = places(&mut cx.conn, cx.reach).await?;
        let mut errors = FieldErrors::default();
        if settings.mapping.columns().len() != import.settings.mapping.columns().len() {
            errors.push("mapping", Code::OutOfRange);
        }
        if settings.office.is_some_and(|office| known.office(office).is_none()) {
            errors.push("office", Code::Unknown);
        }
        errors.or(Some(owner(cx))).map_err(Into::into)
    })
    .await?;
    let set = async {
        let mut tx = Bookkeeping::open(&asked.state.db).await?;
        if !store::set_settings(&mut tx, owner, id, &settings).await? {
            return Err(AppError::Gone.into());
        }
        Ok(tx.keep().await?)
    };
    asked.answer(set.await)
}

/// Throws an import away that nobody has confirmed.
pub async fn discard(asked: &Asked, id: ImportId) -> AppResult<()> {
    let owner = doors::query_for(asked, Permission::ImportPeople, async |cx| {
        cx.acts()?;
        look(cx, id).await?;
        Ok(owner(cx))
    })
    .await?;
    let discarded = async {
        let mut tx = Bookkeeping::open(&asked.state.db).await?;
        if !store::discard(&mut tx, owner, id).await? {
            return Err(AppError::Gone.into());
        }
        asked.state.imports.forget(id);
        Ok(tx.keep().await?)
    };
    asked.answer(discarded.await)
}

/// One page of what an import would do.
pub async fn preview(
    cx: &mut Query,
    id: ImportId,
    filter: Option<VerdictKind>,
    page: u32,
) -> Result<PreviewPage, Fault> {
    let seen = judged(cx, id).await?;
    let Preview { counts, rows } = &seen.preview;
    Ok(PreviewPage::cut(*counts, rows, filter, page, |at| seen.rows[at].record.clone()))
}

/// The verdicts on the whole file, made anew when anything they depend on has changed.
async fn judged(cx: &mut Query, id: ImportId) -> Result<Arc<Seen>, Fault> {
    let (import, _) = look(cx, id).await?;
    let basis = Basis {
        people_version: people_version(&mut cx.conn, cx.reach.practice).await?,
        places: places(&mut cx.conn, Reach::whole(cx.reach.practice)).await?,
        settings: import.settings,
        importer: Importer::of(&cx.viewer.actor)?,
    };
    if let Some(seen) = cx.state.imports.preview(id, &basis) {
        return Ok(seen);
    }
    let owner = owner(cx);
    let table = store::table(&mut cx.conn, owner, id).await?.ok_or(AppError::Gone)?;
    let rows = basis.settings.mapping.rows(&table);
    let Comparison { preview, .. } = compare(&mut cx.conn, &basis.importer, &rows, &basis.settings).await?;
    let seen = Arc::new(Seen { preview, rows });
    cx.state.imports.keep(id, basis, seen.clone());
    Ok(seen)
}

/// The refused rows as they stand in the file, each with why: to be corrected and imported again.
pub async fn refused(cx: &mut Query, id: ImportId) -> Result<(Vec<String>, Vec<(Vec<String>, Judged)>), Fault> {
    let seen = judged(cx, id).await?;
    let owner = owner(cx);
    let table = store::table(&mut cx.conn, owner, id).await?.ok_or(AppError::Gone)?;
    let judged = seen.preview.rows.iter().cloned();
    let rows = table.rows.into_iter().map(|line| line.cells).zip(judged);
    let refused = rows.filter(|(_, judged)| judged.verdict.kind() == VerdictKind::Refused).collect();
    Ok((table.headings, refused))
}
