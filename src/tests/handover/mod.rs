//! The patients of a provider who leaves: planned, judged twice, carried out once, all of it or nothing (N-01, C-25, C-26,
//! N-06, N-08).

mod plans;
mod runs;

use chrono::NaiveDate;
use rolecall::{
    domain::ids::{PatientId, ProviderId},
    error::AppError,
    handover::{
        api::{GetHandover, PreviewHandover, ScheduleHandover},
        model::{Plan, State, When},
        views::{HandoverPage, Preview},
    },
    patients::api::GetPatient,
    providers::{
        api::{EditProvider, GetProfile},
        profile::ProfileForm,
    },
};

use crate::support::{Caller, TestApp};

/// The second and third day of the tests: they begin on 2 March 2026.
pub fn day(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, number).expect("a day")
}

pub async fn look(caller: &Caller, provider: ProviderId) -> HandoverPage {
    caller.call(GetHandover { provider }).await.expect("a plan's page")
}

pub async fn preview(caller: &Caller, provider: ProviderId, plan: &Plan, when: When) -> Preview {
    caller.call(PreviewHandover { provider, plan: plan.clone(), when }).await.expect("a preview")
}

/// Sees what would happen and orders it.
pub async fn order(caller: &Caller, provider: ProviderId, plan: &Plan, when: When) -> Result<State, AppError> {
    let version =
        look(caller, provider).await.stored.filter(|stored| stored.state.is_open()).map_or(0, |one| one.version);
    let seen = preview(caller, provider, plan, when).await.seen();
    caller.call(ScheduleHandover { provider, version, plan: plan.clone(), when, seen }).await
}

/// With whom a patient is, by name.
pub async fn with(caller: &Caller, id: PatientId) -> String {
    let found = caller.call(GetPatient { id }).await.expect("a patient").patient.provider;
    found.map(|(_, name)| name).unwrap_or_default()
}

pub async fn is_active(caller: &Caller, provider: ProviderId) -> bool {
    look(caller, provider).await.provider.active
}

pub async fn set_state(caller: &Caller, id: ProviderId, state: &str) {
    let provider = caller.call(GetProfile { id }).await.expect("a profile").provider;
    let base = ProfileForm::of(&provider.name, &provider.profile);
    let mut form = base.clone();
    form.set("provider_state", state);
    caller.call(EditProvider { id, base, form }).await.expect("saved");
}

pub async fn kinds(app: &TestApp) -> Vec<String> {
    let events = app.events(app.house().cedar).await.into_iter().map(|event| event.kind);
    let mut kinds: Vec<_> = events.filter(|kind| kind.starts_with("handover.")).collect();
    kinds.reverse();
    kinds
}
