//! Files of records in the database. To anybody but its uploader a file is unknown.

use sqlx::{FromRow, query, query_as};

use super::model::{FileRow, Kind, Report};
use crate::{
    domain::{
        clock::{Instant, instant, millis},
        ids::{PersonId, PracticeId, RecordFileId},
    },
    on,
    server::{db::Conn, fault::Fault},
};

/// How many files of one person wait at the same time; older ones give way.
const WAITING: i64 = 5;

/// Whose file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    pub practice: PracticeId,
    pub person: PersonId,
}

/// A stored file.
#[derive(Debug, Clone)]
pub struct Stored {
    pub created: Instant,
    pub file_name: String,
    /// Empty once imported.
    pub rows: Vec<FileRow>,
    /// There once imported.
    pub report: Option<Report>,
}

#[derive(FromRow)]
struct Row {
    created_at: i64,
    file_name: String,
    content: String,
    report: String,
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|error| Fault::Other(error.to_string()))
}

fn parsed<T: serde::de::DeserializeOwned>(text: &str, id: RecordFileId) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|error| Fault::inconsistent(format!("record_files of {id}: {error}")))
}

/// Keeps an uploaded file.
pub async fn add(
    conn: &mut Conn,
    owner: Owner,
    (id, kind): (RecordFileId, Kind),
    file_name: &str,
    rows: &[FileRow],
    now: Instant,
) -> Result<(), Fault> {
    let sql = "insert into record_files (id, practice_id, by_id, kind, created_at, file_name, content, report) \
               values ($1, $2, $3, $4, $5, $6, $7, '')";
    let content = json(&rows)?;
    on!(conn, |c| {
        query(sql)
            .bind(id.uuid())
            .bind(owner.practice.uuid())
            .bind(owner.person.uuid())
            .bind(kind.name())
            .bind(millis(now))
            .bind(file_name)
            .bind(content)
            .execute(&mut *c)
            .await?;
    });
    let sql = "delete from record_files where by_id = $1 and report = '' and id not in (select id from \
               record_files where by_id = $1 and report = '' order by created_at desc, id desc limit $2)";
    on!(conn, |c| query(sql).bind(owner.person.uuid()).bind(WAITING).execute(&mut *c).await.map(drop))?;
    Ok(())
}

pub async fn find(conn: &mut Conn, owner: Owner, (id, kind): (RecordFileId, Kind)) -> Result<Option<Stored>, Fault> {
    let sql = "select created_at, file_name, content, report from record_files \
               where id = $1 and practice_id = $2 and by_id = $3 and kind = $4";
    let row: Option<Row> = on!(conn, |c| {
        query_as(sql)
            .bind(id.uuid())
            .bind(owner.practice.uuid())
            .bind(owner.person.uuid())
            .bind(kind.name())
            .fetch_optional(&mut *c)
            .await?
    });
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Stored {
        created: instant(row.created_at),
        file_name: row.file_name,
        rows: if row.content.is_empty() { Vec::new() } else { parsed(&row.content, id)? },
        report: if row.report.is_empty() { None } else { Some(parsed(&row.report, id)?) },
    }))
}

/// Notes what was done; the file itself is forgotten. `Ok(false)`: it was imported before.
pub async fn finish(conn: &mut Conn, owner: Owner, id: RecordFileId, report: &Report) -> Result<bool, Fault> {
    let sql = "update record_files set report = $4, content = '' where id = $1 and practice_id = $2 \
               and by_id = $3 and report = ''";
    let report = json(report)?;
    let written = on!(conn, |c| {
        query(sql)
            .bind(id.uuid())
            .bind(owner.practice.uuid())
            .bind(owner.person.uuid())
            .bind(report)
            .execute(&mut *c)
            .await?
            .rows_affected()
    });
    Ok(written == 1)
}

/// Forgets files that nobody has imported: they are lists of people.
pub async fn sweep(conn: &mut Conn, before: Instant) -> sqlx::Result<()> {
    let sql = "delete from record_files where report = '' and created_at < $1";
    on!(conn, |c| query(sql).bind(millis(before)).execute(&mut *c).await.map(drop))
}
