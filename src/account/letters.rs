//! Mails about an account: links that are made and sent in one step, and notices.

use super::{
    model::{Link, LinkKind, MAILS_AN_HOUR},
    store,
};
use crate::{
    domain::{clock::Instant, ids::PracticeId, refusal::Refusal},
    error::AppError,
    i18n::Lang,
    invitations::{self, service::address},
    mail::{
        self,
        account_letter::AccountLetter,
        letter::{Letter, Outgoing},
        model::About,
    },
    paths,
    people::model::{LockReason, Person},
    practices::{self, model::Practice},
    server::{db::Conn, fault::Fault, state::AppState},
};

/// Puts a letter to a person, or to another address of theirs, into the outbox.
async fn queue(
    conn: &mut Conn,
    state: &AppState,
    practice: &Practice,
    (person, to): (&Person, &str),
    (about, letter): (About, AccountLetter),
    now: Instant,
) -> Result<(), Fault> {
    let letter = Letter::Account { practice: practice.name.clone(), zone: practice.time_zone.clone(), about: letter };
    let language = Lang::from_tag(&person.language).unwrap_or_default();
    let outgoing = Outgoing { practice: practice.id, to: address(to)?, language, about, letter };
    mail::store::queue(conn, state, now, &outgoing).await?;
    Ok(())
}

async fn practice(conn: &mut Conn, id: PracticeId) -> Result<Practice, Fault> {
    Ok(practices::store::get(conn, id).await?.ok_or(AppError::NotFound)?)
}

/// What kind of link, where it goes, and until when it works at most.
pub struct Wanted<'a> {
    pub kind: LinkKind,
    pub to: &'a str,
    pub until: Option<Instant>,
}

/// Makes a link in place of the one before, and mails it in the letter that `letter` makes of its end and its path.
///
/// # Errors
/// [`Refusal::MailedOften`].
pub async fn send(
    conn: &mut Conn,
    state: &AppState,
    at: PracticeId,
    person: &Person,
    wanted: Wanted<'_>,
    letter: impl FnOnce(Instant, String) -> AccountLetter,
    now: Instant,
) -> Result<(), Fault> {
    if store::sent_since(conn, person.id, now - chrono::TimeDelta::hours(1)).await? >= MAILS_AN_HOUR {
        return Err(Refusal::MailedOften.into());
    }
    let Wanted { kind, to, until } = wanted;
    let expires = until.map_or(now + kind.lifetime(), |until| until.min(now + kind.lifetime()));
    let link = Link { id: state.random.id(now), person: person.id, kind, email: to.to_owned(), open: true, expires };
    let token = state.random.token();
    store::end(conn, at, person.id, Some(kind), now).await?;
    store::insert(conn, at, &link, &token, now).await?;
    let practice = practice(conn, at).await?;
    let letter = letter(expires, paths::account_link(kind, &token));
    queue(conn, state, &practice, (person, to), (About::Link(link.id), letter), now).await
}

/// Tells the owner that strangers, or they themselves, have locked the account, with a way out (T17). More than a few
/// such mails an hour are none. Where it was the second step that failed, the way out is a new password and not a link
/// that gives whoever has the present one more codes to guess (T22).
pub async fn locked(
    conn: &mut Conn,
    state: &AppState,
    at: PracticeId,
    person: &Person,
    now: Instant,
) -> Result<(), Fault> {
    let ends = person.lock.as_ref().and_then(|lock| lock.ends);
    if person.lock.as_ref().is_some_and(|lock| lock.reason == LockReason::TooManyCodes) {
        let practice = practice(conn, at).await?;
        let letter = AccountLetter::LockedByCodes { ends, link: paths::FORGOT.into() };
        let about = About::Person(person.id.uuid());
        return queue(conn, state, &practice, (person, &person.email), (about, letter), now).await;
    }
    let wanted = Wanted { kind: LinkKind::Unlock, to: &person.email, until: ends };
    let letter = |expires, link| AccountLetter::Locked { ends, expires, link };
    match send(conn, state, at, person, wanted, letter, now).await {
        Err(Fault::Answer(AppError::Forbidden(Refusal::MailedOften))) => Ok(()),
        sent => sent,
    }
}

/// Tells the owner that the password is another one now. Always, whatever notices they like: it may not have been them.
pub async fn changed(
    conn: &mut Conn,
    state: &AppState,
    at: PracticeId,
    person: &Person,
    now: Instant,
) -> Result<(), Fault> {
    let practice = practice(conn, at).await?;
    let letter = AccountLetter::Changed { at: now, link: paths::FORGOT.into() };
    let about = About::Person(person.id.uuid());
    queue(conn, state, &practice, (person, &person.email), (about, letter), now).await
}

/// Tells every administrator that somebody was let in again from the machine, and why.
pub async fn emergency(
    conn: &mut Conn,
    state: &AppState,
    at: PracticeId,
    (person, reason): (&Person, &str),
    now: Instant,
) -> Result<(), Fault> {
    let practice = practice(conn, at).await?;
    for (email, language) in invitations::store::administrators(conn, at, now).await? {
        let about = AccountLetter::Emergency {
            name: person.name(),
            reason: reason.to_owned(),
            at: now,
            link: paths::HISTORY.into(),
        };
        let letter = Letter::Account { practice: practice.name.clone(), zone: practice.time_zone.clone(), about };
        let language = Lang::from_tag(&language).unwrap_or_default();
        let about = About::Person(person.id.uuid());
        let outgoing = Outgoing { practice: at, to: address(&email)?, language, about, letter };
        mail::store::queue(conn, state, now, &outgoing).await?;
    }
    Ok(())
}

/// Tells the old address that another one was asked for (C-10).
pub async fn changing(
    conn: &mut Conn,
    state: &AppState,
    at: PracticeId,
    (person, to, by): (&Person, &str, &str),
    now: Instant,
) -> Result<(), Fault> {
    let practice = practice(conn, at).await?;
    let letter = AccountLetter::EmailChanging { by: by.into(), to: to.into(), link: paths::FORGOT.into() };
    let about = About::Person(person.id.uuid());
    queue(conn, state, &practice, (person, &person.email), (about, letter), now).await
}
