//! Leaving a form with changes is asked about, whichever link leads away, and so are Back and Forward.

use leptos::{
    ev::MouseEvent,
    prelude::*,
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
};
use web_sys::PopStateEvent;

/// Where a form holds changes that are not saved, if one does.
#[derive(Clone, Copy)]
pub struct Unsaved {
    address: RwSignal<Option<String>>,
    question: &'static str,
}

/// Makes [`watch`] work below; `question` is what is asked. Called before there is a router.
pub fn provide_unsaved(question: &'static str) {
    let unsaved = Unsaved { address: RwSignal::new(None), question };
    provide_context(unsaved);
    if cfg!(feature = "hydrate") {
        unsaved.ask_on_back();
    }
}

impl Unsaved {
    /// Stops a click on a link that the reader takes back.
    pub fn ask(self, event: &MouseEvent) {
        let elsewhere = event.ctrl_key() || event.meta_key() || event.shift_key();
        if !elsewhere && leads_away(event) && self.stays().is_some() {
            event.prevent_default();
            event.stop_propagation();
        }
    }

    /// Listens for Back and Forward as long as the page lives. The listener has to be older than the router's, which
    /// would otherwise have left before anybody is asked. The address has changed by then: whoever stays gets it back, as
    /// the newest entry of the history.
    fn ask_on_back(self) {
        let asked = Closure::<dyn Fn(PopStateEvent)>::new(move |event: PopStateEvent| {
            if let Some(address) = self.stays() {
                event.stop_immediate_propagation();
                // Without it the page is still there; only its address is not.
                let _ = window()
                    .history()
                    .and_then(|history| history.push_state_with_url(&JsValue::NULL, "", Some(&address)));
            }
        });
        // A browser that takes no listener lets go without a question.
        let _ = window().add_event_listener_with_callback("popstate", asked.into_js_value().unchecked_ref());
    }

    /// Where the changes are, if there are any and the reader, asked, stays with them. A browser that shows no questions
    /// lets go.
    fn stays(self) -> Option<String> {
        let address = self.address.get_untracked()?;
        let leaves = window().confirm_with_message(self.question).unwrap_or(true);
        (!leaves).then_some(address)
    }
}

fn leads_away(event: &MouseEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let link = target.and_then(|element| element.closest("a[href]").ok().flatten());
    link.and_then(|link| link.get_attribute("href")).is_some_and(|href| !href.starts_with('#'))
}

/// Has the page ask before `unsaved` changes are lost: on links, on Back, on reloading, on closing.
pub fn watch(unsaved: Signal<bool>) {
    let guard = window_event_listener(leptos::ev::beforeunload, move |event| {
        if unsaved.get_untracked() {
            event.prevent_default();
        }
    });
    let around = use_context::<Unsaved>();
    Effect::new(move |_| {
        if let Some(around) = around {
            around.address.set(unsaved.get().then(|| window().location().href().unwrap_or_default()));
        }
    });
    on_cleanup(move || {
        guard.remove();
        if let Some(around) = around {
            around.address.set(None);
        }
    });
}
