//! `/patients/{id}`: a patient, who looks after them, and what happened.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::{
    api::{get_patient, patient_history},
    assign::Assign,
    views::{PatientPage as Loaded, PatientRow},
};
use crate::plain::view;
use crate::{
    domain::ids::PatientId,
    error::AppError,
    history::timeline::HistoryCard,
    i18n::use_t,
    paths,
    ui::{
        badge::Badge,
        pagehead::PageHead,
        state::{Loading, Missing},
    },
};

#[component]
pub fn PatientPage() -> impl IntoView {
    let t = use_t();
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<PatientId>().ok()));
    let patient = Resource::new_blocking(
        move || id.get(),
        async |id| match id {
            Some(id) => get_patient(id).await,
            None => Err(AppError::NotFound),
        },
    );
    let reload = Callback::new(move |()| patient.refetch());
    view! {
        <a class="back" href=paths::PATIENTS>{t.patients_back()}</a>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || patient.get().map(|found| match found {
                Ok(page) => view! { <Patient page reload/> }.into_any(),
                Err(error) => view! { <Missing error title=t.patients_one() back=paths::PATIENTS label=t.patients_back()/> }.into_any(),
            })}
        </Transition>
    }
}

#[component]
fn Patient(page: Loaded, reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let Loaded { patient, version, targets } = page;
    let id = patient.id;
    let about = patient.identifier.clone();
    view! {
        <Title text=patient.name.clone()/>
        <PageHead title=patient.name.clone() subtitle=move || about>
            <Badge tone=patient.status.tone() title=None>{t.patient_status(patient.status)}</Badge>
        </PageHead>
        <Facts patient=patient.clone()/>
        {targets.map(|targets| view! { <Assign patient version targets on_done=reload/> })}
        <h2>{t.person_tab_history()}</h2>
        <HistoryCard entries=move |before| patient_history(id, before)/>
    }
}

#[component]
fn Facts(patient: PatientRow) -> impl IntoView {
    let t = use_t();
    let facts = [
        (t.patients_birth(), t.day(patient.birth)),
        (t.fields_language(), t.language(patient.language).to_owned()),
        (t.people_office(), patient.office),
        (t.patients_next(), patient.next.map_or_else(|| "–".to_owned(), |at| t.date_time(&at))),
    ];
    view! {
        <section class="card card--pad">
            <dl class="facts">
                {facts.map(|(name, value)| view! { <dt>{name}</dt><dd>{value}</dd> }).collect_view()}
                <dt>{t.providers_one()}</dt>
                <dd>
                    {match patient.provider {
                        Some((id, name)) => view! { <a href=paths::panel(id)>{name}</a> }.into_any(),
                        None => t.patients_nobody().into_any(),
                    }}
                </dd>
            </dl>
        </section>
    }
}
