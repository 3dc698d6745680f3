//! Patients in the database: read within a reach, written with their keys.

pub mod list;
pub mod moves;
pub mod panel;

use chrono::NaiveDate;
use sqlx::{AssertSqlSafe, FromRow, query, query_as};
use uuid::Uuid;

use super::model::{Patient, Status};
use crate::{
    domain::{
        clock::{instant, maybe_millis},
        day,
        fold::fold,
        ids::{OfficeId, PatientId, PracticeId, ProviderId},
        language::Language,
        scope::Reach,
    },
    on,
    server::{
        db::Conn,
        fault::Fault,
        sql::{Sql, Value, placeholders},
    },
};

/// Rows written by one statement.
const ROWS: usize = 40;

const COLUMNS: [&str; 15] = [
    "practice_id",
    "id",
    "office_id",
    "provider_id",
    "identifier",
    "identifier_key",
    "first_name",
    "last_name",
    "birth",
    "language",
    "status",
    "next_at",
    "version",
    "last_key",
    "search_key",
];

#[derive(FromRow)]
struct Row {
    id: Uuid,
    office_id: Uuid,
    provider_id: Option<Uuid>,
    identifier: String,
    first_name: String,
    last_name: String,
    birth: String,
    language: i16,
    status: i16,
    next_at: i64,
    version: i64,
}

impl Row {
    fn patient(self) -> Result<Patient, Fault> {
        let wrong = |column: &str| Fault::inconsistent(format!("patients.{column} of {}", self.id));
        Ok(Patient {
            id: PatientId::new(self.id),
            office: OfficeId::new(self.office_id),
            provider: self.provider_id.map(ProviderId::new),
            birth: birth(&self.birth).ok_or_else(|| wrong("birth"))?,
            language: Language::from_rank(self.language).ok_or_else(|| wrong("language"))?,
            status: Status::from_rank(self.status).ok_or_else(|| wrong("status"))?,
            next: (self.next_at > 0).then(|| instant(self.next_at)),
            identifier: self.identifier,
            first_name: self.first_name,
            last_name: self.last_name,
            version: self.version,
        })
    }
}

fn birth(stored: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(stored, day::STORED).ok()
}

/// An identifier as it is compared: case, blanks and hyphens do not tell two patients apart.
pub fn identifier_key(identifier: &str) -> String {
    fold(identifier).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What a list sorts by: the last name, then the first.
fn last_key(patient: &Patient) -> String {
    fold(&format!("{}\u{1}{}", patient.last_name, patient.first_name))
}

fn search_key(patient: &Patient) -> String {
    let Patient { first_name, last_name, identifier, .. } = patient;
    let birth = patient.birth.format(day::STORED);
    fold(&format!("{first_name} {last_name} {first_name}|{identifier}|{}|{birth}", identifier_key(identifier)))
}

/// `and …`: only patients inside of `reach`.
fn within(sql: &mut Sql, reach: Reach) {
    sql.push(" where l.practice_id = ");
    sql.bind(Value::Id(reach.practice.uuid()));
    if let Some(provider) = reach.provider {
        sql.push(" and l.provider_id = ");
        sql.bind(Value::Id(provider.uuid()));
    }
}

fn select(reach: Reach) -> Sql {
    let mut sql = Sql::default();
    sql.push(
        "select l.id, l.office_id, l.provider_id, l.identifier, l.first_name, l.last_name, l.birth, l.language, \
         l.status, l.next_at, l.version from patients l",
    );
    within(&mut sql, reach);
    sql
}

async fn patients(conn: &mut Conn, sql: &Sql) -> Result<Vec<Patient>, Fault> {
    let rows: Vec<Row> = sql.rows(conn).await?;
    rows.into_iter().map(Row::patient).collect()
}

/// One patient inside of `reach`; a foreign id answers like an unknown one.
pub async fn find(conn: &mut Conn, reach: Reach, id: PatientId) -> Result<Option<Patient>, Fault> {
    let mut sql = select(reach);
    sql.push(" and l.id = ");
    sql.bind(Value::Id(id.uuid()));
    Ok(patients(conn, &sql).await?.into_iter().next())
}

/// All patients inside of `reach`, to compare a file with.
pub async fn all(conn: &mut Conn, reach: Reach) -> Result<Vec<Patient>, Fault> {
    patients(conn, &select(reach)).await
}

/// The patients of one provider, by name.
pub async fn of_provider(conn: &mut Conn, reach: Reach, provider: ProviderId) -> Result<Vec<Patient>, Fault> {
    let mut sql = select(reach);
    sql.push(" and l.provider_id = ");
    sql.bind(Value::Id(provider.uuid()));
    sql.push(" order by l.last_key, l.id");
    patients(conn, &sql).await
}

/// Adds patients; their identifiers are known to be new.
pub async fn insert_many(conn: &mut Conn, practice: PracticeId, patients: &[Patient]) -> sqlx::Result<()> {
    for part in patients.chunks(ROWS) {
        let rows = placeholders(COLUMNS.len(), part.len());
        let sql = format!("insert into patients ({}) values {rows}", COLUMNS.join(", "));
        on!(conn, |c| {
            let mut query = query(AssertSqlSafe(sql));
            for patient in part {
                query = query
                    .bind(practice.uuid())
                    .bind(patient.id.uuid())
                    .bind(patient.office.uuid())
                    .bind(patient.provider.map(ProviderId::uuid))
                    .bind(&patient.identifier)
                    .bind(identifier_key(&patient.identifier))
                    .bind(&patient.first_name)
                    .bind(&patient.last_name)
                    .bind(patient.birth.format(day::STORED).to_string())
                    .bind(patient.language.rank())
                    .bind(patient.status.rank())
                    .bind(maybe_millis(patient.next))
                    .bind(patient.version)
                    .bind(last_key(patient))
                    .bind(search_key(patient));
            }
            query.execute(&mut *c).await.map(drop)
        })?;
    }
    Ok(())
}

/// Saves a patient whose version was raised by one. `Ok(false)`: somebody else was quicker.
pub async fn save(conn: &mut Conn, practice: PracticeId, patient: &Patient) -> sqlx::Result<bool> {
    let sql = "update patients set office_id = $3, provider_id = $4, first_name = $5, last_name = $6, birth = $7, \
               language = $8, status = $9, next_at = $10, version = $11, last_key = $12, search_key = $13 \
               where practice_id = $1 and id = $2 and version = $11 - 1";
    let written = on!(conn, |c| {
        query(sql)
            .bind(practice.uuid())
            .bind(patient.id.uuid())
            .bind(patient.office.uuid())
            .bind(patient.provider.map(ProviderId::uuid))
            .bind(&patient.first_name)
            .bind(&patient.last_name)
            .bind(patient.birth.format(day::STORED).to_string())
            .bind(patient.language.rank())
            .bind(patient.status.rank())
            .bind(maybe_millis(patient.next))
            .bind(patient.version)
            .bind(last_key(patient))
            .bind(search_key(patient))
            .execute(&mut *c)
            .await?
            .rows_affected()
    });
    Ok(written == 1)
}

/// The names of a practice's offices and providers.
pub async fn names(conn: &mut Conn, practice: PracticeId) -> sqlx::Result<(Vec<(Uuid, String)>, Vec<(Uuid, String)>)> {
    let offices = "select id, name from offices where practice_id = $1 order by name_key, id";
    let offices = on!(conn, |c| query_as(offices).bind(practice.uuid()).fetch_all(&mut *c).await?);
    let providers = "select id, name from providers where practice_id = $1 order by name, id";
    let providers = on!(conn, |c| query_as(providers).bind(practice.uuid()).fetch_all(&mut *c).await?);
    Ok((offices, providers))
}
