//! Keys of purchases in the database: what is sent twice is bought once.

use sqlx::{query, query_as};
use uuid::Uuid;

use crate::{
    domain::ids::{InvoiceId, PersonId, PracticeId, PurchaseId},
    on,
    server::db::Conn,
};

/// What a purchase came to that was made with this key: what was wished for, and its invoice.
pub async fn purchase(
    conn: &mut Conn,
    practice: PracticeId,
    by: PersonId,
    key: PurchaseId,
) -> sqlx::Result<Option<(String, InvoiceId)>> {
    let sql = "select wish, invoice_id from purchases where by_id = $1 and key = $2 and practice_id = $3";
    let row: Option<(String, Uuid)> = on!(conn, |c| {
        query_as(sql).bind(by.uuid()).bind(key.uuid()).bind(practice.uuid()).fetch_optional(&mut *c).await?
    });
    Ok(row.map(|(wish, id)| (wish, InvoiceId::new(id))))
}

pub async fn add_purchase(
    conn: &mut Conn,
    practice: PracticeId,
    by: PersonId,
    (key, wish): (PurchaseId, &str),
    invoice: InvoiceId,
) -> sqlx::Result<()> {
    let sql = "insert into purchases (by_id, key, practice_id, wish, invoice_id) values ($1, $2, $3, $4, $5)";
    on!(conn, |c| {
        query(sql)
            .bind(by.uuid())
            .bind(key.uuid())
            .bind(practice.uuid())
            .bind(wish)
            .bind(invoice.uuid())
            .execute(&mut *c)
            .await
            .map(drop)
    })
}
