//! What is past due and what rests for it, in the database.

use chrono::NaiveDate;
use sqlx::{query, query_as};
use uuid::Uuid;

use crate::{
    domain::{
        clock::{day, day_number},
        ids::{InvoiceId, PersonId, PracticeId},
    },
    on,
    server::{
        db::Conn,
        fault::Fault,
        sql::{Sql, Value},
    },
    tiers::model::Product,
};

/// Invoices that a card should have paid by `until`, the oldest first.
pub async fn unpaid_by_card(conn: &mut Conn, until: NaiveDate) -> sqlx::Result<Vec<(PracticeId, InvoiceId)>> {
    let sql = "select practice_id, id from invoices where by_card and paid_at = 0 and due <= $1 order by practice_id, due, id";
    let rows: Vec<(Uuid, Uuid)> = on!(conn, |c| query_as(sql).bind(day_number(until)).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(practice, id)| (PracticeId::new(practice), InvoiceId::new(id))).collect())
}

/// Invoices that are paid although their payers were told that they are past due, and of which nothing has followed yet.
pub async fn paid_after_notices(conn: &mut Conn) -> sqlx::Result<Vec<(PracticeId, InvoiceId)>> {
    let sql =
        "select practice_id, id from invoices where by_card and paid_at > 0 and reminders > 0 order by practice_id, id";
    let rows: Vec<(Uuid, Uuid)> = on!(conn, |c| query_as(sql).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(practice, id)| (PracticeId::new(practice), InvoiceId::new(id))).collect())
}

pub async fn set_reminders(conn: &mut Conn, id: InvoiceId, count: i32) -> sqlx::Result<()> {
    let sql = "update invoices set reminders = $2 where id = $1";
    on!(conn, |c| query(sql).bind(id.uuid()).bind(count).execute(&mut *c).await.map(drop))
}

/// What these people have that rests: an invoice for it that a card should have paid by `due` is not paid, and whoever
/// should have still pays for it.
pub async fn resting(
    conn: &mut Conn,
    practice: PracticeId,
    people: &[PersonId],
    due: NaiveDate,
) -> Result<Vec<(PersonId, Product)>, Fault> {
    let mut sql = Sql::default();
    sql.push(
        "select distinct l.person_id, l.product from invoices i join invoice_lines l on l.invoice_id = i.id \
         join seats s on s.person_id = l.person_id and s.product = l.product and s.payer_id = i.payer_id \
         where i.by_card and i.paid_at = 0 and i.practice_id = ",
    );
    sql.bind(Value::Id(practice.uuid()));
    sql.push(" and i.due <= ");
    sql.bind(Value::Int(day_number(due).into()));
    sql.push(" and l.person_id in ");
    sql.bind_list(people.iter().map(|id| Value::Id(id.uuid())));
    let rows: Vec<(Uuid, String)> = if people.is_empty() { Vec::new() } else { sql.rows(conn).await? };
    let known = |(id, product): (Uuid, String)| {
        let unknown = || Fault::inconsistent(format!("invoice_lines.product of {id}"));
        Ok((PersonId::new(id), Product::from_name(&product).ok_or_else(unknown)?))
    };
    rows.into_iter().map(known).collect()
}

/// The first day that is past due for a payer and not paid, if any.
pub async fn oldest(conn: &mut Conn, practice: PracticeId, payer: PersonId) -> sqlx::Result<Option<(NaiveDate, i64)>> {
    let sql = "select min(due), count(*) from invoices i where i.practice_id = $1 and i.payer_id = $2 and i.by_card \
               and i.paid_at = 0 and not exists (select 1 from charges c where c.invoice_id = i.id and c.state = 'take')";
    let (due, count): (Option<i32>, i64) =
        on!(conn, |c| query_as(sql).bind(practice.uuid()).bind(payer.uuid()).fetch_one(&mut *c).await?);
    Ok(due.map(|due| (day(due), count)))
}
