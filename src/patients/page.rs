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
        list::{use_list_query, use_pressed},
        pagehead::PageHead,
        state::{EmptyState, Loading},
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
    let pressed = use_pressed();
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
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> } set_pending=set_loading>
            // Read and not awaited: the old rows, and the signals they were made of, stay until the new ones are there.
            {move || list.get().map(|found| match found {
                Ok(page) => view! { <PatientTable page query loading pressed/> }.into_any(),
                Err(error) => view! {
                    <EmptyState title=t.errors_title() body=t.error(&error)>
                        <a class="btn" href=paths::PATIENTS>{t.errors_retry()}</a>
                    </EmptyState>
                }
                .into_any(),
            })}
        </Transition>
    }
}
