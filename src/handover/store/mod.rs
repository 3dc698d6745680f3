//! Plans in the database; how they are taken up by the job is in [`queue`], what else is to be done in [`points`].

pub mod points;
pub mod queue;

use sqlx::{AssertSqlSafe, FromRow, query, query_as, query_scalar};
use uuid::Uuid;

use super::{
    model::{Plan, State, Why},
    views::MoveLine,
};
use crate::{
    domain::{
        clock::{Instant, instant, maybe_instant, maybe_millis, millis},
        ids::{HandoverId, PersonId, PracticeId, ProviderId, SessionId},
    },
    on,
    server::{db::Conn, doors::Ordered, fault::Fault, request::RequestInfo},
};

/// Plans that are over, as far as the list goes back.
const SHOWN: i64 = 50;

const COLUMNS: &str = "id, practice_id, provider_id, plan, leaves, at, state, why, outcome, version, changed_at, by_id, \
                       by_name, session_id, request_id, address, agent";

const OPEN: &str = "state in ('draft', 'scheduled', 'stopped')";

/// A stored plan.
#[derive(Debug, Clone)]
pub struct Stored {
    pub id: HandoverId,
    pub provider: ProviderId,
    pub plan: Plan,
    pub at: Option<Instant>,
    pub state: State,
    pub why: Option<Why>,
    pub outcome: Vec<MoveLine>,
    pub version: i64,
    pub changed: Instant,
    pub by_name: String,
    /// In whose name it is carried out.
    pub ordered: Ordered,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    practice_id: Uuid,
    provider_id: Uuid,
    plan: String,
    leaves: i16,
    at: i64,
    state: String,
    why: String,
    outcome: String,
    version: i64,
    changed_at: i64,
    by_id: Uuid,
    by_name: String,
    session_id: Uuid,
    request_id: String,
    address: String,
    agent: String,
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|error| Fault::Other(error.to_string()))
}

impl Row {
    fn stored(self) -> Result<Stored, Fault> {
        let wrong = |column: &str| Fault::inconsistent(format!("handovers.{column} of {}", self.id));
        let plan: Plan = serde_json::from_str(&self.plan).map_err(|_| wrong("plan"))?;
        let why = (!self.why.is_empty()).then(|| serde_json::from_str(&self.why)).transpose();
        let outcome = if self.outcome.is_empty() { Ok(Vec::new()) } else { serde_json::from_str(&self.outcome) };
        let address = self.address.parse().unwrap_or(std::net::IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED));
        Ok(Stored {
            plan: Plan { leaves: self.leaves == 1, ..plan },
            state: State::from_name(&self.state).ok_or_else(|| wrong("state"))?,
            why: why.map_err(|_| wrong("why"))?,
            outcome: outcome.map_err(|_| wrong("outcome"))?,
            id: HandoverId::new(self.id),
            provider: ProviderId::new(self.provider_id),
            at: maybe_instant(self.at),
            version: self.version,
            changed: instant(self.changed_at),
            by_name: self.by_name,
            ordered: Ordered {
                person: PersonId::new(self.by_id),
                practice: PracticeId::new(self.practice_id),
                session: SessionId::new(self.session_id),
                request: RequestInfo { id: self.request_id, address, agent: self.agent, accepts_html: false },
            },
        })
    }
}

/// A provider's plan: the one that is not over, or else the latest.
pub async fn latest(conn: &mut Conn, practice: PracticeId, provider: ProviderId) -> Result<Option<Stored>, Fault> {
    let sql = format!(
        "select {COLUMNS} from handovers where practice_id = $1 and provider_id = $2 \
         order by case when {OPEN} then 0 else 1 end, changed_at desc, id desc limit 1"
    );
    let row: Option<Row> = on!(conn, |c| {
        query_as(AssertSqlSafe(sql)).bind(practice.uuid()).bind(provider.uuid()).fetch_optional(&mut *c).await?
    });
    row.map(Row::stored).transpose()
}

/// A provider's plan that is not over.
pub async fn open(conn: &mut Conn, practice: PracticeId, provider: ProviderId) -> Result<Option<Stored>, Fault> {
    Ok(latest(conn, practice, provider).await?.filter(|plan| plan.state.is_open()))
}

/// The practice's plans: those that are not over by their instant, then the last of the others.
pub async fn list(conn: &mut Conn, practice: PracticeId) -> Result<Vec<Stored>, Fault> {
    let open = format!("select {COLUMNS} from handovers where practice_id = $1 and {OPEN} order by at, id");
    let over = format!(
        "select {COLUMNS} from handovers where practice_id = $1 and not {OPEN} order by changed_at desc, id desc limit $2"
    );
    let mut rows: Vec<Row> =
        on!(conn, |c| query_as(AssertSqlSafe(open)).bind(practice.uuid()).fetch_all(&mut *c).await?);
    let over: Vec<Row> =
        on!(conn, |c| query_as(AssertSqlSafe(over)).bind(practice.uuid()).bind(SHOWN).fetch_all(&mut *c).await?);
    rows.extend(over);
    rows.into_iter().map(Row::stored).collect()
}

/// The providers who leave with a plan that waits, each with its instant.
pub async fn leaving(conn: &mut Conn, practice: PracticeId) -> sqlx::Result<Vec<(ProviderId, Instant)>> {
    let sql = "select provider_id, at from handovers where practice_id = $1 and leaves = 1 and at > 0 \
               and state in ('scheduled', 'stopped')";
    let rows: Vec<(Uuid, i64)> = on!(conn, |c| query_as(sql).bind(practice.uuid()).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(id, at)| (ProviderId::new(id), instant(at))).collect())
}

/// How many plans of a practice stopped and wait for somebody.
pub async fn stopped(conn: &mut Conn, practice: PracticeId) -> sqlx::Result<i64> {
    let sql = "select count(*) from handovers where practice_id = $1 and state = 'stopped'";
    on!(conn, |c| query_scalar(sql).bind(practice.uuid()).fetch_one(&mut *c).await)
}

/// What a plan consists of, in the order in which both statements that write it have it.
macro_rules! bind_content {
    ($query:expr, $plan:expr) => {{
        let plan = $plan;
        $query
            .bind(json(&plan.plan)?)
            .bind(i16::from(plan.plan.leaves))
            .bind(maybe_millis(plan.at))
            .bind(plan.state.name())
            .bind(written(plan.why.as_ref())?)
            .bind(written(some(&plan.outcome))?)
            .bind(plan.version)
            .bind(millis(plan.changed))
            .bind(plan.ordered.person.uuid())
            .bind(&plan.by_name)
            .bind(plan.ordered.session.uuid())
            .bind(&plan.ordered.request.id)
            .bind(plan.ordered.request.address.to_string())
            .bind(&plan.ordered.request.agent)
    }};
}

/// Adds a plan; there is none for the provider that is not over.
pub async fn insert(conn: &mut Conn, plan: &Stored) -> Result<(), Fault> {
    let sql = format!(
        "insert into handovers (lease, lease_until, {COLUMNS}) \
         values ('', 0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
    );
    on!(conn, |c| {
        let asked = query(AssertSqlSafe(sql)).bind(plan.id.uuid()).bind(plan.ordered.practice.uuid());
        bind_content!(asked.bind(plan.provider.uuid()), plan).execute(&mut *c).await.map(drop)
    })?;
    Ok(())
}

fn some<T>(list: &[T]) -> Option<&[T]> {
    (!list.is_empty()).then_some(list)
}

fn written<T: serde::Serialize>(value: Option<T>) -> Result<String, Fault> {
    value.map_or_else(|| Ok(String::new()), |value| json(&value))
}

/// Saves a plan whose version was raised by one; whichever process had taken it up has it no more. `Ok(false)`: somebody
/// else was quicker, or it is over.
pub async fn save(conn: &mut Conn, plan: &Stored) -> Result<bool, Fault> {
    let sql = format!(
        "update handovers set plan = $3, leaves = $4, at = $5, state = $6, why = $7, outcome = $8, version = $9, \
         changed_at = $10, by_id = $11, by_name = $12, session_id = $13, request_id = $14, address = $15, agent = $16, \
         lease = '', lease_until = 0 where practice_id = $1 and id = $2 and version = $9 - 1 and {OPEN}"
    );
    let saved = on!(conn, |c| {
        let asked = query(AssertSqlSafe(sql)).bind(plan.ordered.practice.uuid()).bind(plan.id.uuid());
        bind_content!(asked, plan).execute(&mut *c).await?.rows_affected()
    });
    Ok(saved == 1)
}
