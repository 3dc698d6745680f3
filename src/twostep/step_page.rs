//! `/sign-in/step`: the second step. Codes can be given before the module has loaded, and without it.

use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{
    api::{CancelSignIn, GiveCode, second_step_offer},
    model::StepOffer,
    passkey_button::PasskeySignIn,
};
use crate::plain::view;
use crate::{
    app::Context,
    i18n::use_t,
    paths,
    session::{menu::Appearance, page::leave_to},
    ui::{
        field::TextField,
        form::{ErrorSummary, FormState},
        layout::BareLayout,
        state::Loading,
    },
};

#[component]
pub fn SecondStepPage() -> impl IntoView {
    let t = use_t();
    let next = use_query_map().with_untracked(|query| query.get("next").unwrap_or_default());
    let demo = use_context::<Context>().is_some_and(|context| context.demo);
    view! {
        <Title text=t.twostep_step_title()/>
        <BareLayout brand=t.app_name() title=t.twostep_step_title() banner=demo.then(|| t.app_demo_banner().to_owned())>
            <StepForm next/>
        </BareLayout>
        <Appearance/>
    }
}

/// The form by itself; also asked for over a page whose session has ended.
#[component]
pub fn StepForm(
    next: String,
    /// Called instead of leaving for `next`.
    #[prop(optional, into)]
    on_done: Option<Callback<()>>,
) -> impl IntoView {
    let t = use_t();
    let offer = Resource::new_blocking(|| (), |()| second_step_offer());
    let next = StoredValue::new(next);
    view! {
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || offer.get().map(|found| match found {
                Ok(offer) => view! { <Give offer next=next.get_value() on_done/> }.into_any(),
                Err(error) => view! {
                    <p class="notice notice--bad" role="alert">{t.error(&error)}</p>
                    <a class="btn" href=paths::SIGN_IN rel="external">{t.session_title()}</a>
                }
                .into_any(),
            })}
        </Transition>
    }
}

#[component]
fn Give(offer: StepOffer, next: String, on_done: Option<Callback<()>>) -> impl IntoView {
    let t = use_t();
    let give = ServerAction::<GiveCode>::new();
    let cancel = ServerAction::<CancelSignIn>::new();
    let state = FormState::new(&["step_code", "recovery_code"]);
    let code = RwSignal::new(String::new());
    let has_app = offer.factors.app;
    let passkeys = offer.factors.passkeys > 0 && use_context::<Context>().is_some_and(|context| context.passkeys);
    Effect::new(move |_| match give.value().get() {
        Some(Ok(result)) => match on_done {
            Some(done) => done.run(()),
            None => leave_to(result.address()),
        },
        Some(Err(error)) => {
            code.set(String::new());
            state.returned(t, error);
        }
        None => {}
    });
    Effect::new(move |_| {
        if cancel.value().get().is_some() {
            leave_to(paths::SIGN_IN);
        }
    });
    if let Some(Err(error)) = give.value().get_untracked() {
        state.returned(t, error);
    }
    let after = next.clone();
    view! {
        <p class="muted">{t.twostep_step_intro(&offer.name)}</p>
        {passkeys.then(|| view! {
            <PasskeySignIn next=next.clone() label=t.twostep_passkey_give() on_done=on_done/>
            <p class="muted">{t.twostep_or()}</p>
        })}
        <ErrorSummary state title=move |count| t.errors_summary(count)/>
        {has_app.then(|| view! {
            <ActionForm action=give attr:class="form">
                <input type="hidden" name="next" value=after/>
                <TextField
                    label=t.twostep_code()
                    name="step_code"
                    bound=(code.into(), Callback::new(move |text| code.set(text)))
                    state
                    required=true
                    hint=t.twostep_code_hint()
                    autocomplete="one-time-code"
                    inputmode="numeric"
                />
                <button type="submit" class="btn btn--primary btn--wide" disabled=move || give.pending().get()>
                    {move || if give.pending().get() { t.twostep_submitting() } else { t.twostep_submit() }}
                </button>
            </ActionForm>
        })}
        <Lost give state next open=!has_app/>
        <ActionForm action=cancel>
            <button type="submit" class="btn btn--ghost" disabled=move || cancel.pending().get()>{t.twostep_cancel()}</button>
        </ActionForm>
    }
}

/// A recovery code in place of the phone, or the passkey's device, that is gone.
#[component]
fn Lost(give: ServerAction<GiveCode>, state: FormState, next: String, open: bool) -> impl IntoView {
    let t = use_t();
    let code = RwSignal::new(String::new());
    let wrong = state.error("recovery_code");
    view! {
        <details class="more" open=move || open || wrong.get().is_some()>
            <summary>{t.twostep_lost()}</summary>
            <p>{t.twostep_lost_body()}</p>
            <ActionForm action=give attr:class="form">
                <input type="hidden" name="next" value=next/>
                <TextField
                    label=t.twostep_recovery_code()
                    name="recovery_code"
                    bound=(code.into(), Callback::new(move |text| code.set(text)))
                    state
                    required=true
                    hint=t.twostep_recovery_hint()
                    autocomplete="off"
                />
                <button type="submit" class="btn btn--wide" disabled=move || give.pending().get()>
                    {t.twostep_recovery_submit()}
                </button>
            </ActionForm>
        </details>
    }
}
