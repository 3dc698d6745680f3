//! The page between password and session: one code, and the session is whole.

use chrono::Duration;

use super::{
    model::{Change, StepOffer},
    recovery, service, store, totp,
};
use crate::{
    domain::{
        clock::Instant,
        code::{Code, FieldErrors},
        ids::PersonId,
    },
    error::AppError,
    history::model::{Event, EventKind},
    server::{db::Conn, doors::Asked, fault::Fault, seal, write::Writing},
    session::{
        self,
        model::{Awaits, Viewer, locks},
        service::{Opened, USED_UP, failed, reserve_own, unlock_by_time},
        tries::{self, Account, Reserved},
    },
};

/// Longest thing that is looked at as a code.
const LONGEST: usize = 80;

/// How a code was one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proof {
    App,
    RecoveryCode,
}

/// What may be given, for somebody who waits.
///
/// # Errors
/// [`AppError::Unauthenticated`] for everybody else.
pub async fn offer(asked: &Asked) -> Result<StepOffer, Fault> {
    let now = asked.state.clock.now();
    let mut conn = asked.state.db.read().await?;
    let viewer = waiting(asked, &mut conn, now).await?;
    let factors = store::factors(&mut conn, viewer.actor.person).await?;
    Ok(StepOffer { name: viewer.actor.name, factors })
}

async fn waiting(asked: &Asked, conn: &mut Conn, now: Instant) -> Result<Viewer, Fault> {
    let viewer = asked.viewer_even(conn, Awaits::SecondStep, now).await?;
    if viewer.awaits.is_none() { Err(AppError::Unauthenticated.into()) } else { Ok(viewer) }
}

/// Takes a code of the app or a recovery code. Each try takes a place among the seven that a password has, before it is
/// looked at and in a commit of its own (T14, T22).
///
/// # Errors
/// A field error for a wrong code; [`AppError::SignInRefused`] once the account is locked.
pub async fn code(asked: &Asked, typed: &str) -> Result<Opened, Fault> {
    let state = &asked.state;
    let now = state.clock.now();
    let wrong = || Fault::from(FieldErrors::one("step_code", Code::CodeWrong));
    let viewer = waiting(asked, &mut state.db.read().await?, now).await?;
    if typed.trim().is_empty() {
        return Err(FieldErrors::one("step_code", Code::Required).into());
    }
    if typed.len() > LONGEST {
        return Err(wrong());
    }
    let event = Event::new(EventKind::SecondStepFailed).because("wrong code");
    let (account, n) = match reserve_own(asked, &viewer.username, now).await? {
        Reserved::Verify { account, n } => (account, n),
        Reserved::Pretend { .. } => return Err(AppError::SignInRefused.into()),
        Reserved::Overdue { account } => {
            failed(asked, None, &account, USED_UP, event, now).await?;
            return Err(AppError::SignInRefused.into());
        }
    };
    if let Some(opened) = try_code(asked, &account, typed, now).await? {
        return Ok(opened);
    }
    failed(asked, None, &account, n, event, now).await?;
    if locks(n) { Err(AppError::SignInRefused.into()) } else { Err(wrong()) }
}

async fn try_code(asked: &Asked, account: &Account, typed: &str, now: Instant) -> Result<Option<Opened>, Fault> {
    let state = &asked.state;
    let mut tx = Writing::open(&state.db, account.practice).await?;
    let viewer = waiting(asked, &mut tx, now).await?;
    // Others may have failed, or an administrator acted, meanwhile (T16).
    if tries::is_locked(&mut tx, account.person, now).await? {
        return Err(AppError::SignInRefused.into());
    }
    let Some(proof) = proof(&mut tx, asked, account.person, typed, now).await? else { return Ok(None) };
    tries::forget_failures(&mut tx, account.person).await?;
    unlock_by_time(&mut tx, account, now).await?;
    let token = state.random.token();
    let ends = now + Duration::hours(account.session_hours.into());
    let hash = session::store::token_hash(&token);
    session::store::complete(&mut tx, viewer.session, &hash, ends, now).await?;
    let about = |kind| Event::new(kind).about(account.person, &account.name);
    let mut events = Vec::new();
    let how = match proof {
        Proof::App => "password and code",
        Proof::RecoveryCode => {
            service::tell(&mut tx, state, account.person, Change::CodeUsed, ("", ""), now).await?;
            events.push(about(EventKind::RecoveryCodeUsed));
            "password and recovery code"
        }
    };
    events.push(about(EventKind::SignedIn).because(how));
    let mut cause = asked.cause(None);
    cause.actor = Some((account.person, account.name.clone()));
    tx.finish(&cause, now, &state.random, events).await?;
    Ok(Some(Opened { token, awaits: None }))
}

/// Uses the code up, if it is one (T21, T25).
async fn proof(
    tx: &mut Writing,
    asked: &Asked,
    person: PersonId,
    typed: &str,
    now: Instant,
) -> Result<Option<Proof>, Fault> {
    if let Some(code) = recovery::normal(typed) {
        let used = store::use_code(tx, person, &recovery::hash(person, &code), now).await?;
        return Ok(used.then_some(Proof::RecoveryCode));
    }
    let stored = store::get(tx, person).await?;
    if stored.sealed.is_empty() {
        return Ok(None);
    }
    let secret = seal::open(&asked.state.config, totp::SECRETS, person.uuid(), &stored.sealed)
        .ok_or_else(|| Fault::inconsistent(format!("two_step.sealed of {person} opens with another SECRET_KEY")))?;
    let Some(step) = totp::check(&secret, typed, now, stored.last_step)? else { return Ok(None) };
    Ok(store::use_step(tx, person, step).await?.then_some(Proof::App))
}
