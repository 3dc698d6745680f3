//! `/providers`: every provider with its agent. The list's whole state is the address.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{api::list_providers, filters::Filters, query::ProviderFilters, table::ProviderTable};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::permission::Permission,
    i18n::{T, use_t},
    paths,
    ui::{
        export::ExportMenu,
        icon::{Icon, IconName},
        list::{Rows, Subtitle, use_list_query},
        pagehead::PageHead,
    },
};

#[component]
pub fn ProvidersPage() -> impl IntoView {
    let t = use_t();
    let query = use_list_query::<ProviderFilters>();
    let list = Resource::new_blocking(move || query.get(), list_providers);
    let viewer = use_viewer();
    let may_add = viewer
        .as_ref()
        .is_some_and(|viewer| viewer.may(Permission::EditProviders).is_ok_and(|reach| reach.all_of_it().is_ok()));
    let may_export = viewer.is_some_and(|viewer| viewer.may(Permission::ExportPeople).is_ok());
    let params = Signal::derive(move || query.get().from_start().params());
    let (loading, set_loading) = signal(false);
    view! {
        <Title text=t.nav_providers()/>
        <PageHead title=t.nav_providers() subtitle=move || view! { <Subtitle list about=t.providers_subtitle() total=T::providers_total/> }>
            {may_export.then(|| view! {
                <ExportMenu
                    action=paths::PROVIDERS_EXPORT params label=t.people_export() csv=t.people_export_csv()
                    xlsx=t.people_export_xlsx()
                />
            })}
            {may_add.then(|| view! {
                <a class="btn" href=paths::PROVIDER_RULES>{t.profiles_rules()}</a>
                <a class="btn" href=paths::IMPORT_PROVIDERS><Icon name=IconName::Upload/>{t.records_providers()}</a>
                <a class="btn btn--primary" href=paths::ADD_PROVIDER>{t.settings_add_provider()}</a>
            })}
        </PageHead>
        <Filters query/>
        <Rows list failed=t.errors_title() again=paths::PROVIDERS set_loading table=move |page| view! { <ProviderTable page query loading/> }.into_any()/>
    }
}
