//! `/practices/{id}`: "Edit account" (S3-3): what the reader may do for one practice, and why not (N-22).

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    api::{get_practice, practice_history},
    pricing::Onboarding,
    reset::ResetCard,
    settings::SettingsCard,
    table::{LevelBadge, PracticeBadge, tin},
    views::PracticePage as Loaded,
};
use crate::plain::view;
use crate::{
    domain::ids::PracticeId,
    error::AppError,
    history::timeline::HistoryCard,
    i18n::use_t,
    paths,
    ui::{
        pagehead::PageHead,
        state::{Loading, Missing},
        tabs::{Tab, Tabs},
    },
    vendor::{ask::AskCard, switch_card::SwitchCard},
};

#[component]
pub fn PracticePage() -> impl IntoView {
    let t = use_t();
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<PracticeId>().ok()));
    let practice = Resource::new_blocking(
        move || id.get(),
        async |id| match id {
            Some(id) => get_practice(id).await,
            None => Err(AppError::NotFound),
        },
    );
    view! {
        <a class="back" href=paths::PRACTICES>{t.practices_back()}</a>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || practice.get().map(|found| match found {
                Ok(page) => view! { <Practice page reload=move |()| practice.refetch()/> }.into_any(),
                Err(error) => view! {
                    <Missing error title=t.practices_one() back=paths::PRACTICES label=t.practices_back()/>
                }
                .into_any(),
            })}
        </Transition>
    }
}

#[component]
fn Practice(page: Loaded, #[prop(into)] reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let query = use_query_map();
    let history = Memo::new(move |_| query.read().get("tab").is_some_and(|tab| tab == "history"));
    let id = page.row.id;
    let about =
        [page.row.tin.as_deref().map(|digits| format!("TIN {}", tin(digits))), Some(page.row.time_zone.clone())];
    let about = about.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let (level, status) = (page.row.level, page.row.status);
    let sees_history = page.edit.is_none();
    let tab = |shown: bool, label: &str, href: String| Tab {
        href,
        label: label.to_owned(),
        current: Signal::derive(move || history.get() == shown),
    };
    let tabs = vec![
        tab(false, t.practices_settings(), paths::practice(id)),
        tab(true, t.person_tab_history(), paths::practice_tab(id, "history")),
    ];
    let page_title = page.row.name.clone();
    let page = StoredValue::new(page);
    view! {
        <Title text=page_title.clone()/>
        <PageHead title=page_title subtitle=move || about>
            {level.map(|level| view! { <LevelBadge level/> })}
            <PracticeBadge status/>
        </PageHead>
        {sees_history.then(|| view! { <Tabs label=t.practices_one() tabs/> })}
        {move || if sees_history && history.get() {
            view! { <HistoryCard entries=move |before| practice_history(id, before)/> }.into_any()
        } else {
            view! { <Cards page=page.get_value() reload/> }.into_any()
        }}
    }
}

#[component]
fn Cards(page: Loaded, reload: Callback<()>) -> impl IntoView {
    let id = page.row.id;
    view! {
        <SwitchCard practice=id name=page.row.name.clone() why_not=page.switch.clone()/>
        <AskCard page=page.clone() reload/>
        <SettingsCard practice=id settings=page.settings why_not=page.edit/>
        <ResetCard practice=id why_not=page.reset/>
        <Onboarding link=page.onboarding/>
    }
}
