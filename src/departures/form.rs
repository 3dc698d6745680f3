//! The form: "Active", the last day, the reason; then the question, then what was done (S4-7…10).

use leptos::prelude::*;

use super::{
    api::PlanDeparture,
    confirm::{Effects, Outcome},
    model::{Wanted, wanted},
    views::{DeparturePage, Known},
};
use crate::plain::view;
use crate::{
    domain::calendar,
    error::AppError,
    i18n::{T, use_t},
    lifecycle::api::DeactivatePerson,
    paths,
    session::{proof::use_proof, watch::use_session_end},
    ui::{
        date_picker::{DatePicker, Days},
        dialog::ConfirmDialog,
        field::TextField,
        form::{ErrorSummary, Form, FormState},
        toast::use_toasts,
    },
};

/// What there is to know about the days of the calendar.
pub fn days(t: T, page: &DeparturePage) -> Days {
    let known = |what: &Known| match what {
        Known::Leaves(name) => t.departures_leaves(name),
        Known::Closed(label) => t.departures_closed(label),
    };
    Days {
        marked: page.marks.iter().map(|mark| (mark.day, known(&mark.what))).collect(),
        ..Days::ahead(t, page.today, t.departures_too_early())
    }
}

/// Sends what is wanted, and hears what came of it.
#[derive(Clone, Copy)]
struct Sender {
    now: ServerAction<DeactivatePerson>,
    later: ServerAction<PlanDeparture>,
}

#[component]
pub fn DepartureForm(page: DeparturePage, reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end, proof) = (use_toasts(), use_session_end(), use_proof());
    let (id, name) = (page.account.person.row.id, page.account.person.row.name());
    let planned = page.plan.as_ref().map(|plan| plan.day);
    let state = FormState::new(&["active", "day", "reason"]);
    let active = RwSignal::new(true);
    let day = RwSignal::new(planned.map(|day| calendar::write(day, t.day_order())).unwrap_or_default());
    let reason = RwSignal::new(page.plan.as_ref().map(|plan| plan.reason.clone()).unwrap_or_default());
    let (asking, done) = (RwSignal::new(None::<Wanted>), RwSignal::new(None::<Wanted>));
    // What is being sent: the proof may ask for the password in between.
    let sent = RwSignal::new(None::<Wanted>);
    let sender = Sender { now: ServerAction::new(), later: ServerAction::new() };
    let seen = StoredValue::new(planned.map(|day| day.to_string()).unwrap_or_default());
    let send = move || match sent.get_untracked() {
        Some(Wanted::Now) => {
            sender.now.dispatch(DeactivatePerson { person: id, reason: reason.get_untracked() });
        }
        Some(Wanted::On(day)) => {
            let (day, reason) = (day.to_string(), reason.get_untracked());
            sender.later.dispatch(PlanDeparture { person: id, day, reason, seen: seen.get_value() });
        }
        None => {}
    };
    let called = StoredValue::new(name.clone());
    let zone = StoredValue::new(page.zone.clone());
    let heard = move |answer: Option<Result<(), AppError>>| match answer {
        Some(Ok(())) => {
            let name = called.get_value();
            toasts.success(match sent.get_untracked() {
                Some(Wanted::On(day)) => {
                    t.departures_planned_done(name, zone.with_value(|zone| t.end_of_day(day, zone)))
                }
                _ => t.lifecycle_deactivated_done(name),
            });
            done.set(sent.get_untracked());
        }
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(error @ AppError::Conflict(_))) => {
            toasts.error(t.error(&error));
            reload.run(());
        }
        Some(Err(error)) if !proof.asked(&error, send) && !session_end.noticed(&error) => state.banner(t.error(&error)),
        _ => {}
    };
    Effect::new(move |_| heard(sender.now.value().get()));
    Effect::new(move |_| heard(sender.later.value().get().map(|answer| answer.map(drop))));
    let today = page.today;
    let submit = move || {
        let asked = reason.with_untracked(|reason| {
            day.with_untracked(|day| wanted(active.get_untracked(), (day, reason), t.day_order(), today))
        });
        match asked {
            Ok((wanted, _)) => {
                state.clear();
                asking.set(Some(wanted));
            }
            Err(errors) => state.show(t, errors),
        }
    };
    let confirm = move |()| {
        sent.set(asking.get_untracked());
        asking.set(None);
        send();
    };
    let busy = Signal::derive(move || sender.now.pending().get() || sender.later.pending().get());
    let page = StoredValue::new(page);
    view! {
        {move || match done.get() {
            Some(what) => page.with_value(|page| view! { <Outcome page=page.clone() what/> }).into_any(),
            None => view! { <Fields page=page.get_value() state active day reason busy on_submit=submit/> }.into_any(),
        }}
        <ConfirmDialog
            open=Signal::derive(move || asking.get().is_some())
            on_close=move |()| asking.set(None)
            on_confirm=confirm
            title=t.lifecycle_deactivate_title(&name)
            confirm=t.departures_confirm()
            cancel=t.ui_cancel()
            danger=true
            busy
        >
            {move || asking.get().map(|wanted| page.with_value(|page| view! { <Effects page=page.clone() wanted/> }))}
        </ConfirmDialog>
    }
}

#[component]
fn Fields(
    page: DeparturePage,
    state: FormState,
    active: RwSignal<bool>,
    day: RwSignal<String>,
    reason: RwSignal<String>,
    busy: Signal<bool>,
    on_submit: impl Fn() + Copy + 'static,
) -> impl IntoView {
    let t = use_t();
    let days = days(t, &page);
    let (id, zone) = (page.account.person.row.id, StoredValue::new(page.zone.clone()));
    let error = state.error("active");
    let bound = |signal: RwSignal<String>| (signal.into(), Callback::new(move |text: String| signal.set(text)));
    let told = Callback::new(move |day| zone.with_value(|zone| t.departures_access_until(t.end_of_day(day, zone))));
    view! {
        <section class="card card--pad form__section" aria-labelledby="status">
            <h2 id="status">{t.departures_status()}</h2>
            <Form on_submit>
                <ErrorSummary state title=move |count| t.errors_summary(count)/>
                <div class="field" class:is-wrong=move || error.with(Option::is_some)>
                    <label class="check">
                        <input
                            id="active" type="checkbox" role="switch" checked=active.get_untracked()
                            prop:checked=move || active.get()
                            aria-describedby="active-hint active-error"
                            aria-invalid=move || error.get().map(|_| "true")
                            on:change=move |event| {
                                active.set(event_target_checked(&event));
                                state.touched("active");
                            }
                        />
                        <span>{t.departures_active()}</span>
                    </label>
                    <p class="field__hint" id="active-hint">{t.departures_active_hint()}</p>
                    <p class="field__error" id="active-error">{move || error.get()}</p>
                </div>
                <DatePicker label=t.departures_day() name="day" bound=bound(day) state hint=t.departures_day_hint() days told/>
                <TextField
                    label=t.requests_reason() name="reason" bound=bound(reason) state required=true
                    hint=t.lifecycle_reason_hint() autocomplete="off"
                />
                <div class="submit-bar">
                    <button type="submit" class="btn btn--primary" disabled=move || busy.get()>{t.person_save()}</button>
                    <a class="btn" href=paths::person(id)>{t.ui_cancel()}</a>
                </div>
            </Form>
        </section>
    }
}
