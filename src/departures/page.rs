//! `/people/{id}/deactivate`: now or on a day to come (S4-7…10). Whom it is about, what is planned already, what to think
//! of, and then the form.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_navigate, use_params_map};

use super::{
    api::{CancelDeparture, get_departure},
    form::DepartureForm,
    model::Warning,
    views::{DeparturePage, PlanView},
};
use crate::plain::view;
use crate::{
    domain::{
        clock::Stamp,
        ids::{PersonId, ProviderId},
    },
    error::AppError,
    i18n::use_t,
    paths,
    session::{proof::use_proof, watch::use_session_end},
    ui::{
        field::TextField,
        form::{ErrorSummary, Form, FormState},
        pagehead::PageHead,
        state::{Loading, Missing},
        toast::use_toasts,
    },
};

#[component]
pub fn DeactivatePage() -> impl IntoView {
    let t = use_t();
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<PersonId>().ok()));
    let found = Resource::new_blocking(
        move || id.get(),
        async |id| match id {
            Some(id) => get_departure(id).await,
            None => Err(AppError::NotFound),
        },
    );
    view! {
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || found.get().map(|found_now| match found_now {
                Ok(page) => view! { <Ask page reload=move |()| found.refetch()/> }.into_any(),
                Err(error) => view! {
                    <Missing error title=t.lifecycle_deactivate() back=paths::PEOPLE label=t.person_back() not_found=t.person_not_found()/>
                }
                .into_any(),
            })}
        </Transition>
    }
}

#[component]
fn Ask(page: DeparturePage, #[prop(into)] reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let row = page.account.person.row.clone();
    let (id, name) = (row.id, row.name());
    let refused = page.account.refusal.as_ref().map(|why| t.refusal(why));
    let title = t.lifecycle_deactivate_title(&name);
    let about = [row.username.clone(), t.role(row.role).to_owned(), row.place.clone(), t.badge(&row.badge)];
    let about = about.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let (plan, handover) = (page.plan.clone(), page.handover);
    let warnings = page.warnings.clone();
    view! {
        <Title text=title.clone()/>
        <a class="back" href=paths::person(id)>{t.lifecycle_back(&name)}</a>
        <PageHead title=title subtitle=move || about>""</PageHead>
        {match refused {
            Some(why) => view! { <p class="notice" role="note">{why}</p> }.into_any(),
            None => view! {
                {plan.map(|plan| view! { <Planned id name=name.clone() plan handover/> })}
                <Warnings warnings/>
                <DepartureForm page reload/>
            }
            .into_any(),
        }}
    }
}

/// What the practice should think of first (N-11).
#[component]
pub fn Warnings(warnings: Vec<Warning>) -> impl IntoView {
    let t = use_t();
    warnings
        .into_iter()
        .map(|warning| view! { <p class="notice" role="note">{t.departure_warning(&warning)}</p> })
        .collect_view()
}

/// The departure that is planned, and the way to call it off.
#[component]
fn Planned(id: PersonId, name: String, plan: PlanView, handover: Option<ProviderId>) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end, proof) = (use_toasts(), use_session_end(), use_proof());
    let navigate = use_navigate();
    let state = FormState::new(&["why"]);
    let why = RwSignal::new(String::new());
    let cancel = ServerAction::<CancelDeparture>::new();
    let send = move || drop(cancel.dispatch(CancelDeparture { person: id, reason: why.get_untracked() }));
    let end = t.end_of_day(plan.day, &plan.zone);
    let told = t.departures_cancelled(&name, t.long_day(plan.day));
    Effect::new(move |_| match cancel.value().get() {
        Some(Ok(())) => {
            toasts.success(told.clone());
            navigate(&paths::person(id), leptos_router::NavigateOptions::default());
        }
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(error)) if !proof.asked(&error, send) && !session_end.noticed(&error) => state.banner(t.error(&error)),
        _ => {}
    });
    let by = by_whom(t, &plan.by, plan.planned.as_ref());
    let bound = (why.into(), Callback::new(move |text: String| why.set(text)));
    view! {
        <section class="card card--pad form__section" aria-labelledby="planned">
            <h2 id="planned">{t.departures_planned()}</h2>
            <p><strong>{t.departures_ends(&name, end)}</strong></p>
            <p class="muted">{[by, plan.reason].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")}</p>
            {handover.map(|provider| view! {
                <p>{t.departures_with_handover()}" "<a href=paths::handover(provider)>{t.handover_title()}</a></p>
            })}
            <Form on_submit=send>
                <ErrorSummary state title=move |count| t.errors_summary(count)/>
                <TextField label=t.departures_why_not() name="why" bound state hint=t.lifecycle_reason_hint() autocomplete="off"/>
                <div class="submit-bar">
                    <button type="submit" class="btn" disabled=move || cancel.pending().get()>{t.departures_cancel()}</button>
                </div>
            </Form>
        </section>
    }
}

/// Who planned it, and when; nothing where nobody is known.
fn by_whom(t: crate::i18n::T, by: &str, planned: Option<&Stamp>) -> String {
    match planned {
        Some(at) if !by.is_empty() => t.departures_by(by, t.date_time(at)),
        _ => String::new(),
    }
}
