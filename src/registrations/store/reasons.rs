//! The practice's own list of reasons for denials.

use sqlx::{query, query_as};

use crate::{
    domain::ids::PracticeId,
    on,
    registrations::reasons::{Listed, Wording, standard},
    server::{db::Conn, fault::Fault},
};

/// In the practice's order; everybody's for a practice that has decided nothing.
pub async fn of(conn: &mut Conn, practice: PracticeId) -> Result<Vec<Listed>, Fault> {
    let sql = "select name, en, es, offered from denial_reasons where practice_id = $1 order by position";
    let rows: Vec<(String, String, String, bool)> =
        on!(conn, |c| query_as(sql).bind(practice.uuid()).fetch_all(&mut *c).await?);
    if rows.is_empty() {
        return Ok(standard());
    }
    Ok(rows.into_iter().map(|(name, en, es, offered)| Listed { name, wording: Wording { en, es }, offered }).collect())
}

/// Puts the list in place of the one that was there.
pub async fn set(conn: &mut Conn, practice: PracticeId, list: &[Listed]) -> sqlx::Result<()> {
    let sql = "delete from denial_reasons where practice_id = $1";
    on!(conn, |c| query(sql).bind(practice.uuid()).execute(&mut *c).await.map(drop)?);
    let sql =
        "insert into denial_reasons (practice_id, position, name, en, es, offered) values ($1, $2, $3, $4, $5, $6)";
    for (position, one) in (0_i16..).zip(list) {
        on!(conn, |c| {
            query(sql)
                .bind(practice.uuid())
                .bind(position)
                .bind(&one.name)
                .bind(&one.wording.en)
                .bind(&one.wording.es)
                .bind(one.offered)
                .execute(&mut *c)
                .await
                .map(drop)?;
        });
    }
    Ok(())
}
