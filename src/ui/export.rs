//! The button that sends a list as a file. Plain forms, so that it works before the module has loaded.

use leptos::{html, prelude::*};

use super::{
    icon::{Icon, IconName},
    menu::leave,
};
use crate::plain::view;

#[component]
pub fn ExportMenu(
    /// Where the form goes.
    #[prop(into)]
    action: String,
    /// The state of the list as it stands in its address, without the page.
    params: Signal<Vec<(&'static str, String)>>,
    #[prop(into)] label: String,
    #[prop(into)] csv: String,
    #[prop(into)] xlsx: String,
) -> impl IntoView {
    let details = NodeRef::<html::Details>::new();
    let form = move |format: &'static str, label: String| {
        view! {
            <form method="post" action=action.clone()>
                <input type="hidden" name="format" value=format/>
                {move || params.get().into_iter().map(|(name, value)| view! {
                    <input type="hidden" name=name value=value/>
                }).collect_view()}
                <button class="menu__item">{label}</button>
            </form>
        }
    };
    view! {
        <details class="menu" node_ref=details on:focusout=move |event| leave(&event, details)>
            <summary class="btn"><Icon name=IconName::Download/>{label}</summary>
            <div class="menu__list">{form("csv", csv)}{form("xlsx", xlsx)}</div>
        </details>
    }
}
