//! What administrators do for an account, and the change of an address.

use super::{
    letters::{self, Wanted},
    model::{Care, LinkKind, can_reset, can_secure, lock, reason},
    store,
};
use crate::{
    domain::{
        code::{Code, FieldErrors},
        email::Email,
        ids::{PersonId, SessionId},
        permission::Permission,
        refusal::Refusal,
    },
    error::AppError,
    history::model::{Event, EventKind},
    mail::account_letter::AccountLetter,
    people::{
        self,
        model::{Person, can_edit},
    },
    server::{
        doors::{Command, Done, Query},
        fault::Fault,
    },
    session,
};

pub async fn find(cx: &mut Command, id: PersonId) -> Result<Person, Fault> {
    Ok(people::store::find(&mut cx.conn, cx.reach, id).await?.ok_or(AppError::NotFound)?)
}

async fn save(cx: &mut Command, person: &Person) -> Result<(), Fault> {
    if people::store::save(&mut cx.conn, cx.reach.practice, person, cx.now).await? {
        return Ok(());
    }
    Err(Fault::inconsistent(format!("people.version of {} moved inside the write lock", person.id)))
}

/// How the account stands: what is under way.
pub async fn care(cx: &mut Query, id: PersonId) -> Result<Care, Fault> {
    let found = people::store::find(&mut cx.conn, cx.reach, id).await?;
    let person = found.ok_or(AppError::NotFound)?;
    care_of(cx, &person).await
}

/// See [`care`].
pub async fn care_of(cx: &mut Query, person: &Person) -> Result<Care, Fault> {
    let (practice, now) = (cx.reach.practice, cx.now);
    let email = store::open(&mut cx.conn, practice, person.id, LinkKind::Email).await?;
    let reset = store::open(&mut cx.conn, practice, person.id, LinkKind::Reset).await?;
    let temporary = session::credentials::temporary_until(&mut cx.conn, person.id).await?;
    Ok(Care {
        pending_email: email.filter(|link| link.works(person, now)).map(|link| link.email),
        reset_until: reset.filter(|link| link.works(person, now)).map(|link| cx.local(link.expires)),
        temporary_until: temporary.filter(|until| *until > now).map(|until| cx.local(until)),
    })
}

/// Mails the person a link to choose a new password. The old one works until they have (T43).
pub async fn send_reset(cx: &mut Command, id: PersonId) -> Result<Done<()>, Fault> {
    let person = find(cx, id).await?;
    can_reset(&person.standing(), &cx.viewer.actor)?;
    if !super::model::may_reset_alone(&person, cx.now) {
        return Err(Refusal::LockedAlready.into());
    }
    let by = cx.viewer.actor.name.clone();
    let wanted = Wanted { kind: LinkKind::Reset, to: &person.email, until: None };
    let letter = |expires, link| AccountLetter::Reset { by, expires, link };
    letters::send(&mut cx.conn, &cx.state, cx.reach.practice, &person, wanted, letter, cx.now).await?;
    let mut event = Event::new(EventKind::PasswordResetSent).about(id, person.name());
    event.change("email", "", &person.email);
    Ok(Done::new((), event))
}

/// Locks the account, with a reason; sessions and links end at once.
pub async fn lock_person(cx: &mut Command, id: PersonId, why: &str) -> Result<Done<()>, Fault> {
    let person = find(cx, id).await?;
    let why = reason(why).map_err(|code| FieldErrors::one("reason", code))?;
    let (person, event) = lock(person, &why, &cx.viewer.actor, cx.now)?;
    save(cx, &person).await?;
    session::store::end_all(&mut cx.conn, id).await?;
    store::end(&mut cx.conn, cx.reach.practice, id, None, cx.now).await?;
    Ok(Done::new((), event))
}

/// Ends one session of somebody, or all of them.
pub async fn end_sessions(cx: &mut Command, id: PersonId, session: Option<SessionId>) -> Result<Done<()>, Fault> {
    let person = find(cx, id).await?;
    can_secure(&person.standing(), &cx.viewer.actor)?;
    let mut event = Event::new(EventKind::SessionEnded).about(id, person.name());
    match session {
        Some(session) if !session::list::end_of(&mut cx.conn, id, session).await? => {
            return Err(AppError::NotFound.into());
        }
        Some(_) => event.change("sessions", "1", "0"),
        None => {
            let ended = session::store::end_all(&mut cx.conn, id).await?;
            event.change("sessions", ended.to_string(), "0");
        }
    }
    Ok(Done::new((), event))
}

/// Asks for another address of somebody who has an account: it becomes theirs when it is proven (C-10).
pub async fn change_email_of(cx: &mut Command, id: PersonId, email: &str) -> Result<Done<()>, Fault> {
    let person = find(cx, id).await?;
    can_edit(&person.standing(), &cx.viewer.actor)?;
    let own = cx.viewer.actor.role_for(Permission::EditPeople);
    if !person.state.may_sign_in() || own.is_none() {
        return Err(Refusal::NoAccount.into());
    }
    change_email(cx, &person, email).await
}

/// The same for the own address.
pub async fn change_email(cx: &mut Command, person: &Person, email: &str) -> Result<Done<()>, Fault> {
    cx.fresh()?;
    let wrong = |code| FieldErrors::one("email", code);
    let email = Email::parse(email).map_err(wrong)?.to_string();
    if email == person.email {
        return Err(wrong(Code::Unchanged).into());
    }
    if people::store::owner_of_email(&mut cx.conn, &email).await?.is_some_and(|owner| owner != person.id) {
        return Err(wrong(Code::Taken).into());
    }
    let by = cx.viewer.actor.name.clone();
    let wanted = Wanted { kind: LinkKind::Email, to: &email, until: None };
    let letter = |expires, link| AccountLetter::ConfirmEmail { by: by.clone(), expires, link };
    let practice = cx.reach.practice;
    letters::send(&mut cx.conn, &cx.state, practice, person, wanted, letter, cx.now).await?;
    letters::changing(&mut cx.conn, &cx.state, practice, (person, &email, &by), cx.now).await?;
    let mut event = Event::new(EventKind::EmailChangeAsked).about(person.id, person.name());
    event.change("email", &person.email, &email);
    Ok(Done::new((), event))
}
