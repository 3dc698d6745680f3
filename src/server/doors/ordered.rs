//! The door of what was ordered before: nobody's request, but somebody's order.

use super::{Command, Cx, Done};
use crate::{
    domain::{
        ids::{PersonId, PracticeId, SessionId},
        permission::Permission,
        refusal::Refusal,
    },
    practices,
    server::{asked::cause, fault::Fault, request::RequestInfo, state::AppState, write::Writing},
    session,
};

/// Who ordered something that is done later, and what their events say about where from.
#[derive(Debug, Clone)]
pub struct Ordered {
    pub person: PersonId,
    pub practice: PracticeId,
    pub session: SessionId,
    pub request: RequestInfo,
}

/// A command that was ordered before, in the orderer's name. What counts is what they may do now, not what they might
/// when they ordered.
///
/// # Errors
/// [`Refusal::OrdererGone`], a lost permission, or what the body answers; nothing is changed then.
pub async fn command_ordered<T>(
    state: &AppState,
    ordered: &Ordered,
    permission: Permission,
    body: impl AsyncFnOnce(&mut Command) -> Result<Done<T>, Fault>,
) -> Result<T, Fault> {
    let now = state.clock.now();
    let mut conn = Writing::open(&state.db, ordered.practice).await?;
    let (person, practice) = (ordered.person, ordered.practice);
    let found = session::store::stand_in(&mut conn, person, practice, ordered.session, now).await?;
    let viewer = found.ok_or(Refusal::OrdererGone)?;
    let reach = viewer.may(permission)?;
    let zone = practices::store::zone(&viewer.practice)?;
    let (state, request) = (state.clone(), ordered.request.clone());
    let mut cx = Cx { viewer, reach, now, zone, conn, state, request, opened: None };
    let done = body(&mut cx).await?;
    let cause = cause(&cx.request, Some(&cx.viewer));
    cx.conn.finish(&cause, now, &cx.state.random, done.events).await?;
    Ok(done.value)
}
