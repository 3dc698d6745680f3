//! A button that opens a list of actions: the browser's own popover, so Escape and clicks elsewhere close it.

use leptos::{html, prelude::*};

use super::icon::{Icon, IconName};
use crate::plain::view;

/// One entry of a menu; all of them lead somewhere.
#[derive(Debug, Clone)]
pub struct MenuItem {
    label: String,
    href: String,
    icon: Option<IconName>,
}

impl MenuItem {
    pub fn link(label: impl Into<String>, href: String, icon: Option<IconName>) -> Self {
        Self { label: label.into(), href, icon }
    }
}

/// `<details>` opens without script; with it, arrows walk the entries and Escape gives the focus back.
#[component]
pub fn Menu(#[prop(into)] label: String, icon: IconName, items: Vec<MenuItem>) -> impl IntoView {
    let details = NodeRef::<html::Details>::new();
    let button = NodeRef::<html::Summary>::new();
    let close = move || {
        if let Some(details) = details.get_untracked() {
            details.set_open(false);
        }
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "Escape" => {
            close();
            if let Some(button) = button.get_untracked() {
                // A missing focus is an inconvenience, not a fault.
                let _ = button.focus();
            }
        }
        "ArrowDown" => step(&event, details, 1),
        "ArrowUp" => step(&event, details, -1),
        _ => {}
    };
    view! {
        <details class="menu" node_ref=details on:keydown=on_key on:focusout=move |event| leave(&event, details)>
            <summary class="btn btn--small btn--icon btn--ghost" aria-label=label node_ref=button>
                <Icon name=icon/>
            </summary>
            <ul class="menu__list">
                {items.into_iter().map(|item| view! {
                    <li>
                        <a class="menu__item" href=item.href on:click=move |_| close()>
                            {item.icon.map(|icon| view! { <Icon name=icon/> })}
                            {item.label}
                        </a>
                    </li>
                }).collect_view()}
            </ul>
        </details>
    }
}

/// Moves the focus among the entries, opening the list first.
pub fn step(event: &leptos::ev::KeyboardEvent, details: NodeRef<html::Details>, by: i32) {
    use leptos::wasm_bindgen::JsCast;

    let Some(details) = details.get_untracked() else { return };
    event.prevent_default();
    details.set_open(true);
    let Ok(items) = details.query_selector_all("a, button, input") else { return };
    let active = document().active_element();
    let count = items.length() as i32;
    let at = (0..count).find(|at| {
        items.item(*at as u32).is_some_and(|node| active.as_ref().is_some_and(|active| node.is_same_node(Some(active))))
    });
    let target = at.map_or(if by > 0 { 0 } else { count - 1 }, |at| (at + by).rem_euclid(count.max(1)));
    if let Some(element) = items.item(target as u32).and_then(|node| node.dyn_into::<web_sys::HtmlElement>().ok()) {
        // A missing focus is an inconvenience, not a fault.
        let _ = element.focus();
    }
}

/// Closes the list when the focus goes elsewhere.
pub fn leave(event: &leptos::ev::FocusEvent, details: NodeRef<html::Details>) {
    use leptos::wasm_bindgen::JsCast;

    let Some(details) = details.get_untracked() else { return };
    let to = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
    if to.is_some_and(|to| !details.contains(Some(&to))) {
        details.set_open(false);
    }
}
