//! `/providers/{id}`: a provider with agent, people and history. The tab is part of the address.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    agent::AgentSection,
    api::{get_provider, provider_history},
    certify::Certify,
    invite::InviteAgentButton,
    model::Kind,
    overview::{Overview, Standing},
    picture::Picture,
    staff::Staff,
    views::{ProviderPage as Loaded, ProviderRow},
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::{ids::ProviderId, permission::Permission},
    error::AppError,
    handover::model::State,
    history::timeline::HistoryCard,
    i18n::use_t,
    paths,
    people::row::StatusBadge,
    ui::{
        badge::{Badge, Tone},
        icon::{Icon, IconName},
        pagehead::PageHead,
        state::{Loading, Missing},
        tabs::{Tab, Tabs},
    },
};

#[component]
pub fn ProviderPage() -> impl IntoView {
    let t = use_t();
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<ProviderId>().ok()));
    let provider = Resource::new_blocking(
        move || id.get(),
        async |id| match id {
            Some(id) => get_provider(id).await,
            None => Err(AppError::NotFound),
        },
    );
    view! {
        <a class="back" href=paths::PROVIDERS>{t.providers_back()}</a>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || provider.get().map(|found| match found {
                Ok(page) => view! { <Provider page/> }.into_any(),
                Err(error) => view! { <Missing error title=t.providers_one() back=paths::PROVIDERS label=t.providers_back()/> }.into_any(),
            })}
        </Transition>
    }
}

#[component]
fn Provider(page: Loaded) -> impl IntoView {
    let t = use_t();
    let query = use_query_map();
    let tab = Memo::new(move |_| query.read().get("tab").unwrap_or_default());
    let id = page.provider.id;
    let sees_staff = page.staff.is_some();
    let sees_history = use_viewer().is_some_and(|viewer| viewer.may(Permission::ViewHistory).is_ok());
    let entry = |name: &'static str, label: &str, href: String| Tab {
        href,
        label: label.to_owned(),
        current: Signal::derive(move || {
            tab.with(|tab| {
                if name.is_empty() { !["people", "history", "profile"].contains(&tab.as_str()) } else { tab == name }
            })
        }),
    };
    let mut tabs = vec![
        entry("", t.providers_tab_agent(), paths::provider(id)),
        entry("profile", t.profiles_tab(), paths::provider_tab(id, "profile")),
    ];
    if sees_staff {
        tabs.push(entry("people", t.providers_tab_staff(), paths::provider_tab(id, "people")));
    }
    if sees_history {
        tabs.push(entry("history", t.person_tab_history(), paths::provider_tab(id, "history")));
    }
    let name = page.provider.name.clone();
    let shown = RwSignal::new(page.provider);
    let staff = StoredValue::new(page.staff);
    let (patients, plan) = (page.patients, page.plan.filter(|plan| plan.state.is_open()).map(|plan| plan.state));
    let on_change = Callback::new(move |provider: ProviderRow| shown.set(provider));
    view! {
        <Title text=name/>
        {move || view! { <Head provider=shown.get() plan on_change/> }}
        <Tabs label=t.providers_one() tabs/>
        {move || match tab.get().as_str() {
            "people" if sees_staff => {
                let (rows, total) = staff.get_value().unwrap_or_default();
                view! { <Staff provider=id rows total/> }.into_any()
            }
            "profile" => view! { <Overview provider=shown.get() patients/> }.into_any(),
            "history" if sees_history => view! { <HistoryCard entries=move |before| provider_history(id, before)/> }.into_any(),
            _ => view! { <AgentSection provider=shown.read_only() on_saved=on_change/> }.into_any(),
        }}
    }
}

/// Name, kind, where it is, how it stands with the agent, and what can be done about it.
#[component]
fn Head(provider: ProviderRow, plan: Option<State>, on_change: Callback<ProviderRow>) -> impl IntoView {
    let about = format!("NPI {} · {}", provider.npi, provider.office);
    let badge = provider.agent.person.as_ref().map(|person| person.badge.clone());
    let t = use_t();
    let viewer = use_viewer();
    let may_edit = viewer.as_ref().is_some_and(|viewer| viewer.may(Permission::EditProviders).is_ok());
    let may_hand_over = viewer
        .is_some_and(|viewer| viewer.may(Permission::AssignPatients).is_ok_and(|reach| reach.all_of_it().is_ok()));
    view! {
        <PageHead title=provider.name.clone() subtitle=move || about>
            <Picture provider=provider.clone()/>
            <Standing provider=provider.clone()/>
            <KindBadge kind=provider.kind/>
            {badge.map(|badge| view! { <StatusBadge badge/> })}
            {plan.map(|plan| {
                let tone = if plan == State::Stopped { Tone::Bad } else { Tone::Info };
                view! { <Badge tone title=None>{t.handover_title()}": "{t.handover_state(plan)}</Badge> }
            })}
            {may_edit.then(|| view! {
                <a class="btn" href=paths::edit_provider(provider.id)><Icon name=IconName::Edit/>{t.profiles_edit_button()}</a>
            })}
            {may_hand_over.then(|| view! { <a class="btn" href=paths::handover(provider.id)>{t.handover_button()}</a> })}
            <Certify provider=provider.clone() on_done=on_change/>
            <InviteAgentButton provider=provider.clone() explain=true on_done=on_change/>
        </PageHead>
    }
}

#[component]
pub fn KindBadge(kind: Kind) -> impl IntoView {
    let t = use_t();
    let tone = if kind == Kind::Certified { Tone::Ok } else { Tone::Info };
    view! { <Badge tone title=None>{t.provider_kind(kind)}</Badge> }
}
