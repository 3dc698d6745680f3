//! Views, search and filters of the list of tickets. Without script all of it is one plain form.

use leptos::prelude::*;

use super::{
    model::{TicketKind, TicketStatus},
    query::TicketQuery,
};
use crate::plain::view;
use crate::{
    i18n::use_t,
    paths,
    ui::{
        filter::{FilterChip, choices},
        list::{SearchBox, go},
        tabs::{Tab, Tabs},
    },
};

/// What is open, and everything.
#[component]
pub fn Views(query: Memo<TicketQuery>) -> impl IntoView {
    let t = use_t();
    let everything = TicketQuery::default().with(|filters| filters.all = true);
    let tab = |all: bool, label: &str, href: String| Tab {
        href,
        label: label.to_owned(),
        current: Signal::derive(move || query.get().filters.all == all),
    };
    let tabs = vec![
        tab(false, t.support_open(), paths::SUPPORT.to_owned()),
        tab(true, t.support_all(), paths::tickets(&everything)),
    ];
    view! { <Tabs label=t.support_views() tabs/> }
}

#[component]
pub fn Filters(query: Memo<TicketQuery>) -> impl IntoView {
    let t = use_t();
    let kinds = Signal::derive(move || {
        let word = |kind: TicketKind| (kind.name(), t.ticket_kind(kind));
        choices("kind", TicketKind::ALL, &query.get().filters.kinds, word)
    });
    let statuses = Signal::derive(move || {
        let word = |status: TicketStatus| (status.name(), t.ticket_status(status));
        choices("status", TicketStatus::ALL, &query.get().filters.statuses, word)
    });
    let change = move |name: &'static str, values: Vec<String>| {
        go(&paths::tickets(&query.get_untracked().changed(name, &values)), false);
    };
    let search = move |search| {
        go(&paths::tickets(&TicketQuery { search, ..query.get_untracked().from_start() }), true);
    };
    view! {
        <form class="filters" method="get" action=paths::SUPPORT role="search" on:submit=|event| event.prevent_default()>
            <SearchBox label=t.support_search() value=Signal::derive(move || query.get().search) on_search=search/>
            <FilterChip label=t.support_kind() choices=kinds on_change=move |values| change("kind", values)/>
            <FilterChip label=t.people_status() choices=statuses on_change=move |values| change("status", values)/>
            <Show when=move || query.get().is_filtered()>
                <a class="btn btn--ghost" href=move || paths::tickets(&cleared(&query.get()))>{t.people_clear_filters()}</a>
            </Show>
            <button class="btn no-script">{t.ui_ok()}</button>
        </form>
    }
}

/// The same view and order, nothing searched and nothing filtered.
fn cleared(query: &TicketQuery) -> TicketQuery {
    query.cleared().with(|filters| filters.all = query.filters.all)
}
