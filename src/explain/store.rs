//! Those who look after accounts, as far as a practice is concerned.

use sqlx::query_as;
use uuid::Uuid;

use super::model::Caretaker;
use crate::{
    domain::{
        clock::{Instant, millis},
        ids::{PersonId, PracticeId, ProviderId},
        role::Role,
        scope::{Actor, Granted, Scope},
    },
    on,
    server::{db::Conn, fault::Fault},
};

/// So many grants are looked at; a practice has few people who look after others.
const MOST: i64 = 500;

type Row = (Uuid, String, String, String, String, String, Option<Uuid>);

/// Those who can sign in and have a role here by which accounts are looked after: the highest roles first, by name.
pub async fn caretakers(conn: &mut Conn, practice: PracticeId, now: Instant) -> Result<Vec<Caretaker>, Fault> {
    let sql = "select p.id, p.first_name, p.last_name, coalesce(v.name, o.name), g.role, g.scope, g.provider_id \
               from grants g join people p on p.id = g.person_id join offices o on o.id = p.office_id \
               left join providers v on v.id = p.provider_id \
               where (g.practice_id = $1 or g.scope = 'instance') and g.role in ('portal_operator', 'practice_owner', \
               'practice_administrator', 'user_manager', 'delegate') and (g.ends_at = 0 or g.ends_at > $2) \
               and p.state in (1, 2) and (p.deactivates_at = 0 or p.deactivates_at > $2) \
               and (p.locked_at = 0 or (p.lock_ends_at > 0 and p.lock_ends_at <= $2)) \
               order by p.last_key, p.id, g.id limit $3";
    let rows: Vec<Row> =
        on!(conn, |c| query_as(sql).bind(practice.uuid()).bind(millis(now)).bind(MOST).fetch_all(&mut *c).await?);
    let mut found: Vec<Caretaker> = Vec::new();
    for (id, first, last, place, role, scope, provider) in rows {
        let person = PersonId::new(id);
        let role = Role::from_name(&role).ok_or_else(|| Fault::inconsistent(format!("grants.role of person {id}")))?;
        let scope = match (scope.as_str(), provider) {
            ("instance", _) => Scope::Instance,
            (_, Some(provider)) => Scope::Provider(practice, ProviderId::new(provider)),
            _ => Scope::Practice(practice),
        };
        let granted = Granted { role, scope, until: None };
        match found.last_mut().filter(|last| last.actor.person == person) {
            Some(one) => {
                one.actor.grants.push(granted);
                if role.rank() < one.role.rank() {
                    one.role = role;
                }
            }
            None => {
                let (name, grants) = (format!("{first} {last}"), vec![granted]);
                let actor =
                    Actor { person, name, practice, grants, must_choose_password: false, looks_as: None, only: None };
                found.push(Caretaker { actor, role, place });
            }
        }
    }
    found.sort_by_key(|one| one.role.rank());
    Ok(found)
}
