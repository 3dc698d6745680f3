//! `/settings/caller-check`: whether the practice asks callers questions (C-14).

use leptos::prelude::*;
use leptos_meta::Title;

use super::api::{SetCallerCheck, get_caller_check};
use crate::plain::view;
use crate::{
    i18n::use_t,
    paths,
    session::watch::use_session_end,
    ui::{
        field::Checkboxes,
        form::{ErrorSummary, Form, FormState, SubmitBar},
        pagehead::PageHead,
        state::{Loading, Missing},
        toast::use_toasts,
    },
};

#[component]
pub fn CallerCheckPage() -> impl IntoView {
    let t = use_t();
    let on = Resource::new_blocking(|| (), |()| get_caller_check());
    view! {
        <Title text=t.caller_title()/>
        <a class="back" href=paths::PEOPLE>{t.person_back()}</a>
        <PageHead title=t.caller_title() subtitle=move || t.caller_settings_intro()>""</PageHead>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || on.get().map(|on| match on {
                Ok(on) => view! { <Switch on/> }.into_any(),
                Err(error) => view! { <Missing error title=t.caller_title() back=paths::PEOPLE label=t.person_back()/> }.into_any(),
            })}
        </Transition>
    }
}

#[component]
fn Switch(on: bool) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let state = FormState::new(&[]);
    let ticked = RwSignal::new(if on { "yes".to_owned() } else { String::new() });
    let save = ServerAction::<SetCallerCheck>::new();
    Effect::new(move |_| match save.value().get() {
        Some(Ok(_)) => toasts.success(t.caller_saved().to_owned()),
        Some(Err(error)) if !session_end.noticed(&error) => state.banner(t.error(&error)),
        _ => {}
    });
    let bound = (ticked.into(), Callback::new(move |text| ticked.set(text)));
    view! {
        <section class="card card--pad narrow">
            <Form on_submit=move || drop(save.dispatch(SetCallerCheck { on: !ticked.get_untracked().is_empty() }))>
                <ErrorSummary state title=move |count| t.errors_summary(count)/>
                <Checkboxes legend=t.caller_title() name="caller_check" choices=vec![("yes".to_owned(), t.caller_switch().to_owned())] bound/>
                <p class="muted">{t.caller_switch_hint()}</p>
                <SubmitBar label=t.ui_save() busy_label=t.ui_saving() busy=Signal::from(save.pending())/>
            </Form>
        </section>
    }
}
