//! Search and filters of the list. Without script all of it is one plain form.

use leptos::prelude::*;

use super::{
    model::{Delivery, Status},
    page::go,
    query::{InvitationQuery, YES},
};
use crate::plain::view;
use crate::{
    domain::role::Role,
    i18n::use_t,
    paths,
    ui::{
        filter::{Choice, FilterChip},
        icon::{Icon, IconName},
        timer::Debounce,
    },
};

/// Milliseconds after the last key until the list follows.
const PAUSE: u32 = 40;

fn choices(name: &'static str, values: impl Iterator<Item = (&'static str, String, bool)>) -> Vec<Choice> {
    values.map(|(value, label, on)| Choice { name, value: value.into(), label, on }).collect()
}

#[component]
pub fn Filters(query: Memo<InvitationQuery>) -> impl IntoView {
    let t = use_t();
    let statuses = Signal::derive(move || {
        let chosen = query.get().statuses;
        let one = |status: &Status| (status.name(), t.link_status(*status).to_owned(), chosen.contains(status));
        choices("status", Status::ALL.iter().map(one))
    });
    let deliveries = Signal::derive(move || {
        let chosen = query.get().deliveries;
        let one = |way: &Delivery| (way.name(), t.delivery(*way).to_owned(), chosen.contains(way));
        choices("delivery", Delivery::ALL.iter().map(one))
    });
    let roles = Signal::derive(move || {
        let chosen = query.get().roles;
        choices(
            "role",
            Role::ALL.into_iter().map(|role| (role.name(), t.role(role).to_owned(), chosen.contains(&role))),
        )
    });
    let asked = Signal::derive(move || {
        let on = query.get().asked;
        choices("asked", std::iter::once((YES, t.people_yes().to_owned(), on)))
    });
    let change = move |name: &'static str, values: Vec<String>| {
        go(&query.get_untracked().changed(name, &values), false);
    };
    view! {
        <form class="filters" method="get" action=paths::INVITATIONS role="search" on:submit=|event| event.prevent_default()>
            <Search query/>
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

/// One field over addresses and names.
#[component]
fn Search(query: Memo<InvitationQuery>) -> impl IntoView {
    let t = use_t();
    let field = NodeRef::<leptos::html::Input>::new();
    let pause = Debounce::new(PAUSE);
    let first = query.get_untracked().search;
    // Back and "clear" change the address; the field follows unless it is being typed into.
    Effect::new(move |_| {
        let wanted = query.get().search;
        if let Some(input) = field.get()
            && document().active_element().as_ref() != Some(input.as_ref())
        {
            input.set_value(&wanted);
        }
    });
    let typed = move |event| {
        let search = event_target_value(&event);
        pause.run(move || {
            let query = query.get_untracked();
            if query.search != search.trim() {
                go(&InvitationQuery { search: search.clone(), ..query.from_start() }, true);
            }
        });
    };
    view! {
        <label class="search">
            <Icon name=IconName::Search/>
            <span class="sr-only">{t.invitations_search()}</span>
            <input
                type="search"
                name="q"
                node_ref=field
                value=first
                placeholder=t.invitations_search()
                autocomplete="off"
                spellcheck="false"
                maxlength="100"
                on:input=typed
            />
        </label>
    }
}
