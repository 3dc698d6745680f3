//! From a wish over the look at what would happen to an order, and out of it again.

use super::{
    model::{BulkLine, BulkView, Deed, MOST_PICKED, Outcome, Progress, Seen, State, Verb, Who, groups},
    preview::{judge, seen, summary},
    store::{self, Bulk, Order, Owner},
};
use crate::{
    domain::{
        code::{Code, FieldErrors},
        ids::BulkId,
        refusal::Refusal,
        role::Role,
    },
    error::{AppError, AppResult, Conflict},
    history::model::{Event, EventKind},
    people::query::PeopleQuery,
    practices::{model::Places, store::places},
    server::{
        doors::{self, Asked, Command, Cx, Done, Ordered, Query},
        fault::Fault,
        write::Bookkeeping,
    },
};

fn owner<C>(cx: &Cx<C>) -> Owner {
    Owner { practice: cx.reach.practice, person: cx.viewer.actor.person }
}

/// Keeps whom something is to be done to, and leads to what would happen.
///
/// # Errors
/// Nobody, or more than can be ticked.
pub async fn prepare(asked: &Asked, verb: Verb, who: Who) -> AppResult<BulkId> {
    let owner = doors::query_for(asked, verb.permission(), async |cx| {
        cx.acts()?;
        // An order is carried out later, when nobody acts for the practice any more.
        cx.viewer.as_oneself()?;
        match &who {
            Who::Picked(ids) if ids.is_empty() => Err(FieldErrors::one("people", Code::Required).into()),
            Who::Picked(ids) if ids.len() > MOST_PICKED => Err(FieldErrors::one("people", Code::TooMany).into()),
            _ => Ok(owner(cx)),
        }
    })
    .await?;
    let kept = async {
        let now = asked.state.clock.now();
        let id = BulkId::new(asked.state.random.id(now));
        let mut tx = Bookkeeping::open(&asked.state.db).await?;
        store::add(&mut tx, owner, id, verb, &bounded(who), now).await?;
        tx.keep().await?;
        Ok(id)
    };
    asked.answer(kept.await)
}

/// A list without its page and columns: they say nothing about whom.
fn bounded(who: Who) -> Who {
    match who {
        Who::Picked(ids) => Who::Picked(ids),
        Who::Matching(query) => {
            let mut query = query.bounded().from_start();
            query.filters.columns = PeopleQuery::default().filters.columns;
            Who::Matching(query)
        }
    }
}

/// The order's page: of a draft, what would happen if `choice` were chosen.
pub async fn view(cx: &mut Query, id: BulkId, choice: &str) -> Result<BulkView, Fault> {
    let owner = owner(cx);
    let bulk = store::find(&mut cx.conn, owner, id).await?.ok_or(AppError::NotFound)?;
    let mut view = BulkView {
        id,
        verb: bulk.verb,
        who: bulk.who.clone(),
        choice: bulk.choice_name.clone(),
        made: cx.local(bulk.created),
        progress: progress_of(cx, id, &bulk).await?,
        roles: Vec::new(),
        places: Places::default(),
        preview: None,
        groups: Vec::new(),
    };
    if bulk.state != State::Draft {
        view.groups = groups(store::outcomes(&mut cx.conn, cx.reach.practice, id).await?);
        return Ok(view);
    }
    cx.reach = cx.viewer.may(bulk.verb.permission())?;
    match bulk.verb {
        Verb::ChangeRole => view.roles = roles(cx),
        Verb::Move => view.places = places(&mut cx.conn, cx.reach).await?,
        Verb::InviteAgain | Verb::Unlock | Verb::Archive => {}
    }
    if let Some(deed) = Deed::of(bulk.verb, choice, &view.places) {
        let (by, reach, now) = (cx.viewer.actor.clone(), cx.reach, cx.now);
        let judged = judge(&mut cx.conn, &by, reach, &bulk.who, &deed, now).await?;
        view.preview = Some(summary(judged, bulk.verb.mails()));
    }
    Ok(view)
}

/// The roles that are handed out from people pages, each with why the reader may not.
fn roles<C>(cx: &Cx<C>) -> Vec<(Role, Option<Refusal>)> {
    let offered = Role::ALL.into_iter().filter(|role| Role::PracticeOwner.may_hand_out(*role));
    let own = cx.viewer.actor.role_for(Verb::ChangeRole.permission());
    let refusal = |role| (!own.is_some_and(|own| own.may_hand_out(role))).then_some(Refusal::RoleAboveOwn(role));
    offered.map(|role| (role, refusal(role))).collect()
}

/// The reader's orders, newest first; no drafts.
pub async fn list(cx: &mut Query) -> Result<Vec<BulkLine>, Fault> {
    let mut lines = Vec::new();
    let owner = owner(cx);
    for (id, bulk) in store::newest(&mut cx.conn, owner).await? {
        let (made, progress) = (cx.local(bulk.created), progress_of(cx, id, &bulk).await?);
        lines.push(BulkLine { id, verb: bulk.verb, choice: bulk.choice_name, made, progress });
    }
    Ok(lines)
}

/// How far an order is.
pub async fn progress(cx: &mut Query, id: BulkId) -> Result<Progress, Fault> {
    let owner = owner(cx);
    let bulk = store::find(&mut cx.conn, owner, id).await?.ok_or(AppError::NotFound)?;
    progress_of(cx, id, &bulk).await
}

async fn progress_of(cx: &mut Query, id: BulkId, bulk: &Bulk) -> Result<Progress, Fault> {
    let (waiting, done, left_out) = store::counts(&mut cx.conn, id).await?;
    let left = bulk.starts.filter(|_| bulk.state == State::Waiting).map(|starts| starts - cx.now);
    let seconds_left = left.map_or(0, |left| (left.num_milliseconds().max(0) + 999) / 1000);
    Ok(Progress { state: bulk.state, seconds_left, of: waiting + done + left_out, done, left_out })
}

/// Orders what was looked at, exactly that: other people, or another verdict on one of them, are no order.
///
/// # Errors
/// [`AppError::Conflict`] with the number of people there are now; [`AppError::Gone`] for what was ordered before;
/// nobody whom it could happen to.
pub async fn confirm(cx: &mut Command, id: BulkId, choice: &str, wanted: &Seen) -> Result<Done<()>, Fault> {
    let owner = owner(cx);
    let bulk = store::find(&mut cx.conn, owner, id).await?.ok_or(AppError::NotFound)?;
    cx.reach = cx.viewer.may(bulk.verb.permission())?;
    if bulk.state != State::Draft {
        return Err(AppError::Gone.into());
    }
    if bulk.verb.is_sensitive() {
        cx.fresh()?;
    }
    let places = places(&mut cx.conn, cx.reach).await?;
    let deed = Deed::of(bulk.verb, choice, &places).ok_or_else(|| FieldErrors::one("choice", Code::Required))?;
    let (by, reach, now) = (cx.viewer.actor.clone(), cx.reach, cx.now);
    let judged = judge(&mut cx.conn, &by, reach, &bulk.who, &deed, now).await?;
    let now_seen = seen(&judged);
    if now_seen != *wanted {
        let fields = vec![("people".to_owned(), now_seen.found.to_string())];
        return Err(AppError::Conflict(Box::new(Conflict { by: String::new(), version: 0, fields })).into());
    }
    if now_seen.will == 0 {
        return Err(FieldErrors::one("people", Code::Required).into());
    }
    let name = words(&deed);
    let (person, practice) = (owner.person, owner.practice);
    let by = Ordered { person, practice, session: cx.viewer.session, request: cx.request.clone() };
    let order = Order { choice, choice_name: &name, starts: now + bulk.verb.hold(), by: &by };
    if !store::order(&mut cx.conn, owner, id, &order).await? {
        return Err(AppError::Gone.into());
    }
    store::add_people(&mut cx.conn, owner.practice, id, &judged).await?;
    let mut event = event(EventKind::BulkOrdered, bulk.verb, &name);
    event.change("people", "", now_seen.will.to_string());
    event.change("left_out", "", (now_seen.found - now_seen.will).to_string());
    Ok(Done::new((), event))
}

/// What is chosen, as it is stored: a role's name, or what a place is called today.
fn words(deed: &Deed) -> String {
    match deed {
        Deed::InviteAgain | Deed::Unlock | Deed::Archive => String::new(),
        Deed::ChangeRole(role) => role.name().to_owned(),
        Deed::Move(place) => place.name.clone(),
    }
}

/// An event about the whole of an order.
pub fn event(kind: EventKind, verb: Verb, choice: &str) -> Event {
    let mut event = Event::new(kind).because(verb.name());
    let field = if verb == Verb::ChangeRole { "role" } else { "place" };
    event.change(field, "", choice);
    event
}

/// Calls an order off; whoever has not had their turn stays as they are.
///
/// # Errors
/// [`AppError::Gone`]: it is over.
pub async fn cancel(cx: &mut Command, id: BulkId) -> Result<Done<()>, Fault> {
    let owner = owner(cx);
    let bulk = store::find(&mut cx.conn, owner, id).await?.ok_or(AppError::NotFound)?;
    if !store::cancel(&mut cx.conn, owner, id, cx.now).await? {
        return Err(AppError::Gone.into());
    }
    let (_, done, left_out) = store::counts(&mut cx.conn, id).await?;
    let mut event = event(EventKind::BulkCancelled, bulk.verb, &bulk.choice_name);
    event.change("people", "", done.to_string());
    event.change("left_out", "", left_out.to_string());
    Ok(Done::new((), event))
}

/// What became of each, for the file.
pub async fn outcomes(cx: &mut Command, id: BulkId) -> Result<(Verb, Vec<(super::model::Named, Outcome)>), Fault> {
    let owner = owner(cx);
    let bulk = store::find(&mut cx.conn, owner, id).await?.ok_or(AppError::NotFound)?;
    if bulk.state == State::Draft {
        return Err(AppError::NotFound.into());
    }
    Ok((bulk.verb, store::outcomes(&mut cx.conn, cx.reach.practice, id).await?))
}
