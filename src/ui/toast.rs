//! Short notices at the top right (S1-17): dark, announced politely, waiting while somebody reads them.

use leptos::prelude::*;

use super::{
    icon::{Icon, IconName},
    timer::Debounce,
};
use crate::plain::view;

/// Long enough to read twice; errors stay until dismissed (WCAG 2.2.1).
const SHOWN_MS: u32 = 7_000;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Toast {
    id: u32,
    text: String,
    bad: bool,
}

/// Where notices are handed in.
#[derive(Clone, Copy)]
pub struct ToastList {
    shown: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
}

impl ToastList {
    pub fn success(self, text: String) {
        self.add(text, false);
    }

    pub fn error(self, text: String) {
        self.add(text, true);
    }

    fn add(self, text: String, bad: bool) {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        self.shown.update(|all| all.push(Toast { id, text, bad }));
    }

    fn dismiss(self, id: u32) {
        self.shown.update(|all| all.retain(|toast| toast.id != id));
    }
}

pub fn use_toasts() -> ToastList {
    use_context().unwrap_or_else(|| ToastList { shown: RwSignal::new(Vec::new()), next: StoredValue::new(0) })
}

/// Holds the regions that screen readers listen to; they are in the page from the start, as new ones are not heard.
#[component]
pub fn Toasts(#[prop(into)] dismiss: String, #[prop(into)] label: String, children: Children) -> impl IntoView {
    let list = ToastList { shown: RwSignal::new(Vec::new()), next: StoredValue::new(0) };
    provide_context(list);
    let of = move |bad: bool| {
        let mut toasts = list.shown.get();
        toasts.retain(|toast| toast.bad == bad);
        toasts
    };
    let dismiss = StoredValue::new(dismiss);
    view! {
        {children()}
        <section class="toasts" aria-label=label>
            <div role="status">
                <For each=move || of(false) key=|toast| toast.id let:toast>
                    <One toast list dismiss=dismiss.get_value()/>
                </For>
            </div>
            <div role="alert">
                <For each=move || of(true) key=|toast| toast.id let:toast>
                    <One toast list dismiss=dismiss.get_value()/>
                </For>
            </div>
        </section>
    }
}

#[component]
fn One(toast: Toast, list: ToastList, dismiss: String) -> impl IntoView {
    let id = toast.id;
    let wait = Debounce::new(SHOWN_MS);
    let leave = move || {
        if !toast.bad {
            wait.run(move || list.dismiss(id));
        }
    };
    leave();
    view! {
        <div
            class="toast"
            class:toast--bad=toast.bad
            on:mouseenter=move |_| wait.cancel()
            on:mouseleave=move |_| leave()
            on:focusin=move |_| wait.cancel()
            on:focusout=move |_| leave()
        >
            <Icon name=if toast.bad { IconName::Alert } else { IconName::Check }/>
            <span>{toast.text.clone()}</span>
            <button type="button" class="toast__close" aria-label=dismiss on:click=move |_| list.dismiss(id)>
                <Icon name=IconName::Close/>
            </button>
        </div>
    }
}
