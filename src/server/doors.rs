//! The two doors into the product: [`query`] and [`command`]. A door finds out who is asking, checks the permission,
//! opens the connection or the transaction, runs the body, records, commits, logs once and sets the status.

mod desk;
mod ordered;
mod visit;

use axum::http::{StatusCode, request::Parts};
use chrono_tz::Tz;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use uuid::Uuid;

pub use desk::{command_at, command_at_home, command_of, query_at, query_of};
pub use ordered::{Ordered, command_ordered};

pub use super::asked::Asked;
use super::{
    asked::{Lets, set_status},
    db::Conn,
    fault::Fault,
    request::RequestInfo,
    state::AppState,
    write::Writing,
};
use crate::{
    domain::{
        clock::{Instant, Stamp},
        permission::Permission,
        refusal::Refusal,
        role::Role,
        scope::Reach,
    },
    error::{AppError, AppResult},
    history::model::{Event, EventKind},
    people, practices,
    session::model::{Awaits, Viewer},
};

/// What the body of a door works with: who, where, when, and a connection.
pub struct Cx<C> {
    pub viewer: Viewer,
    /// How far the permission of this door reaches.
    pub reach: Reach,
    pub now: Instant,
    pub zone: Tz,
    pub conn: C,
    pub state: AppState,
    pub request: RequestInfo,
    /// What was opened, if that is one thing: its id and name.
    opened: Option<(Uuid, String)>,
}

pub type Query = Cx<Conn>;
pub type Command = Cx<Writing>;

impl<C> Cx<C> {
    /// `at` as it is read in the practice.
    pub fn local(&self, at: Instant) -> Stamp {
        super::clock::local(self.zone, at)
    }

    /// The one rule of sensitive acts: whoever does them has given the password in this session lately (T33).
    ///
    /// # Errors
    /// [`AppError::ProofNeeded`]; [`Refusal::NotWhileSwitched`], as nothing sensitive is done for somebody else (T55).
    pub fn fresh(&self) -> Result<(), Fault> {
        self.viewer.as_oneself()?;
        if self.viewer.is_fresh(self.now) { Ok(()) } else { Err(AppError::ProofNeeded.into()) }
    }

    /// [`fresh`](Self::fresh) for giving somebody a role that opens more than a Portal User's work.
    ///
    /// # Errors
    /// [`AppError::ProofNeeded`].
    pub fn fresh_to_give(&self, role: Role) -> Result<(), Fault> {
        if role.is_sensitive() { self.fresh() } else { Ok(()) }
    }

    /// Says what is being looked at, for the practice that wants to know what people from outside have opened (N-12).
    pub fn opens(&mut self, id: Uuid, name: impl Into<String>) {
        self.opened = Some((id, name.into()));
    }

    /// For what is kept without a command, such as drafts: who only looks keeps nothing (N-14).
    ///
    /// # Errors
    /// [`Refusal::OnlyLooking`].
    pub fn acts(&self) -> Result<(), Fault> {
        Ok(self.viewer.actor.acts()?)
    }
}

/// What a command leaves behind: its answer and at least one event.
pub struct Done<T> {
    pub value: T,
    events: Vec<Event>,
}

impl<T> Done<T> {
    pub fn new(value: T, event: Event) -> Self {
        Self { value, events: vec![event] }
    }

    /// What came of parts that were taken apart.
    pub fn of(value: T, events: Vec<Event>) -> Self {
        Self { value, events }
    }

    /// For a command that consists of others.
    pub fn into_parts(self) -> (T, Vec<Event>) {
        (self.value, self.events)
    }

    #[must_use]
    pub fn and(mut self, event: Event) -> Self {
        self.events.push(event);
        self
    }

    /// What touched many people: one event for the whole and one for each of them.
    #[must_use]
    pub fn and_all(mut self, events: Vec<Event>) -> Self {
        self.events.extend(events);
        self
    }
}

/// Somebody who waits for their second step may do nothing but what the door is for.
fn may_look_after_own_step(viewer: &Viewer) -> Result<Reach, Refusal> {
    match viewer.awaits {
        Some(_) => Ok(Reach::whole(viewer.practice.id)),
        None => viewer.may(Permission::SignedIn),
    }
}

fn may_change_own_step(viewer: &Viewer) -> Result<Reach, Refusal> {
    viewer.actor.acts()?;
    viewer.as_oneself()?;
    may_look_after_own_step(viewer)
}

/// Gives a request whose arguments can't be read its status; no body has run.
pub fn unreadable() {
    let parts = use_context::<Parts>();
    if let Some(request) = parts.as_ref().and_then(|parts| parts.extensions.get::<RequestInfo>()) {
        set_status(&AppError::Network, request);
    }
}

/// Takes back the status of a refusal that turned out to be no trouble.
pub fn forget_refusal() {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(StatusCode::OK);
    }
}

/// Reads something. The body must not write.
///
/// # Errors
/// [`AppError::Unauthenticated`], [`AppError::Forbidden`], or what the body answers.
pub async fn query<T>(permission: Permission, body: impl AsyncFnOnce(&mut Query) -> Result<T, Fault>) -> AppResult<T> {
    query_for(&Asked::current()?, permission, body).await
}

/// [`query`] for a request that is at hand.
///
/// # Errors
/// See [`query`].
pub async fn query_for<T>(
    asked: &Asked,
    permission: Permission,
    body: impl AsyncFnOnce(&mut Query) -> Result<T, Fault>,
) -> AppResult<T> {
    finish_query(asked, Lets::Whole, Some(permission), |viewer| viewer.may(permission), body).await
}

/// [`query`] for everybody who is signed in, and for those who wait for `awaits`.
///
/// # Errors
/// See [`query`].
pub async fn query_even<T>(awaits: Awaits, body: impl AsyncFnOnce(&mut Query) -> Result<T, Fault>) -> AppResult<T> {
    finish_query(&Asked::current()?, Lets::Even(awaits), None, may_look_after_own_step, body).await
}

async fn finish_query<T>(
    asked: &Asked,
    lets: Lets,
    permission: Option<Permission>,
    check: impl Fn(&Viewer) -> Result<Reach, Refusal>,
    body: impl AsyncFnOnce(&mut Query) -> Result<T, Fault>,
) -> AppResult<T> {
    let result = run_query(asked, lets, check, Use::Counts(permission), body).await;
    if let Err(Fault::Answer(AppError::Forbidden(refusal))) = &result {
        record_refusal(asked, refusal).await;
    }
    asked.answer(result)
}

/// Reads something that a page asks for by itself: that is no use of the session, which would never end otherwise
/// (T28).
///
/// # Errors
/// Those of [`query`].
pub async fn query_in_background<T>(body: impl AsyncFnOnce(&mut Query) -> Result<T, Fault>) -> AppResult<T> {
    let asked = Asked::current()?;
    let check = |viewer: &Viewer| viewer.may(Permission::SignedIn);
    let result = run_query(&asked, Lets::Whole, check, Use::DoesNotCount, body).await;
    asked.answer(result)
}

/// Whether a request shows that somebody is there, and by what right they are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Counts(Option<Permission>),
    DoesNotCount,
}

async fn run_query<T>(
    asked: &Asked,
    lets: Lets,
    check: impl Fn(&Viewer) -> Result<Reach, Refusal>,
    used: Use,
    body: impl AsyncFnOnce(&mut Query) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let now = asked.state.clock.now();
    let mut conn = asked.state.db.read().await?;
    let viewer = asked.let_in(&mut conn, lets, now).await?;
    if used != Use::DoesNotCount {
        touch(asked, &viewer, now);
    }
    let reach = check(&viewer)?;
    let zone = practices::store::zone(&viewer.practice)?;
    let (state, request) = (asked.state.clone(), asked.request.clone());
    let mut cx = Cx { viewer, reach, now, zone, conn, state, request, opened: None };
    let answer = body(&mut cx).await?;
    if let Use::Counts(Some(permission)) = used {
        visit::record(cx, permission).await?;
    }
    Ok(answer)
}

/// Changes something. The body's events are recorded and committed with its changes, or neither is.
///
/// # Errors
/// [`AppError::Unauthenticated`], [`AppError::Forbidden`], or what the body answers; nothing is changed then.
pub async fn command<T>(
    permission: Permission,
    body: impl AsyncFnOnce(&mut Command) -> Result<Done<T>, Fault>,
) -> AppResult<T> {
    command_for(&Asked::current()?, permission, body).await
}

/// [`command`] for a request that is at hand.
///
/// # Errors
/// See [`command`].
pub async fn command_for<T>(
    asked: &Asked,
    permission: Permission,
    body: impl AsyncFnOnce(&mut Command) -> Result<Done<T>, Fault>,
) -> AppResult<T> {
    finish_command(asked, Lets::Whole, |viewer| acting(viewer, permission), body).await
}

/// A command about the reader's own account, which lies in the organisation they come from and not where they work at
/// the moment: its reach is that organisation.
///
/// # Errors
/// See [`command`].
pub async fn command_on_self<T>(body: impl AsyncFnOnce(&mut Command) -> Result<Done<T>, Fault>) -> AppResult<T> {
    let check = |viewer: &Viewer| {
        viewer.as_oneself()?;
        acting(viewer, Permission::SignedIn)
    };
    finish_command(&Asked::current()?, Lets::OnSelf, check, body).await
}

/// The one check of every command but getting out: who only looks changes nothing (N-14).
fn acting(viewer: &Viewer, permission: Permission) -> Result<Reach, Refusal> {
    viewer.actor.acts()?;
    viewer.may(permission)
}

/// A command that also somebody may give who has to choose a new password first: getting out.
///
/// # Errors
/// [`AppError::Unauthenticated`].
pub async fn command_even_restricted<T>(
    body: impl AsyncFnOnce(&mut Command) -> Result<Done<T>, Fault>,
) -> AppResult<T> {
    finish_command(&Asked::current()?, Lets::Whole, |viewer| Ok(Reach::whole(viewer.practice.id)), body).await
}

/// A command of those who wait for anything: giving up.
///
/// # Errors
/// [`AppError::Unauthenticated`].
pub async fn command_waiting<T>(body: impl AsyncFnOnce(&mut Command) -> Result<Done<T>, Fault>) -> AppResult<T> {
    finish_command(&Asked::current()?, Lets::Waiting, may_look_after_own_step, body).await
}

/// [`command_on_self`] also for those who wait for `awaits`.
///
/// # Errors
/// See [`command`].
pub async fn command_even<T>(
    awaits: Awaits,
    body: impl AsyncFnOnce(&mut Command) -> Result<Done<T>, Fault>,
) -> AppResult<T> {
    finish_command(&Asked::current()?, Lets::Even(awaits), may_change_own_step, body).await
}

async fn finish_command<T>(
    asked: &Asked,
    lets: Lets,
    check: impl Fn(&Viewer) -> Result<Reach, Refusal>,
    body: impl AsyncFnOnce(&mut Command) -> Result<Done<T>, Fault>,
) -> AppResult<T> {
    let result = run_command(asked, lets, check, body).await;
    if let Err(Fault::Answer(AppError::Forbidden(refusal))) = &result {
        record_refusal(asked, refusal).await;
    }
    asked.answer(result)
}

async fn run_command<T>(
    asked: &Asked,
    lets: Lets,
    check: impl Fn(&Viewer) -> Result<Reach, Refusal>,
    body: impl AsyncFnOnce(&mut Command) -> Result<Done<T>, Fault>,
) -> Result<T, Fault> {
    let now = asked.state.clock.now();
    // A cheap look first, so that strangers never take the write lock …
    let practice = {
        let mut conn = asked.state.db.read().await?;
        let viewer = asked.let_in(&mut conn, lets, now).await?;
        if lets.at_home() {
            people::store::practice_of(&mut conn, viewer.actor.person).await?.ok_or(AppError::Unauthenticated)?
        } else {
            viewer.practice.id
        }
    };
    let mut conn = Writing::open(&asked.state.db, practice).await?;
    // … and the one that counts inside of it: a right lost meanwhile is not used any more (T54).
    let viewer = asked.let_in(&mut conn, lets, now).await?;
    if !lets.at_home() && viewer.practice.id != practice {
        return Err(AppError::Unavailable.into());
    }
    touch(asked, &viewer, now);
    let reach = check(&viewer)?;
    let reach = if lets.at_home() { Reach::whole(practice) } else { reach };
    let zone = practices::store::zone(&viewer.practice)?;
    let (state, request) = (asked.state.clone(), asked.request.clone());
    let mut cx = Cx { viewer, reach, now, zone, conn, state, request, opened: None };
    let done = body(&mut cx).await?;
    let cause = asked.cause(Some(&cx.viewer));
    cx.conn.finish(&cause, now, &cx.state.random, done.events).await?;
    Ok(done.value)
}

fn touch(asked: &Asked, viewer: &Viewer, now: Instant) {
    match asked.key() {
        Some(key) => asked.state.activity.touch_key(key.id, now),
        None => asked.state.activity.touch(viewer.session, viewer.actor.person, now),
    }
}

/// A refusal is an event in a transaction of its own: the rollback of what was refused can't lose it.
async fn record_refusal(asked: &Asked, refusal: &Refusal) {
    let recorded = async {
        let now = asked.state.clock.now();
        let mut conn = asked.state.db.read().await?;
        let viewer = asked.viewer(&mut conn, now).await?;
        drop(conn);
        let tx = Writing::open(&asked.state.db, viewer.practice.id).await?;
        let event = Event::new(EventKind::Refused).refused().because(refusal.record(asked.parts.uri.path()));
        tx.finish(&asked.cause(Some(&viewer)), now, &asked.state.random, vec![event]).await
    };
    if let Err(error) = recorded.await {
        tracing::error!(%error, request.id = asked.request.id, "a refusal could not be recorded");
    }
}
