//! People in the database: one person here, lists in [`list`], grants in [`grants`].

pub mod grants;
pub mod list;
pub mod totals;
pub mod verify;

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
    on,
    practices::{
        model::Place,
        store::{people_written, place_key},
    },
    server::{db::Conn, fault::Fault},
};

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
            reason: if row.lock_reason == "by_administrator" {
                LockReason::ByAdministrator
            } else {
                LockReason::TooManyFailures
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
        Self {
            badge: facts.kind(now).rank(),
            badge_changes_at: maybe_millis(facts.changes(now)),
            registration: person.state.registration(person.registered.is_some()).rank(),
            search_key: search_key(person, &username_key, &email_key),
            // The other name breaks ties as people expect it.
            last_key: format!("{last} {first}"),
            first_key: format!("{first} {last}"),
            username_key,
            email_key,
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

/// Stores a new person. `Ok(false)`: the e-mail address is somebody's already.
pub async fn insert(conn: &mut Conn, practice: PracticeId, person: &Person, now: Instant) -> Result<bool, Fault> {
    let sql = "insert into people (practice_id, id, office_id, provider_id, first_name, middle_name, last_name, username, \
               email, phone, mobile, mobile_carrier, title, employee_no, language, notices, role, state, tier, \
               created_at, registered_at, active_at, invite_expires_at, invite_bounced_at, locked_at, lock_reason, \
               lock_ends_at, deactivates_at, version, badge, badge_changes_at, registration, last_key, first_key, \
               username_key, email_key, place_key, search_key) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, \
               $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, \
               $32, $33, $34, $35, $36, $37, $38)";
    match write(conn, sql, practice, person, now).await {
        Ok(_) => Ok(true),
        Err(error) if crate::server::db::violates(&error, "people_email_key", "people.email_key") => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Stores what changed of a person, if nobody else did meanwhile: `person.version` is the new version.
///
/// `Ok(false)`: somebody did.
pub async fn save(conn: &mut Conn, practice: PracticeId, person: &Person, now: Instant) -> Result<bool, Fault> {
    let sql = "update people set office_id = $3, provider_id = $4, first_name = $5, middle_name = $6, last_name = $7, \
               username = $8, email = $9, phone = $10, mobile = $11, mobile_carrier = $12, title = $13, \
               employee_no = $14, language = $15, notices = $16, role = $17, state = $18, tier = $19, \
               created_at = $20, registered_at = $21, active_at = $22, invite_expires_at = $23, \
               invite_bounced_at = $24, locked_at = $25, lock_reason = $26, lock_ends_at = $27, deactivates_at = $28, \
               version = $29, badge = $30, badge_changes_at = $31, registration = $32, last_key = $33, \
               first_key = $34, username_key = $35, email_key = $36, place_key = $37, search_key = $38 \
               where practice_id = $1 and id = $2 and version = $29 - 1";
    let saved = write(conn, sql, practice, person, now).await? == 1;
    Ok(saved)
}

async fn write(
    conn: &mut Conn,
    sql: &'static str,
    practice: PracticeId,
    person: &Person,
    now: Instant,
) -> sqlx::Result<u64> {
    let derived = Derived::of(person, now);
    let lock = person.lock.as_ref();
    let reason = match lock.map(|lock| lock.reason) {
        Some(LockReason::ByAdministrator) => "by_administrator",
        Some(LockReason::TooManyFailures) => "too_many_failures",
        None => "",
    };
    let notices: Vec<_> = person.notices.iter().map(|notice| notice.name()).collect();
    let written = on!(conn, |c| {
        query(sql)
            .bind(practice.uuid())
            .bind(person.id.uuid())
            .bind(person.place.office.uuid())
            .bind(person.place.provider.map(ProviderId::uuid))
            .bind(&person.first_name)
            .bind(&person.middle_name)
            .bind(&person.last_name)
            .bind(&person.username)
            .bind(&person.email)
            .bind(&person.phone)
            .bind(&person.mobile)
            .bind(&person.mobile_carrier)
            .bind(&person.title)
            .bind(&person.employee_no)
            .bind(&person.language)
            .bind(notices.join(","))
            .bind(person.role.rank())
            .bind(person.state.rank())
            .bind(person.tier.rank())
            .bind(millis(person.created))
            .bind(maybe_millis(person.registered))
            .bind(maybe_millis(person.active))
            .bind(maybe_millis(person.invite_expires))
            .bind(maybe_millis(person.invite_bounced))
            .bind(maybe_millis(lock.map(|lock| lock.since)))
            .bind(reason)
            .bind(maybe_millis(lock.and_then(|lock| lock.ends)))
            .bind(maybe_millis(person.deactivates))
            .bind(person.version)
            .bind(derived.badge)
            .bind(derived.badge_changes_at)
            .bind(derived.registration)
            .bind(&derived.last_key)
            .bind(&derived.first_key)
            .bind(&derived.username_key)
            .bind(&derived.email_key)
            .bind(&derived.place_key)
            .bind(&derived.search_key)
            .execute(&mut *c)
            .await?
            .rows_affected()
    });
    people_written(conn, practice).await?;
    Ok(written)
}

/// Who owns an e-mail address, in any practice: one address, one person.
pub async fn owner_of_email(conn: &mut Conn, email: &str) -> sqlx::Result<Option<PersonId>> {
    let sql = "select id from people where email_key = $1";
    let id: Option<Uuid> = on!(conn, |c| query_scalar(sql).bind(email_key(email)).fetch_optional(&mut *c).await?);
    Ok(id.map(PersonId::new))
}

/// The practice a person belongs to.
pub async fn practice_of(conn: &mut Conn, person: PersonId) -> sqlx::Result<Option<PracticeId>> {
    let sql = "select practice_id from people where id = $1";
    let id: Option<Uuid> = on!(conn, |c| query_scalar(sql).bind(person.uuid()).fetch_optional(&mut *c).await?);
    Ok(id.map(PracticeId::new))
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

/// Brings derived badges up to date that time alone has changed; at most `limit` at once.
pub async fn refresh_badges(conn: &mut Conn, now: Instant, limit: i64) -> Result<usize, Fault> {
    let sql = select_person!("where p.badge_changes_at > 0 and p.badge_changes_at <= $1 order by p.number limit $2");
    let rows: Vec<Row> = on!(conn, |c| query_as(sql).bind(millis(now)).bind(limit).fetch_all(&mut *c).await?);
    let count = rows.len();
    for row in rows {
        let id = row.id;
        let person: Person = row.try_into()?;
        let derived = Derived::of(&person, now);
        let sql = "update people set badge = $2, badge_changes_at = $3 where id = $1 returning practice_id";
        let practice: Uuid = on!(conn, |c| {
            query_scalar(sql).bind(id).bind(derived.badge).bind(derived.badge_changes_at).fetch_one(&mut *c).await?
        });
        people_written(conn, PracticeId::new(practice)).await?;
    }
    Ok(count)
}
