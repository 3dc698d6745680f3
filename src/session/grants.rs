//! What somebody may do where, as of now.

use sqlx::{FromRow, query_as};
use uuid::Uuid;

use crate::{
    domain::{
        clock::{Instant, maybe_instant, millis},
        ids::{PersonId, PracticeId, ProviderId},
        role::Role,
        scope::{Granted, Scope},
    },
    on,
    server::{db::Conn, fault::Fault},
    vendor,
};

/// A grant of somebody, with the name of its practice.
#[derive(FromRow)]
pub(super) struct GrantRow {
    pub role: String,
    pub scope: String,
    pub practice_id: Uuid,
    pub provider_id: Option<Uuid>,
    pub ends_at: i64,
    pub name: String,
}

/// The grants of a person that are in force at `now`, and the organisations they lie in.
pub async fn of(
    conn: &mut Conn,
    person: PersonId,
    now: Instant,
) -> Result<(Vec<Granted>, Vec<(PracticeId, String)>), Fault> {
    let sql = "select g.role, g.scope, g.practice_id, g.provider_id, g.ends_at, r.name from grants g \
               join practices r on r.id = g.practice_id where g.person_id = $1 and (g.ends_at = 0 or g.ends_at > $2) \
               order by r.name, g.id";
    let rows: Vec<GrantRow> =
        on!(conn, |c| query_as(sql).bind(person.uuid()).bind(millis(now)).fetch_all(&mut *c).await?);
    in_force(conn, person, rows, now).await
}

pub(super) async fn in_force(
    conn: &mut Conn,
    person: PersonId,
    rows: Vec<GrantRow>,
    now: Instant,
) -> Result<(Vec<Granted>, Vec<(PracticeId, String)>), Fault> {
    let mut grants = Vec::with_capacity(rows.len());
    let mut practices: Vec<(PracticeId, String)> = Vec::new();
    for GrantRow { role, scope, practice_id, provider_id, ends_at, name } in rows {
        let practice = PracticeId::new(practice_id);
        let role = Role::from_name(&role)
            .ok_or_else(|| Fault::inconsistent(format!("grants.role of person {person}: {role}")))?;
        let scope = match (scope.as_str(), provider_id) {
            ("instance", None) => Scope::Instance,
            ("practice", None) => Scope::Practice(practice),
            ("provider", Some(provider)) => Scope::Provider(practice, ProviderId::new(provider)),
            _ => return Err(Fault::inconsistent(format!("grants.scope of person {person}: {scope}"))),
        };
        grants.push(Granted { role, scope, until: maybe_instant(ends_at) });
        if practices.iter().all(|(id, _)| *id != practice) {
            practices.push((practice, name));
        }
    }
    // Whom a vendor looks after, its people do: each practice as far as it lets them in.
    let vendors = grants.iter().filter(|grant| grant.role == Role::VendorAdministrator);
    let vendors: Vec<_> = vendors.filter_map(|grant| grant.scope.practice()).collect();
    for vendor in vendors {
        for (practice, name, level) in vendor::store::clients(conn, vendor, now).await? {
            let scope = Scope::Vendor(practice, level);
            grants.push(Granted { role: Role::VendorAdministrator, scope, until: None });
            if level.opens() {
                practices.push((practice, name));
            }
        }
    }
    Ok((grants, practices))
}
