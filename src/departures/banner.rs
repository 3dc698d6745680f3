//! What a person's page says of a departure that is planned.

use leptos::prelude::*;

use crate::plain::view;
use crate::{
    app::use_viewer,
    i18n::use_t,
    lifecycle::model::{Verb, can},
    paths,
    people::{badge::BadgeKind, model::PersonView},
};

/// When access ends exactly, and the way to change that.
#[component]
pub fn PlanNotice(person: PersonView) -> impl IntoView {
    let t = use_t();
    let viewer = use_viewer();
    let (id, standing) = (person.row.id, person.row.standing());
    let zone = viewer.as_ref().map(|viewer| viewer.practice.time_zone.clone()).unwrap_or_default();
    let may = viewer.is_some_and(|viewer| can(Verb::Deactivate, &standing, &viewer.actor).is_ok());
    let planned = person.deactivates.filter(|_| person.row.badge.kind == BadgeKind::DeactivatesOn);
    planned.map(|at| {
        let end = t.end_of_day(at.date_naive(), &zone);
        view! {
            <div class="notice notice--act" role="note">
                <span>{t.departures_ends(person.row.name(), end)}</span>
                {may.then(|| view! { <a href=paths::person_verb(id, Verb::Deactivate)>{t.departures_change()}</a> })}
            </div>
        }
    })
}
