//! What administrators may ask and change.

use leptos::server;

use super::model::{Demand, Exception, PersonTwoStep};
use crate::{domain::ids::PersonId, error::AppError};

/// Of whom the practice demands a second step.
#[server(prefix = "/rpc", endpoint = "twostep/demand", protocol = crate::wire::Json)]
pub async fn two_step_demand() -> Result<Demand, AppError> {
    use crate::{domain::permission::Permission, server::doors, twostep::demand};
    doors::query(Permission::ManageTwoStep, demand::chosen).await
}

/// Chooses it (S1-43, C-21).
#[server(prefix = "/rpc", endpoint = "twostep/choose_demand", protocol = crate::wire::Json)]
pub async fn choose_two_step_demand(demand: Demand) -> Result<(), AppError> {
    use crate::{domain::permission::Permission, server::doors, twostep};
    doors::command(Permission::ManageTwoStep, async |cx| twostep::demand::choose(cx, demand).await).await
}

/// How it stands with somebody's second step.
#[server(prefix = "/rpc", endpoint = "twostep/person", protocol = crate::wire::Json)]
pub async fn get_person_two_step(id: PersonId) -> Result<PersonTwoStep, AppError> {
    use crate::{domain::permission::Permission, server::doors, twostep::demand};
    doors::query(Permission::ViewPeople, async |cx| demand::of_person(cx, id).await).await
}

/// Makes an exception for one person.
#[server(prefix = "/rpc", endpoint = "twostep/except", protocol = crate::wire::Json)]
pub async fn except_person(id: PersonId, exception: Exception) -> Result<(), AppError> {
    use crate::{domain::permission::Permission, server::doors, twostep::demand};
    doors::command(Permission::ManageTwoStep, async |cx| demand::except(cx, id, exception).await).await
}

/// Takes the second step of somebody who has lost theirs.
#[server(prefix = "/rpc", endpoint = "twostep/reset", protocol = crate::wire::Json)]
pub async fn reset_two_step(id: PersonId, reason: String) -> Result<(), AppError> {
    use crate::{domain::permission::Permission, server::doors, twostep::demand};
    doors::command(Permission::ManageTwoStep, async |cx| demand::reset(cx, id, &reason).await).await
}
