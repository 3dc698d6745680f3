//! A practice's settings and offices in the database.

use sqlx::{query, query_as, query_scalar};
use uuid::Uuid;

use super::model::Office;
use crate::{
    domain::{
        fold::fold,
        ids::{OfficeId, PracticeId},
    },
    on,
    practices::{
        model::{Place, Practice},
        store::{people_written, place_key},
    },
    server::db::Conn,
};

/// The practice's offices by name, with the people who are not archived and the providers at each.
pub async fn offices(conn: &mut Conn, practice: PracticeId) -> sqlx::Result<Vec<Office>> {
    let sql = "select o.id, o.name, \
               (select count(*) from people p where p.practice_id = o.practice_id and p.office_id = o.id and p.state <> 4), \
               (select count(*) from providers v where v.practice_id = o.practice_id and v.office_id = o.id) \
               from offices o where o.practice_id = $1 order by o.name_key";
    let rows: Vec<(Uuid, String, i64, i64)> =
        on!(conn, |c| query_as(sql).bind(practice.uuid()).fetch_all(&mut *c).await?);
    let office = |(id, name, people, providers)| Office { id: OfficeId::new(id), name, people, providers };
    Ok(rows.into_iter().map(office).collect())
}

/// The office with this name, whatever its case and accents.
pub async fn named(conn: &mut Conn, practice: PracticeId, name: &str) -> sqlx::Result<Option<OfficeId>> {
    let sql = "select id from offices where practice_id = $1 and name_key = $2";
    let id: Option<Uuid> =
        on!(conn, |c| query_scalar(sql).bind(practice.uuid()).bind(fold(name)).fetch_optional(&mut *c).await?);
    Ok(id.map(OfficeId::new))
}

/// Renames an office, and the order in which everybody there stands in lists.
pub async fn rename_office(conn: &mut Conn, practice: PracticeId, id: OfficeId, name: &str) -> sqlx::Result<()> {
    let sql = "update offices set name = $3, name_key = $4 where practice_id = $1 and id = $2";
    on!(conn, |c| {
        let asked = query(sql).bind(practice.uuid()).bind(id.uuid()).bind(name).bind(fold(name));
        asked.execute(&mut *c).await.map(drop)?;
    });
    let sql = "update people set place_key = $3 where practice_id = $1 and office_id = $2 and provider_id is null";
    let key = place_key(&Place { office: id, provider: None, name: name.to_owned() });
    let written = on!(conn, |c| {
        query(sql).bind(practice.uuid()).bind(id.uuid()).bind(&key).execute(&mut *c).await?.rows_affected()
    });
    if written > 0 { people_written(conn, practice, true).await } else { Ok(()) }
}

/// Keeps the settings of a practice: everything but its TIN.
pub async fn save(conn: &mut Conn, practice: &Practice) -> sqlx::Result<()> {
    let sql = "update practices set name = $2, time_zone = $3, idle_minutes = $4, session_hours = $5, lock_minutes = $6, \
               account_type = $7 where id = $1";
    on!(conn, |c| {
        query(sql)
            .bind(practice.id.uuid())
            .bind(&practice.name)
            .bind(&practice.time_zone)
            .bind(practice.idle_minutes)
            .bind(practice.session_hours)
            .bind(practice.lock_minutes)
            .bind(practice.account_type.rank())
            .execute(&mut *c)
            .await
            .map(drop)
    })
}
