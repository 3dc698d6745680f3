//! What the holder of a link can do: read it, register, ask for a new one. Reading changes nothing (P-01, T40).

use axum::http::Method;

use super::{
    form::{JoinForm, Joining},
    model::{Invitation, Status},
    service::{address, still_stands},
    store,
    views::Shown,
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
    history::model::{Event, EventKind},
    i18n::Lang,
    mail::{
        self,
        letter::{Letter, Outgoing},
        model::About,
    },
    people::{
        self,
        model::{AccountState, Person},
    },
    practices::{self, model::Practice},
    server::{
        clock::local,
        db::Conn,
        doors::Asked,
        fault::Fault,
        write::{Bookkeeping, Writing},
    },
    session::{credentials, surroundings},
    twostep,
};

/// Tokens are 43 characters; what is longer is none of ours.
const LONGEST_TOKEN: usize = 64;

/// A link with everything it leads to.
struct Found {
    practice: Practice,
    link: Invitation,
    person: Person,
}

/// # Errors
/// [`AppError::NotFound`] for whatever is no token of ours.
async fn find(conn: &mut Conn, token: &str) -> Result<Found, Fault> {
    if token.len() > LONGEST_TOKEN || token.is_empty() {
        return Err(AppError::NotFound.into());
    }
    let (practice, link) = store::by_token(conn, token).await?.ok_or(AppError::NotFound)?;
    let person = people::store::find(conn, Reach::whole(practice), link.person).await?;
    let person = person.ok_or_else(|| Fault::inconsistent(format!("invitations.person_id of {}", link.id)))?;
    let practice = practices::store::get(conn, practice).await?.ok_or(AppError::NotFound)?;
    Ok(Found { practice, link, person })
}

/// How it stands with a link, all rules considered.
async fn standing(conn: &mut Conn, found: &Found, now: Instant) -> Result<Status, Fault> {
    let Found { practice, link, person } = found;
    Ok(match link.status(now) {
        Status::Open if person.state != AccountState::Invited => Status::Registered,
        Status::Open if !still_stands(conn, link, person, practice.id, now).await? => Status::Revoked,
        status => status,
    })
}

/// What the page of a link shows.
///
/// # Errors
/// [`AppError::NotFound`] for whatever is no token of ours.
pub async fn show(asked: &Asked, token: &str) -> Result<Shown, Fault> {
    let now = asked.state.clock.now();
    let mut conn = asked.state.db.read().await?;
    let found = find(&mut conn, token).await?;
    let status = standing(&mut conn, &found, now).await?;
    let zone = practices::store::zone(&found.practice)?;
    let Found { practice, link, person } = found;
    if status == Status::Open && matches!(asked.parts.method, Method::GET | Method::HEAD) {
        asked.state.visits.note(link.id, now);
    }
    // Somebody with an old link learns what it was, and nothing that came later.
    let open = status == Status::Open;
    let only = |text: String| if open { text } else { String::new() };
    Ok(Shown {
        status,
        practice: practice.name,
        inviter: link.inviter_name,
        role: person.role,
        place: only(person.place.name),
        email: link.email,
        message: only(link.message),
        language: link.language,
        expires: local(zone, link.expires),
        first_name: only(person.first_name),
        last_name: only(person.last_name),
        phone: only(person.phone),
        mobile: only(person.mobile),
    })
}

/// Makes the account. Every bound fact comes from the stored rows (T36); of many at once, one succeeds (T35).
///
/// # Errors
/// [`AppError::Gone`] for a link that does not work any more, [`AppError::NotFound`] for none of ours,
/// [`Refusal::SignedInAlready`] in a browser that somebody is signed in with (T38), and field errors.
pub async fn accept(asked: &Asked, token: &str, form: &JoinForm) -> Result<(), Fault> {
    let state = &asked.state;
    let now = state.clock.now();
    let found = {
        let mut conn = state.db.read().await?;
        let found = find(&mut conn, token).await?;
        if asked.viewer(&mut conn, now).await.is_ok() {
            return Err(Refusal::SignedInAlready.into());
        }
        if standing(&mut conn, &found, now).await? != Status::Open {
            return Err(AppError::Gone.into());
        }
        found
    };
    let joining = form.parse()?;
    let own =
        [joining.username.as_str(), joining.first_name.as_str(), joining.last_name.as_str(), found.link.email.as_str()];
    surroundings::check(&mut state.db.read().await?, found.practice.id, &own, &joining.password).await?;
    // The expensive step comes last before the write, and only for those who hold a link.
    let hash = state.passwords.hash_chosen(joining.password.clone()).await?;
    register(asked, token, joining, &hash, found.practice.id).await
}

async fn register(asked: &Asked, token: &str, joining: Joining, hash: &str, practice: PracticeId) -> Result<(), Fault> {
    let state = &asked.state;
    let mut tx = Writing::open(&state.db, practice).await?;
    // The time and the link are looked at again inside of the lock: others may have been quicker.
    let now = state.clock.now();
    let found = find(&mut tx, token).await?;
    if standing(&mut tx, &found, now).await? != Status::Open {
        return Err(AppError::Gone.into());
    }
    let link = found.link.accept(now).map_err(|_| AppError::Gone)?;
    if !store::end(&mut tx, practice, &link).await? {
        return Err(AppError::Gone.into());
    }
    let username = joining.username.to_string();
    let mut person = joined(found.person, joining, now);
    if twostep::service::is_demanded(&mut tx, person.id, now).await? {
        // Set up at the first sign-in; until then the registration is half done (S1-16).
        person.state = AccountState::RegisteredUnverified;
    }
    // Credentials refer to the person's username: both are stored, or neither.
    if credentials::is_taken(&mut tx, &username).await? {
        return Err(FieldErrors::one("username", Code::Taken).into());
    }
    people::store::save(&mut tx, practice, &person, now).await?;
    if !credentials::add(&mut tx, person.id, &username, hash, None, now).await? {
        return Err(FieldErrors::one("username", Code::Taken).into());
    }
    mail::store::cancel(&mut tx, practice, link.id.uuid(), now).await?;
    let mut cause = asked.cause(None);
    cause.actor = Some((person.id, person.name()));
    let mut event = Event::new(EventKind::InvitationAccepted).about(person.id, person.name());
    event.change("username", "", &username);
    tx.finish(&cause, now, &state.random, vec![event]).await
}

fn joined(person: Person, joining: Joining, now: Instant) -> Person {
    Person {
        username: joining.username.into(),
        first_name: joining.first_name.into(),
        last_name: joining.last_name.into(),
        phone: joining.phone,
        mobile: joining.mobile,
        language: joining.language.tag().into(),
        notices: joining.notices,
        state: AccountState::Active,
        registered: Some(now),
        invite_bounced: None,
        version: person.version + 1,
        ..person
    }
}

/// Tells the administrators that the holder of a link that has ended would like a new one. The answer is the same for
/// every token, and the administrators hear of it once in a while only (P-02, T45).
///
/// # Errors
/// The database is away.
pub async fn ask_again(asked: &Asked, token: &str) -> Result<(), Fault> {
    let state = &asked.state;
    let now = state.clock.now();
    let found = match find(&mut state.db.read().await?, token).await {
        Ok(found) => found,
        Err(Fault::Answer(AppError::NotFound)) => return Ok(()),
        Err(fault) => return Err(fault),
    };
    let practice = found.practice.id;
    let mut tx = Writing::open(&state.db, practice).await?;
    let mut found = find(&mut tx, token).await?;
    let links = store::of(&mut tx, practice, found.person.id).await?;
    let (asked_for, newest) = (found.link.id, links.first().map_or(found.link.id, |newest| newest.id));
    // One answer for all of a person's links: holding several old ones is no way to send more mail.
    let lately = links.iter().any(|link| link.asked_lately(now));
    found.link = links.into_iter().next().unwrap_or(found.link);
    if lately || found.person.state != AccountState::Invited || standing(&mut tx, &found, now).await? == Status::Open {
        return Ok(());
    }
    let Found { practice, person, .. } = found;
    store::note_asked(&mut tx, asked_for, now).await?;
    for (email, language) in store::administrators(&mut tx, practice.id, now).await? {
        let letter = Letter::InvitationAskedAgain {
            practice: practice.name.clone(),
            invited: person.email.clone(),
            link: crate::paths::invitation(newest),
        };
        let language = Lang::from_tag(&language).unwrap_or_default();
        // About the person, not the link: what became of this mail says nothing about the invitation.
        let about = About::Person(person.id.uuid());
        let outgoing = Outgoing { practice: practice.id, to: address(&email)?, language, about, letter };
        mail::store::queue(&mut tx, state, now, &outgoing).await?;
    }
    let event = Event::new(EventKind::InvitationAskedFor).about(person.id, person.name());
    tx.finish(&asked.cause(None), now, &state.random, vec![event]).await
}

/// Notes that a browser has opened the page, or that somebody types into it. Decides nothing.
///
/// # Errors
/// The database is away.
pub async fn visited(asked: &Asked, token: &str, typed: bool) -> Result<(), Fault> {
    let state = &asked.state;
    let now = state.clock.now();
    let found = store::by_token(&mut state.db.read().await?, token).await?;
    let Some((_, link)) = found.filter(|(_, link)| link.status(now) == Status::Open) else { return Ok(()) };
    let new = if typed { link.typed.is_none() } else { link.opened.is_none() };
    if new {
        let mut tx = Bookkeeping::open(&state.db).await?;
        store::note_visit(&mut tx, link.id, typed, now).await?;
        tx.keep().await?;
    }
    Ok(())
}
