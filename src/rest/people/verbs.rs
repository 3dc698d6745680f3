//! What is done to an account.

use axum::{http::StatusCode, response::Response};

use super::{
    super::{
        body::{Body, Id},
        caller::Caller,
        problem::{Answer, Problem},
        tags,
    },
    wire::{Deactivation, Person, Reactivation},
};
use crate::{
    domain::ids::{GrantId, PersonId},
    keys::model::KeyScope,
    lifecycle::{
        api::{deactivate_person, get_lifecycle, reactivate_person},
        model::Verb,
    },
    people::api::{get_person, unlock_person},
};

const WRITE: KeyScope = KeyScope::PeopleWrite;

async fn now(caller: &Caller, id: PersonId) -> Result<Response, Problem> {
    let page = caller.run(WRITE, get_person(id)).await?;
    let (version, person) = (page.person.version, Person::from(page.person));
    Ok(tags::one(StatusCode::OK, version, &person, &axum::http::HeaderMap::new()))
}

/// Takes somebody's access at once: sessions, links and keys end with it.
#[utoipa::path(post, path = "/people/{id}/deactivate", operation_id = "deactivate_person", tag = "people", security(("key" = ["people:write"])),
    params(("id" = uuid::Uuid, Path)), request_body = Deactivation, responses(
    (status = 200, description = "As it is now", body = Person),
))]
pub async fn deactivate(caller: Caller, Id(id): Id<PersonId>, Body(why): Body<Deactivation>) -> Answer {
    caller.run(WRITE, deactivate_person(id, why.reason)).await?;
    now(&caller, id).await
}

/// Gives somebody their access back, or those of their former grants that are named.
#[utoipa::path(post, path = "/people/{id}/reactivate", operation_id = "reactivate_person", tag = "people", security(("key" = ["people:write"])),
    params(("id" = uuid::Uuid, Path)), request_body = Reactivation, responses(
    (status = 200, description = "As it is now", body = Person),
))]
pub async fn reactivate(caller: Caller, Id(id): Id<PersonId>, Body(wanted): Body<Reactivation>) -> Answer {
    let grants = match wanted.grants {
        Some(named) => named.into_iter().map(GrantId::new).collect(),
        None => {
            let former = caller.run(WRITE, get_lifecycle(id, Verb::Reactivate)).await?.former;
            former.into_iter().filter(|grant| grant.refusal.is_none()).map(|grant| grant.id).collect()
        }
    };
    caller.run(WRITE, reactivate_person(id, grants, wanted.reason.unwrap_or_default())).await?;
    now(&caller, id).await
}

/// Takes a lock off.
#[utoipa::path(post, path = "/people/{id}/unlock", operation_id = "unlock_person", tag = "people", security(("key" = ["people:write"])),
    params(("id" = uuid::Uuid, Path)), responses(
    (status = 200, description = "As it is now", body = Person),
))]
pub async fn unlock(caller: Caller, Id(id): Id<PersonId>) -> Answer {
    caller.run(WRITE, unlock_person(id)).await?;
    now(&caller, id).await
}
