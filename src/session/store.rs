//! Sessions in the database: made, found by the hash of their token, ended.

use sha2::{Digest, Sha256};
use sqlx::{FromRow, query, query_as};
use uuid::Uuid;

use super::{
    elsewhere,
    grants::{self, GrantRow},
    model::{Awaits, Outside, Viewer},
};
use crate::{
    domain::{
        clock::{Instant, instant, maybe_instant, millis},
        ids::{PersonId, PracticeId, SessionId, SwitchId},
        permission::Permission,
        role::Role,
        scope::{Actor, Granted},
    },
    on,
    people::model::AccountState,
    practices::{
        self,
        model::{AccountType, Practice},
    },
    server::{activity::Activity, db::Conn, fault::Fault},
};

/// What the cookie's token is stored as: a copy of the database opens no session (T08).
pub fn token_hash(token: &str) -> String {
    Sha256::digest(token.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    person_id: Uuid,
    practice_id: Uuid,
    seen_at: i64,
    ends_at: i64,
    must_choose_password: bool,
    awaits: String,
    proved_at: i64,
    looks_as: String,
    home_id: Uuid,
    home_kind: String,
    home_name: String,
    switch_id: Option<Uuid>,
    switch_reason: String,
    switch_ends: i64,
    first_name: String,
    last_name: String,
    username: String,
    state: i16,
    deactivates_at: i64,
    name: String,
    tin: Option<String>,
    time_zone: String,
    idle_minutes: i32,
    session_hours: i32,
    lock_minutes: i32,
    account_type: i16,
}

/// A session beside one of its person's grants: one round trip for both, as every request asks for them.
#[derive(FromRow)]
struct Granting {
    #[sqlx(flatten)]
    row: Row,
    grant_role: Option<String>,
    grant_scope: Option<String>,
    grant_practice: Option<Uuid>,
    grant_provider: Option<Uuid>,
    grant_ends: Option<i64>,
    grant_name: Option<String>,
}

impl Granting {
    /// `None` beside the grant: there is none in force.
    fn parts(self) -> (Row, Option<GrantRow>) {
        let grant = (|| {
            Some(GrantRow {
                role: self.grant_role?,
                scope: self.grant_scope?,
                practice_id: self.grant_practice?,
                provider_id: self.grant_provider,
                ends_at: self.grant_ends?,
                name: self.grant_name?,
            })
        })();
        (self.row, grant)
    }
}

/// The session behind a token hash, if it is one: see [`find_even_waiting`]. This is the one place that decides whether
/// a session is complete.
pub async fn find(
    conn: &mut Conn,
    token_hash: &str,
    now: Instant,
    activity: &Activity,
) -> Result<Option<Viewer>, Fault> {
    let found = find_even_waiting(conn, token_hash, now, activity).await?;
    Ok(found.filter(|viewer| viewer.awaits.is_none()))
}

/// The session behind a token hash, also one that waits for its second step, if it is still good at `now`: neither idle
/// nor over, its person still active, with at least one grant in force where they work. Checked on every request,
/// whatever any job does (T28, T31).
pub async fn find_even_waiting(
    conn: &mut Conn,
    token_hash: &str,
    now: Instant,
    activity: &Activity,
) -> Result<Option<Viewer>, Fault> {
    let sql = "select s.id, s.person_id, coalesce(w.practice_id, s.practice_id) as practice_id, s.seen_at, s.ends_at, \
               s.must_choose_password, s.awaits, s.proved_at, s.looks_as, h.id as home_id, h.kind as home_kind, \
               h.name as home_name, w.id as switch_id, coalesce(w.reason, '') as switch_reason, \
               coalesce(w.ends_at, 0) as switch_ends, p.first_name, \
               p.last_name, p.username, p.state, p.deactivates_at, r.name, r.tin, r.time_zone, r.idle_minutes, \
               r.session_hours, r.lock_minutes, r.account_type, g.role as grant_role, g.scope as grant_scope, \
               g.practice_id as grant_practice, g.provider_id as grant_provider, g.ends_at as grant_ends, \
               n.name as grant_name from sessions s join people p on p.id = s.person_id \
               join practices h on h.id = p.practice_id left join switches w on w.id = s.switch_id \
               join practices r on r.id = coalesce(w.practice_id, s.practice_id) \
               left join grants g on g.person_id = s.person_id and (g.ends_at = 0 or g.ends_at > $2) \
               left join practices n on n.id = g.practice_id where s.token_hash = $1 order by n.name, g.id";
    let rows: Vec<Granting> =
        on!(conn, |c| query_as(sql).bind(token_hash).bind(millis(now)).fetch_all(&mut *c).await?);
    let (mut rows, granted): (Vec<_>, Vec<_>) = rows.into_iter().map(Granting::parts).unzip();
    let Some(row) = rows.pop() else { return Ok(None) };
    let session = SessionId::new(row.id);
    let seen = activity.seen(session, instant(row.seen_at));
    let idle = now - seen >= chrono::Duration::minutes(row.idle_minutes.into());
    let left = maybe_instant(row.deactivates_at).is_some_and(|at| at <= now);
    let state = AccountState::from_rank(row.state);
    if idle || millis(now) >= row.ends_at || left || !state.is_some_and(AccountState::may_sign_in) {
        return Ok(None);
    }
    let granted = granted.into_iter().flatten().collect();
    let (grants, practices) = grants::in_force(conn, PersonId::new(row.person_id), granted, now).await?;
    if row.switch_id.is_none() && !works_in(&grants, PracticeId::new(row.practice_id)) {
        return Ok(None);
    }
    let awaits = match row.awaits.as_str() {
        "" => None,
        name => Some(
            Awaits::from_name(name)
                .ok_or_else(|| Fault::inconsistent(format!("sessions.awaits of {session}: {name}")))?,
        ),
    };
    Ok(Some(viewer(row, awaits, grants, practices, now)?))
}

/// Somebody who is not there any more, as the rules see them now: for what they ordered in `session` a moment ago. `None`
/// where they could not sign in, be it for a lock.
///
/// The order was given with a fresh password where it needed one, and carries that proof.
pub async fn stand_in(
    conn: &mut Conn,
    person: PersonId,
    practice: PracticeId,
    session: SessionId,
    now: Instant,
) -> Result<Option<Viewer>, Fault> {
    let sql = "select $4 as id, p.id as person_id, r.id as practice_id, $3 as seen_at, $3 as ends_at, \
               (coalesce(c.temporary_until, 0) > 0) as must_choose_password, '' as awaits, \
               $3 as proved_at, '' as looks_as, h.id as home_id, h.kind as home_kind, h.name as home_name, \
               cast(null as uuid) as switch_id, '' as switch_reason, $3 as switch_ends, \
               p.first_name, p.last_name, p.username, p.state, p.deactivates_at, r.name, r.tin, r.time_zone, \
               r.idle_minutes, r.session_hours, r.lock_minutes, r.account_type from people p join practices r on r.id = $2 \
               join practices h on h.id = p.practice_id \
               left join credentials c on c.person_id = p.id where p.id = $1 and p.state in (1, 2) \
               and (p.deactivates_at = 0 or p.deactivates_at > $3) \
               and (p.locked_at = 0 or (p.lock_ends_at > 0 and p.lock_ends_at <= $3))";
    let row: Option<Row> = on!(conn, |c| {
        query_as(sql)
            .bind(person.uuid())
            .bind(practice.uuid())
            .bind(millis(now))
            .bind(session.uuid())
            .fetch_optional(&mut *c)
            .await?
    });
    let Some(row) = row else { return Ok(None) };
    let (grants, practices) = grants::of(conn, person, now).await?;
    Ok(Some(viewer(row, None, grants, practices, now)?))
}

/// Whether somebody with these grants can have a session there.
fn works_in(grants: &[Granted], practice: PracticeId) -> bool {
    grants
        .iter()
        .any(|grant| grant.scope.within(practice).is_some() && grant.scope.allows(Permission::SignedIn).is_ok())
}

fn viewer(
    row: Row,
    awaits: Option<Awaits>,
    grants: Vec<Granted>,
    practices: Vec<(PracticeId, String)>,
    now: Instant,
) -> Result<Viewer, Fault> {
    let practice = Practice {
        id: PracticeId::new(row.practice_id),
        name: row.name,
        tin: row.tin,
        time_zone: row.time_zone,
        idle_minutes: row.idle_minutes,
        session_hours: row.session_hours,
        lock_minutes: row.lock_minutes,
        account_type: AccountType::stored(row.account_type),
    };
    let mut viewer = Viewer {
        session: SessionId::new(row.id),
        actor: Actor {
            person: PersonId::new(row.person_id),
            name: format!("{} {}", row.first_name, row.last_name),
            practice: practice.id,
            grants,
            must_choose_password: row.must_choose_password,
            looks_as: Role::from_name(&row.looks_as),
            only: None,
        },
        username: row.username,
        proved: instant(row.proved_at),
        practices,
        outside: None,
        switched: None,
        awaits,
        practice,
    };
    let comes_from = Outside { organisation: PracticeId::new(row.home_id), name: row.home_name };
    if row.home_kind == practices::store::Kind::Vendor.name() && comes_from.organisation != viewer.practice.id {
        viewer.outside = Some(comes_from.clone());
    }
    if let Some(id) = row.switch_id {
        elsewhere::switch(&mut viewer, SwitchId::new(id), row.switch_reason, instant(row.switch_ends), now)?;
        viewer.outside = Some(comes_from);
    }
    Ok(viewer)
}

/// A session about to be stored.
#[derive(Debug)]
pub struct NewSession {
    pub id: SessionId,
    pub token_hash: String,
    pub person: PersonId,
    pub practice: PracticeId,
    pub ends: Instant,
    pub must_choose_password: bool,
    pub awaits: Option<Awaits>,
    pub address: String,
    pub agent: String,
}

pub async fn create(conn: &mut Conn, new: &NewSession, now: Instant) -> sqlx::Result<()> {
    let sql = "insert into sessions (id, token_hash, person_id, practice_id, created_at, seen_at, ends_at, \
               must_choose_password, awaits, address, agent, proved_at) \
               values ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10, $5)";
    on!(conn, |c| {
        query(sql)
            .bind(new.id.uuid())
            .bind(&new.token_hash)
            .bind(new.person.uuid())
            .bind(new.practice.uuid())
            .bind(millis(now))
            .bind(millis(new.ends))
            .bind(new.must_choose_password)
            .bind(new.awaits.map_or("", Awaits::name))
            .bind(&new.address)
            .bind(&new.agent)
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

pub async fn end(conn: &mut Conn, session: SessionId) -> sqlx::Result<()> {
    on!(conn, |c| { query("delete from sessions where id = $1").bind(session.uuid()).execute(&mut *c).await.map(drop) })
}

/// Makes a whole session of one that waited, under a new token: the old one is good for nothing any more (T26).
pub async fn complete(
    conn: &mut Conn,
    session: SessionId,
    new_token_hash: &str,
    ends: Instant,
    now: Instant,
) -> sqlx::Result<()> {
    let sql =
        "update sessions set token_hash = $2, awaits = '', created_at = $4, seen_at = $4, ends_at = $3 where id = $1";
    on!(conn, |c| {
        query(sql)
            .bind(session.uuid())
            .bind(new_token_hash)
            .bind(millis(ends))
            .bind(millis(now))
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

/// Notes that the password was given again, and gives the session a new token: the one before opens nothing any more
/// (T26).
pub async fn prove(conn: &mut Conn, session: SessionId, token_hash: &str, now: Instant) -> sqlx::Result<()> {
    let sql = "update sessions set token_hash = $2, proved_at = $3 where id = $1";
    on!(conn, |c| {
        query(sql).bind(session.uuid()).bind(token_hash).bind(millis(now)).execute(&mut *c).await.map(drop)
    })
}

/// Ends the session behind a token hash, if there is one, and says whose it was and in which practice they worked.
pub async fn end_replaced(conn: &mut Conn, token_hash: &str) -> sqlx::Result<Option<(PersonId, PracticeId)>> {
    let sql = "delete from sessions where token_hash = $1 returning person_id, practice_id";
    let ended: Option<(Uuid, Uuid)> = on!(conn, |c| query_as(sql).bind(token_hash).fetch_optional(&mut *c).await?);
    Ok(ended.map(|(person, practice)| (PersonId::new(person), PracticeId::new(practice))))
}

/// Ends all sessions of a person, on every machine, and says how many there were.
pub async fn end_all(conn: &mut Conn, person: PersonId) -> sqlx::Result<u64> {
    on!(conn, |c| {
        let done = query("delete from sessions where person_id = $1").bind(person.uuid()).execute(&mut *c).await?;
        Ok(done.rows_affected())
    })
}

/// Ends the sessions of everybody and says how many there were.
pub async fn end_everybody(conn: &mut Conn) -> sqlx::Result<u64> {
    on!(conn, |c| { Ok(query("delete from sessions").execute(&mut *c).await?.rows_affected()) })
}

/// Seconds until the session ends if it is not used: the idle time or the absolute end, whichever is sooner.
pub async fn seconds_left(conn: &mut Conn, session: SessionId, now: Instant, activity: &Activity) -> sqlx::Result<i64> {
    let sql = "select s.seen_at, s.ends_at, r.idle_minutes from sessions s join practices r on r.id = s.practice_id \
               where s.id = $1";
    let (seen, ends, idle): (i64, i64, i32) =
        on!(conn, |c| query_as(sql).bind(session.uuid()).fetch_one(&mut *c).await?);
    let idle_end = activity.seen(session, instant(seen)) + chrono::Duration::minutes(idle.into());
    Ok((idle_end.min(instant(ends)) - now).num_seconds().max(0))
}

pub async fn work_in(conn: &mut Conn, session: SessionId, practice: PracticeId) -> sqlx::Result<()> {
    on!(conn, |c| {
        query("update sessions set practice_id = $2 where id = $1")
            .bind(session.uuid())
            .bind(practice.uuid())
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

/// Looks at the portal as somebody of that role sees it from now on; `None`: as oneself.
pub async fn look_as(conn: &mut Conn, session: SessionId, role: Option<Role>) -> sqlx::Result<()> {
    on!(conn, |c| {
        query("update sessions set looks_as = $2 where id = $1")
            .bind(session.uuid())
            .bind(role.map_or("", Role::name))
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

/// Forgets sessions that are over; they are refused already.
pub async fn sweep(conn: &mut Conn, now: Instant) -> sqlx::Result<()> {
    on!(conn, |c| {
        query("delete from sessions where ends_at < $1").bind(millis(now)).execute(&mut *c).await.map(drop)
    })
}
