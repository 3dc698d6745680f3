//! The button that sends the people list's current filter as a file.

use leptos::prelude::*;

use crate::plain::view;
use crate::{
    app::use_viewer, domain::permission::Permission, i18n::use_t, paths, people::query::PeopleQuery,
    ui::export::ExportMenu as Menu,
};

/// Nothing for those who may not export.
#[component]
pub fn ExportMenu(#[prop(into)] query: Signal<PeopleQuery>) -> impl IntoView {
    let t = use_t();
    let may = use_viewer().is_some_and(|viewer| viewer.may(Permission::ExportPeople).is_ok());
    let params = Signal::derive(move || query.get().from_start().params());
    may.then(|| {
        view! {
            <Menu action=paths::EXPORT params label=t.people_export() csv=t.people_export_csv() xlsx=t.people_export_xlsx()/>
        }
    })
}
