//! The work behind the own profile.

use super::form::{Profile, ProfileForm};
use crate::{
    account,
    domain::scope::Reach,
    error::AppError,
    people::{self, model::Person},
    server::{
        doors::{Command, Done, Query},
        fault::Fault,
    },
};

/// The reader as a person of the organisation they come from.
pub async fn own(cx: &mut Command) -> Result<Person, Fault> {
    let person = cx.viewer.actor.person;
    Ok(people::store::find(&mut cx.conn, cx.reach, person).await?.ok_or(AppError::NotFound)?)
}

pub async fn profile(cx: &mut Query) -> Result<Profile, Fault> {
    let id = cx.viewer.actor.person;
    let home = people::store::practice_of(&mut cx.conn, id).await?.ok_or(AppError::NotFound)?;
    cx.reach = Reach::whole(home);
    let person = people::store::find(&mut cx.conn, cx.reach, id).await?.ok_or(AppError::NotFound)?;
    let care = account::service::care_of(cx, &person).await?;
    Ok(Profile { form: ProfileForm::of(&person), username: person.username, email: person.email, care })
}

pub async fn save(cx: &mut Command, base: &ProfileForm, typed: ProfileForm) -> Result<Done<ProfileForm>, Fault> {
    let person = own(cx).await?;
    let form = typed.over(base, ProfileForm::of(&person));
    let (person, event) = form.parse()?.put(person);
    if !people::store::save(&mut cx.conn, cx.reach.practice, &person, cx.now).await? {
        return Err(Fault::inconsistent(format!("people.version of {} moved inside the write lock", person.id)));
    }
    Ok(Done::new(ProfileForm::of(&person), event))
}
