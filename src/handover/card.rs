//! How a plan stands: its state, its instant, why it stopped, and what can be done about it.

use leptos::prelude::*;

use super::{
    api::{CancelHandover, RetryHandover},
    model::{State, Why},
    preview_card::{Moves, Problems},
    views::PlanView,
};
use crate::plain::view;
use crate::{
    domain::ids::ProviderId,
    error::AppError,
    i18n::use_t,
    session::watch::use_session_end,
    ui::{
        badge::{Badge, Tone},
        dialog::ConfirmDialog,
        toast::use_toasts,
    },
};

#[component]
pub fn StateBadge(state: State, open_points: i64) -> impl IntoView {
    let t = use_t();
    let tone = match state {
        State::Draft | State::Cancelled => Tone::Off,
        State::Scheduled => Tone::Info,
        State::Stopped => Tone::Bad,
        State::Done if open_points > 0 => Tone::Warn,
        State::Done => Tone::Ok,
    };
    let open = (state == State::Done && open_points > 0).then(|| format!(" · {}", t.handover_open_points(open_points)));
    view! { <Badge tone title=None>{t.handover_state(state)}{open}</Badge> }
}

#[component]
pub fn PlanCard(provider: ProviderId, plan: PlanView, may_plan: bool, reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let (state, open) = (plan.state, plan.open_points() as i64);
    let at = plan.at.map(|at| match state {
        State::Done => t.handover_done_at(t.date_time(&at)),
        _ => t.handover_planned_at(t.date_time(&at)),
    });
    let by = t.handover_by(plan.by, t.date_time(&plan.changed));
    let why = plan.why.map(|why| match why {
        Why::Problems(problems) => view! { <Problems problems/> }.into_any(),
        Why::Refused(refusal) => view! { <p>{t.handover_refused()}" "{t.refusal(&refusal)}</p> }.into_any(),
        Why::Restored => view! { <p>{t.handover_restored()}</p> }.into_any(),
        Why::CalledOff => view! { <p>{t.handover_called_off()}</p> }.into_any(),
        Why::Rehired => view! { <p>{t.handover_rehired()}</p> }.into_any(),
    });
    let outcome = plan.outcome;
    view! {
        <section class="card card--pad" aria-labelledby="handover-state">
            <h2 id="handover-state">{t.handover_title()}" "<StateBadge state open_points=open/></h2>
            {at.map(|at| view! { <p><strong>{at}</strong></p> })}
            <p class="muted">{by}</p>
            {(state == State::Stopped).then(|| view! { <p class="notice notice--bad" role="alert">{t.handover_stopped_hint()}</p> })}
            {why}
            {(!outcome.is_empty()).then(|| view! { <Moves moves=outcome done=true/> })}
            {(may_plan && state.is_open()).then(|| view! { <Verbs provider state version=plan.version reload/> })}
        </section>
    }
}

#[component]
fn Verbs(provider: ProviderId, state: State, version: i64, reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end) = (use_toasts(), use_session_end());
    let retry = ServerAction::<RetryHandover>::new();
    let cancel = ServerAction::<CancelHandover>::new();
    let asks = RwSignal::new(false);
    let failed = move |error: &AppError| {
        if !session_end.noticed(error) {
            toasts.error(t.error(error));
            reload.run(());
        }
    };
    Effect::new(move |_| match retry.value().get() {
        Some(Ok(state)) => {
            if state == State::Stopped {
                toasts.error(t.handover_stopped_again().to_owned());
            } else {
                toasts.success(t.handover_state(state).to_owned());
            }
            reload.run(());
        }
        Some(Err(error)) => failed(&error),
        None => {}
    });
    Effect::new(move |_| match cancel.value().get() {
        Some(Ok(())) => {
            toasts.success(t.handover_called_off().to_owned());
            reload.run(());
        }
        Some(Err(error)) => failed(&error),
        None => {}
    });
    view! {
        <div class="submit-bar">
            {(state == State::Stopped).then(|| view! {
                <button
                    type="button"
                    class="btn btn--primary"
                    disabled=move || retry.pending().get()
                    on:click=move |_| drop(retry.dispatch(RetryHandover { provider, version }))
                >
                    {t.handover_retry()}
                </button>
            })}
            <button type="button" class="btn" on:click=move |_| asks.set(true)>{t.handover_cancel()}</button>
        </div>
        <ConfirmDialog
            open=asks.into()
            on_close=move |()| asks.set(false)
            on_confirm=move |()| {
                asks.set(false);
                cancel.dispatch(CancelHandover { provider, version });
            }
            title=t.handover_cancel()
            confirm=t.handover_cancel()
            cancel=t.ui_cancel()
            danger=true
            busy=Signal::from(cancel.pending())
        >
            <p>{t.handover_cancel_body()}</p>
        </ConfirmDialog>
    }
}
