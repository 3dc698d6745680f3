//! What the main practice's administrator has lately done to many people: one order carried out, one called off.

use chrono::Duration;
use sqlx::query;

use super::{practice::Site, story::Told};
use crate::{
    bulk::{
        model::{Outcome, State, Verb, Who},
        service::event,
        store::{self, Order, Owner},
    },
    domain::{
        clock::{Instant, millis},
        ids::{BulkId, SessionId},
        refusal::Refusal,
        role::Role,
    },
    history::{model::EventKind, store::Cause},
    on,
    people::model::{AccountState, Person},
    server::{clock::Randomness, doors::Ordered, fault::Fault, request::RequestInfo, write::Writing},
};

/// People of an order.
const PEOPLE: usize = 6;

/// Stores the orders; answers what the history says about them.
pub async fn store(
    tx: &mut Writing,
    site: &Site,
    people: &[Person],
    by: &Person,
    ids: &Randomness,
    now: Instant,
) -> Result<Vec<Told>, Fault> {
    let active = || people.iter().filter(|person| person.state == AccountState::Active && !person.locked(now));
    let unlocked = active().take(PEOPLE).enumerate().map(|(number, person)| {
        let outcome = if number == 0 { Outcome::Refused(Refusal::NotLocked) } else { Outcome::Done };
        ((person.id, person.name()), outcome)
    });
    let unlocked: Vec<_> = unlocked.collect();
    let left: Vec<_> = active().take(PEOPLE).map(|person| ((person.id, person.name()), Outcome::Cancelled)).collect();
    let role = Role::Delegate.name();
    let mut told = Vec::new();
    for (verb, choice, outcomes, state, at) in [
        (Verb::Unlock, "", unlocked, State::Done, now - Duration::days(2)),
        (Verb::ChangeRole, role, left, State::Cancelled, now - Duration::hours(5)),
    ] {
        let (id, owner) = (BulkId::new(ids.id(at)), Owner { practice: site.id, person: by.id });
        let who = Who::Picked(outcomes.iter().map(|((person, _), _)| *person).collect());
        store::add(tx, owner, id, verb, &who, at).await?;
        let request = RequestInfo {
            id: String::new(),
            address: [198, 51, 100, 4].into(),
            agent: String::new(),
            accepts_html: false,
        };
        let ordered = Ordered { person: by.id, practice: site.id, session: SessionId::new(ids.id(at)), request };
        let order = Order { choice, choice_name: choice, starts: at + verb.hold(), by: &ordered };
        store::order(tx, owner, id, &order).await?;
        store::add_people(tx, site.id, id, &outcomes).await?;
        let sql = "update bulks set state = $2, ended_at = $3 where id = $1";
        let ended = at + Duration::seconds(12);
        on!(tx, |c| {
            query(sql).bind(id.uuid()).bind(state.name()).bind(millis(ended)).execute(&mut *c).await.map(drop)?;
        });
        let end = if state == State::Done { EventKind::BulkDone } else { EventKind::BulkCancelled };
        for (at, kind) in [(at, EventKind::BulkOrdered), (ended, end)] {
            let cause = Cause { actor: Some((by.id, by.name())), address: "198.51.100.4".into(), ..Cause::default() };
            told.push(Told { at, practice: site.id, cause, event: event(kind, verb, choice) });
        }
    }
    Ok(told)
}
