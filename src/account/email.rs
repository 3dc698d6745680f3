//! The form for another address, on the own profile and on a person's page (C-10).

use leptos::prelude::*;

use crate::plain::view;
use crate::{
    error::AppError,
    i18n::use_t,
    session::{proof::Proof, watch::use_session_end},
    ui::{
        field::TextField,
        form::{ErrorSummary, Form, FormState},
        toast::use_toasts,
    },
};

#[component]
pub fn EmailForm(
    /// The address that waits to be confirmed, if any.
    pending: Option<String>,
    proof: Proof,
    #[prop(into)] send: Callback<String>,
    /// What the server said to the last one sent.
    answer: Signal<Option<Result<(), AppError>>>,
    #[prop(into)] busy: Signal<bool>,
) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let state = FormState::new(&["email"]);
    let email = RwSignal::new(String::new());
    let waits = RwSignal::new(pending);
    Effect::new(move |_| match answer.get() {
        Some(Ok(())) => {
            let sent = email.get_untracked();
            toasts.success(t.account_email_sent(&sent));
            waits.set(Some(sent));
            email.set(String::new());
            state.clear();
        }
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(error)) => {
            let again = move || send.run(email.get_untracked());
            if !proof.asked(&error, again) && !session_end.noticed(&error) {
                state.banner(t.error(&error));
            }
        }
        None => {}
    });
    let bound = (email.into(), Callback::new(move |text| email.set(text)));
    view! {
        {move || waits.get().map(|email| view! { <p class="notice" role="note">{t.profile_email_pending(email)}</p> })}
        <Form on_submit=move || send.run(email.get_untracked())>
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            <TextField label=t.account_email_new() name="email" kind="email" bound state hint=t.account_email_hint() autocomplete="off"/>
            <button type="submit" class="btn" disabled=move || busy.get()>{t.account_email_send()}</button>
        </Form>
    }
}
