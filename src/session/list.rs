//! Somebody's sessions: listed, ended one by one.

use sqlx::{FromRow, query, query_as};
use uuid::Uuid;

use super::{device::Device, model::SessionView};
use crate::{
    domain::{
        clock::{instant, millis},
        ids::{PersonId, SessionId},
    },
    on,
    server::{db::Conn, doors::Query, fault::Fault},
};

#[derive(FromRow)]
struct Row {
    id: Uuid,
    address: String,
    agent: String,
    created_at: i64,
    seen_at: i64,
    idle_minutes: i32,
}

/// The sessions of a person that still open something, the last used first. One that waits for its second step opens
/// nothing yet.
pub async fn of(cx: &mut Query, person: PersonId) -> Result<Vec<SessionView>, Fault> {
    let sql = "select s.id, s.address, s.agent, s.created_at, s.seen_at, r.idle_minutes from sessions s \
               join practices r on r.id = s.practice_id where s.person_id = $1 and s.ends_at > $2 and s.awaits = '' \
               order by s.created_at";
    let now = cx.now;
    let rows: Vec<Row> =
        on!(&mut cx.conn, |c| query_as(sql).bind(person.uuid()).bind(millis(now)).fetch_all(&mut *c).await?);
    let mut sessions = Vec::with_capacity(rows.len());
    for row in rows {
        let id = SessionId::new(row.id);
        let seen = cx.state.activity.seen(id, instant(row.seen_at));
        if now - seen < chrono::Duration::minutes(row.idle_minutes.into()) {
            sessions.push(SessionView {
                id,
                device: Device::of(&row.agent),
                address: row.address,
                since: cx.local(instant(row.created_at)),
                seen: cx.local(seen),
                current: id == cx.viewer.session,
            });
        }
    }
    sessions.sort_by_key(|session| (!session.current, std::cmp::Reverse(session.seen)));
    Ok(sessions)
}

/// Ends a session if it is this person's; `false`: it is not.
pub async fn end_of(conn: &mut Conn, person: PersonId, session: SessionId) -> sqlx::Result<bool> {
    let sql = "delete from sessions where id = $1 and person_id = $2";
    let ended =
        on!(conn, |c| { query(sql).bind(session.uuid()).bind(person.uuid()).execute(&mut *c).await?.rows_affected() });
    Ok(ended == 1)
}

/// Ends all sessions of a person but one, and says how many there were.
pub async fn end_others(conn: &mut Conn, person: PersonId, kept: SessionId) -> sqlx::Result<u64> {
    let sql = "delete from sessions where person_id = $1 and id <> $2";
    on!(conn, |c| Ok(query(sql).bind(person.uuid()).bind(kept.uuid()).execute(&mut *c).await?.rows_affected()))
}
