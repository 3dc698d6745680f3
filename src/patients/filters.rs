//! Search and filters of the list. Without script all of it is one plain form.

use leptos::prelude::*;

use super::{
    model::Status,
    query::{NOBODY, PatientQuery, When},
    views::PatientPlaces,
};
use crate::plain::view;
use crate::{
    domain::language::Language,
    error::AppError,
    i18n::use_t,
    paths,
    ui::{
        filter::{Choice, FilterChip, choices},
        list::{SearchBox, go},
    },
};

#[component]
pub fn Filters(query: Memo<PatientQuery>, places: Resource<Result<PatientPlaces, AppError>>) -> impl IntoView {
    let t = use_t();
    let statuses = Signal::derive(move || {
        choices("status", Status::ALL, &query.get().filters.statuses, |one| (one.name(), t.patient_status(one)))
    });
    let languages = Signal::derive(move || {
        choices("language", Language::ALL, &query.get().filters.languages, |one| (one.name(), t.language(one)))
    });
    let when = Signal::derive(move || {
        choices("next", &When::ALL, &query.get().filters.when, |one| (one.name(), t.patient_when(one)))
    });
    let change = Callback::new(move |(name, values): (&'static str, Vec<String>)| {
        go(&paths::patients(&query.get_untracked().changed(name, &values)), false);
    });
    let search = move |search| {
        go(&paths::patients(&PatientQuery { search, ..query.get_untracked().from_start() }), true);
    };
    view! {
        <form class="filters" method="get" action=paths::PATIENTS role="search" on:submit=|event| event.prevent_default()>
            <SearchBox label=t.patients_search() value=Signal::derive(move || query.get().search) on_search=search/>
            <FilterChip label=t.people_status() choices=statuses on_change=move |values| change.run(("status", values))/>
            <FilterChip label=t.fields_language() choices=languages on_change=move |values| change.run(("language", values))/>
            <Transition>
                {move || Suspend::new(async move {
                    let places = places.await.unwrap_or_default();
                    view! { <PlaceFilters query places change/> }
                })}
            </Transition>
            <FilterChip label=t.patients_next() choices=when on_change=move |values| change.run(("next", values))/>
            <Show when=move || query.get().is_filtered()>
                <a class="btn btn--ghost" href=paths::PATIENTS>{t.people_clear_filters()}</a>
            </Show>
            <button class="btn no-script">{t.ui_ok()}</button>
        </form>
    }
}

/// Offices and providers; a reader who reaches one provider only has nothing to choose.
#[component]
fn PlaceFilters(
    query: Memo<PatientQuery>,
    places: PatientPlaces,
    change: Callback<(&'static str, Vec<String>)>,
) -> impl IntoView {
    let t = use_t();
    let PatientPlaces { offices, providers, unassigned } = places;
    if offices.is_empty() {
        return ().into_any();
    }
    let offices = Signal::derive(move || {
        let chosen = query.get().filters.offices;
        let one = |(id, name): &(_, String)| Choice {
            name: "office",
            value: ToString::to_string(id),
            label: name.clone(),
            on: chosen.contains(id),
        };
        offices.iter().map(one).collect::<Vec<_>>()
    });
    let providers = Signal::derive(move || {
        let chosen = query.get().filters.providers;
        let one = |(id, name): &(_, String)| Choice {
            name: "provider",
            value: ToString::to_string(id),
            label: name.clone(),
            on: chosen.contains(&Some(*id)),
        };
        let nobody = unassigned.then(|| Choice {
            name: "provider",
            value: NOBODY.into(),
            label: t.patients_nobody().into(),
            on: chosen.contains(&None),
        });
        nobody.into_iter().chain(providers.iter().map(one)).collect::<Vec<_>>()
    });
    view! {
        <FilterChip label=t.people_office() choices=offices on_change=move |values| change.run(("office", values))/>
        <FilterChip label=t.providers_one() choices=providers on_change=move |values| change.run(("provider", values))/>
    }
    .into_any()
}
