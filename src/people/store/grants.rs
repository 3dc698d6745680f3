//! Which roles a person holds where.

use std::slice;

use sqlx::{AssertSqlSafe, query, query_as, query_scalar};
use uuid::Uuid;

use crate::{
    domain::{
        clock::{Instant, instant, maybe_instant, maybe_millis, millis},
        ids::{GrantId, PersonId, PracticeId, ProviderId},
        role::Role,
        scope::Scope,
    },
    on,
    server::{db::Conn, fault::Fault, sql::placeholders},
};

/// A grant as it is stored.
#[derive(Debug, Clone)]
pub struct Grant {
    pub id: GrantId,
    pub person: PersonId,
    pub role: Role,
    pub scope: Scope,
    pub given_by: Option<PersonId>,
    pub given_by_name: String,
    pub given: Instant,
    pub ends: Option<Instant>,
}

pub async fn add(conn: &mut Conn, practice: PracticeId, grant: &Grant) -> sqlx::Result<()> {
    add_many(conn, practice, slice::from_ref(grant)).await
}

/// Grants given by one statement.
const ROWS: usize = 100;

pub async fn add_many(conn: &mut Conn, practice: PracticeId, grants: &[Grant]) -> sqlx::Result<()> {
    for grants in grants.chunks(ROWS) {
        let sql = format!(
            "insert into grants (id, practice_id, person_id, role, scope, provider_id, given_by, given_by_name, \
             given_at, ends_at) values {}",
            placeholders(10, grants.len())
        );
        on!(conn, |c| {
            let mut query = query(AssertSqlSafe(sql));
            for grant in grants {
                let (scope, provider) = match grant.scope {
                    Scope::Instance => ("instance", None),
                    // The last two are never given: they follow from a vendor's access and from a switch.
                    Scope::Practice(_) | Scope::Vendor(..) | Scope::Switched(_) => ("practice", None),
                    Scope::Provider(_, provider) => ("provider", Some(provider)),
                };
                query = query
                    .bind(grant.id.uuid())
                    .bind(practice.uuid())
                    .bind(grant.person.uuid())
                    .bind(grant.role.name())
                    .bind(scope)
                    .bind(provider.map(ProviderId::uuid))
                    .bind(grant.given_by.map(PersonId::uuid))
                    .bind(&grant.given_by_name)
                    .bind(millis(grant.given))
                    .bind(maybe_millis(grant.ends));
            }
            query.execute(&mut *c).await.map(drop)?;
        });
    }
    Ok(())
}

/// Takes the grants of one role away from a person; others stay.
pub async fn take(conn: &mut Conn, practice: PracticeId, person: PersonId, role: Role) -> sqlx::Result<()> {
    let sql = "delete from grants where practice_id = $1 and person_id = $2 and role = $3";
    on!(conn, |c| {
        query(sql).bind(practice.uuid()).bind(person.uuid()).bind(role.name()).execute(&mut *c).await.map(drop)
    })
}

/// Takes all grants away that a person has in one practice.
pub async fn take_all(conn: &mut Conn, practice: PracticeId, person: PersonId) -> sqlx::Result<()> {
    let sql = "delete from grants where practice_id = $1 and person_id = $2";
    on!(conn, |c| query(sql).bind(practice.uuid()).bind(person.uuid()).execute(&mut *c).await.map(drop))
}

/// A person's grants in one practice, with the name of the scope.
pub async fn of(conn: &mut Conn, practice: PracticeId, person: PersonId) -> Result<Vec<(Grant, String)>, Fault> {
    type GrantRow = (Uuid, String, String, Option<Uuid>, Option<Uuid>, String, i64, i64, String);
    let sql = "select g.id, g.role, g.scope, g.provider_id, g.given_by, g.given_by_name, g.given_at, g.ends_at, \
               coalesce(v.name, r.name) from grants g join practices r on r.id = g.practice_id \
               left join providers v on v.id = g.provider_id where g.practice_id = $1 and g.person_id = $2 \
               order by g.given_at, g.id";
    let rows: Vec<GrantRow> =
        on!(conn, |c| query_as(sql).bind(practice.uuid()).bind(person.uuid()).fetch_all(&mut *c).await?);
    let grant = |(id, role, scope, provider, given_by, given_by_name, given, ends, name): GrantRow| {
        let scope = match (scope.as_str(), provider) {
            ("instance", _) => Scope::Instance,
            (_, Some(provider)) => Scope::Provider(practice, ProviderId::new(provider)),
            _ => Scope::Practice(practice),
        };
        let grant = Grant {
            id: GrantId::new(id),
            person,
            role: Role::from_name(&role).ok_or_else(|| Fault::inconsistent(format!("grants.role of {id}")))?,
            scope,
            given_by: given_by.map(PersonId::new),
            given_by_name,
            given: instant(given),
            ends: maybe_instant(ends),
        };
        Ok((grant, name))
    };
    rows.into_iter().map(grant).collect()
}

/// How many people administer the practice as a whole, can sign in and stay, without `except`: whoever leaves on a day to
/// come is not counted, so that a practice is never left without an administrator by the calendar alone.
pub async fn other_administrators(conn: &mut Conn, practice: PracticeId, except: PersonId) -> sqlx::Result<i64> {
    // 1 and 2: registered_unverified and active, see `AccountState::may_sign_in`.
    let sql = "select count(distinct p.id) from grants g join people p on p.id = g.person_id \
               where g.practice_id = $1 and g.role in ('practice_owner', 'practice_administrator') \
               and g.scope = 'practice' and g.ends_at = 0 and p.id <> $2 and p.state in (1, 2) and p.deactivates_at = 0";
    on!(conn, |c| { query_scalar(sql).bind(practice.uuid()).bind(except.uuid()).fetch_one(&mut *c).await })
}
