//! Who may open which page: decided before a page is rendered, so that nothing of it leaves the server otherwise.

use std::sync::atomic::Ordering;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};

use super::{cookies, fault::Fault, request::RequestInfo, state::AppState};
use crate::{
    app::Context,
    i18n::Lang,
    paths,
    session::{
        self,
        model::{Awaits, Viewer},
    },
    setup,
    twostep::passkeys::party::Party,
    ui::look::{Density, Look, Theme},
};

/// Pages that anybody may open.
fn is_public(path: &str) -> bool {
    matches!(path, paths::SIGN_IN | paths::SETUP | paths::FORGOT | paths::REGISTER | paths::REQUEST_STATUS)
        || paths::is_link(path)
}

/// The pages' gate: an empty installation leads to set-up, a stranger to sign-in, a temporary password to choosing a
/// new one. What it found out is handed to the page.
pub async fn pages(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let path = request.uri().path().to_owned();
    let id = request.extensions().get::<RequestInfo>().map(|info| info.id.clone()).unwrap_or_default();
    let viewer = match look_up(&state, request.headers()).await {
        Ok(found) => found,
        Err(fault) => return super::http::error_page(request.headers(), &fault.answer(&id)),
    };
    let target = match viewer {
        Found::Waiting(awaits) if path == paths::SETUP || (path != awaits.page() && !is_public(&path)) => {
            Some(awaits.page().to_owned())
        }
        Found::Empty if path != paths::SETUP => Some(paths::SETUP.to_owned()),
        Found::Empty => None,
        _ if path == paths::SETUP => Some(paths::HOME.to_owned()),
        Found::Stranger if !is_public(&path) => {
            let wanted = request.uri().path_and_query().map_or("/", |both| both.as_str());
            Some(paths::sign_in(wanted))
        }
        Found::Viewer(ref viewer) if viewer.actor.must_choose_password && path != paths::PASSWORD => {
            Some(paths::PASSWORD.to_owned())
        }
        Found::Viewer(_) if is_sign_in(&path) => Some(paths::HOME.to_owned()),
        Found::Stranger | Found::Waiting(_) | Found::Viewer(_) => None,
    };
    if let Some(target) = target {
        return Redirect::to(&target).into_response();
    }
    let viewer = match viewer {
        Found::Viewer(viewer) => Some(*viewer),
        Found::Empty | Found::Stranger | Found::Waiting(_) => None,
    };
    if let Some(viewer) = &viewer {
        state.activity.touch(viewer.session, viewer.actor.person, state.clock.now());
    }
    let context = Context {
        look: look(request.headers()),
        viewer,
        demo: state.demo.load(Ordering::Relaxed),
        passkeys: Party::of(&state.config).is_some(),
    };
    request.extensions_mut().insert(context);
    next.run(request).await
}

/// Pages for those who are not in yet.
fn is_sign_in(path: &str) -> bool {
    matches!(path, paths::SIGN_IN | paths::SECOND_STEP | paths::ENROL)
}

enum Found {
    Empty,
    Stranger,
    /// Somebody whose password was right, and nothing more yet: a stranger to every page but one.
    Waiting(Awaits),
    Viewer(Box<Viewer>),
}

async fn look_up(state: &AppState, headers: &HeaderMap) -> Result<Found, Fault> {
    let mut conn = state.db.read().await?;
    if let Some(token) = cookies::session(&state.config, headers) {
        let hash = session::store::token_hash(&token);
        let now = state.clock.now();
        match session::store::find_even_waiting(&mut conn, &hash, now, &state.activity).await? {
            Some(Viewer { awaits: Some(awaits), .. }) => return Ok(Found::Waiting(awaits)),
            Some(viewer) => return Ok(Found::Viewer(Box::new(viewer))),
            None => {}
        }
    }
    let empty = setup::store::is_empty(&mut conn).await?;
    Ok(if empty { Found::Empty } else { Found::Stranger })
}

/// How the reader likes pages: from their cookies, the language otherwise from what the browser asks for.
pub fn look(headers: &HeaderMap) -> Look {
    let cookie = |name| cookies::get(headers, name);
    let accepted = headers.get("accept-language").and_then(|value| value.to_str().ok()).unwrap_or_default();
    Look {
        lang: cookie("lang")
            .and_then(|tag| Lang::from_tag(&tag))
            .or_else(|| Lang::from_accept_language(accepted))
            .unwrap_or_default(),
        theme: cookie("theme").map_or(Theme::System, |name| Theme::from_name(&name)),
        density: cookie("density").map_or(Density::Regular, |name| Density::from_name(&name)),
    }
}
