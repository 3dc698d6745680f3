//! What a reviewer should know besides the request: earlier ones, the same claim elsewhere, people it may be (N-07).

use uuid::Uuid;

use super::{fetch, inside};
use crate::{
    domain::{
        fold::fold,
        ids::{PersonId, ProviderId},
        scope::Reach,
    },
    people::store::email_key,
    registrations::{form::claim_key, model::Request, views::Twin},
    server::{
        db::Conn,
        fault::Fault,
        sql::{Sql, Value},
    },
};

/// So many are shown of each.
const MOST: usize = 20;

/// Other requests by the same address or name, or with the same claim number, newest first.
pub async fn requests(conn: &mut Conn, reach: Reach, request: &Request) -> Result<Vec<Request>, Fault> {
    let key = claim_key(&request.claim);
    let found = fetch(conn, |sql| {
        inside(sql, reach);
        sql.push(" and q.id <> ");
        sql.bind(Value::Id(request.id.uuid()));
        sql.push(" and (q.email_key = ");
        sql.bind(Value::Text(email_key(&request.email)));
        sql.push(" or q.name_key = ");
        sql.bind(Value::Text(fold(&format!("{} {}", request.last_name, request.first_name))));
        if !key.is_empty() {
            sql.push(" or q.claim_key = ");
            sql.bind(Value::Text(key.clone()));
        }
        sql.push(&format!(") order by q.submitted_at desc, q.id desc limit {MOST}"));
    });
    found.await
}

/// Whether the two are by one applicant, as far as address and name tell.
pub fn same_person(one: &Request, other: &Request) -> bool {
    email_key(&one.email) == email_key(&other.email) || fold(&one.name()) == fold(&other.name())
}

pub fn same_claim(one: &Request, other: &Request) -> bool {
    let key = claim_key(&one.claim);
    !key.is_empty() && key == claim_key(&other.claim)
}

/// People inside of `reach` with the same address or name; and whether the address belongs to somebody outside of it.
pub async fn twins(conn: &mut Conn, reach: Reach, request: &Request) -> Result<(Vec<Twin>, bool), Fault> {
    let email = email_key(&request.email);
    let mut sql = Sql::default();
    sql.push("select p.id, p.practice_id, p.provider_id, p.first_name, p.last_name, p.email, p.email_key from people p where p.email_key = ");
    sql.bind(Value::Text(email.clone()));
    sql.push(" or (p.practice_id = ");
    sql.bind(Value::Id(reach.practice.uuid()));
    sql.push(" and p.last_key = ");
    sql.bind(Value::Text(format!("{} {}", fold(&request.last_name), fold(&request.first_name))));
    sql.push(&format!(") order by p.id limit {MOST}"));
    type Row = (Uuid, Uuid, Option<Uuid>, String, String, String, String);
    let rows: Vec<Row> = sql.rows(conn).await?;
    let mut elsewhere = false;
    let mut twins = Vec::new();
    for (id, practice, provider, first, last, address, key) in rows {
        let same_address = key == email;
        if practice == reach.practice.uuid() && reach.covers(provider.map(ProviderId::new)) {
            let name = format!("{first} {last}").trim().to_owned();
            twins.push(Twin { person: PersonId::new(id), name, email: address, same_address });
        } else {
            elsewhere |= same_address;
        }
    }
    // Whoever it has become is no twin.
    twins.retain(|twin| Some(twin.person) != request.person);
    Ok((twins, elsewhere))
}
