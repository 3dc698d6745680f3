//! People written to the database: always with all their columns, the derived ones included.

use std::slice;

use sqlx::{AssertSqlSafe, query, query_scalar};

use super::Derived;
use crate::{
    domain::{
        clock::{Instant, maybe_millis, millis},
        code::{Code, FieldErrors},
        ids::{PracticeId, ProviderId},
    },
    on,
    people::model::{LockReason, Person},
    practices::store::people_written,
    server::{
        db::{Conn, violates},
        fault::Fault,
        sql::placeholders,
    },
};

/// In the order of [`bind_person`].
const COLUMNS: [&str; 38] = [
    "practice_id",
    "id",
    "office_id",
    "provider_id",
    "first_name",
    "middle_name",
    "last_name",
    "username",
    "email",
    "phone",
    "mobile",
    "mobile_carrier",
    "title",
    "employee_no",
    "language",
    "notices",
    "role",
    "state",
    "tier",
    "created_at",
    "registered_at",
    "active_at",
    "invite_expires_at",
    "invite_bounced_at",
    "locked_at",
    "lock_reason",
    "lock_ends_at",
    "deactivates_at",
    "version",
    "badge",
    "badge_changes_at",
    "registration",
    "last_key",
    "first_key",
    "username_key",
    "email_key",
    "place_key",
    "search_key",
];
/// People written by one statement. More are slower: SQLite looks names of placeholders up one by one.
const ROWS: usize = 20;

macro_rules! bind_person {
    ($query:expr, $practice:expr, $person:expr, $derived:expr) => {{
        let (person, derived) = ($person, $derived);
        let lock = person.lock.as_ref();
        let reason = match lock.map(|lock| lock.reason) {
            Some(LockReason::ByAdministrator) => "by_administrator",
            Some(LockReason::TooManyFailures) => "too_many_failures",
            Some(LockReason::TooManyCodes) => "too_many_codes",
            None => "",
        };
        let notices: Vec<_> = person.notices.iter().map(|notice| notice.name()).collect();
        $query
            .bind($practice.uuid())
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
    }};
}

/// Stores a new person. `Ok(false)`: the e-mail address is somebody's already.
pub async fn insert(conn: &mut Conn, practice: PracticeId, person: &Person, now: Instant) -> Result<bool, Fault> {
    match insert_many(conn, practice, slice::from_ref(person), now).await {
        Ok(()) => Ok(true),
        Err(error) if is_taken(&error) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn is_taken(error: &sqlx::Error) -> bool {
    violates(error, "people_email_key", "people.email_key")
}

fn taken() -> Fault {
    FieldErrors::one("email", Code::Taken).into()
}

/// Stores new people, whose e-mail addresses must all be new.
pub async fn insert_many(conn: &mut Conn, practice: PracticeId, people: &[Person], now: Instant) -> sqlx::Result<()> {
    for people in people.chunks(ROWS) {
        let derived: Vec<_> = people.iter().map(|person| Derived::of(person, now)).collect();
        let rows = placeholders(COLUMNS.len(), people.len());
        let sql = format!("insert into people ({}) values {rows}", COLUMNS.join(", "));
        on!(conn, |c| {
            let mut query = query(AssertSqlSafe(sql));
            for (person, derived) in people.iter().zip(&derived) {
                query = bind_person!(query, practice, person, derived);
            }
            query.execute(&mut *c).await.map(drop)?;
        });
    }
    people_written(conn, practice, true).await
}

/// Stores what changed of a person, if nobody else did meanwhile: `person.version` is the new version.
///
/// `Ok(false)`: somebody did.
///
/// # Errors
/// A field error if another practice gave the e-mail address away at this very moment.
pub async fn save(conn: &mut Conn, practice: PracticeId, person: &Person, now: Instant) -> Result<bool, Fault> {
    let set: Vec<_> =
        COLUMNS.iter().enumerate().skip(2).map(|(at, column)| format!("{column} = ${}", at + 1)).collect();
    // $29 is the version.
    let sql = format!("update people set {} where practice_id = $1 and id = $2 and version = $29 - 1", set.join(", "));
    let derived = Derived::of(person, now);
    let found = !is_found_alike(conn, person, &derived).await?;
    let written = on!(conn, |c| {
        bind_person!(query(AssertSqlSafe(sql)), practice, person, &derived)
            .execute(&mut *c)
            .await
            .map(|done| done.rows_affected())
    });
    let written = written.map_err(|error| if is_taken(&error) { taken() } else { error.into() })?;
    people_written(conn, practice, found).await?;
    Ok(written == 1)
}

/// Whether searches and filters look at nothing in which the person differs from the stored row. Locks are not among
/// it: they end by themselves, and what is filtered by them is counted each time.
async fn is_found_alike(conn: &mut Conn, person: &Person, derived: &Derived) -> sqlx::Result<bool> {
    let sql = "select count(*) from people where id = $1 and office_id = $2 and provider_id is not distinct from $3 \
               and role = $4 and tier = $5 and badge = $6 and registration = $7 and search_key = $8";
    let same: i64 = on!(conn, |c| {
        query_scalar(sql)
            .bind(person.id.uuid())
            .bind(person.place.office.uuid())
            .bind(person.place.provider.map(ProviderId::uuid))
            .bind(person.role.rank())
            .bind(person.tier.rank())
            .bind(derived.badge)
            .bind(derived.registration)
            .bind(&derived.search_key)
            .fetch_one(&mut *c)
            .await?
    });
    Ok(same == 1)
}
