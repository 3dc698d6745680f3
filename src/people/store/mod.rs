//! People in the database: one person here, lists in [`list`], grants in [`grants`].

pub mod grants;
pub mod list;
pub mod totals;
pub mod verify;
mod write;

pub use write::{insert, insert_many, save};

use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

use super::model::{AccountState, Lock, LockReason, Notice, Person, Tier};
use crate::{
    domain::{
        clock::{Instant, instant, maybe_instant, maybe_millis, millis},
        fold::fold,
        ids::{OfficeId, PersonId, PracticeId, ProviderId},
        role::Role,
        scope::Reach,
    },
    history::store::lock_chain,
    on,
    practices::{
        model::Place,
        store::{people_written, place_key},
    },
    server::{
        db::Conn,
        fault::Fault,
        sql::{Sql, Value},
    },
};

/// How many values one statement takes.
pub const AT_ONCE: usize = 500;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    office_id: Uuid,
    provider_id: Option<Uuid>,
    place: String,
    first_name: String,
    middle_name: String,
    last_name: String,
    username: String,
    email: String,
    phone: String,
    mobile: String,
    mobile_carrier: String,
    title: String,
    employee_no: String,
    language: String,
    notices: String,
    role: i16,
    state: i16,
    tier: i16,
    created_at: i64,
    registered_at: i64,
    active_at: i64,
    invite_expires_at: i64,
    invite_bounced_at: i64,
    locked_at: i64,
    lock_reason: String,
    lock_ends_at: i64,
    deactivates_at: i64,
    version: i64,
}

/// A row that breaks an invariant names its table, column and key.
pub(super) fn known<T>(value: Option<T>, column: &str, id: Uuid) -> Result<T, Fault> {
    value.ok_or_else(|| Fault::inconsistent(format!("people.{column} of {id}")))
}

impl TryFrom<Row> for Person {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        let lock = maybe_instant(row.locked_at).map(|since| Lock {
            since,
            reason: match row.lock_reason.as_str() {
                "by_administrator" => LockReason::ByAdministrator,
                "too_many_codes" => LockReason::TooManyCodes,
                _ => LockReason::TooManyFailures,
            },
            ends: maybe_instant(row.lock_ends_at),
        });
        Ok(Self {
            id: PersonId::new(row.id),
            place: Place {
                office: OfficeId::new(row.office_id),
                provider: row.provider_id.map(ProviderId::new),
                name: row.place,
            },
            role: known(Role::from_rank(row.role), "role", row.id)?,
            state: known(AccountState::from_rank(row.state), "state", row.id)?,
            tier: known(Tier::from_rank(row.tier), "tier", row.id)?,
            notices: row.notices.split(',').filter_map(Notice::from_name).collect(),
            first_name: row.first_name,
            middle_name: row.middle_name,
            last_name: row.last_name,
            username: row.username,
            email: row.email,
            phone: row.phone,
            mobile: row.mobile,
            mobile_carrier: row.mobile_carrier,
            title: row.title,
            employee_no: row.employee_no,
            language: row.language,
            created: instant(row.created_at),
            registered: maybe_instant(row.registered_at),
            active: maybe_instant(row.active_at),
            invite_expires: maybe_instant(row.invite_expires_at),
            invite_bounced: maybe_instant(row.invite_bounced_at),
            lock,
            deactivates: maybe_instant(row.deactivates_at),
            version: row.version,
        })
    }
}

macro_rules! person_columns {
    () => {
        "p.id, p.office_id, p.provider_id, coalesce(v.name, o.name) as place, p.first_name, p.middle_name, \
         p.last_name, p.username, p.email, p.phone, p.mobile, p.mobile_carrier, p.title, p.employee_no, p.language, \
         p.notices, p.role, p.state, p.tier, p.created_at, p.registered_at, p.active_at, p.invite_expires_at, \
         p.invite_bounced_at, p.locked_at, p.lock_reason, p.lock_ends_at, p.deactivates_at, p.version"
    };
}
use person_columns;

macro_rules! select_person {
    ($rest:literal) => {
        concat!(
            "select ",
            person_columns!(),
            " from people p join offices o on o.id = p.office_id left join providers v on v.id = p.provider_id ",
            $rest
        )
    };
}

/// One person inside of `reach`; a foreign id answers like an unknown one.
pub async fn find(conn: &mut Conn, reach: Reach, id: PersonId) -> Result<Option<Person>, Fault> {
    let sql = select_person!("where p.id = $1 and p.practice_id = $2");
    let row: Option<Row> =
        on!(conn, |c| query_as(sql).bind(id.uuid()).bind(reach.practice.uuid()).fetch_optional(&mut *c).await?);
    let person: Option<Person> = row.map(TryInto::try_into).transpose()?;
    Ok(person.filter(|person| reach.covers(person.place.provider)))
}

/// All people of a practice, for comparing a roster with them.
pub async fn all(conn: &mut Conn, reach: Reach) -> Result<Vec<Person>, Fault> {
    let sql = select_person!("where p.practice_id = $1 order by p.number");
    let rows: Vec<Row> = on!(conn, |c| query_as(sql).bind(reach.practice.uuid()).fetch_all(&mut *c).await?);
    let people: Result<Vec<Person>, Fault> = rows.into_iter().map(TryInto::try_into).collect();
    Ok(people?.into_iter().filter(|person| reach.covers(person.place.provider)).collect())
}

/// The columns that lists sort, filter and find by, derived from a person's facts in this one place.
#[derive(Debug, PartialEq, Eq, FromRow)]
struct Derived {
    badge: i16,
    badge_changes_at: i64,
    registration: i16,
    last_key: String,
    first_key: String,
    username_key: String,
    email_key: String,
    place_key: String,
    search_key: String,
}

impl Derived {
    fn of(person: &Person, now: Instant) -> Self {
        let facts = person.facts();
        let (first, last) = (fold(&person.first_name), fold(&person.last_name));
        let (username_key, email_key) = (fold(&person.username), email_key(&person.email));
        // An account that has given its address up shares none with anybody.
        let own_key = if email_key.is_empty() { person.id.to_string() } else { email_key.clone() };
        // Somebody without a name stands where their address would.
        let (first, last) =
            if first.is_empty() && last.is_empty() { (email_key.clone(), String::new()) } else { (first, last) };
        Self {
            badge: facts.kind(now).rank(),
            badge_changes_at: maybe_millis(facts.changes(now)),
            registration: person.state.registration(person.registered.is_some()).rank(),
            search_key: search_key(person, &username_key, &email_key),
            // The other name breaks ties as people expect it.
            last_key: format!("{last} {first}").trim_start().to_owned(),
            first_key: format!("{first} {last}"),
            username_key,
            email_key: own_key,
            place_key: place_key(&person.place),
        }
    }
}

/// What "contains" search looks in: both orders of the name, username, e-mail; parts that no search can span.
fn search_key(person: &Person, username_key: &str, email_key: &str) -> String {
    let name = |parts: [&str; 3]| {
        let parts: Vec<_> = parts.iter().map(|part| fold(part)).filter(|part| !part.is_empty()).collect();
        parts.join(" ")
    };
    let by_first = name([&person.first_name, &person.middle_name, &person.last_name]);
    let by_last = format!("{}, {}", fold(&person.last_name), fold(&person.first_name));
    [&by_first, &by_last, username_key, email_key].join("\u{1f}")
}

/// Two spellings of one address are one address: case and accents don't count.
pub fn email_key(email: &str) -> String {
    fold(email.trim())
}

/// Who owns an e-mail address, in any practice: one address, one person.
pub async fn owner_of_email(conn: &mut Conn, email: &str) -> sqlx::Result<Option<PersonId>> {
    let sql = "select id from people where email_key = $1";
    let id: Option<Uuid> = on!(conn, |c| query_scalar(sql).bind(email_key(email)).fetch_optional(&mut *c).await?);
    Ok(id.map(PersonId::new))
}

/// Which of the addresses belong to somebody already, in any practice; as keys, not as they were written.
pub async fn emails_in_use<'a>(conn: &mut Conn, emails: impl Iterator<Item = &'a str>) -> sqlx::Result<Vec<String>> {
    let keys: Vec<_> = emails.map(|email| Value::Text(email_key(email))).collect();
    let mut used = Vec::new();
    for keys in keys.chunks(AT_ONCE) {
        let mut sql = Sql::default();
        sql.push("select email_key from people where email_key in ");
        sql.bind_list(keys.iter().cloned());
        let rows: Vec<(String,)> = sql.rows(conn).await?;
        used.extend(rows.into_iter().map(|(key,)| key));
    }
    Ok(used)
}

/// People by their ids, in no order; of more than [`AT_ONCE`] only the first. Those outside of `reach` are left out.
pub async fn some(conn: &mut Conn, reach: Reach, ids: &[PersonId]) -> Result<Vec<Person>, Fault> {
    let mut sql = Sql::default();
    sql.push(select_person!("where p.practice_id = "));
    sql.bind(Value::Id(reach.practice.uuid()));
    sql.push(" and p.id in ");
    sql.bind_list(ids.iter().take(AT_ONCE).map(|id| Value::Id(id.uuid())));
    let rows: Vec<Row> = sql.rows(conn).await?;
    let people: Result<Vec<Person>, Fault> = rows.into_iter().map(TryInto::try_into).collect();
    Ok(people?.into_iter().filter(|person| reach.covers(person.place.provider)).collect())
}

/// The practice a person belongs to.
pub async fn practice_of(conn: &mut Conn, person: PersonId) -> sqlx::Result<Option<PracticeId>> {
    let sql = "select practice_id from people where id = $1";
    let id: Option<Uuid> = on!(conn, |c| query_scalar(sql).bind(person.uuid()).fetch_optional(&mut *c).await?);
    Ok(id.map(PracticeId::new))
}

/// The language that somebody likes to be written to in, as its tag.
pub async fn language_of(conn: &mut Conn, person: PersonId) -> sqlx::Result<String> {
    let sql = "select language from people where id = $1";
    on!(conn, |c| query_scalar(sql).bind(person.uuid()).fetch_one(&mut *c).await)
}

/// How many people of the practice, archived ones included, lie inside of `reach`.
pub async fn count(conn: &mut Conn, practice: PracticeId) -> sqlx::Result<i64> {
    let sql = "select count(*) from people where practice_id = $1";
    on!(conn, |c| query_scalar(sql).bind(practice.uuid()).fetch_one(&mut *c).await)
}

/// Whether time alone has changed a badge.
pub async fn badges_due(conn: &mut Conn, now: Instant) -> sqlx::Result<bool> {
    let sql = "select count(*) from (select 1 from people where badge_changes_at > 0 and badge_changes_at <= $1 limit 1) as due";
    let due: i64 = on!(conn, |c| query_scalar(sql).bind(millis(now)).fetch_one(&mut *c).await?);
    Ok(due > 0)
}

/// Brings derived badges of one practice up to date that time alone has changed; at most `limit` at once.
pub async fn refresh_badges(conn: &mut Conn, now: Instant, limit: i64) -> Result<usize, Fault> {
    let sql = "select practice_id from people where badge_changes_at > 0 and badge_changes_at <= $1 limit 1";
    let due: Option<Uuid> = on!(conn, |c| query_scalar(sql).bind(millis(now)).fetch_optional(&mut *c).await?);
    let Some(practice) = due.map(PracticeId::new) else { return Ok(0) };
    // No command of the practice may change the facts between reading them and writing what follows from them.
    lock_chain(conn, practice).await?;
    let sql = select_person!(
        "where p.practice_id = $1 and p.badge_changes_at > 0 and p.badge_changes_at <= $2 order by p.number limit $3"
    );
    let rows: Vec<Row> =
        on!(conn, |c| { query_as(sql).bind(practice.uuid()).bind(millis(now)).bind(limit).fetch_all(&mut *c).await? });
    let count = rows.len();
    for row in rows {
        let id = row.id;
        let derived = Derived::of(&row.try_into()?, now);
        let sql = "update people set badge = $2, badge_changes_at = $3 where id = $1";
        on!(conn, |c| {
            query(sql).bind(id).bind(derived.badge).bind(derived.badge_changes_at).execute(&mut *c).await.map(drop)?;
        });
    }
    people_written(conn, practice, true).await?;
    Ok(count)
}
