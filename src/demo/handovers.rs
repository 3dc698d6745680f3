//! Plans for patients as they stand: one that is scheduled, one that has stopped, one that was called off.

use chrono::Duration;

use super::{practice::Site, story::Told};
use crate::{
    domain::{
        clock::Instant,
        ids::{HandoverId, SessionId},
        scope::Reach,
    },
    handover::{
        model::{Plan, State, To, Why},
        problems::Problem,
        service::event,
        store::{self, Stored, points},
    },
    history::{model::EventKind, store::Cause},
    i18n::{Lang, T},
    people::model::Person,
    providers::{self, model::agent_role},
    server::{clock::Randomness, doors::Ordered, fault::Fault, request::RequestInfo, write::Writing},
};

/// Positions among the providers by name: whose plans they are, and the inactive one to whom nobody can go.
const SCHEDULED: usize = 1;
const STOPPED: usize = 2;
const INACTIVE: usize = 3;
const CANCELLED: usize = 4;

/// Stores the plans; answers what the history says about them.
pub async fn store(
    tx: &mut Writing,
    site: &Site,
    by: &Person,
    ids: &Randomness,
    now: Instant,
) -> Result<Vec<Told>, Fault> {
    let providers = providers::store::all(tx, Reach::whole(site.id)).await?;
    let inactive = &providers[INACTIVE];
    let blocked = Why::Problems(vec![Problem::Inactive { name: inactive.name.clone() }]);
    let fewest = Plan { rest: To::Fewest, leaves: true, ..Plan::default() };
    let plans = [
        (SCHEDULED, fewest.clone(), State::Scheduled, Some(now + Duration::days(45)), None),
        (STOPPED, Plan::all_to(inactive.id), State::Stopped, Some(now - Duration::hours(9)), Some(blocked)),
        (CANCELLED, fewest, State::Cancelled, None, Some(Why::CalledOff)),
    ];
    let mut told = Vec::new();
    for (position, plan, state, at, why) in plans {
        let provider = &providers[position];
        let changed = at.filter(|at| *at < now).unwrap_or(now - Duration::days(2));
        let stored = Stored {
            id: HandoverId::new(ids.id(changed)),
            provider: provider.id,
            plan,
            at,
            state,
            why,
            outcome: Vec::new(),
            version: 1,
            changed,
            by_name: by.name(),
            ordered: ordered(site, by, ids, changed),
        };
        store::insert(tx, &stored).await?;
        let role = agent_role(provider.kind);
        for task in T::new(Lang::default()).handover_list(role).lines().filter(|_| state.is_open()) {
            points::add(tx, &stored, task).await?;
        }
        let kind = match state {
            State::Scheduled => EventKind::HandoverScheduled,
            State::Stopped => EventKind::HandoverStopped,
            _ => EventKind::HandoverCancelled,
        };
        let cause = Cause { actor: Some((by.id, by.name())), address: "198.51.100.4".into(), ..Cause::default() };
        told.push(Told { at: changed, practice: site.id, cause, event: event(kind, &stored, &provider.name) });
    }
    Ok(told)
}

fn ordered(site: &Site, by: &Person, ids: &Randomness, at: Instant) -> Ordered {
    let request =
        RequestInfo { id: String::new(), address: [198, 51, 100, 4].into(), agent: String::new(), accepts_html: false };
    Ordered { person: by.id, practice: site.id, session: SessionId::new(ids.id(at)), request }
}
