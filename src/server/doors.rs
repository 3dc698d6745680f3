//! The two doors into the product: [`query`] and [`command`]. A door finds out who is asking, checks the permission,
//! opens the connection or the transaction, runs the body, records, commits, logs once and sets the status.

use axum::http::{StatusCode, request::Parts};
use chrono_tz::Tz;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use super::{cookies, db::Conn, fault::Fault, request::RequestInfo, state::AppState, write::Writing};
use crate::{
    domain::{
        clock::{Instant, Stamp},
        permission::Permission,
        refusal::Refusal,
        scope::Reach,
    },
    error::{AppError, AppResult},
    history::{
        model::{Event, EventKind},
        store::Cause,
    },
    practices,
    session::{
        self,
        model::{Awaits, Viewer},
    },
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
}

pub type Query = Cx<Conn>;
pub type Command = Cx<Writing>;

impl<C> Cx<C> {
    /// `at` as it is read in the practice.
    pub fn local(&self, at: Instant) -> Stamp {
        super::clock::local(self.zone, at)
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

/// The request that is being answered: by a server function, a page, a plain handler, or a task that outlives it.
#[derive(Clone)]
pub struct Asked {
    pub state: AppState,
    pub request: RequestInfo,
    pub parts: Parts,
}

impl Asked {
    /// From the context that the router provides.
    ///
    /// # Errors
    /// The context can be missing after a browser has gone away.
    pub fn current() -> AppResult<Self> {
        let (Some(state), Some(parts)) = (use_context::<AppState>(), use_context::<Parts>()) else {
            return Err(AppError::Unavailable);
        };
        Self::of(state, parts)
    }

    /// For handlers that are no server functions, such as those of files.
    ///
    /// # Errors
    /// The request did not come through the router.
    pub fn of(state: AppState, parts: Parts) -> AppResult<Self> {
        let request = parts.extensions.get::<RequestInfo>().cloned().ok_or(AppError::Unavailable)?;
        Ok(Self { state, request, parts })
    }

    /// What an event says about where it came from.
    pub fn cause(&self, viewer: Option<&Viewer>) -> Cause {
        cause(&self.request, viewer)
    }

    pub async fn viewer(&self, conn: &mut Conn, now: Instant) -> Result<Viewer, Fault> {
        let found = session::store::find(conn, &self.token_hash()?, now, &self.state.activity).await?;
        Ok(found.ok_or(AppError::Unauthenticated)?)
    }

    /// Also somebody who has given their password and waits for exactly this.
    pub async fn viewer_even(&self, conn: &mut Conn, awaits: Awaits, now: Instant) -> Result<Viewer, Fault> {
        let found = session::store::find_even_waiting(conn, &self.token_hash()?, now, &self.state.activity).await?;
        let let_in = found.filter(|viewer| viewer.awaits.is_none_or(|missing| missing == awaits));
        Ok(let_in.ok_or(AppError::Unauthenticated)?)
    }

    async fn let_in(&self, conn: &mut Conn, lets: Lets, now: Instant) -> Result<Viewer, Fault> {
        match lets {
            Lets::Whole => self.viewer(conn, now).await,
            Lets::Even(awaits) => self.viewer_even(conn, awaits, now).await,
            Lets::Waiting => {
                let found =
                    session::store::find_even_waiting(conn, &self.token_hash()?, now, &self.state.activity).await?;
                Ok(found.filter(|viewer| viewer.awaits.is_some()).ok_or(AppError::Unauthenticated)?)
            }
        }
    }

    fn token_hash(&self) -> AppResult<String> {
        let token = cookies::session(&self.state.config, &self.parts.headers).ok_or(AppError::Unauthenticated)?;
        Ok(session::store::token_hash(&token))
    }

    /// Passes an answer on, with its status. A page that is posted to without our module must be able to redirect, so
    /// its status stays.
    pub fn answer<T>(&self, result: Result<T, Fault>) -> AppResult<T> {
        result.map_err(|fault| {
            let error = fault.answer(&self.request.id);
            set_status(&error, &self.request);
            error
        })
    }
}

/// Which sessions a door lets in. Almost all doors: none that waits for its second step.
#[derive(Clone, Copy)]
enum Lets {
    Whole,
    Even(Awaits),
    /// Nobody but those who wait.
    Waiting,
}

/// Somebody who waits for their second step may do nothing but what the door is for.
fn may_look_after_own_step(viewer: &Viewer) -> Result<Reach, Refusal> {
    match viewer.awaits {
        Some(_) => Ok(Reach::whole(viewer.practice.id)),
        None => viewer.may(Permission::SignedIn),
    }
}

fn cause(request: &RequestInfo, viewer: Option<&Viewer>) -> Cause {
    Cause {
        actor: viewer.map(|viewer| (viewer.actor.person, viewer.actor.name.clone())),
        request_id: request.id.clone(),
        address: request.address.to_string(),
        agent: request.agent.clone(),
    }
}

fn set_status(error: &AppError, request: &RequestInfo) {
    let posted_form = request.accepts_html && use_context::<Parts>().is_some_and(|p| p.method == "POST");
    if let (false, Some(response)) = (posted_form, use_context::<ResponseOptions>()) {
        response.set_status(StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    }
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
    finish_query(asked, Lets::Whole, |viewer| viewer.may(permission), body).await
}

/// [`query`] for everybody who is signed in, and for those who wait for `awaits`.
///
/// # Errors
/// See [`query`].
pub async fn query_even<T>(awaits: Awaits, body: impl AsyncFnOnce(&mut Query) -> Result<T, Fault>) -> AppResult<T> {
    finish_query(&Asked::current()?, Lets::Even(awaits), may_look_after_own_step, body).await
}

async fn finish_query<T>(
    asked: &Asked,
    lets: Lets,
    check: impl Fn(&Viewer) -> Result<Reach, Refusal>,
    body: impl AsyncFnOnce(&mut Query) -> Result<T, Fault>,
) -> AppResult<T> {
    let result = run_query(asked, lets, check, Use::Counts, body).await;
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

/// Whether a request shows that somebody is there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Counts,
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
    if used == Use::Counts {
        touch(asked, &viewer, now);
    }
    let reach = check(&viewer)?;
    let zone = practices::store::zone(&viewer.practice)?;
    let (state, request) = (asked.state.clone(), asked.request.clone());
    body(&mut Cx { viewer, reach, now, zone, conn, state, request }).await
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
    finish_command(asked, Lets::Whole, |viewer| viewer.may(permission), body).await
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

/// [`command`] for everybody who is signed in, and for those who wait for `awaits`.
///
/// # Errors
/// See [`command`].
pub async fn command_even<T>(
    awaits: Awaits,
    body: impl AsyncFnOnce(&mut Command) -> Result<Done<T>, Fault>,
) -> AppResult<T> {
    finish_command(&Asked::current()?, Lets::Even(awaits), may_look_after_own_step, body).await
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
        asked.let_in(&mut conn, lets, now).await?.practice.id
    };
    let mut conn = Writing::open(&asked.state.db, practice).await?;
    // … and the one that counts inside of it: a right lost meanwhile is not used any more (T54).
    let viewer = asked.let_in(&mut conn, lets, now).await?;
    if viewer.practice.id != practice {
        return Err(AppError::Unavailable.into());
    }
    touch(asked, &viewer, now);
    let reach = check(&viewer)?;
    let zone = practices::store::zone(&viewer.practice)?;
    let (state, request) = (asked.state.clone(), asked.request.clone());
    let mut cx = Cx { viewer, reach, now, zone, conn, state, request };
    let done = body(&mut cx).await?;
    let cause = cause(&cx.request, Some(&cx.viewer));
    cx.conn.finish(&cause, now, &cx.state.random, done.events).await?;
    Ok(done.value)
}

fn touch(asked: &Asked, viewer: &Viewer, now: Instant) {
    asked.state.activity.touch(viewer.session, viewer.actor.person, now);
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
