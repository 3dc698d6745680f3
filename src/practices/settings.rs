//! The settings of one practice (S3-4).

use leptos::prelude::*;

use super::{
    api::SetPracticeSettings,
    model::{Setting, Settings},
};
use crate::plain::view;
use crate::{
    domain::{ids::PracticeId, refusal::Refusal},
    i18n::{T, use_t},
    session::watch::use_session_end,
    ui::{
        field::{Bound, Checkboxes},
        form::{ErrorSummary, Form, FormState, SubmitBar},
        toast::use_toasts,
    },
};

#[component]
pub fn SettingsCard(practice: PracticeId, settings: Settings, why_not: Option<Refusal>) -> impl IntoView {
    let t = use_t();
    view! {
        <section class="card card--pad form__section narrow" aria-labelledby="settings">
            <h2 id="settings">{t.practices_settings()}</h2>
            {match why_not {
                Some(why) => view! { <Shown settings/> <p class="notice" role="note">{t.refusal(&why)}</p> }.into_any(),
                None => view! { <Editor practice settings/> }.into_any(),
            }}
        </section>
    }
}

/// What is on and off, for whoever may not change it.
#[component]
fn Shown(settings: Settings) -> impl IntoView {
    let t = use_t();
    view! {
        <ul>
            {Setting::ALL.iter().map(|setting| view! {
                <li>{format!("{}: {}", t.setting(*setting), on_off(t, settings.has(*setting)))}</li>
            }).collect_view()}
        </ul>
    }
}

fn on_off(t: T, on: bool) -> &'static str {
    if on { t.people_yes() } else { t.people_no() }
}

/// The boxes of all settings; the ticked names stand in one text.
#[component]
pub fn SettingBoxes(bound: Bound) -> impl IntoView {
    let t = use_t();
    let choices = Setting::ALL.iter().map(|setting| (setting.name().to_owned(), t.setting(*setting).to_owned()));
    view! { <Checkboxes legend=t.practices_settings() name="settings" choices=choices.collect() bound/> }
}

#[component]
fn Editor(practice: PracticeId, settings: Settings) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end) = (use_toasts(), use_session_end());
    let state = FormState::new(&[]);
    let (seen, typed) = (RwSignal::new(settings.write()), RwSignal::new(settings.write()));
    let save = ServerAction::<SetPracticeSettings>::new();
    Effect::new(move |_| match save.value().get() {
        Some(Ok(saved)) => {
            state.clear();
            seen.set(saved);
            toasts.success(t.settings_saved().to_owned());
        }
        Some(Err(error)) if !session_end.noticed(&error) => state.banner(t.error(&error)),
        _ => {}
    });
    let submit = move || {
        let (settings, seen) = (typed.get_untracked(), seen.get_untracked());
        drop(save.dispatch(SetPracticeSettings { id: practice, settings, seen }));
    };
    let changed = Signal::derive(move || typed.get() != seen.get());
    view! {
        <Form on_submit=submit unsaved=changed>
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            <SettingBoxes bound=(typed.into(), Callback::new(move |text| typed.set(text)))/>
            <SubmitBar label=t.ui_save() busy_label=t.ui_saving() busy=Signal::from(save.pending())/>
        </Form>
    }
}
