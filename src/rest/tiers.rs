//! `/tiers`, and what somebody has.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    body::Id,
    caller::Caller,
    lists::{Listing, Wanted, listing},
    problem::Answer,
};
use crate::{
    domain::ids::PersonId,
    keys::model::KeyScope,
    people::{api::list_people, model::Tier as PersonTier, query::PeopleQuery},
    tiers::plans::{api::get_plans_of, model::SeatView},
};

/// A tier and how many people have it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Tier {
    /// `free`, `paid` or `paid_plugin`, as the people list's filter has it.
    tier: String,
    people: i64,
}

/// A product that somebody has.
#[derive(Debug, Serialize, ToSchema)]
pub struct Seat {
    product: String,
    /// `monthly` or `annual`.
    plan: String,
    /// The plan of the next period; `null`: it ends.
    next_plan: Option<String>,
    paid_by: String,
    /// The period ends before this day.
    ends_on: NaiveDate,
}

impl From<SeatView> for Seat {
    fn from(seat: SeatView) -> Self {
        Self {
            product: seat.item.product.name().into(),
            plan: seat.item.plan.name().into(),
            next_plan: seat.next.map(|plan| plan.name().into()),
            paid_by: seat.payer,
            ends_on: seat.ends,
        }
    }
}

/// The tiers, each with how many people of the practice have it.
#[utoipa::path(get, path = "/tiers", operation_id = "list_tiers", tag = "tiers", security(("key" = ["tiers:read"])), responses(
    (status = 200, description = "The tiers", body = Listing<Tier>),
))]
pub async fn list(caller: Caller) -> Answer {
    Wanted::read(&caller, "/tiers", &[])?;
    let mut tiers = Vec::new();
    for tier in PersonTier::ALL {
        let query = PeopleQuery::default().with(|filters| filters.tiers = vec![*tier]);
        let people = caller.run(KeyScope::TiersRead, list_people(query)).await?.total;
        tiers.push(Tier { tier: tier.name().into(), people });
    }
    let total = tiers.len() as i64;
    Ok(listing(tiers, Some(total), None))
}

/// What somebody has.
#[utoipa::path(get, path = "/people/{id}/seats", operation_id = "list_seats", tag = "tiers", security(("key" = ["tiers:read"])),
    params(("id" = uuid::Uuid, Path)), responses(
    (status = 200, description = "Their products", body = Listing<Seat>),
))]
pub async fn seats(caller: Caller, Id(id): Id<PersonId>) -> Answer {
    let plans = caller.run(KeyScope::TiersRead, get_plans_of(id)).await?;
    let total = plans.seats.len() as i64;
    Ok(listing(plans.seats.into_iter().map(Seat::from).collect(), Some(total), None))
}
