//! `/patients`: whom the practice treats, as far as the reader needs it. The list's whole state is the address.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    api::{list_patient_places, list_patients},
    filters::Filters,
    query::PatientFilters,
    table::PatientTable,
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::permission::Permission,
    i18n::use_t,
    paths,
    ui::{
        icon::{Icon, IconName},
        list::{Rows, use_list_query},
        pagehead::PageHead,
    },
};

#[component]
pub fn PatientsPage() -> impl IntoView {
    let t = use_t();
    let query = use_list_query::<PatientFilters>();
    let list = Resource::new_blocking(move || query.get(), list_patients);
    let places = Resource::new_blocking(|| (), |()| list_patient_places());
    let viewer = use_viewer();
    let whole = |permission| {
        viewer.as_ref().is_some_and(|viewer| viewer.may(permission).is_ok_and(|reach| reach.all_of_it().is_ok()))
    };
    let (may_import, sees_plans) = (whole(Permission::ImportPatients), whole(Permission::ViewPatients));
    let (loading, set_loading) = signal(false);
    view! {
        <Title text=t.patients_title()/>
        <PageHead title=t.patients_title() subtitle=move || t.patients_subtitle()>
            {sees_plans.then(|| view! { <a class="btn" href=paths::HANDOVERS>{t.handover_plans()}</a> })}
            {may_import.then(|| view! {
                <a class="btn" href=paths::IMPORT_PATIENTS><Icon name=IconName::Upload/>{t.records_patients()}</a>
            })}
        </PageHead>
        <Filters query places/>
        <Rows list failed=t.errors_title() again=paths::PATIENTS set_loading table=move |page| view! { <PatientTable page query loading/> }.into_any()/>
    }
}
