//! `/settings/providers`: the billing roles and access types that can be chosen for a provider.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    api::{SetProviderRules, get_provider_rules},
    rules::{ACCESS_TYPES, BILLING_ROLES, Rules, RulesForm},
};
use crate::plain::view;
use crate::{
    error::AppError,
    i18n::use_t,
    paths,
    session::watch::use_session_end,
    ui::{
        field::{Bound, Checkboxes, TextArea},
        form::{ErrorSummary, Form, FormState, SubmitBar},
        pagehead::PageHead,
        state::{EmptyState, Loading},
        toast::use_toasts,
    },
};

#[component]
pub fn ProviderRulesPage() -> impl IntoView {
    let t = use_t();
    let rules = Resource::new_blocking(|| (), |()| get_provider_rules());
    view! {
        <Title text=t.profiles_rules()/>
        <a class="back" href=paths::PROVIDERS>{t.providers_back()}</a>
        <PageHead title=t.profiles_rules() subtitle=move || t.profiles_rules_intro()>""</PageHead>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || rules.get().map(|rules| match rules {
                Ok(rules) => view! { <Lists rules/> }.into_any(),
                Err(error) => view! {
                    <EmptyState title=t.errors_title() body=t.error(&error)>
                        <a class="btn" href=paths::PROVIDERS>{t.providers_back()}</a>
                    </EmptyState>
                }
                .into_any(),
            })}
        </Transition>
    }
}

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
fn Lists(rules: Rules) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let opened = RulesForm::of(&rules);
    let (base, form) = (RwSignal::new(opened.clone()), RwSignal::new(opened));
    let state = FormState::new(&RulesForm::FIELDS);
    let save = ServerAction::<SetProviderRules>::new();
    Effect::new(move |_| match save.value().get() {
        Some(Ok(rules)) => {
            toasts.success(t.settings_saved().to_owned());
            state.clear();
            base.set(RulesForm::of(&rules));
            form.set(RulesForm::of(&rules));
        }
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(error)) if !session_end.noticed(&error) => state.banner(t.error(&error)),
        _ => {}
    });
    let submit = move || match form.with_untracked(RulesForm::parse) {
        Ok(_) => {
            state.clear();
            save.dispatch(SetProviderRules { form: form.get_untracked() });
        }
        Err(errors) => state.show(t, errors),
    };
    let unsaved = Signal::derive(move || form.get() != base.get());
    let roles = BILLING_ROLES.map(|word| (word.to_owned(), t.billing_role(word))).to_vec();
    let types = ACCESS_TYPES.map(|word| (word.to_owned(), t.access_type(word))).to_vec();
    view! {
        <Form on_submit=submit unsaved>
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            <section class="card card--pad form__section">
                <h2>{t.profiles_billing_role()}</h2>
                <Checkboxes legend=t.profiles_offered() name="known_roles" choices=roles bound=bound!(form.known_roles)/>
                <TextArea label=t.profiles_own() name="own_roles" bound=bound!(form.own_roles) state hint=t.profiles_own_hint() rows=3/>
            </section>
            <section class="card card--pad form__section">
                <h2>{t.profiles_access_type()}</h2>
                <Checkboxes legend=t.profiles_offered() name="known_types" choices=types bound=bound!(form.known_types)/>
                <TextArea label=t.profiles_own() name="own_types" bound=bound!(form.own_types) state hint=t.profiles_own_hint() rows=3/>
            </section>
            <SubmitBar label=t.ui_save() busy_label=t.ui_saving() busy=Signal::from(save.pending())/>
        </Form>
    }
}
