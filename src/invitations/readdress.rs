//! Correcting the address of somebody who has not registered (S1-21…23, N-18).

use leptos::prelude::*;

use super::{api::ReaddressInvitation, views::InvitationRow};
use crate::plain::view;
use crate::{
    domain::{code::Code, ids::InvitationId},
    error::AppError,
    i18n::use_t,
    session::{proof::use_proof, watch::use_session_end},
    ui::{
        field::TextField,
        form::{ErrorSummary, Form, FormState, SubmitBar},
        toast::use_toasts,
    },
};

#[component]
pub fn Readdress(
    row: InvitationRow,
    /// Called with the link to the new address.
    on_done: Callback<InvitationId>,
) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let save = ServerAction::<ReaddressInvitation>::new();
    let state = FormState::new(&["email"]);
    let email = RwSignal::new(row.email.clone());
    // An odd domain is asked about once; saving the same address again confirms it.
    let confirmed = RwSignal::new(None::<String>);
    let proof = use_proof();
    let person = row.person;
    let submit = move || {
        let email = email.get_untracked();
        let keep = confirmed.get_untracked().as_ref() == Some(&email);
        state.clear();
        save.dispatch(ReaddressInvitation { person, email, keep });
    };
    Effect::new(move |_| match save.value().get() {
        Some(Ok(id)) => {
            toasts.success(t.invitations_readdressed(email.get_untracked()));
            on_done.run(id);
        }
        Some(Err(AppError::Invalid(errors))) => {
            if errors.of("email") == Some(Code::DomainMisspelt) {
                confirmed.set(Some(email.get_untracked()));
            }
            state.show(t, errors);
        }
        Some(Err(error)) if !proof.asked(&error, submit) && !session_end.noticed(&error) => {
            state.banner(t.error(&error))
        }
        _ => {}
    });
    let bound = (Signal::from(email), Callback::new(move |text| email.set(text)));
    view! {
        <section class="card card--pad narrow" id="address">
            <h2>{t.invitations_correct()}</h2>
            <p class="muted">{t.invitations_correct_hint()}</p>
            <Form on_submit=submit>
                <ErrorSummary state title=move |count| t.errors_summary(count)/>
                <TextField label=t.people_email() name="email" kind="email" bound state required=true autocomplete="off"/>
                <SubmitBar
                    label=t.invitations_correct_save()
                    busy_label=t.ui_saving()
                    busy=Signal::from(save.pending())
                />
            </Form>
        </section>
    }
}
