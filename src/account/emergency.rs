//! The way back in for whoever sits at the machine, when nobody who administers can sign in any more (T57). No address of
//! the server leads here.

use super::{
    letters,
    model::{Link, LinkKind, reason},
    store,
};
use crate::{
    domain::{clock::Instant, ids::PracticeId, scope::Reach},
    error::AppError,
    history::{
        model::{Event, EventKind},
        store::Cause,
    },
    lifecycle::model::settled,
    paths,
    people::{self, model::Person},
    server::{fault::Fault, state::AppState, write::Writing},
    session::{credentials, store as sessions},
    twostep,
};

/// For how long the link works: whoever asked for it has it on the screen.
const LIFETIME: chrono::TimeDelta = chrono::TimeDelta::minutes(15);

/// A link that was made: its path, and until when it works.
pub struct WayIn {
    pub name: String,
    pub path: String,
    pub expires: Instant,
}

/// Takes lock, second step, sessions and other links off somebody's account and makes one link to choose a new password.
/// The history says so, and every administrator is told by mail.
///
/// # Errors
/// Nobody of that name or address ([`AppError::NotFound`]); an account that was ended, which is no emergency
/// ([`AppError::Gone`]); no reason.
pub async fn let_in(state: &AppState, login: &str, why: &str) -> Result<WayIn, Fault> {
    let why = reason(why).map_err(|code| crate::domain::code::FieldErrors::one("reason", code))?;
    let now = state.clock.now();
    let meant = store::meant(&mut state.db.read().await?, login).await?;
    let (id, practice) = meant.ok_or(AppError::NotFound)?;
    let mut tx = Writing::open(&state.db, practice).await?;
    let person = people::store::find(&mut tx, Reach::whole(practice), id).await?.ok_or(AppError::NotFound)?;
    let mut person = settled(person, now);
    if !person.state.may_sign_in() {
        return Err(AppError::Gone.into());
    }
    person.lock = None;
    person.version += 1;
    if !people::store::save(&mut tx, practice, &person, now).await? {
        return Err(Fault::inconsistent(format!("people.version of {id} moved inside the write lock")));
    }
    twostep::demand::take_factors(&mut tx, id).await?;
    sessions::end_all(&mut tx, id).await?;
    credentials::end_temporary(&mut tx, id, now).await?;
    let way = link(&mut tx, state, practice, &person, now).await?;
    letters::emergency(&mut tx, state, practice, (&person, &why), now).await?;
    let event = Event::new(EventKind::EmergencyAccess).about(id, person.name()).because(why);
    tx.finish(&Cause::default(), now, &state.random, vec![event]).await?;
    Ok(way)
}

/// A link in place of all others.
pub async fn link(
    tx: &mut Writing,
    state: &AppState,
    practice: PracticeId,
    person: &Person,
    now: Instant,
) -> Result<WayIn, Fault> {
    let (token, expires) = (state.random.token(), now + LIFETIME);
    let (id, kind) = (state.random.id(now), LinkKind::Reset);
    let link = Link { id, person: person.id, kind, email: person.email.clone(), open: true, expires };
    store::end(tx, practice, person.id, None, now).await?;
    store::insert(tx, practice, &link, &token, now).await?;
    Ok(WayIn { name: person.name(), path: paths::account_link(kind, &token), expires })
}
