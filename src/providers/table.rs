//! The table of the list of providers.

use leptos::prelude::*;

use super::{
    detail::KindBadge,
    invite::InviteAgentButton,
    model::AgentStatus,
    query::{Column, ProviderQuery},
    views::ProviderRow,
};
use crate::plain::view;
use crate::{
    domain::page::Page,
    i18n::use_t,
    paths,
    people::row::StatusBadge,
    ui::{
        badge::{Badge, Tone},
        list::{ActionsHeader, ListTable},
        state::EmptyState,
    },
};

#[component]
pub fn ProviderTable(
    page: Page<ProviderRow>,
    query: Memo<ProviderQuery>,
    #[prop(into)] loading: Signal<bool>,
) -> impl IntoView {
    let t = use_t();
    if page.rows.is_empty() {
        let filtered = query.get_untracked().is_filtered();
        let body = if filtered { t.providers_none() } else { t.providers_empty() };
        return view! {
            <EmptyState title=t.providers_none_title() body>
                {filtered.then(|| view! { <a class="btn" href=paths::PROVIDERS>{t.people_clear_filters()}</a> })}
            </EmptyState>
        }
        .into_any();
    }
    let part = page.part(|row| row.id);
    let columns = Column::ALL.iter().map(|column| (*column, t.provider_column(*column))).collect();
    view! {
        <ListTable caption=t.nav_providers() columns query part address=paths::providers busy=loading last=move || view! { <ActionsHeader/> }>
            {page.rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}
        </ListTable>
    }
    .into_any()
}

#[component]
fn Row(row: ProviderRow) -> impl IntoView {
    let t = use_t();
    let (shown, inactive) = (RwSignal::new(row.clone()), row.profile.inactive);
    let agent = row.agent_name();
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
