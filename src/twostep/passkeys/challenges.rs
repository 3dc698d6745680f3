//! What authenticators were asked to sign: kept for five minutes, and taken out by the first answer.

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use chrono::Duration;
use sqlx::{query, query_as, query_scalar};
use uuid::Uuid;

use crate::{
    domain::{
        clock::{Instant, millis},
        ids::SessionId,
    },
    on,
    server::db::Conn,
};

const MINUTES: i64 = 5;
/// So many are open at once and no more: anybody may ask for one.
pub const MOST: i64 = 5000;

/// A challenge as it waits for its answer.
#[derive(Debug)]
pub struct Waiting {
    pub session: Option<SessionId>,
    pub state: Vec<u8>,
}

/// Keeps one. `false`: too many are open.
pub async fn put(
    conn: &mut Conn,
    challenge: &str,
    session: Option<SessionId>,
    state: &[u8],
    now: Instant,
) -> sqlx::Result<bool> {
    let open: i64 = on!(conn, |c| {
        query_scalar("select count(*) from passkey_challenges where expires_at > $1")
            .bind(millis(now))
            .fetch_one(&mut *c)
            .await?
    });
    if open >= MOST {
        return Ok(false);
    }
    let sql = "insert into passkey_challenges (challenge, session_id, state, expires_at) values ($1, $2, $3, $4)";
    on!(conn, |c| {
        query(sql)
            .bind(challenge)
            .bind(session.map(SessionId::uuid))
            .bind(STANDARD_NO_PAD.encode(state))
            .bind(millis(now + Duration::minutes(MINUTES)))
            .execute(&mut *c)
            .await?;
    });
    Ok(true)
}

/// Takes one out, so that no second answer finds it.
pub async fn take(conn: &mut Conn, challenge: &str, now: Instant) -> sqlx::Result<Option<Waiting>> {
    let sql = "delete from passkey_challenges where challenge = $1 returning session_id, state, expires_at";
    let row: Option<(Option<Uuid>, String, i64)> =
        on!(conn, |c| query_as(sql).bind(challenge).fetch_optional(&mut *c).await?);
    Ok(row.filter(|(_, _, expires)| *expires > millis(now)).and_then(|(session, state, _)| {
        Some(Waiting { session: session.map(SessionId::new), state: STANDARD_NO_PAD.decode(state).ok()? })
    }))
}

/// Forgets those that nobody has answered.
pub async fn sweep(conn: &mut Conn, now: Instant) -> sqlx::Result<()> {
    let sql = "delete from passkey_challenges where expires_at <= $1";
    on!(conn, |c| query(sql).bind(millis(now)).execute(&mut *c).await.map(drop))
}
