//! What authenticators were asked to sign: kept for five minutes, and taken out by the first answer.

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use chrono::Duration;
use sqlx::{query, query_as};
use uuid::Uuid;

use super::party::Question;
use crate::{
    domain::{
        clock::{Instant, millis},
        ids::SessionId,
    },
    on,
    server::db::Conn,
};

const MINUTES: i64 = 5;
/// So many wait for people of one network who sign in; the oldest makes room for another. Whoever floods us takes the
/// places of their own network, and no others.
pub const MOST_OF_A_NETWORK: i64 = 50;
/// So many wait for all of them together.
const MOST: i64 = 5000;

/// A challenge as it waits for its answer.
#[derive(Debug)]
pub struct Waiting {
    pub session: Option<SessionId>,
    pub state: Vec<u8>,
}

/// Keeps one. Of a session that adds a passkey, it is the only one.
pub async fn put(
    conn: &mut Conn,
    question: &Question,
    network: &str,
    session: Option<SessionId>,
    now: Instant,
) -> sqlx::Result<()> {
    match session {
        Some(session) => {
            let sql = "delete from passkey_challenges where session_id = $1";
            on!(conn, |c| query(sql).bind(session.uuid()).execute(&mut *c).await.map(drop)?);
        }
        None => make_room(conn, network).await?,
    }
    let sql = "insert into passkey_challenges (challenge, network, session_id, state, expires_at) \
               values ($1, $2, $3, $4, $5)";
    on!(conn, |c| {
        query(sql)
            .bind(&question.challenge)
            .bind(network)
            .bind(session.map(SessionId::uuid))
            .bind(STANDARD_NO_PAD.encode(&question.state))
            .bind(millis(now + Duration::minutes(MINUTES)))
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

/// Forgets the oldest where another one would be too many.
async fn make_room(conn: &mut Conn, network: &str) -> sqlx::Result<()> {
    let of_network = "delete from passkey_challenges where challenge in (select challenge from passkey_challenges \
                      where network = $1 and session_id is null order by expires_at desc limit 1000 offset $2)";
    let of_all = "delete from passkey_challenges where challenge in (select challenge from passkey_challenges \
                  where session_id is null order by expires_at desc limit 1000 offset $1)";
    on!(conn, |c| {
        query(of_network).bind(network).bind(MOST_OF_A_NETWORK - 1).execute(&mut *c).await?;
        query(of_all).bind(MOST - 1).execute(&mut *c).await.map(drop)
    })
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
