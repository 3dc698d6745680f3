//! Search and filters of the list of practices. Without script all of it is one plain form.

use leptos::prelude::*;

use super::{
    model::{PracticeStatus, ServicePlan},
    query::PracticeQuery,
};
use crate::plain::view;
use crate::{
    domain::vendor::VendorLevel,
    i18n::use_t,
    paths,
    ui::{
        filter::{FilterChip, choices},
        list::{SearchBox, go},
    },
};

#[component]
pub fn Filters(query: Memo<PracticeQuery>) -> impl IntoView {
    let t = use_t();
    let levels = Signal::derive(move || {
        let word = |level: VendorLevel| (level.name(), t.vendor_level(level));
        choices("level", &VendorLevel::ALL, &query.get().filters.levels, word)
    });
    let plans = Signal::derive(move || {
        let word = |plan: ServicePlan| (plan.name(), t.service_plan(plan));
        choices("plan", ServicePlan::ALL, &query.get().filters.plans, word)
    });
    let statuses = Signal::derive(move || {
        let word = |status: PracticeStatus| (status.name(), t.practice_status(status));
        choices("status", PracticeStatus::ALL, &query.get().filters.statuses, word)
    });
    let change = move |name: &'static str, values: Vec<String>| {
        go(&paths::practices(&query.get_untracked().changed(name, &values)), false);
    };
    let search = move |search| {
        go(&paths::practices(&PracticeQuery { search, ..query.get_untracked().from_start() }), true);
    };
    view! {
        <form class="filters" method="get" action=paths::PRACTICES role="search" on:submit=|event| event.prevent_default()>
            <SearchBox label=t.practices_search() value=Signal::derive(move || query.get().search) on_search=search/>
            <FilterChip label=t.practices_level() choices=levels on_change=move |values| change("level", values)/>
            <FilterChip label=t.practices_plan() choices=plans on_change=move |values| change("plan", values)/>
            <FilterChip label=t.people_status() choices=statuses on_change=move |values| change("status", values)/>
            <Show when=move || query.get().is_filtered()>
                <a class="btn btn--ghost" href=move || paths::practices(&query.get().cleared())>{t.people_clear_filters()}</a>
            </Show>
            <button class="btn no-script">{t.ui_ok()}</button>
        </form>
    }
}
