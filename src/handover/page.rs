//! `/providers/{id}/handover`: who looks after a provider's patients from some day on. The plan, what it would do, how it
//! stands, and what else has to be seen to; printed, it is the summary of all that.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    api::{DraftHandover, PreviewHandover, ScheduleHandover, get_handover},
    card::{PlanCard, StateBadge},
    model::{Plan, State, When},
    picks::Picks,
    point_card::PointCard,
    preview_card::PreviewCard,
    rules_form::{Kinds, Rules},
    views::HandoverPage as Loaded,
    when::{WhenCard, chosen},
};
use crate::plain::view;
use crate::{
    domain::{calendar, code::FieldErrors, day, ids::ProviderId},
    error::AppError,
    i18n::use_t,
    paths,
    session::watch::use_session_end,
    ui::{
        dialog::ConfirmDialog,
        form::{ErrorSummary, FormState},
        latest::use_latest,
        pagehead::PageHead,
        state::{Loading, Missing},
        timer::Debounce,
        toast::use_toasts,
        unsaved,
    },
};

/// Milliseconds after the last change until the preview follows.
const PAUSE: u32 = 150;

#[component]
pub fn HandoverPage() -> impl IntoView {
    let t = use_t();
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<ProviderId>().ok()));
    let page = Resource::new_blocking(
        move || id.get(),
        async |id| match id {
            Some(id) => get_handover(id).await,
            None => Err(AppError::NotFound),
        },
    );
    let reload = Callback::new(move |()| page.refetch());
    view! {
        <a class="back" href=paths::HANDOVERS>{t.handover_back()}</a>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || page.get().map(|found| match found {
                Ok(page) => view! { <Handover page reload/> }.into_any(),
                Err(error) => view! {
                    <Missing error title=t.handover_title() back=paths::PROVIDERS label=t.providers_back()/>
                }
                .into_any(),
            })}
        </Transition>
    }
}

#[component]
fn Handover(page: Loaded, reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let id = page.provider.id;
    let stored = page.stored.clone();
    let state = stored.as_ref().map(|plan| plan.state);
    let open_points = stored.as_ref().map_or(0, |plan| plan.open_points() as i64);
    let may_plan = page.may_plan;
    // What is done stays on the page; there is nothing to plan without patients.
    let plans = may_plan && state.is_none_or(|state| state != State::Done || page.patients > 0);
    let title = t.handover_of(&page.provider.name);
    let points = stored.as_ref().filter(|plan| plan.state != State::Cancelled).map(|plan| plan.points.clone());
    let preview = page.preview.clone();
    let shows_preview = !plans && state.is_some_and(State::is_open);
    view! {
        <Title text=title.clone()/>
        <PageHead title subtitle=move || t.patients_total(page.patients)>
            {state.map(|state| view! { <StateBadge state open_points/> })}
            <a class="btn no-print" href=paths::panel(id)>{t.patients_panel()}</a>
            <button
                type="button"
                class="btn no-print"
                on:click=move |_| {
                    if let Err(error) = window().print() {
                        leptos::logging::warn!("{error:?}");
                    }
                }
            >
                {t.handover_print()}
            </button>
        </PageHead>
        {stored.map(|plan| view! { <PlanCard provider=id plan may_plan reload/> })}
        {plans.then(|| view! { <Editor page reload/> })}
        {shows_preview.then(|| view! { <PreviewCard preview/> })}
        {points.map(|points| view! { <PointCard provider=id points may_plan/> })}
    }
}

#[component]
fn Editor(page: Loaded, reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let id = page.provider.id;
    // Whoever comes from a departure brings its day along.
    let asked = use_query_map().read_untracked().get("day").and_then(|day| day::parse(&day).ok());
    let asked = asked.filter(|day| *day > page.today);
    let open = page.stored.filter(|stored| stored.state.is_open());
    let version = open.as_ref().map_or(0, |stored| stored.version);
    // A day that has passed is none to begin with.
    let at = open.as_ref().and_then(|stored| stored.at).filter(|at| at.date_naive() > page.today);
    let typed = at.map(|at| at.date_naive()).or(asked).map(|day| calendar::write(day, t.day_order()));
    // Whoever leaves anew does so for good, unless it is said otherwise.
    let first = open.map_or_else(|| Plan { leaves: page.provider.active, ..Plan::default() }, |stored| stored.plan);
    let stored = StoredValue::new((first.clone(), typed.clone().unwrap_or_default()));
    let (plan, text) = (RwSignal::new(first), RwSignal::new(typed.unwrap_or_default()));
    unsaved::watch(Signal::derive(move || {
        stored.with_value(|(first, day)| plan.get() != *first || text.get() != *day)
    }));
    let preview = RwSignal::new(page.preview);
    let state = FormState::new(&["handover_day"]);
    let kinds = Kinds { offices: StoredValue::new(page.offices), languages: StoredValue::new(page.languages) };
    let targets = StoredValue::new(page.targets);
    let (look, previewed) = use_latest::<PreviewHandover>();
    let pause = Debounce::new(PAUSE);
    // Nobody orders what they have not seen: until the preview has followed, the order waits.
    let awaited = RwSignal::new(false);
    Effect::new(move |before: Option<()>| {
        let (plan, when) = (plan.get(), text.with(|text| chosen(t, text)));
        // The page came with what the stored plan would do.
        if before.is_some()
            && let Ok(when) = when
        {
            awaited.set(true);
            pause.run(move || look(PreviewHandover { provider: id, plan, when }));
        }
    });
    Effect::new(move |_| {
        let Some(answer) = previewed() else { return };
        awaited.set(false);
        match answer {
            Ok(found) => {
                state.clear();
                preview.set(found);
            }
            Err(error) => state.returned(t, error),
        }
    });
    on_cleanup(move || pause.cancel());
    view! {
        <div class="no-print plan-editor">
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            <Rules plan kinds targets/>
            <Picks plan provider=id targets names=page.picked/>
            <WhenCard plan text state today=page.today zone=page.zone has_left=!page.provider.active/>
        </div>
        {move || view! { <PreviewCard preview=preview.get()/> }}
        <Orders provider=id version plan text preview awaited=awaited.into() state reload/>
    }
}

/// Saving, scheduling, doing it now.
#[component]
fn Orders(
    provider: ProviderId,
    version: i64,
    plan: RwSignal<Plan>,
    text: RwSignal<String>,
    preview: RwSignal<super::views::Preview>,
    awaited: Signal<bool>,
    state: FormState,
    reload: Callback<()>,
) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end) = (use_toasts(), use_session_end());
    let draft = ServerAction::<DraftHandover>::new();
    let schedule = ServerAction::<ScheduleHandover>::new();
    let asks = RwSignal::new(false);
    let failed = move |error: AppError| match error {
        AppError::Conflict(conflict) if conflict.fields.is_empty() => {
            toasts.error(t.handover_changed(&conflict.by));
            reload.run(());
        }
        // Other patients than were seen.
        AppError::Conflict(_) => {
            toasts.error(t.handover_others().to_owned());
            plan.notify();
        }
        error if !session_end.noticed(&error) => state.returned(t, error),
        _ => {}
    };
    Effect::new(move |_| match draft.value().get() {
        Some(Ok(())) => {
            toasts.success(t.handover_saved().to_owned());
            reload.run(());
        }
        Some(Err(error)) => failed(error),
        None => {}
    });
    Effect::new(move |_| match schedule.value().get() {
        Some(Ok(state)) => {
            let said = if state == State::Done { t.handover_done() } else { t.handover_scheduled() };
            toasts.success(said.to_owned());
            reload.run(());
        }
        Some(Err(error)) => failed(error),
        None => {}
    });
    let now = move || text.with(|text| chosen(t, text)) == Ok(When::Now);
    let label = move || if now() { t.handover_do_now() } else { t.handover_schedule() };
    let ask = move || match text.with_untracked(|text| chosen(t, text)) {
        Ok(_) => asks.set(true),
        Err(code) => state.show(t, FieldErrors::one("handover_day", code)),
    };
    let confirm = move || {
        asks.set(false);
        if let Ok(when) = text.with_untracked(|text| chosen(t, text)) {
            let (plan, seen) = (plan.get_untracked(), preview.with_untracked(|preview| preview.seen()));
            schedule.dispatch(ScheduleHandover { provider, version, plan, when, seen });
        }
    };
    let busy = move || draft.pending().get() || schedule.pending().get();
    view! {
        <div class="submit-bar">
            <button
                type="button"
                class="btn btn--primary"
                disabled=move || busy() || awaited.get() || preview.with(|preview| preview.is_blocked())
                on:click=move |_| ask()
            >
                {label}
            </button>
            <button
                type="button"
                class="btn"
                disabled=busy
                on:click=move |_| drop(draft.dispatch(DraftHandover { provider, version, plan: plan.get_untracked() }))
            >
                {t.handover_save_draft()}
            </button>
        </div>
        <ConfirmDialog
            open=asks.into()
            on_close=move |()| asks.set(false)
            on_confirm=move |()| confirm()
            title=t.handover_confirm()
            confirm=t.handover_confirm_yes()
            cancel=t.ui_cancel()
        >
            <p>{move || t.patients_total(preview.with(|preview| preview.patients()))}</p>
            <p>{move || if now() { t.handover_confirm_now() } else { t.handover_confirm_later() }}</p>
            {move || plan.with(|plan| plan.leaves).then(|| view! { <p>{t.handover_leaves()}</p> })}
        </ConfirmDialog>
    }
}
