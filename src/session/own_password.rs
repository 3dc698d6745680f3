//! The own password: given again before sensitive acts, and changed.

use super::{
    credentials,
    model::Viewer,
    service::{USED_UP, failed, reserve_own},
    store, surroundings,
    tries::{self, Account, By, Reserved},
};
use crate::{
    account::{self, letters},
    domain::{
        clock::Instant,
        code::{Code, FieldErrors},
        ids::PersonId,
        scope::Reach,
    },
    error::AppError,
    history::model::{Event, EventKind},
    people,
    server::{
        doors::Asked,
        fault::Fault,
        password,
        write::{Bookkeeping, Writing},
    },
};

/// Changes the own password: the current one proves who asks, all sessions and links end (S3-21, T30).
///
/// # Errors
/// Field errors for a wrong current or a bad new password; a wrong current one counts as a failed sign-in (T05).
pub async fn change(asked: &Asked, current: String, new: String) -> Result<(), Fault> {
    let state = &asked.state;
    let now = state.clock.now();
    let (viewer, account) = own_account(asked, now).await?;
    give(asked, &viewer, &account, "current", &current, EventKind::PasswordChangeFailed).await?;
    if current == new {
        return Err(FieldErrors::one("password", Code::PasswordSame).into());
    }
    let person = {
        let mut conn = state.db.read().await?;
        let found = people::store::find(&mut conn, Reach::whole(account.practice), account.person).await?;
        let person = found.ok_or(AppError::NotFound)?;
        surroundings::check(&mut conn, account.practice, &surroundings::of(&person), &new).await?;
        person
    };
    let hash = state.passwords.hash_chosen(new).await?;
    let mut tx = Writing::open(&state.db, account.practice).await?;
    credentials::set(&mut tx, account.person, &hash, now).await?;
    store::end_all(&mut tx, account.person).await?;
    account::store::end(&mut tx, account.practice, account.person, None, now).await?;
    letters::changed(&mut tx, state, account.practice, &person, now).await?;
    let event = Event::new(EventKind::PasswordChanged).about(account.person, &account.name);
    tx.finish(&asked.cause(Some(&viewer)), now, &state.random, vec![event]).await
}

/// Gives the password again: sensitive acts are open for a while, in this session and in no other. Answers the session's
/// new token.
///
/// # Errors
/// A field error for a wrong password, which counts as a failed sign-in.
pub async fn prove(asked: &Asked, password: &str) -> Result<String, Fault> {
    let state = &asked.state;
    let now = state.clock.now();
    let (viewer, account) = own_account(asked, now).await?;
    give(asked, &viewer, &account, "proof", password, EventKind::SignInFailed).await?;
    let mut tx = Writing::open(&state.db, account.practice).await?;
    // Signed out, or locked by an administrator, while the hash ran.
    if tries::is_locked(&mut tx, account.person, now).await? {
        return Err(wrong("proof"));
    }
    asked.viewer(&mut tx, now).await?;
    let token = state.random.token();
    store::prove(&mut tx, viewer.session, &store::token_hash(&token), now).await?;
    let event = Event::new(EventKind::IdentityProved).about(account.person, &account.name).because("password");
    tx.finish(&asked.cause(Some(&viewer)), now, &state.random, vec![event]).await?;
    Ok(token)
}

/// Asks for the password before the second step is changed, however lately it was given (T20).
///
/// # Errors
/// A field error for a wrong password, which counts as a failed sign-in.
pub async fn ask(asked: &Asked, password: &str) -> Result<(), Fault> {
    let now = asked.state.clock.now();
    let (viewer, account) = own_account(asked, now).await?;
    give(asked, &viewer, &account, "password", password, EventKind::SignInFailed).await
}

fn wrong(field: &str) -> Fault {
    FieldErrors::one(field, Code::PasswordWrong).into()
}

/// Looks at a password of the one who is signed in; `refused` is what a wrong one is recorded as.
async fn give(
    asked: &Asked,
    viewer: &Viewer,
    account: &Account,
    field: &str,
    password: &str,
    refused: EventKind,
) -> Result<(), Fault> {
    let now = asked.state.clock.now();
    if password.chars().count() > password::LONGEST {
        return Err(FieldErrors::one(field, Code::PasswordTooLong).into());
    }
    let event = Event::new(refused).because("wrong password");
    let n = match reserve_own(asked, &viewer.username, By::Owner, now).await? {
        Reserved::Verify { n, .. } => n,
        Reserved::Pretend { .. } => return Err(wrong(field)),
        Reserved::Overdue { account } => {
            failed(asked, Some(viewer), &account, (USED_UP, By::Owner), event, now).await?;
            return Err(wrong(field));
        }
    };
    if !asked.state.passwords.verify(password.to_owned(), account.password_hash.clone()).await? {
        failed(asked, Some(viewer), account, (n, By::Owner), event, now).await?;
        return Err(wrong(field));
    }
    proved(asked, account.person).await
}

/// The right password was given: whatever becomes of the new one, no failure is counted.
async fn proved(asked: &Asked, person: PersonId) -> Result<(), Fault> {
    let mut tx = Bookkeeping::open(&asked.state.db).await?;
    tries::forget_failures(&mut tx, person).await?;
    tx.keep().await?;
    Ok(())
}

async fn own_account(asked: &Asked, now: Instant) -> Result<(Viewer, Account), Fault> {
    let mut conn = asked.state.db.read().await?;
    let viewer = asked.viewer(&mut conn, now).await?;
    viewer.actor.acts()?;
    viewer.as_oneself()?;
    let person: PersonId = viewer.actor.person;
    let (password_hash, temporary) = credentials::get(&mut conn, person).await?.ok_or(AppError::NotFound)?;
    let practice = people::store::practice_of(&mut conn, person).await?.ok_or(AppError::NotFound)?;
    let account = Account {
        person,
        practice,
        name: viewer.actor.name.clone(),
        password_hash,
        temporary,
        session_hours: viewer.practice.session_hours,
        lock_minutes: viewer.practice.lock_minutes,
    };
    Ok((viewer, account))
}
