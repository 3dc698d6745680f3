//! `/practices`: the one that the key is of.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    caller::Caller,
    lists::{Listing, listing},
    problem::Answer,
};
use crate::{
    domain::permission::Permission,
    keys::model::KeyScope,
    people::api::list_places,
    practices::model::{Places, Practice},
    server::doors,
};

/// A practice with the places where people work.
#[derive(Debug, Serialize, ToSchema)]
pub struct PracticeWithPlaces {
    id: Uuid,
    name: String,
    tin: Option<String>,
    /// Its IANA name; days end in it.
    time_zone: String,
    offices: Vec<Office>,
    providers: Vec<Provider>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Office {
    id: Uuid,
    name: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Provider {
    id: Uuid,
    office_id: Uuid,
    name: String,
    npi: String,
}

impl PracticeWithPlaces {
    fn of(practice: Practice, places: Places) -> Self {
        let office = |(id, name): (crate::domain::ids::OfficeId, String)| Office { id: id.uuid(), name };
        let provider = |one: crate::practices::model::Provider| Provider {
            id: one.id.uuid(),
            office_id: one.office.uuid(),
            name: one.name,
            npi: one.npi,
        };
        Self {
            id: practice.id.uuid(),
            name: practice.name,
            tin: practice.tin,
            time_zone: practice.time_zone,
            offices: places.offices.into_iter().map(office).collect(),
            providers: places.providers.into_iter().map(provider).collect(),
        }
    }
}

/// The practice that the key is of, in a list of one.
#[utoipa::path(get, path = "/practices", operation_id = "list_practices", tag = "practices", security(("key" = ["practices:read"])), responses(
    (status = 200, description = "The practice", body = Listing<PracticeWithPlaces>),
))]
pub async fn list(caller: Caller) -> Answer {
    super::lists::Wanted::read(&caller, "/practices", &[])?;
    let places = caller.run(KeyScope::PracticesRead, list_places()).await?;
    let asked = caller.by(KeyScope::PracticesRead)?;
    let practice = doors::query_for(asked, Permission::ViewPeople, async |cx| Ok(cx.viewer.practice.clone())).await;
    Ok(listing(vec![PracticeWithPlaces::of(caller.answer(practice)?, places)], Some(1), None))
}
