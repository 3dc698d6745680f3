//! The pages of links back into an account. They work without the module; reading them uses nothing up.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use super::{
    model::{LinkKind, Shown},
    public::{ConfirmEmail, UnlockByLink, show_link},
};
use crate::plain::view;
use crate::{
    app::Context,
    error::AppError,
    i18n::{T, use_t},
    paths,
    session::menu::Appearance,
    ui::{layout::BareLayout, state::Loading},
};

/// What came of a form that was sent without the module.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Returned {
    pub error: Option<AppError>,
    pub done: bool,
}

/// An open link: what it shows, its token, what came of its form.
pub type Open = (Shown, String, Returned);

pub fn demo_banner(t: T) -> Option<String> {
    use_context::<Context>().is_some_and(|context| context.demo).then(|| t.app_demo_banner().to_owned())
}

/// A link's page: loads it, takes the secret out of the address, and shows `body` if the link works.
#[component]
pub fn Following(
    kind: LinkKind,
    #[prop(into)] title: String,
    body: fn(Open) -> AnyView,
    /// Shown in place of it once it is done.
    #[prop(optional)]
    done: Option<fn() -> AnyView>,
) -> impl IntoView {
    let t = use_t();
    let returned = SharedValue::new(|| use_context::<Returned>().unwrap_or_default()).into_inner();
    let token = use_params_map().with_untracked(|params| params.get("token").unwrap_or_default());
    let asked_for = token.clone();
    let shown = Resource::new_blocking(move || asked_for.clone(), move |token| show_link(kind, token));
    Effect::new(move |_| {
        // The secret does not stay where others can read it, such as in a photo of the screen (T42).
        if let Ok(history) = window().history() {
            // Where it can't be taken out, the page works all the same.
            let base = paths::account_link_base(kind);
            let _ = history.replace_state_with_url(&leptos::wasm_bindgen::JsValue::NULL, "", Some(base));
        }
    });
    view! {
        <Title text=title/>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {
                let (token, returned) = (token.clone(), returned.clone());
                move || shown.get().map(|found| match (found, done) {
                    (_, Some(done)) if returned.done => done(),
                    (Ok(shown), _) => body((shown, token.clone(), returned.clone())),
                    (Err(error), _) => view! { <NoLink error/> }.into_any(),
                })
            }
        </Transition>
        <Appearance/>
    }
}

/// A link that does not work says why, and what to do now.
#[component]
fn NoLink(error: AppError) -> impl IntoView {
    let t = use_t();
    let (title, body) = match error {
        AppError::NotFound => (t.account_unknown_title(), t.account_unknown_body().to_owned()),
        AppError::Gone => (t.account_gone_title(), t.account_gone_body().to_owned()),
        ref other => (t.errors_title(), t.error(other)),
    };
    view! {
        <BareLayout brand=t.app_name() title intro=body banner=demo_banner(t)>
            <a class="btn btn--primary" href=paths::FORGOT>{t.account_forgot_title()}</a>
            <a class="btn" href=paths::SIGN_IN>{t.account_back_to_sign_in()}</a>
        </BareLayout>
    }
}

/// `/unlock/{token}`.
#[component]
pub fn UnlockPage() -> impl IntoView {
    let t = use_t();
    let body = |open| view! { <Unlock open/> }.into_any();
    view! { <Following kind=LinkKind::Unlock title=t.account_unlock_title() body done=unlocked/> }
}

fn unlocked() -> AnyView {
    let t = use_t();
    over(t, t.account_unlock_done_title(), t.account_unlock_done_body())
}

/// `/confirm-email/{token}`.
#[component]
pub fn ConfirmEmailPage() -> impl IntoView {
    let t = use_t();
    let body = |open| view! { <Confirm open/> }.into_any();
    view! { <Following kind=LinkKind::Email title=t.account_email_title() body done=confirmed/> }
}

fn confirmed() -> AnyView {
    let t = use_t();
    over(t, t.account_email_done_title(), t.account_email_done_body())
}

fn over(t: T, title: &'static str, body: &'static str) -> AnyView {
    view! {
        <BareLayout brand=t.app_name() title intro=body banner=demo_banner(t)>
            <a class="btn btn--primary" href=paths::SIGN_IN>{t.session_title()}</a>
        </BareLayout>
    }
    .into_any()
}

/// The two links that ask for nothing but a press.
#[component]
fn Press(
    #[prop(into)] title: String,
    #[prop(into)] intro: String,
    #[prop(into)] submit: String,
    until: String,
    action: String,
    on_press: Callback<()>,
    error: Signal<Option<AppError>>,
    busy: Signal<bool>,
) -> impl IntoView {
    let t = use_t();
    let told = move |error: AppError| match error {
        AppError::Invalid(errors) => errors.0.first().map(|one| t.code(one.code).to_owned()).unwrap_or_default(),
        other => t.error(&other),
    };
    view! {
        <BareLayout brand=t.app_name() title intro banner=demo_banner(t)>
            <p class="muted">{until}</p>
            {move || error.get().map(|error| view! { <p class="notice notice--bad" role="alert">{told(error)}</p> })}
            <form
                method="post"
                action=action
                on:submit=move |event| {
                    event.prevent_default();
                    on_press.run(());
                }
            >
                <button type="submit" class="btn btn--primary" disabled=move || busy.get()>{submit}</button>
            </form>
        </BareLayout>
    }
}

#[component]
fn Unlock(open: Open) -> impl IntoView {
    let t = use_t();
    let (shown, token, returned) = open;
    let unlock = ServerAction::<UnlockByLink>::new();
    let action = paths::account_link(LinkKind::Unlock, &token);
    let press = Callback::new(move |()| drop(unlock.dispatch(UnlockByLink { token: token.clone() })));
    let error = Signal::derive(move || match unlock.value().get() {
        Some(answer) => answer.err(),
        None => returned.error.clone(),
    });
    let (intro, until) = (
        t.account_unlock_intro(&shown.name, &shown.username, &shown.practice),
        t.account_link_until(t.date_time(&shown.expires)),
    );
    move || {
        if matches!(unlock.value().get(), Some(Ok(()))) {
            return unlocked();
        }
        view! {
            <Press
                title=t.account_unlock_title() intro=intro.clone() submit=t.account_unlock_submit() until=until.clone()
                action=action.clone() on_press=press error busy=unlock.pending().into()
            />
        }
        .into_any()
    }
}

#[component]
fn Confirm(open: Open) -> impl IntoView {
    let t = use_t();
    let (shown, token, returned) = open;
    let confirm = ServerAction::<ConfirmEmail>::new();
    let action = paths::account_link(LinkKind::Email, &token);
    let press = Callback::new(move |()| drop(confirm.dispatch(ConfirmEmail { token: token.clone() })));
    let error = Signal::derive(move || match confirm.value().get() {
        Some(answer) => answer.err(),
        None => returned.error.clone(),
    });
    let (intro, until) = (
        t.account_email_intro(&shown.email, &shown.name, &shown.practice),
        t.account_link_until(t.date_time(&shown.expires)),
    );
    move || {
        if matches!(confirm.value().get(), Some(Ok(()))) {
            return confirmed();
        }
        view! {
            <Press
                title=t.account_email_title() intro=intro.clone() submit=t.account_email_submit() until=until.clone()
                action=action.clone() on_press=press error busy=confirm.pending().into()
            />
        }
        .into_any()
    }
}
