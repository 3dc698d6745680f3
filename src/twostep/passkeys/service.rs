//! The work behind the verbs of passkeys.

use super::{
    challenges,
    party::{Answer, Creation, Made, Party, Question},
    store::{self, Passkey},
};
use crate::{
    domain::{
        clock::Instant,
        code::{Code, FieldErrors},
        ids::{PasskeyId, SessionId},
        refusal::Refusal,
    },
    error::AppError,
    history::model::{Event, EventKind},
    server::{
        doors::{Asked, Command, Done},
        fault::Fault,
        write::{Bookkeeping, Writing},
    },
    session::{
        model::{Awaits, Viewer},
        service::{Opened, USED_UP, failed, no_role, open, record, reserve_own, unlock_by_time},
        tries::{self, Account, By, Reserved},
    },
    twostep::{
        self,
        model::{Change, MOST_PASSKEYS, passkey_name},
        service::{Changed, added, home, removed},
    },
};

fn party(asked: &Asked) -> Result<Party, Fault> {
    Ok(Party::of(&asked.state.config).ok_or(Refusal::NoPasskeysHere)?)
}

async fn keep(asked: &Asked, question: Question, session: Option<SessionId>, now: Instant) -> Result<String, Fault> {
    let mut tx = Bookkeeping::open(&asked.state.db).await?;
    challenges::put(&mut tx, &question, &asked.request.network(), session, now).await?;
    tx.keep().await?;
    Ok(question.options)
}

/// Takes a challenge out, in a commit of its own: whatever the answer is worth, it was the only one.
async fn take(
    asked: &Asked,
    challenge: Option<String>,
    session: Option<SessionId>,
    now: Instant,
) -> Result<Option<Vec<u8>>, Fault> {
    let Some(challenge) = challenge else { return Ok(None) };
    let mut tx = Bookkeeping::open(&asked.state.db).await?;
    let waiting = challenges::take(&mut tx, &challenge, now).await?;
    tx.keep().await?;
    Ok(waiting.filter(|waiting| waiting.session == session).map(|waiting| waiting.state))
}

/// A question for somebody who signs in.
///
/// # Errors
/// [`Refusal::NoPasskeysHere`] where our address has no name.
pub async fn question(asked: &Asked) -> Result<String, Fault> {
    let question = party(asked)?.question()?;
    keep(asked, question, None, asked.state.clock.now()).await
}

/// A question for somebody who adds a passkey.
///
/// # Errors
/// There are enough, or our address has no name.
pub async fn begin(asked: &Asked, viewer: &Viewer) -> Result<String, Fault> {
    let party = party(asked)?;
    let have = store::of(&mut asked.state.db.read().await?, viewer.actor.person).await?;
    if have.len() >= MOST_PASSKEYS {
        return Err(FieldErrors::one("passkey", Code::TooMany).into());
    }
    let question = party.creation(viewer.actor.person, &viewer.username, &viewer.actor.name, &have)?;
    keep(asked, question, Some(viewer.session), asked.state.clock.now()).await
}

fn not_good() -> Fault {
    FieldErrors::one("passkey", Code::PasskeyRefused).into()
}

/// Checks what an authenticator has made for this very session.
///
/// # Errors
/// A field error under `passkey`.
pub async fn made(asked: &Asked, viewer: &Viewer, answer: &str) -> Result<Made, Fault> {
    let party = party(asked)?;
    let creation = Creation::read(answer).ok_or_else(not_good)?;
    let state = take(asked, creation.challenge(), Some(viewer.session), asked.state.clock.now()).await?;
    party.made(&state.ok_or_else(not_good)?, &creation).map_err(|refused| {
        tracing::info!(why = refused.0, request.id = asked.request.id, "a new passkey was refused");
        not_good()
    })
}

/// Adds it.
///
/// # Errors
/// It is somebody's already, or there are enough.
pub async fn add(cx: &mut Command, made: &Made, name: &str) -> Result<Done<Changed>, Fault> {
    let person = cx.viewer.actor.person;
    let before = twostep::store::factors(&mut cx.conn, person).await?;
    if before.passkeys >= MOST_PASSKEYS as i64 {
        return Err(FieldErrors::one("passkey", Code::TooMany).into());
    }
    let key = Passkey {
        id: PasskeyId::new(cx.state.random.id(cx.now)),
        person,
        credential: made.credential.clone(),
        public_key: made.public_key.clone(),
        counter: made.counter.clone(),
        name: passkey_name(name),
        added: cx.now,
        used: None,
    };
    let practice = home(&mut cx.conn, person).await?;
    if !store::add(&mut cx.conn, practice, &key).await? {
        return Err(not_good());
    }
    added(cx, before, Change::PasskeyAdded).await
}

/// Removes one of one's own.
///
/// # Errors
/// [`AppError::NotFound`] for somebody else's; the last factor stays where one is demanded.
pub async fn remove(cx: &mut Command, id: PasskeyId) -> Result<Done<()>, Fault> {
    if !store::take(&mut cx.conn, cx.viewer.actor.person, id).await? {
        return Err(AppError::NotFound.into());
    }
    removed(cx, Change::PasskeyRemoved).await
}

/// Opens a session by a passkey. Its holder has shown to the authenticator who they are, so that this is as much as a
/// password and a code (T24). A session that waits for its second step becomes whole only by its own person's passkey.
///
/// # Errors
/// [`AppError::SignInRefused`], whatever is wrong.
pub async fn sign_in(asked: &Asked, answer: &str) -> Result<Opened, Fault> {
    let state = &asked.state;
    let now = state.clock.now();
    let party = party(asked)?;
    let refused = || Fault::from(AppError::SignInRefused);
    let answer = Answer::read(answer).ok_or_else(refused)?;
    let question = take(asked, answer.challenge(), None, now).await?;
    let mut conn = state.db.read().await?;
    let key = store::by_credential(&mut conn, &answer.credential()).await?;
    let (Some(question), Some(key)) = (question, key) else {
        drop(conn);
        record(asked, None, Event::new(EventKind::SignInFailed).refused().because("unknown passkey"), now).await?;
        return Err(refused());
    };
    let waiting = asked.viewer_even(&mut conn, Awaits::SecondStep, now).await.ok();
    let other = waiting.is_some_and(|viewer| viewer.awaits.is_some() && viewer.actor.person != key.person);
    let username = twostep::store::username(&mut conn, key.person).await?;
    drop(conn);
    let event = Event::new(EventKind::SignInFailed).because("passkey refused");
    let (account, n) = match reserve_own(asked, &username.unwrap_or_default(), By::SecondStep, now).await? {
        Reserved::Verify { account, n } if account.person == key.person => (account, n),
        Reserved::Overdue { account } => {
            failed(asked, None, &account, (USED_UP, By::SecondStep), event, now).await?;
            return Err(refused());
        }
        Reserved::Verify { .. } | Reserved::Pretend { .. } => return Err(refused()),
    };
    match party.verify(&question, &answer, &key) {
        Ok(counter) if !other => {
            if let Some(opened) = opened(asked, &account, &key, &counter, now).await? {
                return Ok(opened);
            }
        }
        Ok(_) => {}
        Err(why) => tracing::info!(why = why.0, request.id = asked.request.id, "a passkey was refused"),
    }
    failed(asked, None, &account, (n, By::SecondStep), event, now).await?;
    Err(refused())
}

/// `None`: the passkey was used or removed at this very moment.
async fn opened(
    asked: &Asked,
    account: &Account,
    key: &Passkey,
    counter: &str,
    now: Instant,
) -> Result<Option<Opened>, Fault> {
    let state = &asked.state;
    let mut tx = Writing::open(&state.db, account.practice).await?;
    if tries::is_locked(&mut tx, account.person, now).await? {
        return Err(AppError::SignInRefused.into());
    }
    if !store::used(&mut tx, key, counter, now).await? {
        return Ok(None);
    }
    tries::forget_everything(&mut tx, account.person).await?;
    unlock_by_time(&mut tx, account, now).await?;
    let Some(token) = open(&mut tx, asked, account, None, now).await? else {
        drop(tx);
        return no_role(asked, account, now).await;
    };
    let event = Event::new(EventKind::SignedIn).about(account.person, &account.name).because("passkey");
    let mut cause = asked.cause(None);
    cause.actor = Some((account.person, account.name.clone()));
    tx.finish(&cause, now, &state.random, vec![event]).await?;
    Ok(Some(Opened { token, awaits: None }))
}
