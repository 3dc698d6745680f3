//! `rolecall verify`: whether the stored data is whole, agrees with itself, and has an unbroken history.

use sqlx::{query, query_as, query_scalar};
use uuid::Uuid;

use super::{
    db::{Conn, Engine},
    fault::Fault,
    heads::Head,
};
use crate::{
    domain::clock::{Instant, millis},
    history, on, people,
};

/// What was looked at, and where the chains end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub people: i64,
    pub events: i64,
    pub heads: Vec<Head>,
}

/// Rules that hold between tables: what is wrong, and the id of the first record that breaks the rule.
const RULES: &[(&str, &str)] = &[
    ("practices: no set-up, but there is", "select id from practices where not exists (select 1 from installation)"),
    (
        "practices: without a chain of events is",
        "select id from practices where id not in (select practice_id from chains)",
    ),
    (
        "practices.people_version: never raised, but there are people in",
        "select id from practices r where people_version <= 0 and exists (select 1 from people p where p.practice_id = r.id)",
    ),
    (
        "people.email: shared with somebody else by",
        "select p.id from people p join people q on q.email_key = p.email_key and q.number <> p.number",
    ),
    (
        "people.office_id: in another practice for",
        "select p.id from people p join offices o on o.id = p.office_id where o.practice_id <> p.practice_id",
    ),
    (
        "people.provider_id: in another practice or office for",
        "select p.id from people p join providers v on v.id = p.provider_id \
         where v.practice_id <> p.practice_id or v.office_id <> p.office_id",
    ),
    (
        "providers.office_id: in another practice for",
        "select v.id from providers v join offices o on o.id = v.office_id where o.practice_id <> v.practice_id",
    ),
    (
        "providers.agent_person_id: in another practice for",
        "select v.id from providers v join people p on p.id = v.agent_person_id where p.practice_id <> v.practice_id",
    ),
    (
        "grants.scope: does not fit its provider in",
        "select id from grants where (scope = 'provider') <> (provider_id is not null)",
    ),
    (
        "grants.provider_id: in another practice for",
        "select g.id from grants g join providers v on v.id = g.provider_id where v.practice_id <> g.practice_id",
    ),
    (
        "credentials.username_key: another name than that of",
        "select p.id from credentials c join people p on p.id = c.person_id where c.username_key <> p.username_key",
    ),
    (
        "invitations.person_id: in another practice for",
        "select i.id from invitations i join people p on p.id = i.person_id where p.practice_id <> i.practice_id",
    ),
    (
        "invitations.state: open for somebody who has registered:",
        "select i.id from invitations i join people p on p.id = i.person_id where i.state = 0 and p.state in (1, 2)",
    ),
    (
        "invitations.token_hash: no hash of a token, or shared with another, in",
        "select i.id from invitations i where length(i.token_hash) <> 64 \
         or exists (select 1 from invitations j where j.token_hash = i.token_hash and j.id <> i.id)",
    ),
    (
        "requests.person_id: in another practice for",
        "select q.id from requests q join people p on p.id = q.person_id where p.practice_id <> q.practice_id",
    ),
    (
        "requests.provider_id: in another practice for",
        "select q.id from requests q join providers v on v.id = q.provider_id where v.practice_id <> q.practice_id",
    ),
    (
        "requests.state: decided before its address was proven:",
        "select id from requests where (state = 0 and (proven_at > 0 or due_at > 0 or decided_at > 0)) \
         or (state > 0 and (proven_at = 0 or proven_at >= proof_ends_at)) or (state > 1 and decided_at < proven_at)",
    ),
    (
        "requests.token_hash: no hash of a token in",
        "select id from requests where length(token_hash) <> 64 or length(reference) <> 14",
    ),
    (
        "account_links: of somebody in another practice, or without a hash of a token:",
        "select l.id from account_links l join people p on p.id = l.person_id \
         where p.practice_id <> l.practice_id or length(l.token_hash) <> 64",
    ),
    (
        "patients.office_id: in another practice for",
        "select l.id from patients l join offices o on o.id = l.office_id where o.practice_id <> l.practice_id",
    ),
    (
        "patients.provider_id: in another practice for",
        "select l.id from patients l join providers v on v.id = l.provider_id where v.practice_id <> l.practice_id",
    ),
    (
        "patient_moves: the last one of this patient leads to another provider:",
        "select l.id from patients l join patient_moves m on m.patient_id = l.id where m.number = \
         (select max(n.number) from patient_moves n where n.patient_id = l.id) \
         and m.to_id is distinct from l.provider_id",
    ),
    (
        "handovers.provider_id: in another practice for",
        "select h.id from handovers h join providers v on v.id = h.provider_id where v.practice_id <> h.practice_id",
    ),
    (
        "handovers: carried out, and patients are with the provider who left by it:",
        "select h.id from handovers h join providers v on v.id = h.provider_id where h.state = 'done' and h.leaves = 1 \
         and v.state = 1 and h.changed_at = (select max(l.changed_at) from handovers l where l.provider_id = v.id) \
         and exists (select 1 from patients p where p.provider_id = v.id and not exists (select 1 from patient_moves m \
         where m.patient_id = p.id and m.at > h.changed_at))",
    ),
    (
        "providers.image: not the stored picture of",
        "select v.id from providers v left join provider_images i on i.provider_id = v.id \
         where v.image <> coalesce(i.hash, '') or i.practice_id <> v.practice_id",
    ),
    (
        "people.email: none, although no other account took the place of",
        "select id from people where email = '' and id not in (select old_id from replaced_accounts)",
    ),
    (
        "replaced_accounts.old_id: of another practice, or not archived:",
        "select r.old_id from replaced_accounts r join people o on o.id = r.old_id join people n on n.id = r.new_id \
         where o.state <> 4 or o.practice_id <> r.practice_id or n.practice_id <> r.practice_id",
    ),
    (
        "employees: in another practice than their account or office:",
        "select e.id from employees e join offices o on o.id = e.office_id left join people p on p.id = e.person_id \
         where o.practice_id <> e.practice_id or p.practice_id <> e.practice_id",
    ),
    (
        "caller_questions: of somebody in another practice:",
        "select q.person_id from caller_questions q join people p on p.id = q.person_id \
         where p.practice_id <> q.practice_id",
    ),
    (
        "departures: not what the access of this person ends with:",
        "select d.person_id from departures d join people p on p.id = d.person_id \
         where p.practice_id <> d.practice_id or p.deactivates_at <> d.ends_at or p.state not in (1, 2)",
    ),
    ("calendar_feeds: no hash of a token for", "select person_id from calendar_feeds where length(token_hash) <> 64"),
    (
        "people_totals: wrong for practice",
        "select t.practice_id from (select practice_id, badge, role, registration, tier, people from people_totals \
         union all select practice_id, badge, role, registration, tier, -count(*) from people \
         group by practice_id, badge, role, registration, tier) t \
         group by t.practice_id, t.badge, t.role, t.registration, t.tier having sum(t.people) <> 0",
    ),
    (
        "mails.next_try_at: does not fit the state of",
        "select id from mails where (next_try_at > 0) <> (state in ('queued', 'deferred'))",
    ),
    (
        "mails.sealed: still holds the letter of",
        "select id from mails where sealed <> '' and state in ('bounced', 'given_up', 'cancelled')",
    ),
    (
        "seats.practice_id: of somebody, or paid by somebody, in another practice:",
        "select s.person_id from seats s join people p on p.id = s.person_id join people q on q.id = s.payer_id \
         where p.practice_id <> s.practice_id or q.practice_id <> s.practice_id",
    ),
    (
        "people.tier: less than what is paid for",
        "select s.person_id from seats s join people p on p.id = s.person_id where s.product = 'secure_mail' \
         and p.tier < case when exists (select 1 from seats o where o.person_id = s.person_id \
         and o.product = 'outlook_plugin') then 2 else 1 end and not exists (select 1 from invoice_lines l join invoices i \
         on i.id = l.invoice_id where l.person_id = s.person_id and i.by_card and (i.paid_at = 0 or i.reminders > 0))",
    ),
    (
        "charges: paid by one, and yet open or for another amount:",
        "select c.id from charges c left join invoices i on i.id = c.invoice_id where c.state = 'paid' \
         and (i.id is null or i.paid_at = 0 or i.total <> c.minor or i.practice_id <> c.practice_id)",
    ),
    (
        "invoices.total: not the sum of the lines of",
        "select i.id from invoices i where i.total <> \
         (select coalesce(sum(l.minor), 0) from invoice_lines l where l.invoice_id = i.id)",
    ),
    (
        "invoices.number: a number is missing before",
        "select i.id from invoices i where i.number > 1 and not exists \
         (select 1 from invoices j where j.practice_id = i.practice_id and j.number = i.number - 1)",
    ),
    (
        "invoices.payer_id: in another practice for",
        "select i.id from invoices i join people p on p.id = i.payer_id where p.practice_id <> i.practice_id",
    ),
    ("events: of no practice is", "select e.id from events e where e.practice_id not in (select id from practices)"),
];

/// Checks everything in one snapshot, beside a server that is running.
///
/// # Errors
/// The inner `Err` names the first bad record.
pub async fn verify(conn: &mut Conn, now: Instant) -> Result<Result<Report, String>, Fault> {
    if let Err(fault) = search_index(conn).await? {
        return Ok(Err(fault));
    }
    // A write transaction is a snapshot already.
    let begin = match conn {
        Conn::SqliteRead(_) => "begin",
        Conn::PostgresRead(_) => "begin isolation level repeatable read, read only",
        Conn::SqliteWrite(_) | Conn::PostgresWrite(_) => return checks(conn, now).await,
    };
    on!(conn, |c| query(begin).execute(&mut *c).await.map(drop)?);
    let done = checks(conn, now).await;
    on!(conn, |c| query("rollback").execute(&mut *c).await.map(drop)?);
    done
}

async fn checks(conn: &mut Conn, now: Instant) -> Result<Result<Report, String>, Fault> {
    if let Err(fault) = file(conn).await? {
        return Ok(Err(fault));
    }
    for &(what, sql) in RULES {
        let broken: Option<Uuid> = on!(conn, |c| query_scalar(sql).fetch_optional(&mut *c).await?);
        if let Some(id) = broken {
            return Ok(Err(format!("{what} {id}")));
        }
    }
    if let Some(practice) = unadministered(conn, now).await? {
        return Ok(Err(format!("grants: nobody administers practice {practice}")));
    }
    let people = match people::store::verify::verify(conn, now).await? {
        Ok(people) => people,
        Err(fault) => return Ok(Err(fault)),
    };
    let events = match history::store::verify(conn).await? {
        Ok(events) => events,
        Err(fault) => return Ok(Err(format!("events: {fault}"))),
    };
    let sql = "select c.practice_id, r.name, c.seq, c.hash from chains c join practices r on r.id = c.practice_id \
               order by r.created_at, r.id";
    let heads = on!(conn, |c| query_as(sql).fetch_all(&mut *c).await?);
    Ok(Ok(Report { people, events, heads }))
}

/// What SQLite says of its own file. PostgreSQL refuses orphans by itself and checks pages when it reads them.
pub async fn file(conn: &mut Conn) -> sqlx::Result<Result<(), String>> {
    let Engine::Sqlite(c) = conn.engine() else { return Ok(Ok(())) };
    let said: String = query_scalar("pragma integrity_check(1)").fetch_one(&mut *c).await?;
    if said != "ok" {
        return Ok(Err(said));
    }
    let orphan: Option<(String, Option<i64>, String)> =
        query_as("select \"table\", rowid, parent from pragma_foreign_key_check").fetch_optional(&mut *c).await?;
    Ok(match orphan {
        Some((table, row, parent)) => {
            Err(format!("{table}: row {} has lost its row in {parent}", row.unwrap_or_default()))
        }
        None => Ok(()),
    })
}

/// Whether SQLite's search index says of everybody what their row says. PostgreSQL keeps its index by itself.
async fn search_index(conn: &mut Conn) -> sqlx::Result<Result<(), String>> {
    let reader = matches!(conn, Conn::SqliteRead(_));
    let Engine::Sqlite(c) = conn.engine() else { return Ok(Ok(())) };
    // The check is spelled as an insert, though it changes nothing: readers refuse those.
    if reader {
        query("pragma query_only = off").execute(&mut *c).await?;
    }
    let sql = "insert into people_search (people_search, rank) values ('integrity-check', 1)";
    let checked = query(sql).execute(&mut *c).await;
    if reader {
        query("pragma query_only = on").execute(&mut *c).await?;
    }
    match checked {
        Ok(_) => Ok(Ok(())),
        // SQLITE_CORRUPT_VTAB
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("267") => {
            Ok(Err("people_search: does not agree with people.search_key".into()))
        }
        Err(error) => Err(error),
    }
}

/// A practice with people and without anybody who administers it and can sign in. One whose people have all been invited
/// and have not come yet is only beginning.
async fn unadministered(conn: &mut Conn, now: Instant) -> sqlx::Result<Option<Uuid>> {
    let sql = "select r.id from practices r where r.kind = 'practice' \
               and exists (select 1 from people p where p.practice_id = r.id and p.state > 0) \
               and not exists (select 1 from grants g join people p on p.id = g.person_id \
               where g.practice_id = r.id and g.role in ('practice_owner', 'practice_administrator') \
               and g.scope = 'practice' and (g.ends_at = 0 or g.ends_at > $1) and p.state in (1, 2) \
               and (p.deactivates_at = 0 or p.deactivates_at > $1))";
    on!(conn, |c| query_scalar(sql).bind(millis(now)).fetch_optional(&mut *c).await)
}
