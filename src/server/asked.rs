//! The request that is being answered, and which sessions it may come from.

use axum::http::{StatusCode, request::Parts};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use super::{cookies, db::Conn, fault::Fault, request::RequestInfo, state::AppState};
use crate::{
    domain::{clock::Instant, ids::PracticeId, permission::Permission},
    error::{AppError, AppResult},
    history::store::Cause,
    keys::service::KeyInUse,
    practices,
    session::{
        self,
        model::{Awaits, Viewer},
    },
};

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
        let mut cause = cause(&self.request, viewer);
        if let (Some(key), Some((_, owner))) = (self.key(), &mut cause.actor) {
            *owner = key.sign(owner);
        }
        cause
    }

    /// The key that the request came with, if it came to the API.
    pub fn key(&self) -> Option<&KeyInUse> {
        KeyInUse::of(&self.parts)
    }

    pub async fn viewer(&self, conn: &mut Conn, now: Instant) -> Result<Viewer, Fault> {
        let found = match self.key() {
            Some(key) => key.viewer(conn, now).await?,
            None => session::store::find(conn, &self.token_hash()?, now, &self.state.activity).await?,
        };
        Ok(found.ok_or(AppError::Unauthenticated)?)
    }

    /// Also somebody who has given their password and waits for exactly this.
    pub async fn viewer_even(&self, conn: &mut Conn, awaits: Awaits, now: Instant) -> Result<Viewer, Fault> {
        let found = session::store::find_even_waiting(conn, &self.token_hash()?, now, &self.state.activity).await?;
        let let_in = found.filter(|viewer| viewer.awaits.is_none_or(|missing| missing == awaits));
        Ok(let_in.ok_or(AppError::Unauthenticated)?)
    }

    /// Whoever the door lets in.
    pub(super) async fn let_in(&self, conn: &mut Conn, lets: Lets, now: Instant) -> Result<Viewer, Fault> {
        match lets {
            Lets::Whole | Lets::OnSelf => self.viewer(conn, now).await,
            Lets::At(organisation, permission) | Lets::Of(organisation, permission) => {
                let viewer = self.viewer(conn, now).await?;
                viewer.as_oneself()?;
                viewer.actor.may_anywhere(permission)?;
                let found = match lets {
                    Lets::At(..) => practices::store::client(conn, organisation).await?,
                    _ => practices::store::get(conn, organisation).await?,
                };
                Ok(found.and_then(|found| session::elsewhere::at(viewer, found)).ok_or(AppError::NotFound)?)
            }
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
pub(super) enum Lets {
    Whole,
    /// The same, for what is about the reader's own account.
    OnSelf,
    /// Whoever looks after this practice from their own desk, with this permission.
    At(PracticeId, Permission),
    /// The same, where that may also be a vendor.
    Of(PracticeId, Permission),
    /// Also those who wait for this, which is about their own account.
    Even(Awaits),
    /// Nobody but those who wait.
    Waiting,
}

impl Lets {
    /// Whether a command lies in the practice that the reader comes from, and is recorded there.
    pub const fn at_home(self) -> bool {
        !matches!(self, Self::Whole | Self::At(..) | Self::Of(..))
    }
}

/// Gives the answer to a refused request its status.
pub(super) fn set_status(error: &AppError, request: &RequestInfo) {
    let posted_form = request.accepts_html && use_context::<Parts>().is_some_and(|p| p.method == "POST");
    if let (false, Some(response)) = (posted_form, use_context::<ResponseOptions>()) {
        response.set_status(StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    }
}

/// What the events of a request, or of an order that came with one, say about where from.
pub(super) fn cause(request: &RequestInfo, viewer: Option<&Viewer>) -> Cause {
    let outside = viewer.and_then(|viewer| viewer.outside.as_ref());
    let switched = viewer.filter(|viewer| viewer.switched.is_some());
    Cause {
        actor: viewer.map(|viewer| (viewer.actor.person, viewer.actor.name.clone())),
        organisation: outside.map(|outside| outside.name.clone()).unwrap_or_default(),
        on_behalf: switched.map(|viewer| viewer.practice.name.clone()).unwrap_or_default(),
        request_id: request.id.clone(),
        address: request.address.to_string(),
        agent: request.agent.clone(),
    }
}
