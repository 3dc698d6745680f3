//! The two frames of pages: navigation and header around work, and a calm card for getting in.

use leptos::{html, prelude::*};

use super::{
    form::jump,
    icon::{Icon, IconName},
    unsaved::Unsaved,
};
use crate::plain::view;

#[derive(Debug, Clone)]
pub struct NavItem {
    pub href: String,
    pub label: String,
    pub icon: IconName,
    pub current: Signal<bool>,
}

/// The frame of the working pages.
#[component]
pub fn AppLayout<P, V>(
    #[prop(into)] brand: String,
    #[prop(into)] skip: String,
    /// What the button is called that opens the navigation on a narrow screen.
    #[prop(into)]
    menu: String,
    #[prop(into)] nav_label: String,
    items: Vec<NavItem>,
    /// Where the reader is, and a quieter detail of it.
    place: String,
    detail: String,
    /// Action and label of the search in the header.
    search: Option<(String, String)>,
    banner: Option<String>,
    profile: P,
    children: Children,
) -> impl IntoView
where
    P: Fn() -> V,
    V: IntoView + 'static,
{
    let changes = use_context::<Unsaved>();
    view! {
        <a class="skip" href="#main" on:click=move |event| jump(&event, "main")>{skip}</a>
        {banner.map(|text| view! { <p class="banner" role="note"><Icon name=IconName::Info/>{text}</p> })}
        // Before the router's own listener, which hears of clicks at the window.
        <div class="layout" on:click:capture=move |event| changes.into_iter().for_each(|changes| changes.ask(&event))>
            <Navigation brand menu nav_label items/>
            <div class="layout__body">
                <header class="layout__header">
                    <span class="layout__place">{place}</span>
                    <span class="layout__detail">{detail}</span>
                    <span class="layout__space"></span>
                    {search.map(|(action, label)| view! { <HeaderSearch action label/> })}
                    {profile()}
                </header>
                <main id="main" class="layout__main" tabindex="-1">{children()}</main>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Navigation(brand: String, menu: String, nav_label: String, items: Vec<NavItem>) -> impl IntoView {
    let open = NodeRef::<html::Details>::new();
    let close = move || {
        if let Some(details) = open.get_untracked() {
            details.set_open(false);
        }
    };
    let links = items
        .into_iter()
        .map(|item| {
            let current = item.current;
            view! {
                <a href=item.href aria-current=move || current.get().then_some("page") on:click=move |_| close()>
                    <Icon name=item.icon/>
                    {item.label}
                </a>
            }
        })
        .collect_view();
    view! {
        <div class="layout__nav">
            <a class="brand" href="/"><Icon name=IconName::Shield/>{brand}</a>
            <details class="layout__menu" node_ref=open>
                <summary class="btn btn--icon" aria-label=menu><Icon name=IconName::Menu/></summary>
            </details>
            <nav class="nav" aria-label=nav_label>{links}</nav>
        </div>
    }
}

/// Search from every page; `/` goes there from anywhere but a field.
#[component]
fn HeaderSearch(action: String, label: String) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let keys = window_event_listener(leptos::ev::keydown, move |event| {
        let typing = document()
            .active_element()
            .is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"));
        if event.key() == "/"
            && !typing
            && let Some(field) = field.get_untracked()
        {
            event.prevent_default();
            // A missing focus is an inconvenience, not a fault.
            let _ = field.focus();
        }
    });
    on_cleanup(move || keys.remove());
    view! {
        <form class="search search--header" role="search" action=action method="get" aria-label=label.clone()>
            <Icon name=IconName::Search/>
            <input
                type="search"
                name="q"
                node_ref=field
                aria-label=label.clone()
                placeholder=label.clone()
                autocomplete="off"
                maxlength="100"
            />
            <kbd aria-hidden="true">"/"</kbd>
        </form>
    }
}

/// The frame of sign-in and set-up.
#[component]
pub fn BareLayout(
    #[prop(into)] brand: String,
    #[prop(into)] title: String,
    #[prop(optional, into)] intro: String,
    /// Wider than a sign-in.
    #[prop(optional)]
    wide: bool,
    banner: Option<String>,
    children: Children,
) -> impl IntoView {
    view! {
        {banner.map(|text| view! { <p class="banner" role="note"><Icon name=IconName::Info/>{text}</p> })}
        <main id="main" class="bare" class:bare--wide=wide>
            <div class="brand"><Icon name=IconName::Shield/>{brand}</div>
            <div class="card card--pad bare__card">
                <h1>{title}</h1>
                {(!intro.is_empty()).then(|| view! { <p class="muted">{intro}</p> })}
                {children()}
            </div>
        </main>
    }
}
