//! Signing in, step by step: brake, place, hash, outcome.

use sha2::{Digest, Sha256};

use super::{
    credentials, grants,
    model::{Awaits, BRAKE_HOURS, FAILURES_ALLOWED, STEP_MINUTES, SignInResult, Viewer, locks},
    store::{self, NewSession},
    tries::{self, Account, By, Reserved},
};
use crate::{
    account::letters,
    domain::{
        clock::Instant,
        code::{Code, FieldErrors},
        ids::{PracticeId, SessionId},
        scope::Reach,
    },
    error::AppError,
    history::model::{Event, EventKind},
    people::{self, model::Lock},
    practices,
    server::{
        cookies,
        doors::Asked,
        fault::Fault,
        password,
        write::{Bookkeeping, Writing},
    },
    twostep,
};

/// A new session's token, and what it still waits for.
#[derive(Debug)]
pub struct Opened {
    pub token: String,
    pub awaits: Option<Awaits>,
}

impl Opened {
    /// Hands the token to the browser and leads on to `next`, by way of what is missing.
    pub fn hand_over(self, asked: &Asked, next: &str) -> SignInResult {
        cookies::set_session(&asked.state.config, &self.token);
        let result = SignInResult::of(self.awaits, next);
        if asked.request.accepts_html {
            leptos_axum::redirect(result.address());
        }
        result
    }
}

/// Opens a session. The answer to every refusal is the same: [`AppError::SignInRefused`].
///
/// # Errors
/// [`AppError::TooMany`] while the network is braked, [`AppError::Unavailable`] when too many hashes wait.
pub async fn sign_in(asked: &Asked, name: &str, password: &str) -> Result<Opened, Fault> {
    let state = &asked.state;
    let now = state.clock.now();
    if password.chars().count() > password::LONGEST || name.len() > 300 {
        return Err(FieldErrors::one("password", Code::PasswordTooLong).into());
    }
    let network = asked.request.network();
    let pair = pair(asked, name, password);
    let mut tx = Bookkeeping::open(&state.db).await?;
    if let Some(left) = tries::braked(&mut tx, &network, now).await? {
        return Err(AppError::TooMany { retry_after_seconds: left.num_seconds() }.into());
    }
    if tries::note(&mut tx, state.random.id(now), &network, &pair, now).await? {
        tx.keep().await?;
        record(asked, None, Event::new(EventKind::NetworkBraked).refused().because(network), now).await?;
        return Err(AppError::TooMany { retry_after_seconds: BRAKE_HOURS * 3600 }.into());
    }
    let reserved = tries::reserve(&mut tx, name, By::Anybody, now).await?;
    tx.keep().await?;

    match reserved {
        Reserved::Pretend { account, why } => {
            state.passwords.pretend(password.to_owned()).await?;
            let mut event = Event::new(EventKind::SignInFailed).refused().because(why);
            let practice = account.as_ref().map(|(_, practice, _)| *practice);
            if let Some((person, _, name)) = account {
                event = event.about(person, name);
            }
            record(asked, practice, event, now).await?;
            Err(AppError::SignInRefused.into())
        }
        Reserved::Verify { account, n } => {
            let right = state.passwords.verify(password.to_owned(), account.password_hash.clone()).await?;
            if right {
                opened(asked, &account, &network, &pair, password, now).await
            } else {
                let event = Event::new(EventKind::SignInFailed).because("wrong password");
                failed(asked, None, &account, (n, By::Anybody), event, now).await?;
                Err(AppError::SignInRefused.into())
            }
        }
        Reserved::Overdue { account } => {
            state.passwords.pretend(password.to_owned()).await?;
            let event = Event::new(EventKind::SignInFailed).because("locked");
            failed(asked, None, &account, (USED_UP, By::Anybody), event, now).await?;
            Err(AppError::SignInRefused.into())
        }
    }
}

/// What the brake counts: name and password together, hashed with the installation's key.
fn pair(asked: &Asked, name: &str, password: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(asked.state.config.secret());
    hash.update(tries::name_key(name).as_bytes());
    hash.update([0]);
    hash.update(password.as_bytes());
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The number of a try for which no place is left, while the lock that should say so was lost with a process that died:
/// a lock on record can be taken off, by the time or by a person.
pub(crate) const USED_UP: i32 = FAILURES_ALLOWED + 1;

/// Takes a place for somebody who is known already, by a session that may wait for its second step, or by a passkey:
/// whether a temporary password still signs in is no matter then.
pub(crate) async fn reserve_own(asked: &Asked, username: &str, by: By, now: Instant) -> Result<Reserved, Fault> {
    let mut tx = Bookkeeping::open(&asked.state.db).await?;
    let reserved = tries::reserve(&mut tx, username, by, now).await?;
    tx.keep().await?;
    Ok(reserved)
}

/// Records failure number `n` of what was tried, and locks the account if that is one too many.
pub(crate) async fn failed(
    asked: &Asked,
    viewer: Option<&Viewer>,
    account: &Account,
    (n, by): (i32, By),
    event: Event,
    now: Instant,
) -> Result<(), Fault> {
    let state = &asked.state;
    let mut tx = Writing::open(&state.db, account.practice).await?;
    let mut events = vec![event.refused().about(account.person, &account.name)];
    if locks(n) && !tries::is_locked(&mut tx, account.person, now).await? {
        let reach = Reach::whole(account.practice);
        if let Some(mut person) = people::store::find(&mut tx, reach, account.person).await? {
            let ends = (account.lock_minutes > 0).then(|| now + chrono::Duration::minutes(account.lock_minutes.into()));
            person.lock = Some(Lock { since: now, reason: by.locks_for(), ends });
            person.version += 1;
            people::store::save(&mut tx, account.practice, &person, now).await?;
            letters::locked(&mut tx, state, account.practice, &person, now).await?;
            events.push(
                Event::new(EventKind::PersonLocked).about(account.person, &account.name).because("too many failures"),
            );
        }
    }
    tx.finish(&asked.cause(viewer), now, &state.random, events).await
}

async fn opened(
    asked: &Asked,
    account: &Account,
    network: &str,
    pair: &str,
    password: &str,
    now: Instant,
) -> Result<Opened, Fault> {
    let state = &asked.state;
    let rehashed = if state.passwords.is_outdated(&account.password_hash) {
        Some(state.passwords.hash(password.to_owned()).await?)
    } else {
        None
    };
    let mut tx = Writing::open(&state.db, account.practice).await?;
    // Others may have failed, or an administrator acted, while the hash ran (T16).
    if tries::is_locked(&mut tx, account.person, now).await? {
        return Err(AppError::SignInRefused.into());
    }
    if account.temporary && !credentials::use_temporary(&mut tx, account.person, now).await? {
        return Err(AppError::SignInRefused.into());
    }
    let awaits = twostep::service::awaits(&mut tx, account.person, now).await?;
    tries::forget_failures(&mut tx, account.person).await?;
    tries::forgive(&mut tx, network, pair).await?;
    unlock_by_time(&mut tx, account, now).await?;
    if let Some(hash) = rehashed {
        credentials::rehash(&mut tx, account.person, &hash).await?;
    }
    let Some(token) = open(&mut tx, asked, account, awaits, now).await? else {
        drop(tx);
        return no_role(asked, account, now).await;
    };
    let mut events = Vec::new();
    events.extend(twostep::service::settle(&mut tx, account.practice, account.person, awaits, now).await?);
    let kind = if awaits.is_some() { EventKind::PasswordAccepted } else { EventKind::SignedIn };
    events.insert(0, Event::new(kind).about(account.person, &account.name).because("password"));
    let mut cause = asked.cause(None);
    cause.actor = Some((account.person, account.name.clone()));
    tx.finish(&cause, now, &state.random, events).await?;
    Ok(Opened { token, awaits })
}

/// Refuses somebody who has shown who they are and has no role anywhere.
///
/// # Errors
/// Always [`AppError::SignInRefused`].
pub(crate) async fn no_role<T>(asked: &Asked, account: &Account, now: Instant) -> Result<T, Fault> {
    let event = Event::new(EventKind::SignInFailed).refused().about(account.person, &account.name);
    record(asked, Some(account.practice), event.because("no role"), now).await?;
    Err(AppError::SignInRefused.into())
}

/// Puts a new session in the place of the one this browser had, and returns its token. `None`: no role anywhere.
pub(crate) async fn open(
    tx: &mut Writing,
    asked: &Asked,
    account: &Account,
    awaits: Option<Awaits>,
    now: Instant,
) -> Result<Option<String>, Fault> {
    let state = &asked.state;
    let replaced = match cookies::session(&state.config, &asked.parts.headers) {
        // The browser forgets that session, so nobody is left to end it.
        Some(token) => store::end_replaced(tx, &store::token_hash(&token)).await?,
        None => None,
    };
    let before = replaced.filter(|(person, _)| *person == account.person).map(|(_, practice)| practice);
    let Some(practice) = first_practice(tx, account, before, now).await? else { return Ok(None) };
    let token = state.random.token();
    let session = NewSession {
        id: SessionId::new(state.random.id(now)),
        token_hash: store::token_hash(&token),
        person: account.person,
        practice,
        ends: match awaits {
            None => now + chrono::Duration::hours(account.session_hours.into()),
            Some(_) => now + chrono::Duration::minutes(STEP_MINUTES),
        },
        must_choose_password: account.temporary,
        awaits,
        address: asked.request.address.to_string(),
        agent: asked.request.agent.clone(),
    };
    store::create(tx, &session, now).await?;
    state.activity.touch(session.id, account.person, now);
    Ok(Some(token))
}

/// Where they worked `before` in this browser, so that whoever signs in again over a page goes on with it; otherwise
/// the own practice if there is a grant in it, then the first one by name (a vendor's person); `None` without any.
async fn first_practice(
    tx: &mut Writing,
    account: &Account,
    before: Option<PracticeId>,
    now: Instant,
) -> Result<Option<PracticeId>, Fault> {
    let (_, practices) = grants::of(tx, account.person, now).await?;
    let granted = |practice: &PracticeId| practices.iter().any(|(id, _)| id == practice);
    let known = before.filter(granted).or(Some(account.practice).filter(granted));
    Ok(known.or(practices.first().map(|(id, _)| *id)))
}

/// A lock that has ended by itself is taken out of the record at the next success.
pub(crate) async fn unlock_by_time(tx: &mut Writing, account: &Account, now: Instant) -> Result<(), Fault> {
    let found = people::store::find(tx, Reach::whole(account.practice), account.person).await?;
    if let Some(mut person) = found.filter(|person| person.lock.is_some()) {
        person.lock = None;
        person.version += 1;
        people::store::save(tx, account.practice, &person, now).await?;
    }
    Ok(())
}

/// An event of its own: in the practice's chain if there is one, otherwise in the installation's.
pub(crate) async fn record(
    asked: &Asked,
    practice: Option<PracticeId>,
    event: Event,
    now: Instant,
) -> Result<(), Fault> {
    let state = &asked.state;
    let practice = match practice {
        Some(practice) => Some(practice),
        None => practices::store::portal(&mut state.db.read().await?).await?,
    };
    let Some(practice) = practice else { return Ok(()) };
    let tx = Writing::open(&state.db, practice).await?;
    tx.finish(&asked.cause(None), now, &state.random, vec![event]).await
}
