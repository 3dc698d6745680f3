//! Signing in, and choosing a password. Both forms work before the module has loaded, and without it.

use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{
    api::{ChangePassword, SignIn},
    meter::Meter,
    model::SignInResult,
};
use crate::plain::view;
use crate::{
    app::{Context, use_viewer},
    i18n::use_t,
    paths,
    profile::tabs::ProfileTabs,
    twostep::{passkey_button::PasskeySignIn, step_page::StepForm},
    ui::{
        field::{PasswordField, TextField},
        form::{ErrorSummary, FormState},
        layout::BareLayout,
        pagehead::PageHead,
    },
};

/// Leaves the application for an address, so that everything is asked of the server anew.
pub fn leave_to(address: &str) {
    if let Err(error) = window().location().assign(address) {
        leptos::logging::warn!("{error:?}");
    }
}

#[component]
pub fn SignInPage() -> impl IntoView {
    let t = use_t();
    let query = use_query_map();
    let changed = query.with_untracked(|query| query.get("changed").is_some());
    let welcome = query.with_untracked(|query| query.get("welcome").is_some());
    let next = query.with_untracked(|query| query.get("next").unwrap_or_default());
    let demo = use_context::<Context>().is_some_and(|context| context.demo);
    view! {
        <Title text=t.session_title()/>
        <BareLayout brand=t.app_name() title=t.session_heading() banner=demo.then(|| t.app_demo_banner().to_owned())>
            {changed.then(|| view! { <p class="notice" role="status">{t.session_password_changed()}</p> })}
            {welcome.then(|| view! { <p class="notice" role="status">{t.link_welcome()}</p> })}
            <SignInForm next/>
            <p class="muted"><a href=paths::REGISTER rel="external">{t.session_no_account()}</a></p>
            <p><a href=paths::FORGOT>{t.session_forgot()}</a></p>
        </BareLayout>
        <crate::session::menu::Appearance/>
    }
}

/// The form by itself; also asked for over a page whose session has ended.
#[component]
pub fn SignInForm(
    next: String,
    /// Called instead of leaving for `next`.
    #[prop(optional, into)]
    on_done: Option<Callback<()>>,
    /// The only name that may sign in here.
    #[prop(optional, into)]
    only: Option<String>,
) -> impl IntoView {
    let t = use_t();
    let sign_in = ServerAction::<SignIn>::new();
    let state = FormState::new(&["name", "password"]);
    let name = RwSignal::new(only.clone().unwrap_or_default());
    let password = RwSignal::new(String::new());
    let one_more_step = RwSignal::new(false);
    Effect::new(move |_| match sign_in.value().get() {
        Some(Ok(result)) => match (result, on_done) {
            (SignInResult::Done(_), Some(done)) => done.run(()),
            // The page below keeps what was typed into it.
            (SignInResult::NeedsSecondStep(_), Some(_)) => one_more_step.set(true),
            (result, _) => leave_to(result.address()),
        },
        Some(Err(error)) => {
            password.set(String::new());
            state.returned(t, error);
        }
        None => {}
    });
    if let Some(Err(error)) = sign_in.value().get_untracked() {
        state.returned(t, error);
    }
    let bound = |signal: RwSignal<String>| (signal.into(), Callback::new(move |text| signal.set(text)));
    let second = on_done.map(|done| {
        view! {
            <Show when=move || one_more_step.get()><StepForm next=String::new() on_done=done/></Show>
        }
    });
    let over_a_page = on_done.is_some();
    let passkeys = !over_a_page && use_context::<Context>().is_some_and(|context| context.passkeys);
    let after = next.clone();
    view! {
        {second}
        <ActionForm action=sign_in attr:class="form" attr:hidden=move || one_more_step.get()>
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            <input type="hidden" name="next" value=next/>
            <TextField
                label=t.session_login()
                name="name"
                bound=bound(name)
                state
                required=true
                fixed=only.is_some()
                autocomplete="username"
            />
            <PasswordField
                label=t.session_password()
                name="password"
                bound=bound(password)
                state
                autocomplete="current-password"
                show=t.session_show_password()
                hide=t.session_hide_password()
            />
            <button type="submit" class="btn btn--primary btn--wide" disabled=move || sign_in.pending().get()>
                {move || if sign_in.pending().get() { t.session_submitting() } else { t.session_submit() }}
            </button>
        </ActionForm>
        {passkeys.then(|| view! {
            <p class="muted">{t.twostep_or()}</p>
            <PasskeySignIn next=after label=t.twostep_passkey_sign_in() on_done=None/>
        })}
    }
}

/// `/profile/password`: also where a temporary password leads, and nowhere else.
#[component]
pub fn PasswordPage() -> impl IntoView {
    let t = use_t();
    let viewer = use_viewer();
    let forced = viewer.as_ref().is_some_and(|viewer| viewer.actor.must_choose_password);
    let words = viewer.map(|viewer| vec![viewer.actor.name, viewer.username, viewer.practice.name]).unwrap_or_default();
    let change = ServerAction::<ChangePassword>::new();
    let state = FormState::new(&["current", "password", "repeat"]);
    let (current, password, repeat) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    Effect::new(move |_| match change.value().get() {
        Some(Ok(())) => leave_to(&format!("{}?changed=1", paths::SIGN_IN)),
        Some(Err(error)) => state.returned(t, error),
        None => {}
    });
    if let Some(Err(error)) = change.value().get_untracked() {
        state.returned(t, error);
    }
    let bound = |signal: RwSignal<String>| (signal.into(), Callback::new(move |text| signal.set(text)));
    view! {
        <Title text=t.session_new_password_title()/>
        <PageHead title=t.session_new_password_title() subtitle=move || t.session_change_hint()>""</PageHead>
        {(!forced).then(|| view! { <ProfileTabs/> })}
        {forced.then(|| view! { <p class="notice notice--warn" role="note">{t.session_new_password_body()}</p> })}
        <section class="card card--pad narrow">
            <ActionForm action=change attr:class="form">
                <ErrorSummary state title=move |count| t.errors_summary(count)/>
                <PasswordField
                    label=t.session_current_password() name="current" bound=bound(current) state
                    autocomplete="current-password" show=t.session_show_password() hide=t.session_hide_password()
                />
                <PasswordField
                    label=t.session_new_password() name="password" bound=bound(password) state hint=t.session_password_rule()
                    autocomplete="new-password" show=t.session_show_password() hide=t.session_hide_password()
                />
                <Meter password words=Signal::derive(move || words.clone())/>
                <PasswordField
                    label=t.session_repeat_password() name="repeat" bound=bound(repeat) state
                    autocomplete="new-password" show=t.session_show_password() hide=t.session_hide_password()
                />
                <button type="submit" class="btn btn--primary" disabled=move || change.pending().get()>
                    {t.session_save_password()}
                </button>
            </ActionForm>
        </section>
    }
}
