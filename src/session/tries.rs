//! Tries to sign in: the place each takes before its password is looked at, and what is kept of the outcome.
//!
//! All of it is bookkeeping in commits of its own, so that no rollback can lose a count (T14).

use chrono::Duration;
use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

use super::model::{BRAKE_HOURS, BRAKE_WINDOW_HOURS, Gate, PAIRS_ALLOWED, gate};
use crate::{
    domain::{
        clock::{Instant, instant, maybe_instant, millis},
        fold::fold,
        ids::{PersonId, PracticeId},
    },
    on,
    people::{
        model::{AccountState, LockReason},
        store::email_key,
    },
    server::{db::Conn, fault::Fault},
};

/// The account that a name stands for.
#[derive(Debug, Clone)]
pub struct Account {
    pub person: PersonId,
    pub practice: PracticeId,
    pub name: String,
    pub password_hash: String,
    /// Signing in with it leads only to choosing a new password.
    pub temporary: bool,
    pub session_hours: i32,
    pub lock_minutes: i32,
}

#[derive(FromRow)]
struct Row {
    person_id: Uuid,
    practice_id: Uuid,
    first_name: String,
    last_name: String,
    password_hash: String,
    temporary_until: i64,
    temporary_used_at: i64,
    failures: i32,
    step_failures: i32,
    failed_at: i64,
    state: i16,
    deactivates_at: i64,
    locked_at: i64,
    lock_ends_at: i64,
    session_hours: i32,
    lock_minutes: i32,
}

/// What a try may do.
#[derive(Debug, Clone)]
pub enum Reserved {
    /// Look at the password; being wrong makes this failure number `n`.
    Verify { account: Account, n: i32 },
    /// Every place is taken, yet no lock is on record: it has to be set now.
    Overdue { account: Account },
    /// There is nothing to look at: unknown, locked, not active. The reader is told no difference.
    Pretend { account: Option<(PersonId, PracticeId, String)>, why: &'static str },
}

/// What is tried, and so what is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A password, by somebody who wants to get in.
    Anybody,
    /// The password again, by whoever is known already: the one use of a temporary password has let them in.
    Owner,
    /// A code or a passkey.
    SecondStep,
}

impl By {
    /// What an account is locked for after too many of them.
    pub const fn locks_for(self) -> LockReason {
        match self {
            Self::Anybody | Self::Owner => LockReason::TooManyFailures,
            Self::SecondStep => LockReason::TooManyCodes,
        }
    }
}

/// Takes the next place for `name`, before any hash runs or code is looked at.
pub async fn reserve(conn: &mut Conn, name: &str, by: By, now: Instant) -> Result<Reserved, Fault> {
    // No name has control characters, and PostgreSQL stores no NUL to compare with.
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    let Some(row) = find(conn, &name).await? else {
        return Ok(Reserved::Pretend { account: None, why: "unknown name" });
    };
    let person = PersonId::new(row.person_id);
    let whole_name = format!("{} {}", row.first_name, row.last_name);
    let pretend =
        |why| Reserved::Pretend { account: Some((person, PracticeId::new(row.practice_id), whole_name.clone())), why };
    let left = maybe_instant(row.deactivates_at).is_some_and(|at| at <= now);
    if left || !AccountState::from_rank(row.state).is_some_and(AccountState::may_sign_in) {
        return Ok(pretend("not active"));
    }
    let temporary = row.temporary_until != 0 && by == By::Anybody;
    if temporary && instant(row.temporary_until) <= now {
        return Ok(pretend("temporary password has expired"));
    }
    if temporary && row.temporary_used_at != 0 {
        return Ok(pretend("temporary password was used"));
    }
    let locked = row.locked_at != 0 && (row.lock_ends_at == 0 || instant(row.lock_ends_at) > now);
    // A lock that has ended stays on record until somebody gets in: what was counted since its end counts on.
    let anew = row.locked_at != 0 && !locked && row.failed_at < row.lock_ends_at;
    let (passwords, steps) = if anew { (0, 0) } else { (row.failures, row.step_failures) };
    let failures = if by == By::SecondStep { steps } else { passwords };
    let account = || Account {
        person,
        practice: PracticeId::new(row.practice_id),
        name: whole_name.clone(),
        password_hash: row.password_hash.clone(),
        temporary: row.temporary_until != 0,
        session_hours: row.session_hours,
        lock_minutes: row.lock_minutes,
    };
    match gate(failures, locked) {
        Gate::Locked if locked => Ok(pretend("locked")),
        Gate::Locked => Ok(Reserved::Overdue { account: account() }),
        Gate::Verify { n } => {
            let (passwords, steps) = if by == By::SecondStep { (passwords, n) } else { (n, steps) };
            let sql = "update credentials set failures = $2, step_failures = $3, failed_at = $4 where person_id = $1";
            on!(conn, |c| {
                let query = query(sql).bind(row.person_id).bind(passwords).bind(steps).bind(millis(now));
                query.execute(&mut *c).await.map(drop)?;
            });
            Ok(Reserved::Verify { account: account(), n })
        }
    }
}

/// By username first, then by e-mail: one namespace, whatever case, accents or blanks around it (T15).
async fn find(conn: &mut Conn, name: &str) -> sqlx::Result<Option<Row>> {
    macro_rules! select {
        ($rest:literal) => {
            concat!(
                "select c.person_id, p.practice_id, p.first_name, p.last_name, c.password_hash, c.temporary_until, \
                 c.temporary_used_at, c.failures, c.step_failures, c.failed_at, p.state, p.deactivates_at, p.locked_at, \
                 p.lock_ends_at, r.session_hours, r.lock_minutes \
                 from credentials c join people p on p.id = c.person_id join practices r on r.id = p.practice_id ",
                $rest
            )
        };
    }
    let by_username = if conn.is_postgres() {
        select!("where c.username_key = $1 for update of c")
    } else {
        select!("where c.username_key = $1")
    };
    let by_email = if conn.is_postgres() {
        select!("where p.email_key = $1 for update of c")
    } else {
        select!("where p.email_key = $1")
    };
    let found: Option<Row> = on!(conn, |c| query_as(by_username).bind(name_key(name)).fetch_optional(&mut *c).await?);
    if found.is_some() {
        return Ok(found);
    }
    on!(conn, |c| query_as(by_email).bind(email_key(name)).fetch_optional(&mut *c).await)
}

/// The form under which a username is looked up.
pub fn name_key(name: &str) -> String {
    fold(name.trim())
}

/// Whether the account is locked right now; asked again after the hash, as others may have failed meanwhile.
pub async fn is_locked(conn: &mut Conn, person: PersonId, now: Instant) -> sqlx::Result<bool> {
    let sql = "select count(*) from people where id = $1 and locked_at > 0 and (lock_ends_at = 0 or lock_ends_at > $2)";
    let count: i64 = on!(conn, |c| query_scalar(sql).bind(person.uuid()).bind(millis(now)).fetch_one(&mut *c).await?);
    Ok(count > 0)
}

/// Gives the place of a second step back that was no wrong guess, in the transaction that took it.
pub async fn give_back(conn: &mut Conn, person: PersonId) -> sqlx::Result<()> {
    let sql = "update credentials set step_failures = step_failures - 1 where person_id = $1";
    on!(conn, |c| query(sql).bind(person.uuid()).execute(&mut *c).await.map(drop))
}

/// After the second step, or when an administrator unlocks: nothing counts any more.
pub async fn forget_everything(conn: &mut Conn, person: PersonId) -> sqlx::Result<()> {
    let sql = "update credentials set failures = 0, step_failures = 0 where person_id = $1";
    on!(conn, |c| query(sql).bind(person.uuid()).execute(&mut *c).await.map(drop))
}

/// After the right password. What failed at the second step still counts, however often somebody begins anew, chooses
/// another password or follows a mailed link (T22).
pub async fn forget_failures(conn: &mut Conn, person: PersonId) -> sqlx::Result<()> {
    let sql = "update credentials set failures = 0 where person_id = $1";
    on!(conn, |c| query(sql).bind(person.uuid()).execute(&mut *c).await.map(drop))
}

/// The network's brake, before anything else: how long it is still on, if it is.
pub async fn braked(conn: &mut Conn, network: &str, now: Instant) -> sqlx::Result<Option<Duration>> {
    let sql = "select until from networks_braked where network = $1 and until > $2";
    let until: Option<i64> =
        on!(conn, |c| query_scalar(sql).bind(network).bind(millis(now)).fetch_optional(&mut *c).await?);
    Ok(until.map(|until| instant(until) - now))
}

/// Notes a try of a network. `true`: it was one different pair too many, and the brake is on from now.
pub async fn note(conn: &mut Conn, id: Uuid, network: &str, pair: &str, now: Instant) -> sqlx::Result<bool> {
    if conn.is_postgres() {
        // One try of a network at a time, so that parallel ones can't all see the last free place.
        let sql = "select pg_advisory_xact_lock(hashtextextended($1, 0))";
        on!(conn, |c| query(sql).bind(network).execute(&mut *c).await.map(drop)?);
    }
    let since = millis(now - Duration::hours(BRAKE_WINDOW_HOURS));
    let sql = "select count(distinct pair) from sign_in_tries where network = $1 and at > $2 and pair <> $3";
    let others: i64 = on!(conn, |c| query_scalar(sql).bind(network).bind(since).bind(pair).fetch_one(&mut *c).await?);
    if others >= PAIRS_ALLOWED {
        let until = millis(now + Duration::hours(BRAKE_HOURS));
        let sql = "insert into networks_braked (network, until) values ($1, $2) \
                   on conflict (network) do update set until = excluded.until";
        on!(conn, |c| query(sql).bind(network).bind(until).execute(&mut *c).await.map(drop)?);
        return Ok(true);
    }
    let sql = "insert into sign_in_tries (id, network, pair, at) values ($1, $2, $3, $4)";
    on!(conn, |c| query(sql).bind(id).bind(network).bind(pair).bind(millis(now)).execute(&mut *c).await.map(drop)?);
    Ok(false)
}

/// A try that turned out right counts against nobody.
pub async fn forgive(conn: &mut Conn, network: &str, pair: &str) -> sqlx::Result<()> {
    let sql = "delete from sign_in_tries where network = $1 and pair = $2";
    on!(conn, |c| query(sql).bind(network).bind(pair).execute(&mut *c).await.map(drop))
}

/// Forgets tries and brakes that no longer count.
pub async fn sweep(conn: &mut Conn, now: Instant) -> sqlx::Result<()> {
    let since = millis(now - Duration::hours(BRAKE_WINDOW_HOURS));
    on!(conn, |c| {
        query("delete from sign_in_tries where at < $1").bind(since).execute(&mut *c).await?;
        query("delete from networks_braked where until < $1").bind(millis(now)).execute(&mut *c).await.map(drop)
    })
}
