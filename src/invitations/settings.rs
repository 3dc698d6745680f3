//! `/settings/invitations`: how long the practice's links work (P-26).

use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;

use super::{
    api::{SetInvitationRules, get_invitation_rules},
    rules::{LONGEST, Rules, SHORTEST},
};
use crate::plain::view;
use crate::{
    error::AppError,
    i18n::use_t,
    paths,
    session::watch::use_session_end,
    ui::{
        field::TextField,
        form::{ErrorSummary, FormState},
        pagehead::PageHead,
        state::{AskWhom, EmptyState, Loading},
        toast::use_toasts,
    },
};

#[component]
pub fn InvitationRulesPage() -> impl IntoView {
    let t = use_t();
    let rules = Resource::new_blocking(|| (), |()| get_invitation_rules());
    view! {
        <Title text=t.rules_title()/>
        <a class="back" href=paths::INVITATIONS>{t.invitations_back()}</a>
        <PageHead title=t.rules_title() subtitle=move || t.rules_intro()>""</PageHead>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || rules.get().map(|rules| match rules {
                Ok(rules) => view! { <RulesForm rules/> }.into_any(),
                Err(error) => view! {
                    <EmptyState title=t.errors_title() body=t.error(&error)>
                        <a class="btn" href=paths::INVITATIONS>{t.invitations_back()}</a>
                        <AskWhom error/>
                    </EmptyState>
                }
                .into_any(),
            })}
        </Transition>
    }
}

#[component]
fn RulesForm(rules: Rules) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let save = ServerAction::<SetInvitationRules>::new();
    let state = FormState::new(&["link_hours"]);
    let hours = RwSignal::new(rules.link_hours.to_string());
    Effect::new(move |_| match save.value().get() {
        Some(Ok(rules)) => {
            state.clear();
            hours.set(rules.link_hours.to_string());
            toasts.success(t.settings_saved().to_owned());
        }
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(error)) if !session_end.noticed(&error) => state.banner(t.error(&error)),
        _ => {}
    });
    if let Some(Err(error)) = save.value().get_untracked() {
        state.returned(t, error);
    }
    let bound = (Signal::from(hours), Callback::new(move |text| hours.set(text)));
    view! {
        <section class="card card--pad narrow">
            <ActionForm action=save attr:class="form">
                <ErrorSummary state title=move |count| t.errors_summary(count)/>
                <TextField
                    label=t.rules_hours() name="link_hours" kind="number" bound state required=true autocomplete="off"
                    hint=t.rules_hours_hint(SHORTEST, LONGEST)
                />
                <button type="submit" class="btn btn--primary" disabled=move || save.pending().get()>
                    {move || if save.pending().get() { t.ui_saving() } else { t.ui_save() }}
                </button>
            </ActionForm>
        </section>
    }
}
