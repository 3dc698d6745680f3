//! A link to choose a new password, for somebody of the practice (S3-5).

use leptos::prelude::*;

use super::api::SendResetThere;
use crate::plain::view;
use crate::{
    domain::{ids::PracticeId, refusal::Refusal},
    error::AppError,
    i18n::use_t,
    session::watch::use_session_end,
    ui::{
        field::TextField,
        form::{ErrorSummary, Form, FormState, SubmitBar},
        toast::use_toasts,
    },
};

#[component]
pub fn ResetCard(practice: PracticeId, why_not: Option<Refusal>) -> impl IntoView {
    let t = use_t();
    view! {
        <section class="card card--pad form__section narrow" aria-labelledby="reset">
            <h2 id="reset">{t.practices_reset()}</h2>
            {match why_not {
                Some(why) => view! { <p class="notice" role="note">{t.refusal(&why)}</p> }.into_any(),
                None => view! { <ResetForm practice/> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn ResetForm(practice: PracticeId) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end) = (use_toasts(), use_session_end());
    let state = FormState::new(&["reset_email"]);
    let email = RwSignal::new(String::new());
    let send = ServerAction::<SendResetThere>::new();
    Effect::new(move |_| match send.value().get() {
        Some(Ok(())) => {
            state.clear();
            toasts.success(t.account_reset_sent(email.get_untracked()));
            email.set(String::new());
        }
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(error)) if !session_end.noticed(&error) => state.banner(t.error(&error)),
        _ => {}
    });
    let submit = move || drop(send.dispatch(SendResetThere { id: practice, email: email.get_untracked() }));
    view! {
        <Form on_submit=submit>
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            <TextField
                label=t.practices_reset_email() name="reset_email" kind="email" state required=true autocomplete="off"
                hint=t.practices_reset_hint() bound=(email.into(), Callback::new(move |text| email.set(text)))
            />
            <SubmitBar label=t.practices_reset_send() busy_label=t.ui_saving() busy=Signal::from(send.pending())/>
        </Form>
    }
}
