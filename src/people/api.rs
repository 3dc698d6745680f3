//! The verbs of the people list and of a person's page.

use leptos::server;
use serde::{Deserialize, Serialize};

use super::{
    form::PersonForm,
    model::{PersonRow, PersonView},
    query::PeopleQuery,
};
use crate::{
    domain::{ids::PersonId, page::Page},
    error::AppError,
    history::model::Entry,
    invitations::model::Orphans,
    practices::model::Places,
};

/// A person's page: the person, where they could be placed, and when they were last changed by whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PersonPage {
    pub person: PersonView,
    pub places: Places,
}

/// Lists the practice's people (S0-46…50, S1-8…13).
#[server(prefix = "/rpc", endpoint = "people/list", protocol = crate::wire::Json)]
pub async fn list_people(query: PeopleQuery) -> Result<Page<PersonRow>, AppError> {
    use crate::{domain::permission::Permission, people::store::list, server};
    server::doors::query(Permission::ViewPeople, async |cx| {
        let (now, zone, totals) = (cx.now, cx.zone, cx.state.totals.clone());
        let local = |at| server::clock::local(zone, at);
        list::page(&mut cx.conn, cx.reach, &query.bounded(), now, &totals, local).await
    })
    .await
}

/// The offices and providers that the list can be filtered by.
#[server(prefix = "/rpc", endpoint = "people/places", protocol = crate::wire::Json)]
pub async fn list_places() -> Result<Places, AppError> {
    use crate::{domain::permission::Permission, practices::store::places, server};
    server::doors::query(Permission::ViewPeople, async |cx| Ok(places(&mut cx.conn, cx.reach).await?)).await
}

/// One person with profile and access.
#[server(prefix = "/rpc", endpoint = "people/get", protocol = crate::wire::Json)]
pub async fn get_person(id: PersonId) -> Result<PersonPage, AppError> {
    use crate::{domain::permission::Permission, people::service, practices::store::places, server};
    server::doors::query(Permission::ViewPeople, async |cx| {
        let person = service::view(cx, id).await?;
        Ok(PersonPage { person, places: places(&mut cx.conn, cx.reach).await? })
    })
    .await
}

/// Saves the edit form. `base` is the form as it was opened, at `version`: what somebody else saved since is kept where
/// the two don't touch the same field (P-22). `orphans`: what becomes of the links of somebody who may no longer invite.
#[server(prefix = "/rpc", endpoint = "people/edit", protocol = crate::wire::Json)]
pub async fn edit_person(
    id: PersonId,
    version: i64,
    base: PersonForm,
    form: PersonForm,
    #[server(default)] orphans: Orphans,
) -> Result<PersonView, AppError> {
    use crate::{domain::permission::Permission, people::service, server};
    server::doors::command(Permission::EditPeople, async |cx| {
        service::edit(cx, id, version, &base, form, orphans).await
    })
    .await
}

/// Takes a lock off (S1-42, C-15).
#[server(prefix = "/rpc", endpoint = "people/unlock", protocol = crate::wire::Json)]
pub async fn unlock_person(id: PersonId) -> Result<PersonView, AppError> {
    use crate::{domain::permission::Permission, people::service, server};
    server::doors::command(Permission::UnlockPeople, async |cx| service::unlock(cx, id).await).await
}

/// Who did what to a person, newest first; `before` is the `seq` of the oldest entry seen, 0 for the first page.
#[server(prefix = "/rpc", endpoint = "people/history", protocol = crate::wire::Json)]
pub async fn person_history(id: PersonId, before: i64) -> Result<Vec<Entry>, AppError> {
    use crate::{domain::permission::Permission, history, people, server};
    server::doors::query(Permission::ViewHistory, async |cx| {
        let found = people::store::find(&mut cx.conn, cx.reach, id).await?;
        found.ok_or(AppError::NotFound)?;
        let (practice, zone) = (cx.reach.practice, cx.zone);
        let rows = history::store::page(&mut cx.conn, practice, Some(id.into()), before, 50).await?;
        let local = |at| server::clock::local(zone, at);
        Ok(rows.into_iter().filter_map(|row| history::store::entry(row, local)).collect())
    })
    .await
}
