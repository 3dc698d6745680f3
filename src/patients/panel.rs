//! `/patients/of/{id}`: a provider's panel. Every number leads to the patients it counts.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::{
    api::get_panel,
    query::{PatientFilters, PatientQuery, When},
    views::PanelPage as Loaded,
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::{ids::ProviderId, permission::Permission},
    error::AppError,
    i18n::use_t,
    paths,
    ui::{
        badge::{Badge, Tone},
        pagehead::PageHead,
        state::{Loading, Missing},
    },
};

#[component]
pub fn PanelPage() -> impl IntoView {
    let t = use_t();
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<ProviderId>().ok()));
    let panel = Resource::new_blocking(
        move || id.get(),
        async |id| match id {
            Some(id) => get_panel(id).await,
            None => Err(AppError::NotFound),
        },
    );
    view! {
        <a class="back" href=paths::PATIENTS>{t.patients_back()}</a>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || panel.get().map(|found| match found {
                Ok(page) => view! { <Panel page/> }.into_any(),
                Err(error) => view! { <Missing error title=t.patients_panel() back=paths::PATIENTS label=t.patients_back()/> }.into_any(),
            })}
        </Transition>
    }
}

#[component]
fn Panel(page: Loaded) -> impl IntoView {
    let t = use_t();
    let Loaded { provider, panel, offices } = page;
    let id = provider.id;
    let of = move |narrow: &dyn Fn(&mut PatientFilters)| {
        paths::patients(&PatientQuery::default().with(|filters| {
            filters.providers = vec![Some(id)];
            narrow(filters);
        }))
    };
    let capacity =
        provider.capacity.map(|capacity| t.patients_load_of(t.number(panel.active), t.number(capacity.into())));
    let full = provider.is_full(0);
    let office_name = move |id| offices.iter().find(|(one, _)| *one == id).map(|(_, name)| name.clone());
    let statuses = panel.statuses.iter().map(|(status, count)| {
        let status = *status;
        (t.patient_status(status).to_owned(), *count, of(&|filters| filters.statuses = vec![status]))
    });
    let languages = panel.languages.iter().map(|(language, count)| {
        let language = *language;
        (t.language(language).to_owned(), *count, of(&|filters| filters.languages = vec![language]))
    });
    let places = panel.offices.iter().map(|(office, count)| {
        let office = *office;
        (office_name(office).unwrap_or_default(), *count, of(&|filters| filters.offices = vec![office]))
    });
    let tiles = [
        (t.patients_title(), panel.total, of(&|_| ())),
        (t.patients_when_soon(), panel.soon, of(&|filters| filters.when = vec![When::Soon])),
    ];
    let may_hand_over = use_viewer()
        .is_some_and(|viewer| viewer.may(Permission::AssignPatients).is_ok_and(|reach| reach.all_of_it().is_ok()));
    view! {
        <Title text=t.patients_panel_of(&provider.name)/>
        <PageHead title=t.patients_panel_of(&provider.name) subtitle=move || capacity>
            {(!provider.active).then(|| view! { <Badge tone=Tone::Off title=None>{t.profiles_inactive()}</Badge> })}
            {full.then(|| view! { <Badge tone=Tone::Warn title=None>{t.patients_full()}</Badge> })}
            {may_hand_over.then(|| view! { <a class="btn" href=paths::handover(id)>{t.handover_button()}</a> })}
        </PageHead>
        <ul class="tiles">
            {tiles.map(|(label, count, href)| view! {
                <li><a class="tile" href=href><strong>{t.number(count)}</strong><span>{label}</span></a></li>
            }).collect_view()}
        </ul>
        <Counted title=t.people_status() rows=statuses.collect()/>
        <Counted title=t.people_office() rows=places.collect()/>
        <Counted title=t.fields_language() rows=languages.collect()/>
    }
}

/// Counts of one kind, each a way to those it counts.
#[component]
fn Counted(title: &'static str, rows: Vec<(String, i64, String)>) -> impl IntoView {
    let t = use_t();
    view! {
        <section class="card card--pad">
            <h2>{title}</h2>
            {rows.is_empty().then(|| view! { <p class="muted">{t.patients_empty()}</p> })}
            <ul class="todo">
                {rows.into_iter().map(|(name, count, href)| view! {
                    <li><a href=href>{name}</a><span class="muted">{t.patients_total(count)}</span></li>
                }).collect_view()}
            </ul>
        </section>
    }
}
