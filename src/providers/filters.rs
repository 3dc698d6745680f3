//! Search and filters of the list of providers. Without script all of it is one plain form.

use leptos::prelude::*;

use super::{
    model::{AgentStatus, Kind},
    query::ProviderQuery,
};
use crate::plain::view;
use crate::{
    i18n::use_t,
    paths,
    ui::{
        filter::{FilterChip, choices},
        list::{SearchBox, go},
    },
};

#[component]
pub fn Filters(query: Memo<ProviderQuery>) -> impl IntoView {
    let t = use_t();
    let kinds = Signal::derive(move || {
        choices("kind", Kind::ALL, &query.get().filters.kinds, |kind| (kind.name(), t.provider_kind(kind)))
    });
    let agents = Signal::derive(move || {
        let word = |status: AgentStatus| (status.name(), t.agent_status(status));
        choices("agent", AgentStatus::ALL, &query.get().filters.agents, word)
    });
    let change = move |name: &'static str, values: Vec<String>| {
        go(&paths::providers(&query.get_untracked().changed(name, &values)), false);
    };
    let search = move |search| {
        go(&paths::providers(&ProviderQuery { search, ..query.get_untracked().from_start() }), true);
    };
    view! {
        <form class="filters" method="get" action=paths::PROVIDERS role="search" on:submit=|event| event.prevent_default()>
            <SearchBox label=t.providers_search() value=Signal::derive(move || query.get().search) on_search=search/>
            <FilterChip label=t.providers_kind() choices=kinds on_change=move |values| change("kind", values)/>
            <FilterChip label=t.providers_agent() choices=agents on_change=move |values| change("agent", values)/>
            <Show when=move || query.get().is_filtered()>
                <a class="btn btn--ghost" href=move || paths::providers(&query.get().cleared())>{t.people_clear_filters()}</a>
            </Show>
            <button class="btn no-script">{t.ui_ok()}</button>
        </form>
    }
}
