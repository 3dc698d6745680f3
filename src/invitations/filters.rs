//! Search and filters of the list. Without script all of it is one plain form.

use leptos::prelude::*;

use super::{
    model::{Delivery, Status},
    query::{InvitationQuery, YES},
};
use crate::plain::view;
use crate::{
    domain::role::Role,
    i18n::use_t,
    paths,
    ui::{
        filter::{FilterChip, choices},
        list::{SearchBox, go},
    },
};

#[component]
pub fn Filters(query: Memo<InvitationQuery>) -> impl IntoView {
    let t = use_t();
    let statuses = Signal::derive(move || {
        let chosen = query.get().filters.statuses;
        choices("status", Status::ALL, &chosen, |status| (status.name(), t.link_status(status)))
    });
    let deliveries = Signal::derive(move || {
        let chosen = query.get().filters.deliveries;
        choices("delivery", Delivery::ALL, &chosen, |way| (way.name(), t.delivery(way)))
    });
    let roles = Signal::derive(move || {
        choices("role", &Role::ALL, &query.get().filters.roles, |role| (role.name(), t.role(role)))
    });
    let asked =
        Signal::derive(move || choices("asked", &[true], &[query.get().filters.asked], |_| (YES, t.people_yes())));
    let change = move |name: &'static str, values: Vec<String>| {
        go(&paths::invitations(&query.get_untracked().changed(name, &values)), false);
    };
    let search = move |search| {
        go(&paths::invitations(&InvitationQuery { search, ..query.get_untracked().from_start() }), true);
    };
    view! {
        <form class="filters" method="get" action=paths::INVITATIONS role="search" on:submit=|event| event.prevent_default()>
            <SearchBox label=t.invitations_search() value=Signal::derive(move || query.get().search) on_search=search/>
            <FilterChip label=t.people_status() choices=statuses on_change=move |values| change("status", values)/>
            <FilterChip label=t.invitations_delivery() choices=deliveries on_change=move |values| change("delivery", values)/>
            <FilterChip label=t.people_role() choices=roles on_change=move |values| change("role", values)/>
            <FilterChip label=t.invitations_asked() choices=asked on_change=move |values| change("asked", values)/>
            <Show when=move || query.get().is_filtered()>
                <a class="btn btn--ghost" href=paths::INVITATIONS>{t.people_clear_filters()}</a>
            </Show>
            <button class="btn no-script">{t.ui_ok()}</button>
        </form>
    }
}
