//! `/leavers`: who leaves, and when. The whole state is the address.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    api::list_departures,
    query::{LeaverFilters, LeaverQuery, Within},
    table::LeaverTable,
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::{list::ListQuery, permission::Permission},
    i18n::use_t,
    paths,
    ui::{
        list::{Refreshing, SearchBox, go, use_list_query},
        pagehead::PageHead,
        state::{AskWhom, EmptyState},
        tabs::{Tab, Tabs},
    },
};

#[component]
pub fn LeaversPage() -> impl IntoView {
    let t = use_t();
    let query = use_list_query::<LeaverFilters>();
    let list = Resource::new_blocking(move || query.get(), list_departures);
    let (loading, set_loading) = signal(false);
    view! {
        <Head/>
        <Views calendar=false/>
        <Find query/>
        <Refreshing set_loading>
            // Read and not awaited: the old rows, and the signals they were made of, stay until the new ones are there.
            {move || list.get().map(|list| match list {
                Ok(page) => view! { <LeaverTable page query loading/> }.into_any(),
                Err(error) => view! {
                    <EmptyState title=t.errors_title() body=t.error(&error)>
                        <a class="btn" href=paths::LEAVERS>{t.errors_retry()}</a>
                        <AskWhom error/>
                    </EmptyState>
                }
                .into_any(),
            })}
        </Refreshing>
    }
}

/// The title of both pages, and the way to what the practice decides about departures.
#[component]
pub fn Head() -> impl IntoView {
    let t = use_t();
    let decides = use_viewer()
        .is_some_and(|viewer| viewer.may(Permission::DeactivatePeople).is_ok_and(|reach| reach.all_of_it().is_ok()));
    view! {
        <Title text=t.departures_title()/>
        <PageHead title=t.departures_title() subtitle=move || t.departures_intro()>
            {decides.then(|| view! { <a class="btn" href=paths::DEPARTURE_RULES>{t.departures_rules()}</a> })}
        </PageHead>
    }
}

/// The list and the calendar.
#[component]
pub fn Views(calendar: bool) -> impl IntoView {
    let t = use_t();
    let tab = |href: &str, label: &str, current: bool| Tab {
        href: href.into(),
        label: label.into(),
        current: Signal::stored(current),
    };
    let tabs = vec![
        tab(paths::LEAVERS, t.departures_list(), !calendar),
        tab(paths::LEAVERS_MONTH, t.departures_calendar(), calendar),
    ];
    view! { <Tabs label=t.departures_views() tabs/> }
}

/// How far ahead, and whom. Without script it is one plain form.
#[component]
fn Find(query: Memo<LeaverQuery>) -> impl IntoView {
    let t = use_t();
    let within = NodeRef::<leptos::html::Select>::new();
    let first = query.get_untracked().filters.within;
    // Back changes the address; the field follows.
    Effect::new(move |_| {
        let wanted = query.get().filters.within;
        if let Some(within) = within.get() {
            within.set_value(wanted.name());
        }
    });
    let narrow = move |event| {
        let within = Within::from_name(&event_target_value(&event));
        go(&paths::leavers(&query.get_untracked().with(|filters| filters.within = within)), false);
    };
    let search = move |search: String| {
        go(&paths::leavers(&ListQuery { search, ..query.get_untracked().from_start() }), true);
    };
    view! {
        <form class="filters" method="get" action=paths::LEAVERS role="search" on:submit=|event| event.prevent_default()>
            <label class="find">
                <span>{t.departures_within()}</span>
                <select name="within" node_ref=within on:change=narrow>
                    {Within::ALL.map(|within| view! {
                        <option value=within.name() selected={within == first}>{t.within(within)}</option>
                    }).into_iter().collect_view()}
                </select>
            </label>
            <SearchBox label=t.departures_search() value=Signal::derive(move || query.get().search) on_search=search/>
            <Show when=move || query.get().is_filtered()>
                <a class="btn btn--ghost" href=paths::LEAVERS>{t.people_clear_filters()}</a>
            </Show>
        </form>
    }
}
