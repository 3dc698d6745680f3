//! Where the keyboard goes, by an element's id.

use leptos::{prelude::*, task::spawn_local};

/// Moves the focus to an element; whether it is there.
pub fn to(id: &str) -> bool {
    use leptos::wasm_bindgen::JsCast as _;

    let element = document().get_element_by_id(id).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    // A missing focus is an inconvenience, not a fault.
    element.is_some_and(|element| element.focus().is_ok())
}

/// Moves the focus to an element that is drawn by what has just been set: after its effects, which were queued before, and
/// before the next key. Where the focused element goes, a key that came in between would be lost.
pub fn once_drawn(id: String) {
    spawn_local(async move {
        to(&id);
    });
}
