//! What the reader pays with: to whom invoices are made out. No card is ever typed here (T72).

use leptos::prelude::*;

use super::{api::SetMeans, model::Means};
use crate::plain::view;
use crate::{
    error::AppError,
    i18n::use_t,
    session::{proof::use_proof, watch::use_session_end},
    ui::{
        field::{Bound, TextArea, TextField},
        form::{ErrorSummary, Form, FormState, SubmitBar},
        toast::use_toasts,
    },
};

macro_rules! bound {
    ($form:ident . $field:ident) => {{
        let bound: Bound = (
            Signal::derive(move || $form.with(|form| form.$field.clone())),
            Callback::new(move |text: String| $form.update(|form| form.$field = text)),
        );
        bound
    }};
}

#[component]
pub fn MeansForm(means: Option<Means>, by_card: bool) -> impl IntoView {
    let t = use_t();
    let intro = if by_card { t.payments_means_intro() } else { t.billing_means_intro() };
    let (toasts, session_end, proof) = (use_toasts(), use_session_end(), use_proof());
    let state = FormState::new(&Means::FIELDS);
    let before = means.unwrap_or_default();
    let (base, form) = (RwSignal::new(before.clone()), RwSignal::new(before));
    let save = ServerAction::<SetMeans>::new();
    let send = move || drop(save.dispatch(SetMeans { means: form.get_untracked() }));
    Effect::new(move |_| match save.value().get() {
        Some(Ok(saved)) => {
            toasts.success(t.billing_means_saved().to_owned());
            state.clear();
            base.set(saved.clone());
            form.set(saved);
        }
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(error)) if !proof.asked(&error, send) && !session_end.noticed(&error) => state.banner(t.error(&error)),
        _ => {}
    });
    let submit = move || match form.with_untracked(Means::parse) {
        Ok(_) => {
            state.clear();
            send();
        }
        Err(errors) => state.show(t, errors),
    };
    let changed = Signal::derive(move || form.get() != base.get());
    view! {
        <section class="card card--pad form__section">
            <h2>{t.billing_means()}</h2>
            <p class="muted">{intro}</p>
            <Form on_submit=submit unsaved=changed>
                <ErrorSummary state title=move |count| t.errors_summary(count)/>
                <div class="grid">
                    <TextField label=t.billing_bill_name() name="bill_name" bound=bound!(form.name) state required=true autocomplete="organization"/>
                    <TextField label=t.billing_bill_reference() name="bill_reference" bound=bound!(form.reference) state hint=t.billing_bill_reference_hint() autocomplete="off"/>
                </div>
                <TextArea label=t.billing_bill_address() name="bill_address" bound=bound!(form.address) state hint=t.billing_bill_address_hint() rows=4/>
                <SubmitBar label=t.ui_save() busy_label=t.ui_saving() busy=Signal::from(save.pending())/>
            </Form>
        </section>
    }
}
