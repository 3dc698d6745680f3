//! Files of people to invite in the database. To anybody but its uploader a file is unknown.

use sqlx::{FromRow, query, query_as};

use super::model::{Progress, Report};
use crate::{
    domain::{
        clock::{Instant, instant, millis},
        ids::{InvitationFileId, PersonId, PracticeId},
    },
    on,
    roster::model::Table,
    server::{
        db::Conn,
        fault::Fault,
        sql::{Sql, Value},
    },
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
    /// Empty once sent.
    pub table: Table,
    /// There once sent.
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

fn parsed<T: serde::de::DeserializeOwned>(text: &str, id: InvitationFileId) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|error| Fault::inconsistent(format!("invitation_files of {id}: {error}")))
}

/// Keeps an uploaded file.
pub async fn add(
    conn: &mut Conn,
    owner: Owner,
    id: InvitationFileId,
    file_name: &str,
    table: &Table,
    now: Instant,
) -> Result<(), Fault> {
    let sql = "insert into invitation_files (id, practice_id, by_id, created_at, file_name, content, report) \
               values ($1, $2, $3, $4, $5, $6, '')";
    let content = json(table)?;
    on!(conn, |c| {
        query(sql)
            .bind(id.uuid())
            .bind(owner.practice.uuid())
            .bind(owner.person.uuid())
            .bind(millis(now))
            .bind(file_name)
            .bind(content)
            .execute(&mut *c)
            .await?;
    });
    let sql = "delete from invitation_files where by_id = $1 and report = '' and id not in (select id from \
               invitation_files where by_id = $1 and report = '' order by created_at desc, id desc limit $2)";
    on!(conn, |c| query(sql).bind(owner.person.uuid()).bind(WAITING).execute(&mut *c).await.map(drop))?;
    Ok(())
}

pub async fn find(conn: &mut Conn, owner: Owner, id: InvitationFileId) -> Result<Option<Stored>, Fault> {
    let sql = "select created_at, file_name, content, report from invitation_files \
               where id = $1 and practice_id = $2 and by_id = $3";
    let row: Option<Row> = on!(conn, |c| {
        query_as(sql)
            .bind(id.uuid())
            .bind(owner.practice.uuid())
            .bind(owner.person.uuid())
            .fetch_optional(&mut *c)
            .await?
    });
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Stored {
        created: instant(row.created_at),
        file_name: row.file_name,
        table: if row.content.is_empty() { Table::default() } else { parsed(&row.content, id)? },
        report: if row.report.is_empty() { None } else { Some(parsed(&row.report, id)?) },
    }))
}

/// Notes what was done; the file itself is forgotten. `Ok(false)`: it was sent before.
pub async fn finish(conn: &mut Conn, owner: Owner, id: InvitationFileId, report: &Report) -> Result<bool, Fault> {
    let sql = "update invitation_files set report = $4, content = '' where id = $1 and practice_id = $2 \
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

/// How far the mails to these people are, at most as many as one file holds.
pub async fn progress(conn: &mut Conn, practice: PracticeId, people: &[PersonId]) -> sqlx::Result<Progress> {
    let mut progress = Progress { all: people.len() as i64, ..Progress::default() };
    if people.is_empty() {
        return Ok(progress);
    }
    let mut sql = Sql::default();
    sql.push(
        "select m.state, count(distinct i.person_id) from mails m join invitations i on i.id = m.about_id \
         where m.about_kind = 'invitation' and m.state <> 'cancelled' and i.practice_id = ",
    );
    sql.bind(Value::Id(practice.uuid()));
    sql.push(" and i.person_id in ");
    sql.bind_list(people.iter().map(|id| Value::Id(id.uuid())));
    sql.push(" group by m.state");
    let rows: Vec<(String, i64)> = sql.rows(conn).await?;
    for (state, count) in rows {
        match state.as_str() {
            "accepted" => progress.accepted = count,
            "bounced" | "given_up" => progress.failed += count,
            _ => {}
        }
    }
    Ok(progress)
}

/// Forgets files that nobody has sent: they are lists of people.
pub async fn sweep(conn: &mut Conn, before: Instant) -> sqlx::Result<()> {
    let sql = "delete from invitation_files where report = '' and created_at < $1";
    on!(conn, |c| query(sql).bind(millis(before)).execute(&mut *c).await.map(drop))
}

impl Owner {
    pub const fn new(practice: PracticeId, person: PersonId) -> Self {
        Self { practice, person }
    }
}
