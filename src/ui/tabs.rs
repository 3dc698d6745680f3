//! Tabs as links: each has an address.

use crate::plain::view;
use leptos::prelude::*;

#[derive(Debug, Clone)]
pub struct Tab {
    pub href: String,
    pub label: String,
    pub current: Signal<bool>,
}

#[component]
pub fn Tabs(#[prop(into)] label: String, tabs: Vec<Tab>) -> impl IntoView {
    view! {
        <nav class="tabs" aria-label=label>
            {tabs.into_iter().map(|tab| {
                let current = tab.current;
                view! {
                    <a class="tabs__tab" href=tab.href aria-current=move || current.get().then_some("page")>{tab.label}</a>
                }
            }).collect_view()}
        </nav>
    }
}
