//! `/providers`: every provider with its agent. The list's whole state is the address.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

use super::{
    api::list_providers,
    detail::KindBadge,
    invite::InviteAgentButton,
    model::{AgentStatus, Kind},
    query::ProviderQuery,
    views::ProviderRow,
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::permission::Permission,
    i18n::use_t,
    paths,
    people::row::StatusBadge,
    ui::{
        badge::{Badge, Tone},
        filter::{Choice, FilterChip},
        icon::{Icon, IconName},
        pagehead::PageHead,
        state::{EmptyState, Loading},
        timer::Debounce,
    },
};

/// Milliseconds after the last key until the list follows.
const PAUSE: u32 = 40;

fn go(query: &ProviderQuery, replace: bool) {
    let options = NavigateOptions { replace, scroll: false, ..NavigateOptions::default() };
    use_navigate()(&paths::providers(query), options);
}

#[component]
pub fn ProvidersPage() -> impl IntoView {
    let t = use_t();
    let map = use_query_map();
    let query = Memo::new(move |_| {
        let params: Vec<_> = map.get().into_iter().map(|(key, value)| (key.into_owned(), value)).collect();
        ProviderQuery::from_params(&params)
    });
    let list = Resource::new_blocking(move || query.get(), list_providers);
    let may_add = use_viewer()
        .is_some_and(|viewer| viewer.may(Permission::EditProviders).is_ok_and(|reach| reach.all_of_it().is_ok()));
    view! {
        <Title text=t.nav_providers()/>
        <PageHead title=t.nav_providers() subtitle=move || t.providers_subtitle()>
            {may_add.then(|| view! {
                <a class="btn" href=paths::PROVIDER_RULES>{t.profiles_rules()}</a>
                <a class="btn" href=paths::IMPORT_PROVIDERS><Icon name=IconName::Upload/>{t.records_providers()}</a>
                <a class="btn btn--primary" href=paths::ADD_PROVIDER>{t.settings_add_provider()}</a>
            })}
        </PageHead>
        <Filters query/>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            // Read and not awaited: the old rows stay until the new ones are there.
            {move || list.get().map(|list| match list {
                Ok(rows) => view! { <ProviderTable rows query/> }.into_any(),
                Err(error) => view! {
                    <EmptyState title=t.errors_title() body=t.error(&error)>
                        <a class="btn" href=paths::PROVIDERS>{t.errors_retry()}</a>
                    </EmptyState>
                }
                .into_any(),
            })}
        </Transition>
    }
}

/// Search and filters. Without script all of it is one plain form.
#[component]
fn Filters(query: Memo<ProviderQuery>) -> impl IntoView {
    let t = use_t();
    let pause = Debounce::new(PAUSE);
    let first = query.get_untracked().search;
    let choice = |name: &'static str, value: &'static str, label: &str, on: bool| Choice {
        name,
        value: value.into(),
        label: label.to_owned(),
        on,
    };
    let kinds = Signal::derive(move || {
        let on = query.get().kinds;
        Kind::ALL
            .iter()
            .map(|kind| choice("kind", kind.name(), t.provider_kind(*kind), on.contains(kind)))
            .collect::<Vec<_>>()
    });
    let agents = Signal::derive(move || {
        let on = query.get().agents;
        let one = |status: &AgentStatus| choice("agent", status.name(), t.agent_status(*status), on.contains(status));
        AgentStatus::ALL.iter().map(one).collect::<Vec<_>>()
    });
    let change =
        move |name: &'static str, values: Vec<String>| go(&query.get_untracked().changed(name, &values), false);
    let typed = move |event| {
        let search = event_target_value(&event);
        pause.run(move || {
            let query = query.get_untracked();
            if query.search != search.trim() {
                go(&ProviderQuery { search: search.clone(), ..query }, true);
            }
        });
    };
    view! {
        <form class="filters" method="get" action=paths::PROVIDERS role="search" on:submit=|event| event.prevent_default()>
            <label class="search">
                <Icon name=IconName::Search/>
                <span class="sr-only">{t.providers_search()}</span>
                <input
                    type="search"
                    name="q"
                    value=first
                    placeholder=t.providers_search()
                    autocomplete="off"
                    spellcheck="false"
                    maxlength="100"
                    on:input=typed
                />
            </label>
            <FilterChip label=t.providers_kind() choices=kinds on_change=move |values| change("kind", values)/>
            <FilterChip label=t.providers_agent() choices=agents on_change=move |values| change("agent", values)/>
            <Show when=move || query.get().is_filtered()>
                <a class="btn btn--ghost" href=paths::PROVIDERS rel="external">{t.people_clear_filters()}</a>
            </Show>
            <button class="btn no-script">{t.ui_ok()}</button>
        </form>
    }
}

#[component]
fn ProviderTable(rows: Vec<ProviderRow>, query: Memo<ProviderQuery>) -> impl IntoView {
    let t = use_t();
    if rows.is_empty() {
        let body = if query.get_untracked().is_filtered() { t.providers_none() } else { t.providers_empty() };
        return view! { <EmptyState title=t.providers_none_title() body>""</EmptyState> }.into_any();
    }
    view! {
        <p class="muted" role="status">{t.providers_total(rows.len() as i64)}</p>
        <section class="card">
            <div class="scroll" tabindex="0" role="region" aria-label=t.nav_providers()>
                <table class="table">
                    <caption class="sr-only">{t.nav_providers()}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t.people_name()}</th>
                            <th scope="col">{t.settings_npi()}</th>
                            <th scope="col">{t.people_office()}</th>
                            <th scope="col">{t.providers_kind()}</th>
                            <th scope="col">{t.providers_agent()}</th>
                            <th scope="col">{t.people_status()}</th>
                            <th scope="col" class="table__actions"><span class="sr-only">{t.people_actions()}</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Row(row: ProviderRow) -> impl IntoView {
    let t = use_t();
    let (shown, inactive) = (RwSignal::new(row.clone()), row.profile.inactive);
    let form = row.agent.form.clone();
    let name = format!("{} {}", form.first_name, form.last_name).trim().to_owned();
    let agent = if name.is_empty() { form.email } else { name };
    view! {
        <tr class:is-off=inactive>
            <td data-label=t.people_name() class="table__main"><a href=paths::provider(row.id)>{row.name.clone()}</a></td>
            <td data-label=t.settings_npi() class="table__quiet">{row.npi.clone()}</td>
            <td data-label=t.people_office() class="table__quiet">{row.office.clone()}</td>
            <td data-label=t.providers_kind()><KindBadge kind=row.kind/></td>
            <td data-label=t.providers_agent()>{agent}</td>
            <td data-label=t.people_status()>{move || shown.with(|row| view! { <AgentBadge row=row.clone()/> })}</td>
            <td class="table__actions">
                <InviteAgentButton provider=row on_done=move |row| shown.set(row)/>
            </td>
        </tr>
    }
}

/// How far the agent has come.
#[component]
fn AgentBadge(row: ProviderRow) -> impl IntoView {
    let t = use_t();
    let status = row.facts().status();
    match row.agent.person {
        Some(person) => view! { <StatusBadge badge=person.badge/> }.into_any(),
        None => {
            let tone = if status == AgentStatus::NoAddress { Tone::Off } else { Tone::Warn };
            view! { <Badge tone title=None>{t.agent_status(status)}</Badge> }.into_any()
        }
    }
}
