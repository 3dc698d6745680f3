//! The work behind the own second step, and what others may do to it.

use chrono::Duration;

use super::{
    model::{AppKey, Change, Exception, Factors, OwnTwoStep, PasskeyView, demanded},
    passkeys, recovery, store, totp,
};
use crate::{
    account,
    domain::{
        clock::Instant,
        code::{Code, FieldErrors},
        email::Email,
        ids::{PersonId, PracticeId},
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
    paths,
    people::{
        self,
        model::{AccountState, Person},
    },
    practices,
    server::{
        db::Conn,
        doors::{Asked, Command, Done, Query},
        fault::Fault,
        seal,
        state::AppState,
        write::Bookkeeping,
    },
    session::{
        self,
        model::{Awaits, Viewer},
    },
};

/// How long a secret that was shown waits for its first code.
const PENDING_MINUTES: i64 = 30;

/// Whether a second step is demanded of somebody: by their practice, their roles anywhere, or an exception.
pub async fn is_demanded(conn: &mut Conn, person: PersonId, now: Instant) -> Result<bool, Fault> {
    let own = store::get(conn, person).await?.exception;
    if own != Exception::Practice {
        return Ok(own == Exception::Always);
    }
    let home = people::store::practice_of(conn, person).await?.ok_or(AppError::NotFound)?;
    let practice = store::demand(conn, home).await?;
    let (grants, _) = session::grants::of(conn, person, now).await?;
    Ok(demanded(practice, own, grants.into_iter().map(|grant| grant.role)))
}

/// What is still missing after the right password.
pub async fn awaits(conn: &mut Conn, person: PersonId, now: Instant) -> Result<Option<Awaits>, Fault> {
    if store::factors(conn, person).await?.any() {
        return Ok(Some(Awaits::SecondStep));
    }
    Ok(is_demanded(conn, person, now).await?.then_some(Awaits::Enrolment))
}

/// Takes somebody from one condition of registration to the other, if what they are asked for says so (S1-16): the middle
/// one is that of whoever has registered, and not set up the second step that is demanded of them.
pub async fn settle(
    conn: &mut Conn,
    practice: PracticeId,
    person: PersonId,
    awaits: Option<Awaits>,
    now: Instant,
) -> Result<Option<Event>, Fault> {
    let (from, to) = match awaits {
        Some(Awaits::Enrolment) => (AccountState::Active, AccountState::RegisteredUnverified),
        Some(Awaits::SecondStep) | None => (AccountState::RegisteredUnverified, AccountState::Active),
    };
    let found = people::store::find(conn, Reach::whole(practice), person).await?;
    let Some(mut person) = found.filter(|person| person.state == from) else { return Ok(None) };
    let mut event = Event::new(EventKind::PersonEdited).about(person.id, person.name());
    let name = |state: AccountState| state.registration(true).name();
    event.change("registered", name(from), name(to));
    person.state = to;
    person.version += 1;
    people::store::save(conn, practice, &person, now).await?;
    Ok(Some(event))
}

/// The own second step.
pub async fn own(cx: &mut Query) -> Result<OwnTwoStep, Fault> {
    let person = cx.viewer.actor.person;
    let stored = store::get(&mut cx.conn, person).await?;
    let keys = passkeys::store::of(&mut cx.conn, person).await?;
    let demanded = is_demanded(&mut cx.conn, person, cx.now).await?;
    let codes_left = store::codes_left(&mut cx.conn, person).await?;
    let view = |key: passkeys::store::Passkey| PasskeyView {
        id: key.id,
        name: key.name,
        added: cx.local(key.added),
        used: key.used.map(|at| cx.local(at)),
    };
    Ok(OwnTwoStep {
        app: stored.since.map(|at| cx.local(at)),
        passkeys: keys.into_iter().map(view).collect(),
        codes_left,
        demanded,
    })
}

/// Makes a secret for an app and shows it, this once. Nothing changes before a code has proved it (T20).
pub async fn begin_app(asked: &Asked, viewer: &Viewer) -> Result<AppKey, Fault> {
    let state = &asked.state;
    let now = state.clock.now();
    let person = viewer.actor.person;
    let secret = totp::fresh_secret(&state.random);
    let sealed = seal::seal(&state.config, totp::SECRETS, &state.random, person.uuid(), &secret)?;
    let mut tx = Bookkeeping::open(&state.db).await?;
    let home = home(&mut tx, person).await?;
    store::set_pending(&mut tx, home, person, &sealed, now + Duration::minutes(PENDING_MINUTES)).await?;
    tx.keep().await?;
    totp::key(&secret, &viewer.practice.name, &viewer.username)
}

/// What a change leaves to hand over: codes that are shown once, and the token of a session that has become whole.
#[derive(Debug, Default)]
pub struct Changed {
    pub codes: Vec<String>,
    pub token: Option<String>,
}

/// Turns the app on, if the code is one of its.
pub async fn confirm_app(cx: &mut Command, typed: &str) -> Result<Done<Changed>, Fault> {
    let person = cx.viewer.actor.person;
    let stored = store::get(&mut cx.conn, person).await?;
    if stored.pending.is_empty() || stored.pending_until <= cx.now.timestamp_millis() {
        return Err(AppError::Gone.into());
    }
    let secret = seal::open(&cx.state.config, totp::SECRETS, person.uuid(), &stored.pending);
    let secret = secret.ok_or(AppError::Gone)?;
    let step = totp::check(&secret, typed, cx.now)?.ok_or_else(|| FieldErrors::one("step_code", Code::CodeWrong))?;
    let before = store::factors(&mut cx.conn, person).await?;
    let home = home(&mut cx.conn, person).await?;
    store::set_app(&mut cx.conn, home, person, &stored.pending, step, cx.now).await?;
    added(cx, before, Change::AppAdded).await
}

/// After a factor was added: first codes with the first one, a whole session where one waited.
///
/// # Errors
/// Who waits for enrolment has no factor yet, and is not locked, or gets no session by it (T16, T24).
pub async fn added(cx: &mut Command, before: Factors, change: Change) -> Result<Done<Changed>, Fault> {
    let person = cx.viewer.actor.person;
    let waited = cx.viewer.awaits.is_some();
    if waited && (before.any() || session::tries::is_locked(&mut cx.conn, person, cx.now).await?) {
        return Err(AppError::SignInRefused.into());
    }
    let codes = if before.any() { Vec::new() } else { fresh_codes(cx, person).await? };
    let mut events = after(cx, change).await?;
    let mut token = None;
    if waited {
        let fresh = cx.state.random.token();
        let ends = cx.now + Duration::hours(cx.viewer.practice.session_hours.into());
        let hash = session::store::token_hash(&fresh);
        session::store::complete(&mut cx.conn, cx.viewer.session, &hash, ends, cx.now).await?;
        token = Some(fresh);
        events.push(Event::new(EventKind::SignedIn).about(person, &cx.viewer.actor.name).because("password"));
    }
    let home = home(&mut cx.conn, person).await?;
    events.extend(settle(&mut cx.conn, home, person, None, cx.now).await?);
    Ok(done(Changed { codes, token }, events))
}

fn done<T>(value: T, mut events: Vec<Event>) -> Done<T> {
    let first = events.remove(0);
    Done::new(value, first).and_all(events)
}

async fn fresh_codes(cx: &mut Command, person: PersonId) -> Result<Vec<String>, Fault> {
    let codes = recovery::fresh(&cx.state.random);
    let hashes: Vec<_> =
        codes.iter().filter_map(|code| recovery::normal(code)).map(|code| recovery::hash(person, &code)).collect();
    let home = home(&mut cx.conn, person).await?;
    store::set_codes(&mut cx.conn, home, person, &hashes).await?;
    Ok(codes)
}

/// What follows each change of the own second step: the event, a mail, and the end of every other session and of all
/// open links (T30).
async fn after(cx: &mut Command, change: Change) -> Result<Vec<Event>, Fault> {
    let (person, session) = (cx.viewer.actor.person, cx.viewer.session);
    session::list::end_others(&mut cx.conn, person, session).await?;
    let home = home(&mut cx.conn, person).await?;
    account::store::end(&mut cx.conn, home, person, None, cx.now).await?;
    let name = cx.viewer.actor.name.clone();
    let (state, now) = (cx.state.clone(), cx.now);
    tell(&mut cx.conn, &state, person, change, ("", ""), now).await?;
    Ok(vec![Event::new(kind(change)).about(person, name)])
}

const fn kind(change: Change) -> EventKind {
    match change {
        Change::AppAdded => EventKind::AppAdded,
        Change::AppRemoved => EventKind::AppRemoved,
        Change::PasskeyAdded => EventKind::PasskeyAdded,
        Change::PasskeyRemoved => EventKind::PasskeyRemoved,
        Change::CodesRenewed => EventKind::CodesRenewed,
        Change::CodeUsed => EventKind::RecoveryCodeUsed,
        Change::Reset => EventKind::TwoStepReset,
    }
}

/// Tells somebody by mail what happened to their second step, and who did it why if it was not they themselves.
pub async fn tell(
    conn: &mut Conn,
    state: &AppState,
    person: PersonId,
    change: Change,
    (by, reason): (&str, &str),
    now: Instant,
) -> Result<(), Fault> {
    let home = home(conn, person).await?;
    let practice = practices::store::get(conn, home).await?.ok_or(AppError::NotFound)?;
    let found = people::store::find(conn, Reach::whole(home), person).await?;
    let person: Person = found.ok_or(AppError::NotFound)?;
    let to = Email::parse(&person.email).map_err(|_| Fault::inconsistent(format!("people.email of {}", person.id)))?;
    let letter = Letter::TwoStepChanged {
        practice: practice.name,
        change,
        by: by.into(),
        reason: reason.into(),
        at: now,
        zone: practice.time_zone,
        link: paths::TWO_STEP.into(),
    };
    let language = Lang::from_tag(&person.language).unwrap_or_default();
    let about = About::Person(person.id.uuid());
    mail::store::queue(conn, state, now, &Outgoing { practice: home, to, language, about, letter }).await?;
    Ok(())
}

pub async fn home(conn: &mut Conn, person: PersonId) -> Result<PracticeId, Fault> {
    Ok(people::store::practice_of(conn, person).await?.ok_or(AppError::NotFound)?)
}

/// Turns the app off. The last factor stays where one is demanded.
pub async fn remove_app(cx: &mut Command) -> Result<Done<()>, Fault> {
    let person = cx.viewer.actor.person;
    let before = store::factors(&mut cx.conn, person).await?;
    if !before.app {
        return Err(Refusal::NoTwoStep.into());
    }
    store::take_app(&mut cx.conn, person).await?;
    removed(cx, Change::AppRemoved).await
}

/// After a factor was removed.
pub async fn removed(cx: &mut Command, change: Change) -> Result<Done<()>, Fault> {
    let person = cx.viewer.actor.person;
    if !store::factors(&mut cx.conn, person).await?.any() {
        if is_demanded(&mut cx.conn, person, cx.now).await? {
            return Err(Refusal::TwoStepDemanded.into());
        }
        store::take_codes(&mut cx.conn, person).await?;
    }
    let events = after(cx, change).await?;
    Ok(done((), events))
}

/// New recovery codes; the old ones are good for nothing any more (T25).
pub async fn renew_codes(cx: &mut Command) -> Result<Done<Vec<String>>, Fault> {
    let person = cx.viewer.actor.person;
    if !store::factors(&mut cx.conn, person).await?.any() {
        return Err(Refusal::NoTwoStep.into());
    }
    let codes = fresh_codes(cx, person).await?;
    let events = after(cx, Change::CodesRenewed).await?;
    Ok(done(codes, events))
}
