//! Leaving a form with changes is asked about, whichever link leads away.

use leptos::{ev::MouseEvent, prelude::*, wasm_bindgen::JsCast};

/// Whether a form on the page holds changes that are not saved.
#[derive(Clone, Copy)]
pub struct Unsaved(RwSignal<bool>);

impl Unsaved {
    /// Makes [`watch`] work below.
    pub fn provide() -> Self {
        let unsaved = Self(RwSignal::new(false));
        provide_context(unsaved);
        unsaved
    }

    /// Stops a click on a link that the reader takes back.
    pub fn ask(self, event: &MouseEvent, question: &str) {
        let elsewhere = event.ctrl_key() || event.meta_key() || event.shift_key();
        if self.0.get_untracked() && !elsewhere && leads_away(event) {
            // A browser that shows no questions lets go.
            let leave = window().confirm_with_message(question).unwrap_or(true);
            if !leave {
                event.prevent_default();
                event.stop_propagation();
            }
        }
    }
}

fn leads_away(event: &MouseEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let link = target.and_then(|element| element.closest("a[href]").ok().flatten());
    link.and_then(|link| link.get_attribute("href")).is_some_and(|href| !href.starts_with('#'))
}

/// Has the page ask before `unsaved` changes are lost: on links, on reloading, on closing.
pub fn watch(unsaved: Signal<bool>) {
    let guard = window_event_listener(leptos::ev::beforeunload, move |event| {
        if unsaved.get_untracked() {
            event.prevent_default();
        }
    });
    let around = use_context::<Unsaved>();
    Effect::new(move |_| {
        if let Some(Unsaved(around)) = around {
            around.set(unsaved.get());
        }
    });
    on_cleanup(move || {
        guard.remove();
        if let Some(Unsaved(around)) = around {
            around.set(false);
        }
    });
}
