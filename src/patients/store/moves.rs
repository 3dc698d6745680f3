//! Patients from one provider to another, thousands in one statement, and the line that each of them gets.

use sqlx::{AssertSqlSafe, FromRow, query};

use crate::{
    domain::{
        clock::{Instant, millis},
        ids::{BatchId, OfficeId, PatientId, PracticeId, ProviderId},
        scope::Reach,
    },
    history::model::{Event, EventKind},
    on,
    patients::model::Selection,
    server::{
        db::Conn,
        fault::Fault,
        sql::{Sql, Value},
    },
};

/// Lines written by one statement.
const ROWS: usize = 60;

/// What the lines of one act have in common.
#[derive(Debug, Clone)]
pub struct Act {
    pub batch: BatchId,
    pub at: Instant,
    /// Who did it, by name; '' for the program itself.
    pub by: String,
}

/// A provider by id and name; the name stays readable when the provider is renamed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Side {
    pub id: Option<ProviderId>,
    pub name: String,
}

/// What happened to one patient.
#[derive(Debug, Clone, FromRow)]
pub struct Line {
    pub number: i64,
    pub at: i64,
    pub kind: String,
    pub from_name: String,
    pub to_name: String,
    pub by_name: String,
}

fn chosen(sql: &mut Sql, reach: Reach, from: Option<ProviderId>, selection: &Selection) {
    sql.push(" where l.practice_id = ");
    sql.bind(Value::Id(reach.practice.uuid()));
    if let Some(provider) = reach.provider {
        sql.push(" and l.provider_id = ");
        sql.bind(Value::Id(provider.uuid()));
    }
    match from {
        Some(from) => {
            sql.push(" and l.provider_id = ");
            sql.bind(Value::Id(from.uuid()));
        }
        None => sql.push(" and l.provider_id is null"),
    }
    let mut any_of = |column: &str, values: Vec<Value>| {
        if !values.is_empty() {
            sql.push(&format!(" and l.{column} in "));
            sql.bind_list(values);
        }
    };
    any_of("office_id", selection.offices.iter().copied().map(OfficeId::uuid).map(Value::Id).collect());
    any_of("language", selection.languages.iter().map(|language| Value::Int(language.rank().into())).collect());
    any_of("status", selection.statuses.iter().map(|status| Value::Int(status.rank().into())).collect());
    any_of("id", selection.patients.iter().copied().map(PatientId::uuid).map(Value::Id).collect());
}

/// Gives the selected patients of `from` to `to`: two statements, however many there are. Returns how many, and the
/// event of this pair of providers, if anybody was moved.
pub async fn reassign(
    conn: &mut Conn,
    reach: Reach,
    (from, to): (&Side, &Side),
    selection: &Selection,
    act: &Act,
) -> Result<(i64, Option<Event>), Fault> {
    let optional = |sql: &mut Sql, id: Option<ProviderId>| match id {
        Some(id) => sql.bind(Value::Id(id.uuid())),
        None => sql.push("cast(null as uuid)"),
    };
    // The lines first, as long as the patients can be found where they were.
    let mut sql = Sql::default();
    sql.push(
        "insert into patient_moves (patient_id, number, practice_id, batch_id, at, kind, from_id, from_name, to_id, \
         to_name, by_name) select l.id, (select coalesce(max(m.number), 0) + 1 from patient_moves m \
         where m.patient_id = l.id), l.practice_id, ",
    );
    sql.bind(Value::Id(act.batch.uuid()));
    sql.push(", ");
    sql.bind(Value::Int(millis(act.at)));
    sql.push(", 'assigned', l.provider_id, ");
    sql.bind(Value::Text(from.name.clone()));
    sql.push(", ");
    optional(&mut sql, to.id);
    sql.push(", ");
    sql.bind(Value::Text(to.name.clone()));
    sql.push(", ");
    sql.bind(Value::Text(act.by.clone()));
    sql.push(" from patients l");
    chosen(&mut sql, reach, from.id, selection);
    let told = sql.run(conn).await?;
    let mut sql = Sql::default();
    sql.push("update patients as l set provider_id = ");
    optional(&mut sql, to.id);
    sql.push(", version = version + 1");
    chosen(&mut sql, reach, from.id, selection);
    let moved = sql.run(conn).await?;
    if moved != told {
        return Err(Fault::inconsistent(format!("{moved} patients were moved, but {told} lines written")));
    }
    let moved = i64::try_from(moved).unwrap_or(i64::MAX);
    Ok((moved, (moved > 0).then(|| event((from, to), moved, act))))
}

/// The event of one pair of providers, about the one who gives; about the one who takes if nobody gave.
fn event((from, to): (&Side, &Side), moved: i64, act: &Act) -> Event {
    let mut event = Event::new(EventKind::PatientsReassigned).because(act.batch.to_string());
    if let Some((id, name)) = from.id.map(|id| (id, &from.name)).or_else(|| to.id.map(|id| (id, &to.name))) {
        event = event.about(id, name);
    }
    event.change("provider", &from.name, &to.name);
    event.change("patients", "", moved.to_string());
    event
}

/// Writes a line for each of these patients: what an import did.
pub async fn note(
    conn: &mut Conn,
    practice: PracticeId,
    kind: &'static str,
    patients: &[(PatientId, Side, Side)],
    act: &Act,
) -> sqlx::Result<()> {
    for part in patients.chunks(ROWS) {
        let row = |row: usize| {
            let at = |column: usize| format!("${}", row * 10 + column);
            let number =
                format!("select coalesce(max(m.number), 0) + 1 from patient_moves m where m.patient_id = {}", at(1));
            let rest: Vec<_> = (2..=10).map(at).collect();
            format!("({}, ({number}), {})", at(1), rest.join(", "))
        };
        let rows: Vec<_> = (0..part.len()).map(row).collect();
        let sql = format!(
            "insert into patient_moves (patient_id, number, practice_id, batch_id, at, kind, from_id, from_name, \
             to_id, to_name, by_name) values {}",
            rows.join(", ")
        );
        on!(conn, |c| {
            let mut query = query(AssertSqlSafe(sql));
            for (id, from, to) in part {
                query = query
                    .bind(id.uuid())
                    .bind(practice.uuid())
                    .bind(act.batch.uuid())
                    .bind(millis(act.at))
                    .bind(kind)
                    .bind(from.id.map(ProviderId::uuid))
                    .bind(&from.name)
                    .bind(to.id.map(ProviderId::uuid))
                    .bind(&to.name)
                    .bind(&act.by);
            }
            query.execute(&mut *c).await.map(drop)
        })?;
    }
    Ok(())
}

/// What happened to a patient, newest first, before the line `before` (0: from the newest on).
pub async fn of_patient(
    conn: &mut Conn,
    reach: Reach,
    id: PatientId,
    before: i64,
    limit: i64,
) -> sqlx::Result<Vec<Line>> {
    let mut sql = Sql::default();
    sql.push(
        "select cast(number as bigint) as number, at, kind, from_name, to_name, by_name from patient_moves \
         where practice_id = ",
    );
    sql.bind(Value::Id(reach.practice.uuid()));
    sql.push(" and patient_id = ");
    sql.bind(Value::Id(id.uuid()));
    if before > 0 {
        sql.push(" and number < ");
        sql.bind(Value::Int(before));
    }
    sql.push(" order by number desc limit ");
    sql.bind(Value::Int(limit));
    sql.rows(conn).await
}
