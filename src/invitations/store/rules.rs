//! What a practice has decided about its links.

use sqlx::{query, query_scalar};

use crate::{
    domain::ids::PracticeId,
    invitations::rules::Rules,
    on,
    server::{db::Conn, fault::Fault},
};

/// A practice that has decided nothing has the rules that everybody starts with.
pub async fn of(conn: &mut Conn, practice: PracticeId) -> Result<Rules, Fault> {
    let sql = "select link_hours from invitation_rules where practice_id = $1";
    let hours: Option<i64> = on!(conn, |c| query_scalar(sql).bind(practice.uuid()).fetch_optional(&mut *c).await?);
    Ok(hours.map_or_else(Rules::default, |link_hours| Rules { link_hours }))
}

pub async fn set(conn: &mut Conn, practice: PracticeId, rules: Rules) -> sqlx::Result<()> {
    let sql = "insert into invitation_rules (practice_id, link_hours) values ($1, $2) \
               on conflict (practice_id) do update set link_hours = excluded.link_hours";
    on!(conn, |c| query(sql).bind(practice.uuid()).bind(rules.link_hours).execute(&mut *c).await.map(drop))
}
