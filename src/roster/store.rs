//! Imports in the database. A file waits here between upload and confirmation, and leaves when it has been imported.
//!
//! An import is its uploader's alone: the verdicts depend on who imports. To anybody else it is unknown.

use sqlx::{FromRow, query, query_as};

use super::{
    import::{ImportState, Outcome, Settings},
    model::Table,
};
use crate::{
    domain::{
        clock::{Instant, instant, millis},
        ids::{ImportId, PersonId, PracticeId},
    },
    on,
    server::{db::Conn, fault::Fault},
};

/// How many files of one person wait at the same time; older ones give way.
const WAITING: i64 = 5;

/// Whose import it is: what every function here asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    pub practice: PracticeId,
    pub person: PersonId,
}

/// A stored import without its file.
#[derive(Debug, Clone)]
pub struct Import {
    pub created: Instant,
    pub file_name: String,
    pub state: ImportState,
    pub settings: Settings,
    pub done: u32,
    pub of: u32,
    pub beat: Instant,
    pub outcome: Option<Outcome>,
}

#[derive(FromRow)]
struct Row {
    created_at: i64,
    file_name: String,
    state: String,
    mapping: String,
    done: i64,
    of: i64,
    beat_at: i64,
    report: String,
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|error| Fault::Other(error.to_string()))
}

fn parsed<T: serde::de::DeserializeOwned>(text: &str, column: &str, id: ImportId) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|error| Fault::inconsistent(format!("imports.{column} of {id}: {error}")))
}

/// Keeps an uploaded file.
pub async fn add(
    conn: &mut Conn,
    owner: Owner,
    id: ImportId,
    file_name: &str,
    table: &Table,
    settings: &Settings,
    now: Instant,
) -> Result<(), Fault> {
    let sql = "insert into imports (id, practice_id, by_id, created_at, file_name, state, content, mapping, done, of, \
               beat_at, report) values ($1, $2, $3, $4, $5, 'draft', $6, $7, 0, 0, 0, '')";
    let (content, settings) = (json(table)?, json(settings)?);
    on!(conn, |c| {
        query(sql)
            .bind(id.uuid())
            .bind(owner.practice.uuid())
            .bind(owner.person.uuid())
            .bind(millis(now))
            .bind(file_name)
            .bind(content)
            .bind(settings)
            .execute(&mut *c)
            .await?;
    });
    let sql = "delete from imports where by_id = $1 and state in ('draft', 'failed') and id not in (select id from \
               imports where by_id = $1 and state in ('draft', 'failed') order by created_at desc, id desc limit $2)";
    on!(conn, |c| query(sql).bind(owner.person.uuid()).bind(WAITING).execute(&mut *c).await.map(drop))?;
    Ok(())
}

pub async fn find(conn: &mut Conn, owner: Owner, id: ImportId) -> Result<Option<Import>, Fault> {
    let sql = "select created_at, file_name, state, mapping, cast(done as bigint) as done, cast(of as bigint) as of, \
               beat_at, report from imports where id = $1 and practice_id = $2 and by_id = $3";
    let row: Option<Row> = on!(conn, |c| {
        query_as(sql)
            .bind(id.uuid())
            .bind(owner.practice.uuid())
            .bind(owner.person.uuid())
            .fetch_optional(&mut *c)
            .await?
    });
    let Some(row) = row else { return Ok(None) };
    let state = ImportState::from_name(&row.state);
    Ok(Some(Import {
        created: instant(row.created_at),
        file_name: row.file_name,
        state: state.ok_or_else(|| Fault::inconsistent(format!("imports.state of {id}")))?,
        settings: parsed(&row.mapping, "mapping", id)?,
        done: u32::try_from(row.done).unwrap_or_default(),
        of: u32::try_from(row.of).unwrap_or_default(),
        beat: instant(row.beat_at),
        outcome: if row.report.is_empty() { None } else { Some(parsed(&row.report, "report", id)?) },
    }))
}

/// The file as it was read; `None` when it is gone, as after an import.
pub async fn table(conn: &mut Conn, owner: Owner, id: ImportId) -> Result<Option<Table>, Fault> {
    let sql = "select content from imports where id = $1 and practice_id = $2 and by_id = $3 and content <> ''";
    let row: Option<(String,)> = on!(conn, |c| {
        query_as(sql)
            .bind(id.uuid())
            .bind(owner.practice.uuid())
            .bind(owner.person.uuid())
            .fetch_optional(&mut *c)
            .await?
    });
    row.map(|(content,)| parsed(&content, "content", id)).transpose()
}

/// Changes how the file is understood. `Ok(false)`: it is being imported, or has been.
pub async fn set_settings(conn: &mut Conn, owner: Owner, id: ImportId, settings: &Settings) -> Result<bool, Fault> {
    let sql = "update imports set mapping = $4, state = 'draft', report = '' where id = $1 and practice_id = $2 \
               and by_id = $3 and state in ('draft', 'failed')";
    let settings = json(settings)?;
    let written = on!(conn, |c| {
        query(sql)
            .bind(id.uuid())
            .bind(owner.practice.uuid())
            .bind(owner.person.uuid())
            .bind(settings)
            .execute(&mut *c)
            .await?
            .rows_affected()
    });
    Ok(written == 1)
}

/// Takes the import for this process; of two who try, one gets it. A running one whose process has not said anything
/// since `silent` is taken over.
pub async fn claim(conn: &mut Conn, owner: Owner, id: ImportId, silent: Instant, now: Instant) -> sqlx::Result<bool> {
    let sql = "update imports set state = 'running', done = 0, of = 0, beat_at = $5, report = '' where id = $1 \
               and practice_id = $2 and by_id = $3 \
               and (state in ('draft', 'failed') or (state = 'running' and beat_at <= $4))";
    let written = on!(conn, |c| {
        query(sql)
            .bind(id.uuid())
            .bind(owner.practice.uuid())
            .bind(owner.person.uuid())
            .bind(millis(silent))
            .bind(millis(now))
            .execute(&mut *c)
            .await?
            .rows_affected()
    });
    Ok(written == 1)
}

/// Says how far a running import is, for other processes to see.
pub async fn beat(conn: &mut Conn, id: ImportId, done: u32, of: u32, now: Instant) -> sqlx::Result<()> {
    let sql = "update imports set done = $2, of = $3, beat_at = $4 where id = $1 and state = 'running'";
    on!(conn, |c| {
        query(sql)
            .bind(id.uuid())
            .bind(i64::from(done))
            .bind(i64::from(of))
            .bind(millis(now))
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

/// Ends a running import; of one that is done, the file is forgotten. `Ok(false)`: it was not running any more.
pub async fn end(conn: &mut Conn, id: ImportId, outcome: &Outcome) -> Result<bool, Fault> {
    let sql = match outcome {
        Outcome::Done(_) => {
            "update imports set state = 'done', report = $2, content = '' where id = $1 and state = 'running'"
        }
        Outcome::Failed(_) => "update imports set state = 'failed', report = $2 where id = $1 and state = 'running'",
    };
    let report = json(outcome)?;
    let written = on!(conn, |c| query(sql).bind(id.uuid()).bind(report).execute(&mut *c).await?.rows_affected());
    Ok(written == 1)
}

/// Throws a waiting import away. `Ok(false)`: it is being imported, or has been, or never was.
pub async fn discard(conn: &mut Conn, owner: Owner, id: ImportId) -> sqlx::Result<bool> {
    let sql = "delete from imports where id = $1 and practice_id = $2 and by_id = $3 and state in ('draft', 'failed')";
    let written = on!(conn, |c| {
        query(sql)
            .bind(id.uuid())
            .bind(owner.practice.uuid())
            .bind(owner.person.uuid())
            .execute(&mut *c)
            .await?
            .rows_affected()
    });
    Ok(written == 1)
}

/// Forgets files that nobody has confirmed: they are lists of people. What has been imported stays, without its file.
pub async fn sweep(conn: &mut Conn, before: Instant) -> sqlx::Result<()> {
    let sql = "delete from imports where state <> 'done' and created_at < $1 and beat_at < $1";
    on!(conn, |c| query(sql).bind(millis(before)).execute(&mut *c).await.map(drop))
}
