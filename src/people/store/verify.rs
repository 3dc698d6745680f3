//! Whether what is stored of people agrees with itself: derived columns with facts, roles with grants.

use std::collections::HashMap;

use sqlx::{FromRow, query_as, query_scalar};

use super::{Derived, Row, person_columns};
use crate::{
    domain::{
        clock::{Instant, instant, millis},
        role::Role,
    },
    on,
    people::model::{AccountState, Person},
    server::{db::Conn, fault::Fault},
};

/// People looked at in one go.
const BATCH: i64 = 1000;

#[derive(FromRow)]
struct Stored {
    number: i64,
    #[sqlx(flatten)]
    facts: Row,
    #[sqlx(flatten)]
    derived: Derived,
}

/// Walks all people and returns how many there are.
///
/// # Errors
/// The inner `Err` names the first bad record.
pub async fn verify(conn: &mut Conn, now: Instant) -> Result<Result<i64, String>, Fault> {
    let (mut checked, mut last) = (0, 0);
    loop {
        let people = after(conn, last).await?;
        let Some(end) = people.last().map(|person| person.number) else { break };
        let mut grants = grants(conn, last, end).await?;
        for stored in people {
            checked += 1;
            let held = grants.remove(&stored.number).unwrap_or_default();
            if let Err(fault) = check(stored, &held, now) {
                return Ok(Err(fault));
            }
        }
        last = end;
    }
    let all: i64 = on!(conn, |c| query_scalar("select count(*) from people").fetch_one(&mut *c).await?);
    Ok(if all == checked { Ok(all) } else { Err(format!("people: {} of {all} have no office", all - checked)) })
}

async fn after(conn: &mut Conn, number: i64) -> sqlx::Result<Vec<Stored>> {
    let sql = concat!(
        "select p.number, ",
        person_columns!(),
        ", p.badge, p.badge_changes_at, p.registration, p.last_key, p.first_key, p.username_key, p.email_key, \
         p.place_key, p.search_key from people p join offices o on o.id = p.office_id \
         left join providers v on v.id = p.provider_id where p.number > $1 order by p.number limit $2"
    );
    on!(conn, |c| query_as(sql).bind(number).bind(BATCH).fetch_all(&mut *c).await)
}

/// Role and end of every grant of the people numbered `(after, last]`.
async fn grants(conn: &mut Conn, after: i64, last: i64) -> sqlx::Result<HashMap<i64, Vec<(String, i64)>>> {
    let sql = "select p.number, g.role, g.ends_at from people p join grants g on g.person_id = p.id \
               where p.number > $1 and p.number <= $2";
    let rows: Vec<(i64, String, i64)> = on!(conn, |c| query_as(sql).bind(after).bind(last).fetch_all(&mut *c).await?);
    let mut grants: HashMap<_, Vec<_>> = HashMap::new();
    for (number, role, ends) in rows {
        grants.entry(number).or_default().push((role, ends));
    }
    Ok(grants)
}

fn check(stored: Stored, grants: &[(String, i64)], now: Instant) -> Result<(), String> {
    let id = stored.facts.id;
    let person = Person::try_from(stored.facts).map_err(|fault| fault.to_string())?;
    let due = stored.derived.badge_changes_at;
    // A badge that time has changed may wait for the job; until then it is the one of just before that instant.
    let as_of = if (1..=millis(now)).contains(&due) { instant(due - 1) } else { now };
    if let Some(column) = Derived::of(&person, as_of).first_difference(&stored.derived) {
        return Err(format!("people.{column} of {id} is not what its facts say"));
    }
    role_matches(&person, grants, now).map_err(|why| format!("people.role of {id} {why}"))
}

/// The role is the highest of the grants, whether or not one that has ended since still counted when it was written.
fn role_matches(person: &Person, grants: &[(String, i64)], now: Instant) -> Result<(), String> {
    let leaves = matches!(person.state, AccountState::Deactivated | AccountState::Archived);
    let highest = |in_force: &dyn Fn(i64) -> bool| {
        grants
            .iter()
            .filter(|(_, ends)| in_force(*ends))
            .filter_map(|(role, _)| Role::from_name(role))
            .min_by_key(|r| r.rank())
    };
    match highest(&|_| true) {
        None if leaves => Ok(()),
        None => Err("comes from no grant".into()),
        Some(role) if role == person.role => Ok(()),
        Some(_) if highest(&|ends| ends == 0 || ends > millis(now)) == Some(person.role) => Ok(()),
        Some(role) => Err(format!("is {}, but the highest grant says {}", person.role.name(), role.name())),
    }
}

impl Derived {
    fn first_difference(&self, stored: &Self) -> Option<&'static str> {
        let columns = [
            ("badge", self.badge == stored.badge),
            ("badge_changes_at", self.badge_changes_at == stored.badge_changes_at),
            ("registration", self.registration == stored.registration),
            ("last_key", self.last_key == stored.last_key),
            ("first_key", self.first_key == stored.first_key),
            ("username_key", self.username_key == stored.username_key),
            ("email_key", self.email_key == stored.email_key),
            ("place_key", self.place_key == stored.place_key),
            ("search_key", self.search_key == stored.search_key),
        ];
        columns.into_iter().find(|(_, same)| !same).map(|(column, _)| column)
    }
}
