//! `POST /hooks/stripe`: what the provider tells by itself. It says no more than "look again": how things stand is asked
//! for, so a webhook that is old, late, out of order or sent twice changes nothing that is not so (T73).

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
};

use super::{cards, charge, provider::About, store};
use crate::server::{fault::Fault, state::AppState, write::Bookkeeping};

/// The largest body that is read, before anything in it is looked at.
pub const LARGEST_BODY: usize = 64 * 1024;

/// 400 whatever is wrong; 503 if we could not look, so that it is sent again.
pub async fn stripe(State(state): State<AppState>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let Some(provider) = state.payments.provider() else { return StatusCode::NOT_FOUND };
    let signature = headers.get("stripe-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let now = state.clock.now();
    let Some(told) = provider.told(signature, &body, now) else {
        tracing::warn!("a webhook that the payment provider did not send, or not now");
        return StatusCode::BAD_REQUEST;
    };
    if told.about == About::Nothing {
        return StatusCode::OK;
    }
    match heard(&state, &told.event, &told.about).await {
        Ok(()) => StatusCode::OK,
        Err(fault) => {
            tracing::warn!(%fault, event = told.event, "a webhook could not be followed up");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

async fn heard(state: &AppState, event: &str, about: &About) -> Result<(), Fault> {
    if store::is_known(&mut state.db.read().await?, event).await? {
        return Ok(());
    }
    match about {
        About::Payment(remote) => payment(state, remote).await?,
        About::Setup(remote) => cards::completed(state, remote).await?,
        About::Card(method) => cards::look_again(state, method).await?,
        About::Nothing => {}
    }
    // Noted last: what could not be looked at is looked at when it is told again.
    let mut tx = Bookkeeping::open(&state.db).await?;
    store::heard(&mut tx, event, state.clock.now()).await?;
    tx.keep().await?;
    Ok(())
}

/// Goes on with a charge, unless somebody is at it or it has come to its end.
async fn payment(state: &AppState, remote: &str) -> Result<(), Fault> {
    let found = store::of_remote(&mut state.db.read().await?, remote).await?;
    let (Some(provider), Some(found)) = (state.payments.provider(), found) else { return Ok(()) };
    let mut tx = Bookkeeping::open(&state.db).await?;
    let claimed = found.state.is_open() && store::claim(&mut tx, found.id, state.clock.now()).await?;
    tx.keep().await?;
    if claimed {
        charge::look_after(state, &provider, found.id).await?;
    }
    Ok(())
}
