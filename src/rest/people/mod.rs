//! `/people`.

pub mod verbs;
mod wire;

use axum::http::StatusCode;

use self::wire::{NewPerson, Person, PersonLine, PersonPatch};
use super::{
    body::{Body, Id},
    caller::Caller,
    lists::{Listing, PagedBy},
    problem::{Answer, Kind, Problem},
    tags,
};
use crate::{
    domain::{
        code::FieldErrors,
        email::Email,
        ids::PersonId,
        permission::Permission,
        person_name::{FirstName, LastName},
    },
    error::AppError,
    invitations::{self, form::InviteForm, model::Orphans, verdict::Verdict},
    keys::model::KeyScope,
    paths,
    people::{
        self,
        api::{get_person, list_people},
        form::{PersonEdit, PersonForm},
        query::PeopleFilters,
    },
    server::{
        doors::{self, Command, Done},
        fault::Fault,
    },
};

/// The practice's people.
#[utoipa::path(get, path = "/people", operation_id = "list_people", tag = "people", security(("key" = ["people:read"])), responses(
    (status = 200, description = "One page of them", body = Listing<PersonLine>),
))]
pub async fn list(caller: Caller) -> Answer {
    let list = PagedBy::<PeopleFilters>::read(&caller, "/people", &[])?;
    let page = caller.run(KeyScope::PeopleRead, list_people(list.query.clone())).await?;
    list.answer(&caller, page, |row| row.id, PersonLine::from)
}

/// One person. The ETag is for `If-Match`.
#[utoipa::path(get, path = "/people/{id}", operation_id = "get_person", tag = "people", security(("key" = ["people:read"])),
    params(("id" = uuid::Uuid, Path)), responses(
    (status = 200, description = "The person", body = Person),
    (status = 304, description = "As the caller knows it (If-None-Match)"),
))]
pub async fn get(caller: Caller, Id(id): Id<PersonId>) -> Answer {
    let page = caller.run(KeyScope::PeopleRead, get_person(id)).await?;
    let (version, person) = (page.person.version, Person::from(page.person));
    Ok(tags::one(StatusCode::OK, version, &person, caller.headers()))
}

/// Adds a person and sends them an invitation, with which they choose username and password.
#[utoipa::path(post, path = "/people", operation_id = "add_person", tag = "people", security(("key" = ["people:write"])),
    request_body = NewPerson, responses(
    (status = 201, description = "Added and invited", body = Person),
    (status = 409, description = "There is somebody with this address", body = Problem, content_type = "application/problem+json"),
))]
pub async fn create(caller: Caller, Body(new): Body<NewPerson>) -> Answer {
    let asked = caller.by(KeyScope::PeopleWrite)?;
    let done = doors::command_for(asked, Permission::InvitePeople, async |cx| add(cx, &new).await).await;
    let id = match done {
        Err(AppError::Conflict(_)) => return Err(Problem::new(Kind::Conflict, caller.t.rest_taken())),
        done => caller.answer(done)?,
    };
    let page = caller.run(KeyScope::PeopleWrite, get_person(id)).await?;
    let location = format!("{}/people/{id}", paths::API);
    Ok(tags::made(page.person.version, &Person::from(page.person), &location))
}

/// The invitation of the pages, and the name as an edit of it.
///
/// # Errors
/// Wrong fields; a conflict where somebody has the address.
async fn add(cx: &mut Command, new: &NewPerson) -> Result<Done<PersonId>, Fault> {
    let mut errors = FieldErrors::default();
    let email = errors.keep("email", Email::parse(&new.email));
    let first = errors.keep("first_name", new.first_name.as_deref().map(FirstName::parse).transpose());
    let last = errors.keep("last_name", new.last_name.as_deref().map(LastName::parse).transpose());
    let (email, (first, last)) = errors.or(email.zip(first.zip(last)))?;
    let form = InviteForm {
        emails: email.to_string(),
        role: new.role.clone(),
        place: new.place.clone(),
        language: new.language.clone().unwrap_or_default(),
        message: new.message.clone().unwrap_or_default(),
        keep: email.to_string(),
    };
    let (judged, mut events) = invitations::service::invite(cx, &form).await?.into_parts();
    if judged.iter().all(|one| one.verdict != Verdict::Sent) {
        return Err(people::form::conflict(String::new(), 0, Vec::new()).into());
    }
    let lost = || Fault::inconsistent("an invited address is nobody's");
    let id = people::store::owner_of_email(&mut cx.conn, email.as_str()).await?.ok_or_else(lost)?;
    if first.is_some() || last.is_some() {
        let before = people::store::find(&mut cx.conn, cx.reach, id).await?.ok_or_else(lost)?;
        let mut edit = PersonEdit::of(&before);
        edit.first_name = first.map_or(edit.first_name, Into::into);
        edit.last_name = last.map_or(edit.last_name, Into::into);
        let (person, event) = before.clone().edit(edit, &cx.viewer.actor, cx.reach)?;
        let (_, followed) = people::service::keep(cx, &before, person, Orphans::Revoke).await?;
        events.push(event);
        events.extend(followed);
    }
    let first = events.remove(0);
    Ok(Done::new(id, first).and_all(events))
}

/// Changes what the body names. `If-Match` takes the ETag that was read, so that nobody's change is overwritten.
#[utoipa::path(patch, path = "/people/{id}", operation_id = "edit_person", tag = "people", security(("key" = ["people:write"])),
    params(("id" = uuid::Uuid, Path), ("If-Match" = String, Header)), request_body = PersonPatch, responses(
    (status = 200, description = "As it is now", body = Person),
    (status = 412, description = "Changed since it was read", body = Problem, content_type = "application/problem+json"),
    (status = 428, description = "If-Match is missing", body = Problem, content_type = "application/problem+json"),
))]
pub async fn patch(caller: Caller, Id(id): Id<PersonId>, Body(patch): Body<PersonPatch>) -> Answer {
    let before = caller.run(KeyScope::PeopleWrite, get_person(id)).await?.person;
    tags::matches(before.version, caller.headers(), caller.t)?;
    let base = PersonForm::of(&before);
    let form = patch.onto(base.clone());
    let asked = caller.by(KeyScope::PeopleWrite)?;
    let done = doors::command_for(asked, Permission::EditPeople, async |cx| {
        let found = people::store::find(&mut cx.conn, cx.reach, id).await?.ok_or(AppError::NotFound)?;
        if found.version != before.version {
            // Pages bring both edits together; a program has said what it has seen.
            return Err(people::form::conflict(String::new(), found.version, Vec::new()).into());
        }
        people::service::edit(cx, id, before.version, &base, form, Orphans::Revoke).await
    });
    match done.await {
        Ok(person) => {
            let (version, person) = (person.version, Person::from(person));
            Ok(tags::one(StatusCode::OK, version, &person, &axum::http::HeaderMap::new()))
        }
        Err(AppError::Conflict(_)) => Err(tags::changed(caller.t)),
        Err(error) => Err(caller.problem(&error)),
    }
}
