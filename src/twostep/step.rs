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
    server::{
        db::Conn,
        doors::Asked,
        fault::Fault,
        seal,
        write::{Bookkeeping, Writing},
    },
    session::{
        self,
        model::{Awaits, Viewer, locks},
        service::{Opened, USED_UP, failed, unlock_by_time},
        tries::{self, Account, By, Reserved},
    },
};

/// What somebody has typed, and into which field.
#[derive(Debug)]
pub struct Typed {
    pub field: &'static str,
    pub code: String,
}

/// Longest thing that is looked at as a code.
const LONGEST: usize = 80;

/// How a code was one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proof {
    App,
    RecoveryCode,
}

/// What a code is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Worth {
    /// It is one, and good.
    Good,
    /// It was one. Who sends it again has learnt nothing, and is no guesser.
    Used,
    Wrong,
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

/// Takes a code of the app or a recovery code. Each guess takes one of seven places, before it is known to be wrong and
/// in a commit of its own (T14, T22).
///
/// # Errors
/// A field error for a wrong code; [`AppError::SignInRefused`] once the account is locked.
pub async fn code(asked: &Asked, typed: &Typed) -> Result<Opened, Fault> {
    let state = &asked.state;
    let now = state.clock.now();
    let wrong = || Fault::from(FieldErrors::one(typed.field, Code::CodeWrong));
    let viewer = waiting(asked, &mut state.db.read().await?, now).await?;
    if typed.code.trim().is_empty() {
        return Err(FieldErrors::one(typed.field, Code::Required).into());
    }
    if typed.code.len() > LONGEST {
        return Err(wrong());
    }
    let (reserved, worth) = look(asked, &viewer.username, &typed.code, now).await?;
    let (account, n) = match reserved {
        Reserved::Verify { account, n } => (account, if worth == Worth::Wrong { n } else { 0 }),
        Reserved::Overdue { account } => (account, USED_UP),
        Reserved::Pretend { .. } => return Err(AppError::SignInRefused.into()),
    };
    if worth == Worth::Good
        && let Some(opened) = try_code(asked, &account, &typed.code, now).await?
    {
        return Ok(opened);
    }
    let event = Event::new(EventKind::SecondStepFailed).because("wrong code");
    failed(asked, None, &account, (n, By::SecondStep), event, now).await?;
    if locks(n) { Err(AppError::SignInRefused.into()) } else { Err(wrong()) }
}

/// Takes a place, and gives it back at once unless the code is a wrong guess: so many of the right one at the same time
/// lock nobody out (T21).
async fn look(asked: &Asked, username: &str, typed: &str, now: Instant) -> Result<(Reserved, Worth), Fault> {
    let mut tx = Bookkeeping::open(&asked.state.db).await?;
    let reserved = tries::reserve(&mut tx, username, By::SecondStep, now).await?;
    let mut worth = Worth::Wrong;
    if let Reserved::Verify { account, .. } = &reserved {
        worth = worth_of(&mut tx, asked, account.person, typed, now).await?;
        if worth != Worth::Wrong {
            tries::give_back(&mut tx, account.person).await?;
        }
    }
    tx.keep().await?;
    Ok((reserved, worth))
}

/// Looks at a code without using it up.
async fn worth_of(conn: &mut Conn, asked: &Asked, person: PersonId, typed: &str, now: Instant) -> Result<Worth, Fault> {
    if let Some(code) = recovery::normal(typed) {
        let used = store::code_used(conn, person, &recovery::hash(person, &code)).await?;
        return Ok(used.map_or(Worth::Wrong, |used| if used { Worth::Used } else { Worth::Good }));
    }
    let Some((secret, last_step)) = secret(conn, asked, person).await? else { return Ok(Worth::Wrong) };
    Ok(match totp::check(&secret, typed, now)? {
        None => Worth::Wrong,
        Some(step) if step > last_step => Worth::Good,
        Some(_) => Worth::Used,
    })
}

/// The app's secret, if there is an app, and the newest step of which a code was used.
async fn secret(conn: &mut Conn, asked: &Asked, person: PersonId) -> Result<Option<(Vec<u8>, i64)>, Fault> {
    let stored = store::get(conn, person).await?;
    if stored.sealed.is_empty() {
        return Ok(None);
    }
    let secret = seal::open(&asked.state.config, totp::SECRETS, person.uuid(), &stored.sealed)
        .ok_or_else(|| Fault::inconsistent(format!("two_step.sealed of {person} opens with another SECRET_KEY")))?;
    Ok(Some((secret, stored.last_step)))
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
    tries::forget_everything(&mut tx, account.person).await?;
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
    let Some((secret, _)) = secret(tx, asked, person).await? else { return Ok(None) };
    let Some(step) = totp::check(&secret, typed, now)? else { return Ok(None) };
    Ok(store::use_step(tx, person, step).await?.then_some(Proof::App))
}
