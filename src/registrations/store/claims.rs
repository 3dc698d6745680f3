//! The practice's reference file of claims.

use chrono::NaiveDate;
use sqlx::{AssertSqlSafe, query, query_as, query_scalar};

use crate::{
    domain::{
        clock::{Instant, maybe_instant, millis},
        ids::PracticeId,
    },
    on,
    registrations::{
        claims::Claim,
        form::claim_key,
        model::{Level, Request},
    },
    server::{db::Conn, sql::placeholders},
};

/// Claims written by one statement.
const ROWS: usize = 100;

/// Adds claims; one that is there already takes what the file says now.
pub async fn put(conn: &mut Conn, practice: PracticeId, claims: &[Claim], now: Instant) -> sqlx::Result<()> {
    for claims in claims.chunks(ROWS) {
        let sql = format!(
            "insert into claims (practice_id, claim_key, npi, number, birth, imported_at) values {} \
             on conflict (practice_id, claim_key, npi) do update set number = excluded.number, \
             birth = excluded.birth, imported_at = excluded.imported_at",
            placeholders(6, claims.len())
        );
        on!(conn, |c| {
            let mut query = query(AssertSqlSafe(sql));
            for claim in claims {
                query = query
                    .bind(practice.uuid())
                    .bind(claim_key(&claim.number))
                    .bind(&claim.npi)
                    .bind(&claim.number)
                    .bind(claim.birth.map(|day| day.to_string()).unwrap_or_default())
                    .bind(millis(now));
            }
            query.execute(&mut *c).await.map(drop)?;
        });
    }
    Ok(())
}

/// How many claims the practice has brought in, and when the last ones.
pub async fn count(conn: &mut Conn, practice: PracticeId) -> sqlx::Result<(i64, Option<Instant>)> {
    let sql = "select count(*), cast(coalesce(max(imported_at), 0) as bigint) from claims where practice_id = $1";
    let (claims, last): (i64, i64) = on!(conn, |c| query_as(sql).bind(practice.uuid()).fetch_one(&mut *c).await?);
    Ok((claims, maybe_instant(last)))
}

/// Whether a claim of the practice speaks for the request: its number, at provider level also that provider's NPI, and the
/// provider's date of birth wherever the file has one.
pub async fn speaks_for(conn: &mut Conn, request: &Request) -> sqlx::Result<bool> {
    let key = claim_key(&request.claim);
    if key.is_empty() {
        return Ok(false);
    }
    let sql = "select npi, birth from claims where practice_id = $1 and claim_key = $2";
    let known: Vec<(String, String)> =
        on!(conn, |c| query_as(sql).bind(request.practice.uuid()).bind(&key).fetch_all(&mut *c).await?);
    Ok(known.iter().any(|(npi, birth)| {
        (request.level == Level::Practice || *npi == request.npi) && is_that_day(birth, request.birth)
    }))
}

fn is_that_day(birth: &str, given: Option<NaiveDate>) -> bool {
    birth.is_empty() || given.is_some_and(|day| day.to_string() == birth)
}

/// Whether another request has come with the same claim number and was not denied: one claim speaks for one person.
pub async fn is_used(conn: &mut Conn, request: &Request) -> sqlx::Result<bool> {
    let sql = "select count(*) from requests where practice_id = $1 and claim_key = $2 and id <> $3 \
               and state in (1, 2, 3)";
    let key = claim_key(&request.claim);
    let others: i64 = on!(conn, |c| {
        query_scalar(sql).bind(request.practice.uuid()).bind(key).bind(request.id.uuid()).fetch_one(&mut *c).await?
    });
    Ok(others > 0)
}
