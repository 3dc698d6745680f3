//! The button that sends the current filter as a file. Plain forms, so that it works before the module has loaded.

use leptos::{html, prelude::*};

use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::permission::Permission,
    i18n::use_t,
    paths,
    people::query::PeopleQuery,
    ui::{
        icon::{Icon, IconName},
        menu::leave,
    },
};

/// Nothing for those who may not export.
#[component]
pub fn ExportMenu(#[prop(into)] query: Signal<PeopleQuery>) -> impl IntoView {
    let t = use_t();
    let details = NodeRef::<html::Details>::new();
    let may = use_viewer().is_some_and(|viewer| viewer.may(Permission::ExportPeople).is_ok());
    let form = move |format: &'static str, label: &'static str| {
        view! {
            <form method="post" action=paths::EXPORT>
                <input type="hidden" name="format" value=format/>
                {move || query.get().from_start().params().into_iter().map(|(name, value)| view! {
                    <input type="hidden" name=name value=value/>
                }).collect_view()}
                <button class="menu__item">{label}</button>
            </form>
        }
    };
    may.then(|| {
        view! {
            <details class="menu" node_ref=details on:focusout=move |event| leave(&event, details)>
                <summary class="btn"><Icon name=IconName::Download/>{t.people_export()}</summary>
                <div class="menu__list">
                    {form("csv", t.people_export_csv())}
                    {form("xlsx", t.people_export_xlsx())}
                </div>
            </details>
        }
    })
}
