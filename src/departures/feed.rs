//! A person's calendar feed (N-20): its address is a secret, shows what its owner may see at that moment, and nothing once
//! they may not, have left, or have revoked it.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use uuid::Uuid;

use super::{ical, store, views::FeedView};
use crate::{
    domain::{clock::Instant, ids::SessionId, permission::Permission},
    history::model::{Event, EventKind},
    i18n::{Lang, T},
    paths, people, practices,
    server::{
        doors::{Command, Done, Query},
        fault::Fault,
        http::{error_page, not_found},
        state::AppState,
    },
    session,
};

/// Entries of one file.
const MOST: i64 = 1000;
/// Longer ones are none of ours.
const LONGEST_TOKEN: usize = 100;

/// One's own feed in this practice.
pub async fn view(cx: &mut Query) -> Result<FeedView, Fault> {
    let made = store::feeds::made(&mut cx.conn, cx.reach.practice, cx.viewer.actor.person).await?;
    Ok(FeedView { made: made.map(|at| cx.local(at)) })
}

/// Makes the address of one's own calendar; it is told once. The one before stops working.
pub async fn make(cx: &mut Command) -> Result<Done<String>, Fault> {
    cx.fresh()?;
    let token = cx.state.random.token();
    let (practice, person) = (cx.reach.practice, cx.viewer.actor.person);
    store::feeds::make(&mut cx.conn, practice, person, &token, cx.now).await?;
    let path = paths::calendar_feed(&token);
    let address = cx.state.config.base_url.join(&path).map_err(|error| Fault::inconsistent(error.to_string()))?;
    Ok(Done::new(address.into(), event(cx, EventKind::DepartureFeedMade)))
}

/// Ends the address.
///
/// # Errors
/// There is none: [`AppError::Gone`](crate::error::AppError::Gone).
pub async fn revoke(cx: &mut Command) -> Result<Done<()>, Fault> {
    let (practice, person) = (cx.reach.practice, cx.viewer.actor.person);
    if !store::feeds::revoke(&mut cx.conn, practice, person).await? {
        return Err(crate::error::AppError::Gone.into());
    }
    Ok(Done::new((), event(cx, EventKind::DepartureFeedRevoked)))
}

fn event(cx: &Command, kind: EventKind) -> Event {
    Event::new(kind).about(cx.viewer.actor.person, cx.viewer.actor.name.clone())
}

/// The file, for a calendar program that has nothing but the address.
pub async fn show(State(state): State<AppState>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    let token = name.strip_suffix(".ics").unwrap_or(&name);
    match file(&state, token).await {
        Ok(Some(text)) => {
            let kind = HeaderValue::from_static("text/calendar; charset=utf-8");
            let shown = HeaderValue::from_static("inline; filename=\"departures.ics\"");
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, shown)], text).into_response()
        }
        // Unknown, revoked, or of somebody who may not any more: one answer for all of them.
        Ok(None) => not_found(&headers),
        Err(fault) => error_page(&headers, &fault.answer("")),
    }
}

async fn file(state: &AppState, token: &str) -> Result<Option<String>, Fault> {
    if token.is_empty() || token.len() > LONGEST_TOKEN {
        return Ok(None);
    }
    let now = state.clock.now();
    let mut conn = state.db.read().await?;
    let Some((person, practice)) = store::feeds::by_token(&mut conn, token).await? else { return Ok(None) };
    let nowhere = SessionId::new(Uuid::nil());
    let Some(viewer) = session::store::stand_in(&mut conn, person, practice, nowhere, now).await? else {
        return Ok(None);
    };
    let Ok(reach) = viewer.may(Permission::DeactivatePeople) else { return Ok(None) };
    let zone = practices::store::zone(&viewer.practice)?;
    let local = |at: Instant| crate::server::clock::local(zone, at);
    let leavers = store::list::between(&mut conn, reach, (now, Instant::MAX_UTC), MOST, local).await?;
    let t = T::new(Lang::from_tag(&people::store::language_of(&mut conn, person).await?).unwrap_or_default());
    let host = state.config.base_url.host_str().unwrap_or("localhost");
    Ok(Some(ical::compose(t, &viewer.practice.name, host, &leavers, now)))
}
