//! Founding organisations: the first practice by the set-up page, others by demo and seed.

use chrono_tz::Tz;

use super::{
    model::{NewPractice, SetupForm},
    store,
};
use crate::{
    domain::{
        clock::Instant,
        code::{Code, FieldErrors},
        ids::{GrantId, OfficeId, PersonId, PracticeId},
        role::Role,
        scope::Scope,
    },
    error::AppError,
    history::{
        model::{Event, EventKind},
        store::open_chain,
    },
    people::{
        self,
        model::{AccountState, Notice, Person, Tier},
        store::grants::{self, Grant},
    },
    practices::{
        self,
        model::{AccountType, Place, Practice},
        store::Kind,
    },
    server::{clock::Randomness, doors::Asked, fault::Fault, password, write::Writing},
    session::credentials,
};

/// The set-up page's work.
pub async fn set_up(asked: &Asked, form: SetupForm) -> Result<(), Fault> {
    let state = &asked.state;
    let now = state.clock.now();
    if !store::is_empty(&mut state.db.read().await?).await? {
        return Err(AppError::Gone.into());
    }
    let new = form.parse()?;
    if new.time_zone.parse::<Tz>().is_err() {
        return Err(FieldErrors::one("time_zone", Code::NotATimeZone).into());
    }
    let context = [
        new.name.as_str(),
        new.username.as_str(),
        new.email.as_str(),
        new.last_name.as_str(),
        new.tin.as_str(),
        "Rolecall",
    ];
    password::check(&new.password, &context).map_err(|code| FieldErrors::one("password", code))?;
    let hash = state.passwords.hash_chosen(new.password.clone()).await?;
    let practice = PracticeId::new(state.random.id(now));
    let mut tx = Writing::found(&state.db, practice).await?;
    if !store::claim(&mut tx, now, false).await? {
        return Err(AppError::Gone.into());
    }
    found_portal(&mut tx, &state.random, now).await?;
    let owner = found_practice(&mut tx, &state.random, now, practice, &new).await?;
    credentials::add(&mut tx, owner.id, new.username.as_str(), &hash, None, now).await?;
    let mut cause = asked.cause(None);
    cause.actor = Some((owner.id, owner.name()));
    let event = Event::new(EventKind::PracticeSetUp).about(owner.id, owner.name()).because(new.name);
    tx.finish(&cause, now, &state.random, vec![event]).await
}

/// The organisation that stands for the installation.
pub async fn found_portal(tx: &mut Writing, random: &Randomness, now: Instant) -> Result<PracticeId, Fault> {
    let id = PracticeId::new(random.id(now));
    let portal = settings(id, "Rolecall", None, "UTC");
    practices::store::add(tx, &portal, Kind::Portal, now).await?;
    open_chain(tx, id).await?;
    Ok(id)
}

/// A practice with the settings it starts with.
pub fn settings(id: PracticeId, name: &str, tin: Option<String>, time_zone: &str) -> Practice {
    Practice {
        id,
        name: name.into(),
        tin,
        time_zone: time_zone.into(),
        idle_minutes: 15,
        session_hours: 12,
        lock_minutes: 30,
        account_type: AccountType::Unstated,
    }
}

async fn found_practice(
    tx: &mut Writing,
    random: &Randomness,
    now: Instant,
    id: PracticeId,
    new: &NewPractice,
) -> Result<Person, Fault> {
    let practice = settings(id, &new.name, Some(new.tin.as_str().into()), &new.time_zone);
    practices::store::add(tx, &practice, Kind::Practice, now).await?;
    open_chain(tx, id).await?;
    let office = OfficeId::new(random.id(now));
    practices::store::add_office(tx, id, office, &new.office).await?;
    let place = Place { office, provider: None, name: new.office.clone() };
    let owner = Person {
        first_name: new.first_name.to_string(),
        last_name: new.last_name.to_string(),
        username: new.username.to_string(),
        email: new.email.to_string(),
        role: Role::PracticeOwner,
        state: AccountState::Active,
        registered: Some(now),
        ..blank(PersonId::new(random.id(now)), place, now)
    };
    people::store::insert(tx, id, &owner, now).await?;
    let grant = Grant {
        id: GrantId::new(random.id(now)),
        person: owner.id,
        role: Role::PracticeOwner,
        scope: Scope::Practice(id),
        given_by: None,
        given_by_name: "Rolecall".into(),
        given: now,
        ends: None,
    };
    grants::add(tx, id, &grant).await?;
    Ok(owner)
}

/// Somebody of whom nothing is known yet but where they belong.
pub fn blank(id: PersonId, place: Place, now: Instant) -> Person {
    Person {
        id,
        place,
        first_name: String::new(),
        middle_name: String::new(),
        last_name: String::new(),
        username: String::new(),
        email: String::new(),
        phone: String::new(),
        mobile: String::new(),
        mobile_carrier: String::new(),
        title: String::new(),
        employee_no: String::new(),
        language: "en".into(),
        notices: vec![Notice::Security, Notice::Account],
        role: Role::PortalUser,
        state: AccountState::Invited,
        tier: Tier::Free,
        created: now,
        registered: None,
        active: None,
        invite_expires: None,
        invite_bounced: None,
        lock: None,
        deactivates: None,
        version: 1,
    }
}
