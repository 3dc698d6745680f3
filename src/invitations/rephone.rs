//! Correcting the phones of somebody who has not registered (S1-23, C-12).

use leptos::prelude::*;

use super::{api::CorrectPhones, views::Phones};
use crate::plain::view;
use crate::{
    domain::ids::PersonId,
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
pub fn Rephone(person: PersonId, phones: Phones) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end, proof) = (use_toasts(), use_session_end(), use_proof());
    let save = ServerAction::<CorrectPhones>::new();
    let state = FormState::new(&Phones::FIELDS);
    let (seen, typed) = (RwSignal::new(phones.clone()), RwSignal::new(phones));
    let submit = move || {
        state.clear();
        save.dispatch(CorrectPhones { person, phones: typed.get_untracked() });
    };
    Effect::new(move |_| match save.value().get() {
        Some(Ok(stored)) => {
            seen.set(stored.clone());
            typed.set(stored);
            toasts.success(t.invitations_phones_saved().to_owned());
        }
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(error)) if !proof.asked(&error, submit) && !session_end.noticed(&error) => {
            state.banner(t.error(&error))
        }
        _ => {}
    });
    let phone = (
        Signal::derive(move || typed.with(|phones| phones.phone.clone())),
        Callback::new(move |text| typed.update(|phones| phones.phone = text)),
    );
    let mobile = (
        Signal::derive(move || typed.with(|phones| phones.mobile.clone())),
        Callback::new(move |text| typed.update(|phones| phones.mobile = text)),
    );
    let unsaved = Signal::derive(move || typed.get() != seen.get());
    view! {
        <section class="card card--pad narrow">
            <h2>{t.invitations_phones()}</h2>
            <p class="muted">{t.invitations_phones_hint()}</p>
            <Form on_submit=submit unsaved>
                <ErrorSummary state title=move |count| t.errors_summary(count)/>
                <TextField label=t.person_phone() name="phone" kind="tel" bound=phone state autocomplete="off"/>
                <TextField label=t.person_mobile() name="mobile" kind="tel" bound=mobile state autocomplete="off"/>
                <SubmitBar label=t.ui_save() busy_label=t.ui_saving() busy=Signal::from(save.pending())/>
            </Form>
        </section>
    }
}
