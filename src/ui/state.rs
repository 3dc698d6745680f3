//! What stands where nothing stands yet: loading, empty, failed, each with the next step.

use crate::plain::view;
use leptos::prelude::*;

#[component]
pub fn EmptyState(#[prop(into)] title: String, #[prop(into)] body: String, children: Children) -> impl IntoView {
    view! {
        <div class="empty">
            <h2>{title}</h2>
            <p>{body}</p>
            <div class="empty__actions">{children()}</div>
        </div>
    }
}

#[component]
pub fn Loading(#[prop(into)] text: String) -> impl IntoView {
    view! { <p class="loading" role="status">{text}</p> }
}
