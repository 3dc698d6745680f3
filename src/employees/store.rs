//! Employees in the database.

use sqlx::{FromRow, query, query_as};
use uuid::Uuid;

use super::model::{Candidate, Employee, SHOWN};
use crate::{
    domain::{
        clock::{Instant, millis},
        fold::fold,
        ids::{EmployeeId, OfficeId, PersonId, PracticeId, ProviderId},
        role::Role,
        scope::Reach,
    },
    on,
    people::{model::AccountState, store::email_key},
    practices::model::Place,
    server::{
        db::Conn,
        fault::Fault,
        sql::{Sql, Value},
    },
};

#[derive(FromRow)]
struct Row {
    id: Uuid,
    office_id: Uuid,
    provider_id: Option<Uuid>,
    place: String,
    person_id: Option<Uuid>,
    kind: String,
    first_name: String,
    last_name: String,
    middle_initial: String,
    employee_no: String,
    phone: String,
    fax: String,
    email: String,
    title: String,
}

impl From<Row> for Employee {
    fn from(row: Row) -> Self {
        Self {
            id: EmployeeId::new(row.id),
            place: Place {
                office: OfficeId::new(row.office_id),
                provider: row.provider_id.map(ProviderId::new),
                name: row.place,
            },
            person: row.person_id.map(PersonId::new),
            kind: row.kind,
            first_name: row.first_name,
            last_name: row.last_name,
            middle_initial: row.middle_initial,
            employee_no: row.employee_no,
            phone: row.phone,
            fax: row.fax,
            email: row.email,
            title: row.title,
        }
    }
}

/// One employee inside of `reach`; a foreign id answers like an unknown one.
pub async fn find(conn: &mut Conn, reach: Reach, id: EmployeeId) -> sqlx::Result<Option<Employee>> {
    let sql = "select e.id, e.office_id, e.provider_id, coalesce(v.name, o.name) as place, e.person_id, e.kind, \
               e.first_name, e.last_name, e.middle_initial, e.employee_no, e.phone, e.fax, e.email, e.title \
               from employees e join offices o on o.id = e.office_id left join providers v on v.id = e.provider_id \
               where e.practice_id = $1 and e.id = $2";
    let row: Option<Row> =
        on!(conn, |c| query_as(sql).bind(reach.practice.uuid()).bind(id.uuid()).fetch_optional(&mut *c).await?);
    Ok(row.map(Employee::from).filter(|employee| reach.covers(employee.place.provider)))
}

pub async fn insert(conn: &mut Conn, practice: PracticeId, employee: &Employee, now: Instant) -> sqlx::Result<()> {
    let sql = "insert into employees (id, practice_id, office_id, provider_id, person_id, kind, first_name, last_name, \
               middle_initial, employee_no, phone, fax, email, title, last_key, email_key, number_key, added_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
    on!(conn, |c| {
        query(sql)
            .bind(employee.id.uuid())
            .bind(practice.uuid())
            .bind(employee.place.office.uuid())
            .bind(employee.place.provider.map(ProviderId::uuid))
            .bind(employee.person.map(PersonId::uuid))
            .bind(&employee.kind)
            .bind(&employee.first_name)
            .bind(&employee.last_name)
            .bind(&employee.middle_initial)
            .bind(&employee.employee_no)
            .bind(&employee.phone)
            .bind(&employee.fax)
            .bind(&employee.email)
            .bind(&employee.title)
            .bind(format!("{} {}", fold(&employee.last_name), fold(&employee.first_name)))
            .bind(email_key(&employee.email))
            .bind(fold(&employee.employee_no))
            .bind(millis(now))
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

/// Gives an employee their account.
pub async fn set_account(conn: &mut Conn, practice: PracticeId, id: EmployeeId, person: PersonId) -> sqlx::Result<()> {
    let sql = "update employees set person_id = $3 where practice_id = $1 and id = $2";
    on!(conn, |c| {
        query(sql).bind(practice.uuid()).bind(id.uuid()).bind(person.uuid()).execute(&mut *c).await.map(drop)
    })
}

/// Which of the two, e-mail address and number, belongs to an employee or a person of the practice already: one human
/// being is no two employees (C-34).
pub async fn used(conn: &mut Conn, practice: PracticeId, email: &str, number: &str) -> sqlx::Result<Vec<&'static str>> {
    let count = async |conn: &mut Conn, sql: &'static str, key: String| -> sqlx::Result<bool> {
        let count: i64 =
            on!(conn, |c| { sqlx::query_scalar(sql).bind(practice.uuid()).bind(key).fetch_one(&mut *c).await? });
        Ok(count > 0)
    };
    let mut used = Vec::new();
    let by_email = "select (select count(*) from employees where practice_id = $1 and email_key = $2) \
                    + (select count(*) from people where practice_id = $1 and email_key = $2)";
    if !email.is_empty() && count(conn, by_email, email_key(email)).await? {
        used.push("email");
    }
    let by_number = "select count(*) from employees where practice_id = $1 and number_key = $2";
    if !number.is_empty() && count(conn, by_number, fold(number)).await? {
        used.push("employee_no");
    }
    let by_own_number = "select count(*) from people where practice_id = $1 and employee_no = $2";
    if !number.is_empty() && used.last() != Some(&"employee_no") && count(conn, by_own_number, number.into()).await? {
        used.push("employee_no");
    }
    Ok(used)
}

#[derive(FromRow)]
struct Found {
    employee_id: Option<Uuid>,
    person_id: Option<Uuid>,
    first_name: String,
    last_name: String,
    email: String,
    title: String,
    phone: String,
    place: String,
    role: Option<i16>,
    state: Option<i16>,
}

/// Employees, and people with an account and no record as an employee, whose last name begins so, or whose address or
/// number is exactly this.
pub async fn search(conn: &mut Conn, reach: Reach, text: &str) -> Result<Vec<Candidate>, Fault> {
    let employees = "select e.id as employee_id, e.person_id, e.first_name, e.last_name, e.email, e.title, e.phone, \
                     coalesce(v.name, o.name) as place, p.role, p.state from employees e \
                     join offices o on o.id = e.office_id left join providers v on v.id = e.provider_id \
                     left join people p on p.id = e.person_id where e.practice_id = ";
    let people = "select h.employee_id, e.id as person_id, e.first_name, e.last_name, e.email, e.title, e.phone, \
                  coalesce(v.name, o.name) as place, e.role, e.state from people e \
                  join offices o on o.id = e.office_id left join providers v on v.id = e.provider_id \
                  left join (select id as employee_id, person_id from employees) h on h.person_id = e.id \
                  where h.employee_id is null and e.practice_id = ";
    let mut found = Vec::new();
    let (key, number) = (fold(text.trim()), text.trim().to_owned());
    for (select, column, number) in [(employees, "e.number_key", key.clone()), (people, "e.employee_no", number)] {
        let mut sql = Sql::default();
        sql.push(select);
        sql.bind(Value::Id(reach.practice.uuid()));
        sql.push(" and (e.last_key like ");
        sql.bind(Value::Text(format!("{}%", key.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))));
        sql.push(" escape '\\' or e.email_key = ");
        sql.bind(Value::Text(key.clone()));
        sql.push(&format!(" or {column} = "));
        sql.bind(Value::Text(number));
        sql.push(")");
        if let Some(provider) = reach.provider {
            sql.push(" and e.provider_id = ");
            sql.bind(Value::Id(provider.uuid()));
        }
        sql.push(" order by e.last_key, e.id limit ");
        sql.bind(Value::Int(SHOWN as i64));
        let rows: Vec<Found> = sql.rows(conn).await?;
        for row in rows {
            found.push(candidate(row)?);
        }
    }
    found.sort_by_key(|one| fold(&one.name));
    found.truncate(SHOWN);
    Ok(found)
}

fn candidate(row: Found) -> Result<Candidate, Fault> {
    let wrong = |id: Uuid| Fault::inconsistent(format!("people.role or people.state of {id}"));
    let person = match (row.person_id, row.state) {
        (Some(id), Some(state)) => Some((PersonId::new(id), AccountState::from_rank(state).ok_or_else(|| wrong(id))?)),
        _ => None,
    };
    let name = [row.last_name, row.first_name];
    let name = name.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", ");
    Ok(Candidate {
        employee: row.employee_id.map(EmployeeId::new),
        person,
        name: if name.is_empty() { row.email } else { name },
        role: row.role.and_then(Role::from_rank),
        title: row.title,
        phone: row.phone,
        place: row.place,
    })
}
