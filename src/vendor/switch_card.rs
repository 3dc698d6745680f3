//! "Switch to account" (S3-8): with a reason, which the practice reads.

use leptos::prelude::*;

use super::api::SwitchTo;
use crate::plain::view;
use crate::{
    domain::{ids::PracticeId, refusal::Refusal},
    error::AppError,
    i18n::use_t,
    paths,
    session::{page::leave_to, proof::use_proof, watch::use_session_end},
    ui::{
        field::TextField,
        form::{ErrorSummary, Form, FormState, SubmitBar},
    },
};

#[component]
pub fn SwitchCard(practice: PracticeId, name: String, why_not: Option<Refusal>) -> impl IntoView {
    let t = use_t();
    view! {
        <section class="card card--pad form__section narrow" aria-labelledby="switch">
            <h2 id="switch">{t.switch_title()}</h2>
            {match why_not {
                Some(why) => view! { <p class="notice" role="note">{t.refusal(&why)}</p> }.into_any(),
                None => view! { <SwitchForm practice name/> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn SwitchForm(practice: PracticeId, name: String) -> impl IntoView {
    let t = use_t();
    let (session_end, proof) = (use_session_end(), use_proof());
    let state = FormState::new(&["switch_reason"]);
    let reason = RwSignal::new(String::new());
    let switch = ServerAction::<SwitchTo>::new();
    let send = move || drop(switch.dispatch(SwitchTo { practice, reason: reason.get_untracked() }));
    Effect::new(move |_| match switch.value().get() {
        Some(Ok(())) => leave_to(paths::HOME),
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(error)) if !proof.asked(&error, send) && !session_end.noticed(&error) => state.banner(t.error(&error)),
        _ => {}
    });
    view! {
        <p class="muted">{t.switch_intro(name)}</p>
        <Form on_submit=send>
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            <TextField
                label=t.switch_reason() name="switch_reason" state required=true hint=t.switch_reason_hint()
                autocomplete="off" bound=(reason.into(), Callback::new(move |text| reason.set(text)))
            />
            <SubmitBar label=t.switch_title() busy_label=t.ui_saving() busy=Signal::from(switch.pending())/>
        </Form>
    }
}
