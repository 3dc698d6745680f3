//! The heading of a page with what can be done there.

use crate::plain::view;
use leptos::prelude::*;

#[component]
pub fn PageHead<S, V>(
    #[prop(into)] title: String,
    /// A line below or beside the title.
    subtitle: S,
    children: Children,
) -> impl IntoView
where
    S: FnOnce() -> V,
    V: IntoView + 'static,
{
    view! {
        <div class="pagehead">
            <div class="pagehead__words">
                <h1>{title}</h1>
                <p>{subtitle()}</p>
            </div>
            <div class="pagehead__actions">{children()}</div>
        </div>
    }
}
