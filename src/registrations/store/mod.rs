//! Requests in the database; lists in [`list`], claims in [`claims`].

pub mod brake;
pub mod claims;
pub mod list;
pub mod overdue;
pub mod reasons;
pub mod related;

use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

use super::{
    form::claim_key,
    model::{Decision, Level, Request, State},
    reasons::{Reason, Wording},
};
use crate::{
    domain::{
        clock::{Instant, instant, maybe_instant, maybe_millis, millis},
        fold::fold,
        ids::{PersonId, PracticeId, ProviderId, RequestId},
        role::Role,
        scope::Reach,
    },
    on,
    people::store::email_key,
    server::{
        db::Conn,
        fault::Fault,
        sql::{Sql, Value},
    },
    session::store::token_hash,
};

#[derive(FromRow)]
struct Row {
    id: Uuid,
    practice_id: Uuid,
    provider_id: Option<Uuid>,
    place_name: String,
    reference: String,
    level: i16,
    tin: String,
    npi: String,
    claim: String,
    birth: String,
    role: i16,
    title: String,
    first_name: String,
    middle_name: String,
    last_name: String,
    email: String,
    phone: String,
    language: String,
    state: i16,
    submitted_at: i64,
    proof_ends_at: i64,
    proven_at: i64,
    due_at: i64,
    decided_at: i64,
    decided_by: Option<Uuid>,
    decided_by_name: String,
    decided_role: i16,
    reason: String,
    reason_en: String,
    reason_es: String,
    note: String,
    person_id: Option<Uuid>,
}

const COLUMNS: &str = "select q.id, q.practice_id, q.provider_id, q.place_name, q.reference, q.level, q.tin, q.npi, \
                       q.claim, q.birth, q.role, q.title, q.first_name, q.middle_name, q.last_name, q.email, q.phone, \
                       q.language, q.state, q.submitted_at, q.proof_ends_at, q.proven_at, q.due_at, q.decided_at, \
                       q.decided_by, q.decided_by_name, q.decided_role, q.reason, q.reason_en, q.reason_es, q.note, q.person_id \
                       from requests q where ";

impl TryFrom<Row> for Request {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        let wrong = |column: &str| Fault::inconsistent(format!("requests.{column} of {}", row.id));
        let decision = match maybe_instant(row.decided_at) {
            None => None,
            Some(at) => Some(Decision {
                by: row.decided_by.map(PersonId::new),
                by_name: row.decided_by_name,
                at,
                role: Role::from_rank(row.decided_role).ok_or_else(|| wrong("decided_role"))?,
                reason: Reason::stored(&row.reason, Wording { en: row.reason_en, es: row.reason_es }),
                note: row.note,
            }),
        };
        Ok(Self {
            id: RequestId::new(row.id),
            practice: PracticeId::new(row.practice_id),
            provider: row.provider_id.map(ProviderId::new),
            level: Level::from_rank(row.level).ok_or_else(|| wrong("level"))?,
            birth: super::form::birth(&row.birth).ok(),
            role: Role::from_rank(row.role).ok_or_else(|| wrong("role"))?,
            state: State::from_rank(row.state).ok_or_else(|| wrong("state"))?,
            place_name: row.place_name,
            reference: row.reference,
            tin: row.tin,
            npi: row.npi,
            claim: row.claim,
            title: row.title,
            first_name: row.first_name,
            middle_name: row.middle_name,
            last_name: row.last_name,
            email: row.email,
            phone: row.phone,
            language: row.language,
            submitted: instant(row.submitted_at),
            proof_ends: instant(row.proof_ends_at),
            proven: maybe_instant(row.proven_at),
            due: maybe_instant(row.due_at),
            decision,
            person: row.person_id.map(PersonId::new),
        })
    }
}

async fn fetch(conn: &mut Conn, condition: impl FnOnce(&mut Sql)) -> Result<Vec<Request>, Fault> {
    let mut sql = Sql::default();
    sql.push(COLUMNS);
    condition(&mut sql);
    let rows: Vec<Row> = sql.rows(conn).await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Narrows a statement about requests `q` to those inside of `reach`.
pub fn inside(sql: &mut Sql, reach: Reach) {
    sql.push("q.practice_id = ");
    sql.bind(Value::Id(reach.practice.uuid()));
    if let Some(provider) = reach.provider {
        sql.push(" and q.provider_id = ");
        sql.bind(Value::Id(provider.uuid()));
    }
}

/// One request inside of `reach`; a foreign id answers like an unknown one.
pub async fn find(conn: &mut Conn, reach: Reach, id: RequestId) -> Result<Option<Request>, Fault> {
    let found = fetch(conn, |sql| {
        inside(sql, reach);
        sql.push(" and q.id = ");
        sql.bind(Value::Id(id.uuid()));
    });
    Ok(found.await?.into_iter().next())
}

/// The request behind a link. The one lookup that no practice narrows: the token is the right to it.
pub async fn by_token(conn: &mut Conn, token: &str) -> Result<Option<Request>, Fault> {
    let hash = token_hash(token);
    let found = fetch(conn, |sql| {
        sql.push("q.token_hash = ");
        sql.bind(Value::Text(hash));
    });
    Ok(found.await?.into_iter().next())
}

/// The request that reference and address name together; either alone finds nothing.
pub async fn by_reference(conn: &mut Conn, reference: &str, email: &str) -> Result<Option<Request>, Fault> {
    let found = fetch(conn, |sql| {
        sql.push("q.reference = ");
        sql.bind(Value::Text(reference.into()));
        sql.push(" and q.email_key = ");
        sql.bind(Value::Text(email_key(email)));
    });
    Ok(found.await?.into_iter().next())
}

/// How many requests were made with an address since `since`, for whatever practice.
pub async fn made_with(conn: &mut Conn, email: &str, since: Instant) -> sqlx::Result<i64> {
    let sql = "select count(*) from requests where email_key = $1 and submitted_at > $2";
    on!(conn, |c| query_scalar(sql).bind(email_key(email)).bind(millis(since)).fetch_one(&mut *c).await)
}

fn reason_name(request: &Request) -> &'static str {
    request.decision.as_ref().and_then(|decision| decision.reason.as_ref()).map_or("", Reason::name)
}

fn wording(request: &Request) -> Wording {
    let reason = request.decision.as_ref().and_then(|decision| decision.reason.as_ref());
    reason.map(Reason::wording).unwrap_or_default()
}

fn search_key(request: &Request) -> String {
    let name = [&request.first_name, &request.middle_name, &request.last_name];
    let name: Vec<_> = name.iter().map(|part| fold(part)).filter(|part| !part.is_empty()).collect();
    let by_last = format!("{}, {}", fold(&request.last_name), fold(&request.first_name));
    let rest = [
        email_key(&request.email),
        fold(&request.reference),
        request.tin.clone(),
        request.npi.clone(),
        claim_key(&request.claim).to_lowercase(),
    ];
    [vec![name.join(" "), by_last], rest.to_vec()].concat().join("\u{1f}")
}

/// `token`: what the link that proves the address is opened by; not stored.
pub async fn insert(conn: &mut Conn, request: &Request, token: &str) -> sqlx::Result<()> {
    let sql = "insert into requests (id, practice_id, provider_id, place_name, place_key, reference, token_hash, \
               level, tin, npi, identifier, claim, claim_key, birth, role, title, first_name, middle_name, last_name, \
               email, phone, language, state, submitted_at, proof_ends_at, proven_at, due_at, decided_at, \
               decided_by, decided_by_name, decided_role, reason, note, person_id, name_key, email_key, search_key, \
               reason_en, reason_es) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, \
               $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39)";
    let decision = request.decision.as_ref();
    let wording = wording(request);
    on!(conn, |c| {
        query(sql)
            .bind(request.id.uuid())
            .bind(request.practice.uuid())
            .bind(request.provider.map(ProviderId::uuid))
            .bind(&request.place_name)
            .bind(fold(&request.place_name))
            .bind(&request.reference)
            .bind(token_hash(token))
            .bind(request.level.rank())
            .bind(&request.tin)
            .bind(&request.npi)
            .bind(request.identifier())
            .bind(&request.claim)
            .bind(claim_key(&request.claim))
            .bind(request.birth.map(|day| day.to_string()).unwrap_or_default())
            .bind(request.role.rank())
            .bind(&request.title)
            .bind(&request.first_name)
            .bind(&request.middle_name)
            .bind(&request.last_name)
            .bind(&request.email)
            .bind(&request.phone)
            .bind(&request.language)
            .bind(request.state.rank())
            .bind(millis(request.submitted))
            .bind(millis(request.proof_ends))
            .bind(maybe_millis(request.proven))
            .bind(maybe_millis(request.due))
            .bind(maybe_millis(decision.map(|decision| decision.at)))
            .bind(decision.and_then(|decision| decision.by).map(PersonId::uuid))
            .bind(decision.map_or("", |decision| decision.by_name.as_str()))
            .bind(decision.map_or(0, |decision| decision.role.rank()))
            .bind(reason_name(request))
            .bind(decision.map_or("", |decision| decision.note.as_str()))
            .bind(request.person.map(PersonId::uuid))
            .bind(fold(&format!("{} {}", request.last_name, request.first_name)))
            .bind(email_key(&request.email))
            .bind(search_key(request))
            .bind(&wording.en)
            .bind(&wording.es)
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

/// Stores a step of the request's life if it still stands where it stood `before`: of many at once, one succeeds.
pub async fn step(conn: &mut Conn, before: State, request: &Request) -> sqlx::Result<bool> {
    let sql = "update requests set state = $4, proven_at = $5, due_at = $6, decided_at = $7, decided_by = $8, \
               decided_by_name = $9, decided_role = $10, reason = $11, note = $12, person_id = $13, reason_en = $14, \
               reason_es = $15 where practice_id = $1 and id = $2 and state = $3";
    let decision = request.decision.as_ref();
    let wording = wording(request);
    let stored = on!(conn, |c| {
        query(sql)
            .bind(request.practice.uuid())
            .bind(request.id.uuid())
            .bind(before.rank())
            .bind(request.state.rank())
            .bind(maybe_millis(request.proven))
            .bind(maybe_millis(request.due))
            .bind(maybe_millis(decision.map(|decision| decision.at)))
            .bind(decision.and_then(|decision| decision.by).map(PersonId::uuid))
            .bind(decision.map_or("", |decision| decision.by_name.as_str()))
            .bind(decision.map_or(0, |decision| decision.role.rank()))
            .bind(reason_name(request))
            .bind(decision.map_or("", |decision| decision.note.as_str()))
            .bind(request.person.map(PersonId::uuid))
            .bind(&wording.en)
            .bind(&wording.es)
            .execute(&mut *c)
            .await?
            .rows_affected()
    });
    Ok(stored == 1)
}

/// Where a request goes that names a provider: practice, provider and its name. Several practices may list one NPI; the
/// TIN then says which is meant.
pub async fn provider(conn: &mut Conn, npi: &str, tin: &str) -> sqlx::Result<Option<(PracticeId, ProviderId, String)>> {
    let sql = "select v.practice_id, v.id, v.name from providers v join practices r on r.id = v.practice_id \
               where v.npi = $1 and ($2 = '' or r.tin = $2) order by v.id limit 2";
    let found: Vec<(Uuid, Uuid, String)> = on!(conn, |c| query_as(sql).bind(npi).bind(tin).fetch_all(&mut *c).await?);
    Ok(match <[_; 1]>::try_from(found) {
        Ok([(practice, provider, name)]) => Some((PracticeId::new(practice), ProviderId::new(provider), name)),
        Err(_) => None,
    })
}
