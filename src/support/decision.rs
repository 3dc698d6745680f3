//! What ends a ticket: support's decision with a reason, or taking it back; and whose ticket it is to answer.

use leptos::prelude::*;

use super::{
    api::{AssignTicket, DecideTicket, WithdrawTicket},
    model::Decision,
    views::{TicketPage, WishView},
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::{
        code::{Code, FieldErrors},
        ids::TicketId,
    },
    error::AppError,
    i18n::{T, use_t},
    session::{proof::use_proof, watch::use_session_end},
    ui::{
        field::TextField,
        form::{ErrorSummary, FormState},
        toast::use_toasts,
    },
};

#[component]
pub fn Decide(page: TicketPage, reason: RwSignal<String>, reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end, proof) = (use_toasts(), use_session_end(), use_proof());
    let decide = ServerAction::<DecideTicket>::new();
    let state = FormState::new(&["ticket_reason"]);
    let last = RwSignal::new(Decision::Solved);
    let (id, seen) = (page.id, page.version);
    let send = move || {
        state.clear();
        decide.dispatch(DecideTicket { id, seen, decision: last.get_untracked(), reason: reason.get_untracked() });
    };
    Effect::new(move |_| match decide.value().get() {
        Some(Ok(())) => {
            toasts.success(t.support_decided().to_owned());
            reload.run(());
        }
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(error)) if !proof.asked(&error, send) && !session_end.noticed(&error) => {
            // Somebody else was quicker: the page shows what they did.
            if matches!(error, AppError::Conflict(_)) {
                toasts.error(t.error(&error));
                reload.run(());
            } else {
                state.banner(t.error(&error));
            }
        }
        _ => {}
    });
    let press = move |decision: Decision| {
        last.set(decision);
        if decision == Decision::Denied && reason.with_untracked(|reason| reason.trim().is_empty()) {
            state.show(t, FieldErrors::one("ticket_reason", Code::Required));
        } else {
            send();
        }
    };
    let decisions: &[Decision] =
        if page.kind.is_decided() { &[Decision::Approved, Decision::Denied] } else { &[Decision::Solved] };
    view! {
        <section class="card card--pad form__section" aria-labelledby="decide">
            <h2 id="decide">{t.support_decide()}</h2>
            {consequence(t, &page).map(|text| view! { <p>{text}</p> })}
            {(!page.vendors.is_empty()).then(|| view! {
                <p class="notice" role="note">{t.support_vendor_has_there(page.vendors.join(", "))}</p>
            })}
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            <TextField
                label=t.support_reason() name="ticket_reason" state hint=t.support_reason_hint() autocomplete="off"
                bound=(reason.into(), Callback::new(move |text| reason.set(text)))
            />
            <div class="buttons">
                {decisions.iter().map(|decision| {
                    let decision = *decision;
                    let class = if decision == Decision::Denied { "btn btn--danger" } else { "btn btn--primary" };
                    view! {
                        <button
                            type="button" class=class disabled=move || decide.pending().get()
                            on:click=move |_| press(decision)
                        >
                            {t.ticket_decision(decision)}
                        </button>
                    }
                }).collect_view()}
            </div>
        </section>
    }
}

/// What approving does.
fn consequence(t: T, page: &TicketPage) -> Option<String> {
    Some(match &page.wish {
        WishView::Question => return None,
        WishView::Link { vendor, level } => t.support_approves_link(&page.practice, vendor, t.vendor_level(*level)),
        WishView::UserManager { name, .. } => t.support_approves_manager(name),
        WishView::Payment(method) => t.support_approves_payment(t.payment_method(*method)),
    })
}

/// "Assign to me", for whoever of support does not answer for it already.
#[component]
pub fn Take(page: TicketPage, reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end) = (use_toasts(), use_session_end());
    let assign = ServerAction::<AssignTicket>::new();
    Effect::new(move |_| match assign.value().get() {
        Some(Ok(())) => {
            toasts.success(t.support_taken().to_owned());
            reload.run(());
        }
        Some(Err(error)) if !session_end.noticed(&error) => {
            toasts.error(t.error(&error));
            reload.run(());
        }
        _ => {}
    });
    let me = use_viewer().map(|viewer| viewer.actor.person);
    let mine = page.assigned.as_ref().map(|(id, _)| *id) == me;
    let (id, seen) = (page.id, page.version);
    (!mine).then(|| {
        view! {
            <button
                type="button" class="btn" disabled=move || assign.pending().get()
                on:click=move |_| drop(assign.dispatch(AssignTicket { id, seen }))
            >
                {t.support_take()}
            </button>
        }
    })
}

/// For those who asked.
#[component]
pub fn Withdraw(id: TicketId, seen: i64, reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end) = (use_toasts(), use_session_end());
    let withdraw = ServerAction::<WithdrawTicket>::new();
    Effect::new(move |_| match withdraw.value().get() {
        Some(Ok(())) => {
            toasts.success(t.support_withdrawn().to_owned());
            reload.run(());
        }
        Some(Err(error)) if !session_end.noticed(&error) => {
            toasts.error(t.error(&error));
            reload.run(());
        }
        _ => {}
    });
    view! {
        <div>
            <button
                type="button" class="btn btn--ghost" disabled=move || withdraw.pending().get()
                on:click=move |_| drop(withdraw.dispatch(WithdrawTicket { id, seen }))
            >
                {t.support_withdraw()}
            </button>
        </div>
    }
}
