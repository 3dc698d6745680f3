//! Giving the password again before something sensitive (T33): a dialog over the page, which loses nothing typed, and a
//! page for forms that were sent without the module.

use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{api::Prove, model::safe_next, page::leave_to, watch::use_session_end};
use crate::plain::view;
use crate::{
    error::AppError,
    i18n::use_t,
    paths,
    ui::{
        dialog::Dialog,
        field::PasswordField,
        form::{ErrorSummary, Form, FormState},
        pagehead::PageHead,
    },
};

/// What waits for the proof.
#[derive(Clone, Copy)]
pub struct Proof(RwSignal<Option<Callback<()>>>);

impl Proof {
    /// `true` if the error asks for the password: the dialog opens, and `again` does what was refused once it is given.
    pub fn asked(self, error: &AppError, again: impl Fn() + Send + Sync + 'static) -> bool {
        let needed = *error == AppError::ProofNeeded;
        if needed {
            self.0.set(Some(Callback::new(move |()| again())));
        }
        needed
    }
}

/// Where actions report that they were refused for want of a proof.
pub fn use_proof() -> Proof {
    use_context().unwrap_or_else(|| Proof(RwSignal::new(None)))
}

/// Makes [`use_proof`] work below.
pub fn provide_proof() {
    provide_context(Proof(RwSignal::new(None)));
}

/// Stands once on every page of somebody who is signed in.
#[component]
pub fn ProofDialog() -> impl IntoView {
    let t = use_t();
    let waiting = use_proof().0;
    let open = Signal::derive(move || waiting.with(Option::is_some));
    view! {
        <Dialog open on_close=move |()| waiting.set(None) labelled_by="proof-title">
            <h2 id="proof-title">{t.proof_title()}</h2>
            <p class="dialog__body">{t.proof_intro()}</p>
            <Show when=move || open.get()>
                <Ask waiting/>
            </Show>
        </Dialog>
    }
}

#[component]
fn Ask(waiting: RwSignal<Option<Callback<()>>>) -> impl IntoView {
    let t = use_t();
    let session_end = use_session_end();
    let prove = ServerAction::<Prove>::new();
    let state = FormState::new(&["proof"]);
    let password = RwSignal::new(String::new());
    Effect::new(move |_| match prove.value().get() {
        Some(Ok(())) => {
            if let Some(again) = waiting.get_untracked() {
                waiting.set(None);
                again.run(());
            }
        }
        Some(Err(error)) => {
            password.set(String::new());
            if session_end.noticed(&error) {
                waiting.set(None);
            } else {
                state.returned(t, error);
            }
        }
        None => {}
    });
    let submit = move || {
        state.clear();
        prove.dispatch(Prove { proof: password.get_untracked(), next: String::new() });
    };
    let bound = (password.into(), Callback::new(move |text| password.set(text)));
    view! {
        <Form on_submit=submit>
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            <PasswordField
                label=t.session_password() name="proof" bound state autocomplete="current-password"
                show=t.session_show_password() hide=t.session_hide_password()
            />
            <div class="dialog__actions">
                <button type="button" class="btn" on:click=move |_| waiting.set(None)>{t.ui_cancel()}</button>
                <button type="submit" class="btn btn--primary" disabled=move || prove.pending().get()>{t.proof_submit()}</button>
            </div>
        </Form>
    }
}

/// `/prove?next=…`.
#[component]
pub fn ProvePage() -> impl IntoView {
    let t = use_t();
    let next = use_query_map().with_untracked(|query| query.get("next").unwrap_or_default());
    let next = safe_next(&next).to_owned();
    let prove = ServerAction::<Prove>::new();
    let state = FormState::new(&["proof"]);
    let password = RwSignal::new(String::new());
    let target = next.clone();
    Effect::new(move |_| match prove.value().get() {
        Some(Ok(())) => leave_to(&target),
        Some(Err(error)) => state.returned(t, error),
        None => {}
    });
    if let Some(Err(error)) = prove.value().get_untracked() {
        state.returned(t, error);
    }
    let bound = (password.into(), Callback::new(move |text| password.set(text)));
    view! {
        <Title text=t.proof_title()/>
        <PageHead title=t.proof_title() subtitle=move || t.proof_intro()>""</PageHead>
        <section class="card card--pad narrow">
            <ActionForm action=prove attr:class="form">
                <ErrorSummary state title=move |count| t.errors_summary(count)/>
                <input type="hidden" name="next" value=next.clone()/>
                <PasswordField
                    label=t.session_password() name="proof" bound state autocomplete="current-password"
                    show=t.session_show_password() hide=t.session_hide_password()
                />
                <div class="submit-bar">
                    <button type="submit" class="btn btn--primary" disabled=move || prove.pending().get()>{t.proof_submit()}</button>
                    <a class="btn" href=paths::HOME>{t.ui_cancel()}</a>
                </div>
            </ActionForm>
        </section>
    }
}
