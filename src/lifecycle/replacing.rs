//! A new account in the place of an old one, since usernames never change (S0-68, N-17).

use super::{
    model::{Verb, can},
    service::{Acting, put},
    store,
};
use crate::{
    account::{
        model::HandOver,
        temporary::{self, Made},
    },
    domain::{
        code::{Code, FieldErrors},
        ids::PersonId,
        permission::Permission,
        username::Username,
    },
    error::{AppError, AppResult},
    history::model::{Event, EventKind},
    people::{self, model::AccountState, model::Person},
    server::{
        doors::{self, Command, Cx, Done, Query},
        fault::Fault,
    },
    session::credentials,
    tiers,
};

/// Archives the account and makes another one for the same human being, with their access and their address, that begins
/// with a temporary password. Hashing comes between two looks, so that it holds up no other writer.
///
/// # Errors
/// Whatever stands against archiving; somebody without an account; a username that is none, or taken.
pub async fn replace(person: PersonId, username: String, reason: String) -> AppResult<HandOver> {
    let made = doors::query(Permission::AddPeople, async |cx: &mut Query| {
        let old = people::store::find(&mut cx.conn, cx.reach, person).await?.ok_or(AppError::NotFound)?;
        may(cx, &old)?;
        checked(&username, &reason)?;
        Made::new(&cx.state).await
    })
    .await?;
    doors::command(Permission::AddPeople, async |cx| store_it(cx, person, (&username, &reason), made).await).await
}

fn may<C>(cx: &Cx<C>, old: &Person) -> Result<(), Fault> {
    can(Verb::Archive, &old.standing(), &cx.viewer.actor)?;
    crate::account::model::can_reset(&old.standing(), &cx.viewer.actor)?;
    cx.fresh()
}

fn checked(username: &str, reason: &str) -> Result<(Username, String), FieldErrors> {
    let mut errors = FieldErrors::default();
    let username = errors.keep("username", Username::parse(username));
    let reason = errors.keep("reason", Verb::Archive.reason(reason));
    errors.or(username.zip(reason))
}

async fn store_it(
    cx: &mut Command,
    id: PersonId,
    (username, reason): (&str, &str),
    made: Made,
) -> Result<Done<HandOver>, Fault> {
    let (practice, now) = (cx.reach.practice, cx.now);
    let old = people::store::find(&mut cx.conn, cx.reach, id).await?.ok_or(AppError::NotFound)?;
    may(cx, &old)?;
    let (username, reason) = checked(username, reason)?;
    if credentials::is_taken(&mut cx.conn, username.as_str()).await? {
        return Err(FieldErrors::one("username", Code::Taken).into());
    }
    let new = Person {
        id: PersonId::new(cx.state.random.id(now)),
        username: username.to_string(),
        state: AccountState::Active,
        created: now,
        registered: Some(now),
        active: None,
        invite_expires: None,
        invite_bounced: None,
        lock: None,
        version: 1,
        ..old.clone()
    };
    // First the old account gives up its address, which belongs to one account at a time; then the new one has the
    // access, and whoever archives the old one sees that an administrator stays.
    let given_up = Person { email: String::new(), version: old.version + 1, ..old.clone() };
    people::store::save(&mut cx.conn, practice, &given_up, now).await?;
    people::store::insert(&mut cx.conn, practice, &new, now).await?;
    credentials::add(&mut cx.conn, new.id, &new.username, &made.hashed, Some(made.until(now)), now).await?;
    let roles = people::store::grants::of(&mut cx.conn, practice, id).await?;
    store::hand_over(&mut cx.conn, id, new.id).await?;
    store::replace(&mut cx.conn, practice, id, new.id, now).await?;
    tiers::store::hand_over(&mut cx.conn, practice, id, new.id).await?;
    let by = Acting { actor: &cx.viewer.actor, reach: cx.reach, now };
    let (_, mut archived) = put(&mut cx.conn, &by, Verb::Archive, id, &reason).await?;
    let mut event = Event::new(EventKind::PersonReplaced).about(new.id, new.name()).because(reason);
    event.change("username", &old.username, &new.username);
    let roles: Vec<_> = roles.iter().map(|(grant, _)| grant.role.name()).collect();
    event.change("grants", "", roles.join(", "));
    archived.iter_mut().take(1).for_each(|event| event.change("email", &old.email, ""));
    let sheet = temporary::sheet(cx, new, made).await?;
    Ok(Done::new(sheet, event).and_all(archived))
}
