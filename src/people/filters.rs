//! Search, filters and columns of the people list. Without script all of it is one plain form.

use leptos::prelude::*;

use super::{
    badge::BadgeKind,
    model::{Registration, Tier},
    query::{Column, PeopleQuery, yes_no},
};
use crate::plain::view;
use crate::{
    domain::{list::Sortable as _, role::Role},
    error::AppError,
    i18n::use_t,
    paths,
    practices::model::Places,
    ui::{
        filter::{Choice, FilterChip, choices},
        list::{SearchBox, go},
    },
};

#[component]
pub fn Filters(query: Memo<PeopleQuery>, places: Resource<Result<Places, AppError>>) -> impl IntoView {
    let t = use_t();
    let roles = Signal::derive(move || {
        choices("role", &Role::ALL, &query.get().filters.roles, |role| (role.name(), t.role(role)))
    });
    let statuses = Signal::derive(move || {
        choices("status", &BadgeKind::ALL, &query.get().filters.statuses, |kind| (kind.name(), t.badge_kind(kind)))
    });
    let registered = Signal::derive(move || {
        let chosen = query.get().filters.registrations;
        choices("registered", Registration::ALL, &chosen, |value| (value.name(), t.registration(value)))
    });
    let tiers = Signal::derive(move || {
        choices("tier", Tier::ALL, &query.get().filters.tiers, |tier| (tier.name(), t.tier(tier)))
    });
    let locked = Signal::derive(move || {
        let word = |on| (yes_no(on), if on { t.people_yes() } else { t.people_no() });
        choices("locked", &[true, false], query.get().filters.locked.as_slice(), word)
    });
    let columns = Signal::derive(move || {
        choices("cols", Column::ALL, &query.get().filters.columns, |column| (column.name(), t.column(column)))
    });
    let change = move |name: &'static str, values: Vec<String>| {
        go(&paths::people(&query.get_untracked().changed(name, &values)), false);
    };
    let search = move |search| {
        go(&paths::people(&PeopleQuery { search, ..query.get_untracked().from_start() }), true);
    };
    view! {
        <form class="filters" method="get" action=paths::PEOPLE role="search" on:submit=|event| event.prevent_default()>
            <SearchBox label=t.people_search() value=Signal::derive(move || query.get().search) on_search=search/>
            <FilterChip label=t.people_role() choices=roles on_change=move |values| change("role", values)/>
            <Transition>
                {move || Suspend::new(async move {
                    let places = places.await.unwrap_or_default();
                    let offices = places.offices.iter().map(|(id, name)| (id.to_string(), name.clone()));
                    let providers = places.providers.iter().map(|provider| (provider.id.to_string(), provider.name.clone()));
                    let all: Vec<_> = offices.chain(providers).collect();
                    let offices = Signal::derive(move || {
                        let chosen = query.get().filters.places;
                        let one = |(value, label): (String, String)| {
                            Choice { name: "office", on: chosen.contains(&value), value, label }
                        };
                        all.iter().cloned().map(one).collect::<Vec<_>>()
                    });
                    view! {
                        <FilterChip label=t.people_office() choices=offices on_change=move |values| change("office", values)/>
                    }
                })}
            </Transition>
            <FilterChip label=t.people_status() choices=statuses on_change=move |values| change("status", values)/>
            <FilterChip label=t.people_registered() choices=registered on_change=move |values| change("registered", values)/>
            <FilterChip label=t.people_tier() choices=tiers on_change=move |values| change("tier", values)/>
            <FilterChip label=t.people_locked() choices=locked on_change=move |values| change("locked", values)/>
            <Show when=move || { query.get().is_filtered() }>
                <a class="btn btn--ghost" href=move || paths::people(&cleared(&query.get()))>{t.people_clear_filters()}</a>
            </Show>
            <span class="filters__space"></span>
            <FilterChip
                label=t.people_columns()
                choices=columns
                plain=true
                on_change=move |values| change("cols", values)
            />
            <button class="btn no-script">{t.ui_ok()}</button>
        </form>
    }
}

/// The same order and columns, nothing searched and nothing filtered.
fn cleared(query: &PeopleQuery) -> PeopleQuery {
    query.cleared().with(|filters| filters.columns.clone_from(&query.filters.columns))
}
