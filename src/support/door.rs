//! The ways to one ticket. Its id says nothing of where it belongs: that is looked up among the tickets that the reader may
//! know of, and what follows happens there, and is recorded there.

use super::store::{self, Circle};
use crate::{
    domain::{
        ids::{PracticeId, TicketId},
        permission::Permission,
        scope::Scope,
    },
    error::{AppError, AppResult},
    server::{
        doors::{self, Asked, Command, Cx, Done, Query},
        fault::Fault,
    },
};

/// Whose tickets the reader may know of: those of where they work; at their own desk, those of everybody they look after.
pub fn circle<C>(cx: &Cx<C>) -> Circle {
    let (viewer, permission) = (&cx.viewer, Permission::FollowTickets);
    if viewer.outside.is_some() || viewer.may(Permission::ViewPractices).is_err() {
        return Circle::Only(vec![cx.reach.practice]);
    }
    let grants = viewer.actor.grants.iter().filter(|grant| permission.held_by(grant.role));
    let scopes: Vec<_> = grants.map(|grant| grant.scope).filter(|scope| scope.allows(permission).is_ok()).collect();
    if scopes.contains(&Scope::Instance) {
        return Circle::Everybody;
    }
    let practice = |scope: &Scope| match scope {
        Scope::Practice(id) | Scope::Vendor(id, _) => Some(*id),
        Scope::Instance | Scope::Provider(..) | Scope::Switched(_) => None,
    };
    Circle::Only(scopes.iter().filter_map(practice).collect())
}

async fn whereabouts(asked: &Asked, id: TicketId, permission: Permission) -> AppResult<PracticeId> {
    let found = doors::query_for(asked, permission, async |cx| {
        cx.reach.all_of_it()?;
        let circle = circle(cx);
        Ok(store::practice_of(&mut cx.conn, &circle, id).await?.ok_or(AppError::NotFound)?)
    });
    found.await
}

/// Reads something of a ticket.
///
/// # Errors
/// See [`doors::query`]; [`AppError::NotFound`] for a ticket that the reader knows nothing of.
pub async fn query<T>(
    asked: &Asked,
    id: TicketId,
    body: impl AsyncFnOnce(&mut Query) -> Result<T, Fault>,
) -> AppResult<T> {
    let practice = whereabouts(asked, id, Permission::FollowTickets).await?;
    doors::query_of(asked, practice, Permission::FollowTickets, body).await
}

/// Does something with a ticket.
///
/// # Errors
/// See [`doors::command`]; [`AppError::NotFound`] for a ticket that the reader knows nothing of.
pub async fn command<T>(
    asked: &Asked,
    id: TicketId,
    permission: Permission,
    body: impl AsyncFnOnce(&mut Command) -> Result<Done<T>, Fault>,
) -> AppResult<T> {
    let practice = whereabouts(asked, id, permission).await?;
    doors::command_of(asked, practice, permission, body).await
}
