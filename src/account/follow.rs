//! What the holder of a link can do, and what somebody can do who cannot sign in. Reading changes nothing (T40), and
//! nothing here opens a session (T16, T24, T43).

use super::{
    letters::{self, Wanted},
    model::{Link, LinkKind, Shown, may_reset_alone, released},
    store,
};
use crate::{
    domain::{
        clock::Instant,
        code::{Code, FieldErrors},
        ids::PracticeId,
        refusal::Refusal,
        scope::Reach,
    },
    error::AppError,
    history::{
        model::{Event, EventKind},
        store::Cause,
    },
    mail::account_letter::AccountLetter,
    people::{self, model::Person},
    practices,
    server::{clock::local, db::Conn, doors::Asked, fault::Fault, password, write::Writing},
    session::{self, credentials, surroundings, tries},
};

/// Tokens are 43 characters; what is longer is none of ours.
const LONGEST_TOKEN: usize = 64;
const LONGEST_LOGIN: usize = 300;

/// Asks for a link to choose a new password. The answer is the same for everybody, and so is what it costs: one
/// transaction with one event (T10, T45).
///
/// # Errors
/// The database is away.
pub async fn forgot(asked: &Asked, login: &str) -> Result<(), Fault> {
    let state = &asked.state;
    let now = state.clock.now();
    let (meant, portal) = {
        let mut conn = state.db.read().await?;
        let meant = if login.len() > LONGEST_LOGIN { None } else { store::meant(&mut conn, login).await? };
        (meant, practices::store::portal(&mut conn).await?)
    };
    let Some((person, practice)) = meant else {
        let Some(portal) = portal else { return Ok(()) };
        let tx = Writing::open(&state.db, portal).await?;
        let event = Event::new(EventKind::PasswordResetAsked).refused().because("unknown name");
        return tx.finish(&asked.cause(None), now, &state.random, vec![event]).await;
    };
    let mut tx = Writing::open(&state.db, practice).await?;
    let found = people::store::find(&mut tx, Reach::whole(practice), person).await?;
    let person = found.ok_or_else(|| Fault::inconsistent(format!("credentials.person_id of {person}")))?;
    let mut event = Event::new(EventKind::PasswordResetAsked).about(person.id, person.name());
    if may_reset_alone(&person, now) {
        let wanted = Wanted { kind: LinkKind::Reset, to: &person.email, until: None };
        let letter = |expires, link| AccountLetter::Reset { by: String::new(), expires, link };
        match letters::send(&mut tx, state, practice, &person, wanted, letter, now).await {
            Ok(()) => {}
            Err(Fault::Answer(AppError::Forbidden(Refusal::MailedOften))) => {
                event = event.refused().because("too many mails");
            }
            Err(fault) => return Err(fault),
        }
    } else {
        event = event.refused().because("not to be helped by mail");
    }
    tx.finish(&asked.cause(None), now, &state.random, vec![event]).await
}

/// A link that works, with everything it leads to.
struct Found {
    practice: PracticeId,
    link: Link,
    person: Person,
}

/// # Errors
/// [`AppError::NotFound`] for whatever is no token of this kind, [`AppError::Gone`] for one that does not work any more.
async fn find(conn: &mut Conn, kind: LinkKind, token: &str, now: Instant) -> Result<Found, Fault> {
    if token.len() > LONGEST_TOKEN || token.is_empty() {
        return Err(AppError::NotFound.into());
    }
    let (practice, link) = store::by_token(conn, kind, token).await?.ok_or(AppError::NotFound)?;
    let person = people::store::find(conn, Reach::whole(practice), link.person).await?;
    let person = person.ok_or_else(|| Fault::inconsistent(format!("account_links.person_id of {}", link.id)))?;
    if link.works(&person, now) { Ok(Found { practice, link, person }) } else { Err(AppError::Gone.into()) }
}

/// What the page of a link shows.
///
/// # Errors
/// See [`find`].
pub async fn show(asked: &Asked, kind: LinkKind, token: &str) -> Result<Shown, Fault> {
    let mut conn = asked.state.db.read().await?;
    let Found { practice, link, person } = find(&mut conn, kind, token, asked.state.clock.now()).await?;
    let practice = practices::store::get(&mut conn, practice).await?.ok_or(AppError::NotFound)?;
    let zone = practices::store::zone(&practice)?;
    Ok(Shown {
        practice: practice.name,
        name: person.name(),
        username: person.username,
        email: if kind == LinkKind::Email { link.email } else { String::new() },
        expires: local(zone, link.expires),
    })
}

/// Stores a new password for the holder of a reset link: all sessions and other links end, the owner is told.
///
/// # Errors
/// See [`find`]; field errors of the new password.
pub async fn reset(asked: &Asked, token: &str, new: &str, repeat: &str) -> Result<(), Fault> {
    let state = &asked.state;
    let now = state.clock.now();
    let found = {
        let mut conn = state.db.read().await?;
        let found = find(&mut conn, LinkKind::Reset, token, now).await?;
        if new != repeat {
            return Err(FieldErrors::one("repeat", Code::PasswordsDiffer).into());
        }
        if new.chars().count() > password::LONGEST {
            return Err(FieldErrors::one("password", Code::PasswordTooLong).into());
        }
        surroundings::check(&mut conn, found.practice, &surroundings::of(&found.person), new).await?;
        found
    };
    refuse_the_same(asked, &found, new).await?;
    let hash = state.passwords.hash_chosen(new.to_owned()).await?;
    let mut tx = Writing::open(&state.db, found.practice).await?;
    let (now, Found { practice, person, .. }) = take(asked, &mut tx, LinkKind::Reset, token).await?;
    credentials::set(&mut tx, person.id, &hash, now).await?;
    session::store::end_all(&mut tx, person.id).await?;
    store::end(&mut tx, practice, person.id, None, now).await?;
    let (person, unlocked) = released(person);
    let mut event = Event::new(EventKind::PasswordReset).about(person.id, person.name());
    if unlocked {
        event.change("locked", "yes", "no");
        people::store::save(&mut tx, practice, &person, now).await?;
    }
    letters::changed(&mut tx, state, practice, &person, now).await?;
    tx.finish(&cause(asked, &person), now, &state.random, vec![event]).await
}

/// A password that is no new one, such as the temporary one, is refused (T44).
async fn refuse_the_same(asked: &Asked, found: &Found, new: &str) -> Result<(), Fault> {
    let stored = credentials::get(&mut asked.state.db.read().await?, found.person.id).await?;
    let (hash, _) = stored.ok_or(AppError::Gone)?;
    if asked.state.passwords.verify(new.to_owned(), hash).await? {
        return Err(FieldErrors::one("password", Code::PasswordSame).into());
    }
    Ok(())
}

/// Looks at the link again inside of the lock, and uses it up.
async fn take(asked: &Asked, tx: &mut Writing, kind: LinkKind, token: &str) -> Result<(Instant, Found), Fault> {
    let now = asked.state.clock.now();
    let found = find(tx, kind, token, now).await?;
    if store::use_up(tx, found.practice, found.link.id, now).await? {
        Ok((now, found))
    } else {
        Err(AppError::Gone.into())
    }
}

/// The holder of the link is who acts.
fn cause(asked: &Asked, person: &Person) -> Cause {
    Cause { actor: Some((person.id, person.name())), ..asked.cause(None) }
}

async fn opened(asked: &Asked, kind: LinkKind, token: &str) -> Result<(Writing, Instant, Found), Fault> {
    let state = &asked.state;
    let practice = {
        let mut conn = state.db.read().await?;
        find(&mut conn, kind, token, state.clock.now()).await?.practice
    };
    let mut tx = Writing::open(&state.db, practice).await?;
    let (now, found) = take(asked, &mut tx, kind, token).await?;
    Ok((tx, now, found))
}

/// Takes off the lock that failures have set.
///
/// # Errors
/// See [`find`].
pub async fn unlock(asked: &Asked, token: &str) -> Result<(), Fault> {
    let (mut tx, now, Found { practice, person, .. }) = opened(asked, LinkKind::Unlock, token).await?;
    let (person, _) = released(person);
    people::store::save(&mut tx, practice, &person, now).await?;
    tries::forget_failures(&mut tx, person.id).await?;
    let mut event = Event::new(EventKind::PersonUnlocked).about(person.id, person.name());
    event.change("locked", "yes", "no");
    let event = event.because("by the link in the mail");
    tx.finish(&cause(asked, &person), now, &asked.state.random, vec![event]).await
}

/// Makes the proven address the person's. Links that went to the old one end.
///
/// # Errors
/// See [`find`]; somebody else has got the address meanwhile.
pub async fn confirm_email(asked: &Asked, token: &str) -> Result<(), Fault> {
    let (mut tx, now, Found { practice, link, mut person }) = opened(asked, LinkKind::Email, token).await?;
    if people::store::owner_of_email(&mut tx, &link.email).await?.is_some_and(|owner| owner != person.id) {
        return Err(FieldErrors::one("email", Code::Taken).into());
    }
    let mut event = Event::new(EventKind::EmailChanged).about(person.id, person.name());
    event.change("email", &person.email, &link.email);
    person.email = link.email;
    person.version += 1;
    people::store::save(&mut tx, practice, &person, now).await?;
    store::end(&mut tx, practice, person.id, None, now).await?;
    tx.finish(&cause(asked, &person), now, &asked.state.random, vec![event]).await
}
