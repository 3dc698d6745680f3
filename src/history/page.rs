//! `/history`: everything that happened in the practice.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{api::list_history, timeline::Timeline};
use crate::plain::view;
use crate::{
    i18n::use_t,
    ui::{
        pagehead::PageHead,
        state::{AskWhom, EmptyState, Loading},
    },
};

#[component]
pub fn HistoryPage() -> impl IntoView {
    let t = use_t();
    let entries = Resource::new_blocking(|| (), |()| list_history(0));
    view! {
        <Title text=t.history_title()/>
        <PageHead title=t.history_title() subtitle=move || t.history_intro()>""</PageHead>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || Suspend::new(async move {
                match entries.await {
                    Ok(entries) => view! {
                        <section class="card card--pad"><Timeline entries more=list_history with_subject=true/></section>
                    }
                    .into_any(),
                    Err(error) => view! {
                        <EmptyState title=t.errors_forbidden_title() body=t.error(&error)><AskWhom error/></EmptyState>
                    }
                    .into_any(),
                }
            })}
        </Transition>
    }
}
