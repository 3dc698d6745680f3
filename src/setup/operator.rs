//! The people who run the installation: the first of them is made at the machine, since nobody may give a role above
//! their own.

use super::service::blank;
use crate::{
    account::emergency::{self, WayIn},
    domain::{
        code::{Code, FieldErrors},
        email::Email,
        ids::{GrantId, OfficeId, PersonId},
        person_name::{FirstName, LastName},
        role::Role,
        scope::{Reach, Scope},
        username::Username,
    },
    error::AppError,
    history::{
        model::{Event, EventKind},
        store::Cause,
    },
    people::{
        self,
        model::{AccountState, Person},
        store::grants::{self, Grant},
    },
    practices::{self, model::Place},
    server::{fault::Fault, state::AppState, write::Writing},
    session::credentials,
};

/// What a new operator is called.
pub struct NewOperator<'a> {
    pub username: &'a str,
    pub email: &'a str,
    pub first_name: &'a str,
    pub last_name: &'a str,
}

struct Checked {
    username: Username,
    email: Email,
    first_name: FirstName,
    last_name: LastName,
}

impl NewOperator<'_> {
    fn parse(&self) -> Result<Checked, FieldErrors> {
        let mut errors = FieldErrors::default();
        let username = errors.keep("username", Username::parse(self.username));
        let email = errors.keep("email", Email::parse(self.email));
        let first_name = errors.keep("first_name", FirstName::parse(self.first_name));
        let last_name = errors.keep("last_name", LastName::parse(self.last_name));
        let checked =
            (|| Some(Checked { username: username?, email: email?, first_name: first_name?, last_name: last_name? }))();
        errors.or(checked)
    }
}

/// Makes an operator's account; its password is chosen by the link.
///
/// # Errors
/// Wrong fields, taken names and addresses; no set-up yet ([`AppError::NotFound`]).
pub async fn add(state: &AppState, new: &NewOperator<'_>) -> Result<WayIn, Fault> {
    let new = new.parse()?;
    let now = state.clock.now();
    let portal = practices::store::portal(&mut state.db.read().await?).await?.ok_or(AppError::NotFound)?;
    // Nobody knows this one.
    let hash = state.passwords.hash(state.random.token()).await?;
    let mut tx = Writing::open(&state.db, portal).await?;
    let taken = |field| Fault::from(FieldErrors::one(field, Code::Taken));
    if people::store::owner_of_email(&mut tx, new.email.as_str()).await?.is_some() {
        return Err(taken("email"));
    }
    let desks = practices::store::places(&mut tx, Reach::whole(portal)).await?.offices;
    let (office, name) = match desks.into_iter().next() {
        Some(desk) => desk,
        None => {
            let desk = (OfficeId::new(state.random.id(now)), "Rolecall".to_owned());
            practices::store::add_office(&mut tx, portal, desk.0, &desk.1).await?;
            desk
        }
    };
    let person = Person {
        first_name: new.first_name.to_string(),
        last_name: new.last_name.to_string(),
        username: new.username.to_string(),
        email: new.email.to_string(),
        role: Role::PortalOperator,
        state: AccountState::Active,
        registered: Some(now),
        ..blank(PersonId::new(state.random.id(now)), Place { office, provider: None, name }, now)
    };
    people::store::insert(&mut tx, portal, &person, now).await?;
    let grant = Grant {
        id: GrantId::new(state.random.id(now)),
        person: person.id,
        role: Role::PortalOperator,
        scope: Scope::Practice(portal),
        given_by: None,
        given_by_name: "Rolecall".into(),
        given: now,
        ends: None,
    };
    grants::add(&mut tx, portal, &grant).await?;
    if !credentials::add(&mut tx, person.id, new.username.as_str(), &hash, None, now).await? {
        return Err(taken("username"));
    }
    let way = emergency::link(&mut tx, state, portal, &person, now).await?;
    let mut event = Event::new(EventKind::PersonAdded).about(person.id, person.name()).because("rolecall operator add");
    event.change("role", "", Role::PortalOperator.name());
    tx.finish(&Cause::default(), now, &state.random, vec![event]).await?;
    Ok(way)
}
