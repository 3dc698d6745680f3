//! `/leavers`: whose access ends with a day to come.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    body::{Body, Id},
    caller::Caller,
    lists::{Listing, PagedBy},
    problem::{Answer, Problem},
};
use crate::{
    departures::{
        api::{cancel_departure, list_departures, plan_departure},
        query::LeaverFilters,
        views::{self, PlanView},
    },
    domain::ids::PersonId,
    keys::model::KeyScope,
};

/// Somebody who leaves.
#[derive(Debug, Serialize, ToSchema)]
pub struct Leaver {
    person_id: Uuid,
    name: String,
    role: String,
    place: String,
    /// The last instant with access.
    ends_at: DateTime<FixedOffset>,
    reason: String,
    planned_by: String,
    /// The patients of the provider for whom they work.
    patients: i64,
}

impl From<views::Leaver> for Leaver {
    fn from(leaver: views::Leaver) -> Self {
        Self {
            person_id: leaver.person.uuid(),
            name: leaver.name,
            role: leaver.role.name().into(),
            place: leaver.place,
            ends_at: leaver.ends,
            reason: leaver.reason,
            planned_by: leaver.by,
            patients: leaver.patients,
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDeparture {
    person_id: Uuid,
    /// The last day with access, in the practice's zone.
    day: NaiveDate,
    reason: String,
    /// The day that is planned so far and that this one takes the place of.
    replaces: Option<NaiveDate>,
}

/// A departure that is planned.
#[derive(Debug, Serialize, ToSchema)]
pub struct Departure {
    person_id: Uuid,
    day: NaiveDate,
    /// The zone in which that day ends.
    time_zone: String,
    reason: String,
    planned_by: String,
    planned_at: Option<DateTime<FixedOffset>>,
}

impl Departure {
    fn of(person: PersonId, plan: PlanView) -> Self {
        Self {
            person_id: person.uuid(),
            day: plan.day,
            time_zone: plan.zone,
            reason: plan.reason,
            planned_by: plan.by,
            planned_at: plan.planned,
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancellation {
    reason: Option<String>,
}

/// Who leaves.
#[utoipa::path(get, path = "/leavers", operation_id = "list_leavers", tag = "leavers", security(("key" = ["leavers:read"])), responses(
    (status = 200, description = "One page of them", body = Listing<Leaver>),
))]
pub async fn list(caller: Caller) -> Answer {
    let list = PagedBy::<LeaverFilters>::read(&caller, "/leavers", &[])?;
    let page = caller.run(KeyScope::LeaversRead, list_departures(list.query.clone())).await?;
    list.answer(&caller, page, |row| row.person, Leaver::from)
}

/// Plans the end of somebody's access, or moves it.
#[utoipa::path(post, path = "/leavers", operation_id = "plan_departure", tag = "leavers", security(("key" = ["leavers:write"])),
    request_body = NewDeparture, responses(
    (status = 200, description = "The plan", body = Departure),
    (status = 404, description = "There is no such person", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Another day is planned than `replaces` says", body = Problem, content_type = "application/problem+json"),
))]
pub async fn plan(caller: Caller, Body(new): Body<NewDeparture>) -> Answer {
    let person = PersonId::new(new.person_id);
    let seen = new.replaces.map(|day| day.to_string()).unwrap_or_default();
    let plan = plan_departure(person, new.day.to_string(), new.reason, seen);
    let plan = caller.run(KeyScope::LeaversWrite, plan).await?;
    Ok::<Response, _>(Json(Departure::of(person, plan)).into_response())
}

/// Calls a departure off.
#[utoipa::path(post, path = "/leavers/{id}/cancel", operation_id = "cancel_departure", tag = "leavers", security(("key" = ["leavers:write"])),
    params(("id" = uuid::Uuid, Path, description = "The person")), request_body = Cancellation, responses(
    (status = 204, description = "They stay"),
))]
pub async fn cancel(caller: Caller, Id(id): Id<PersonId>, Body(why): Body<Cancellation>) -> Answer {
    caller.run(KeyScope::LeaversWrite, cancel_departure(id, why.reason.unwrap_or_default())).await?;
    Ok::<Response, _>(StatusCode::NO_CONTENT.into_response())
}
