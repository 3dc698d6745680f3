//! Temporary passwords (C-13): made by the system, shown once to be handed over, good for one sign-in.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use qrcode::{EcLevel, QrCode, render::svg};

use super::{
    letters::{self, Wanted},
    model::{HandOver, LinkKind, TEMPORARY_LIFETIME, can_reset, may_reset_alone, temporary_password},
    service, store,
};
use crate::{
    domain::{clock::Instant, ids::PersonId, permission::Permission, refusal::Refusal},
    error::{AppError, AppResult},
    history::model::{Event, EventKind},
    mail::account_letter::AccountLetter,
    people::{self, model::Person},
    practices,
    server::{
        doors::{self, Command, Cx, Done, Query},
        fault::Fault,
        state::AppState,
    },
    session::{self, credentials},
};

/// A temporary password with its hash, before anybody has it.
pub struct Made {
    password: String,
    pub hashed: String,
}

impl Made {
    /// Draws and hashes one: before the write lock is taken, so that it holds up no other writer.
    ///
    /// # Errors
    /// Too many wait for a hash already.
    pub async fn new(state: &AppState) -> Result<Self, Fault> {
        let mut bytes = [0; 20];
        state.random.fill(&mut bytes);
        let password = temporary_password(&bytes);
        let hashed = state.passwords.hash(password.clone()).await?;
        Ok(Self { password, hashed })
    }

    pub fn until(&self, now: Instant) -> Instant {
        now + TEMPORARY_LIFETIME
    }
}

/// Makes one for somebody. Hashing comes between two looks.
pub async fn make(id: PersonId) -> AppResult<HandOver> {
    let made = doors::query(Permission::ResetPasswords, async |cx: &mut Query| {
        let person = people::store::find(&mut cx.conn, cx.reach, id).await?.ok_or(AppError::NotFound)?;
        may_make(cx, &person)?;
        Made::new(&cx.state).await
    })
    .await?;
    doors::command(Permission::ResetPasswords, async |cx| store_it(cx, id, made).await).await
}

fn may_make<C>(cx: &Cx<C>, person: &Person) -> Result<(), Fault> {
    can_reset(&person.standing(), &cx.viewer.actor)?;
    if !may_reset_alone(person, cx.now) {
        return Err(Refusal::LockedAlready.into());
    }
    cx.fresh()
}

async fn store_it(cx: &mut Command, id: PersonId, made: Made) -> Result<Done<HandOver>, Fault> {
    let person = service::find(cx, id).await?;
    may_make(cx, &person)?;
    let (practice, now) = (cx.reach.practice, cx.now);
    credentials::set_temporary(&mut cx.conn, id, &made.hashed, made.until(now), now).await?;
    session::store::end_all(&mut cx.conn, id).await?;
    store::end(&mut cx.conn, practice, id, None, now).await?;
    let (person, unlocked) = super::model::released(person);
    let mut event = Event::new(EventKind::TemporaryPasswordMade).about(id, person.name());
    if unlocked {
        event.change("locked", "yes", "no");
        people::store::save(&mut cx.conn, practice, &person, now).await?;
    }
    let by = cx.viewer.actor.name.clone();
    let wanted = Wanted { kind: LinkKind::Reset, to: &person.email, until: None };
    let letter = |expires, link| AccountLetter::Temporary { by, expires, link };
    match letters::send(&mut cx.conn, &cx.state, practice, &person, wanted, letter, now).await {
        // Strangers who ask for links must not keep an administrator from helping.
        Err(Fault::Answer(AppError::Forbidden(Refusal::MailedOften))) => {}
        sent => sent?,
    }
    Ok(Done::new(sheet(cx, person, made).await?, event))
}

/// What is handed over with it.
pub async fn sheet(cx: &mut Command, person: Person, made: Made) -> Result<HandOver, Fault> {
    let practice = practices::store::get(&mut cx.conn, cx.reach.practice).await?.ok_or(AppError::NotFound)?;
    let address =
        cx.state.config.base_url.join(crate::paths::SIGN_IN).map_err(|error| Fault::Other(error.to_string()))?;
    Ok(HandOver {
        practice: practice.name,
        name: person.name(),
        username: person.username,
        expires: cx.local(made.until(cx.now)),
        password: made.password,
        language: person.language,
        qr: qr(address.as_str())?,
        address: address.into(),
    })
}

/// The text as an image that a page can show: our policy lets images come from the page itself.
fn qr(text: &str) -> Result<String, Fault> {
    let code =
        QrCode::with_error_correction_level(text, EcLevel::M).map_err(|error| Fault::Other(error.to_string()))?;
    let image = code.render::<svg::Color<'_>>().min_dimensions(180, 180).build();
    Ok(format!("data:image/svg+xml;base64,{}", STANDARD.encode(image)))
}
