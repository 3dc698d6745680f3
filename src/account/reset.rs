//! `/reset/{token}`: choosing a new password by a link.

use leptos::prelude::*;

use super::{
    link::{Following, Open, demo_banner},
    model::LinkKind,
    public::ResetPassword,
};
use crate::plain::view;
use crate::{
    error::AppError,
    i18n::use_t,
    paths,
    session::{meter::Meter, page::leave_to},
    ui::{
        field::PasswordField,
        form::{ErrorSummary, FormState},
        layout::BareLayout,
    },
};

/// Where a new password leads: to signing in with it.
pub const CHANGED: &str = "/sign-in?changed=1";

#[component]
pub fn ResetPage() -> impl IntoView {
    let t = use_t();
    let body = |open| view! { <Choose open/> }.into_any();
    view! { <Following kind=LinkKind::Reset title=t.account_reset_title() body/> }
}

#[component]
fn Choose(open: Open) -> impl IntoView {
    let t = use_t();
    let (shown, token, returned) = open;
    let reset = ServerAction::<ResetPassword>::new();
    let state = FormState::new(&["password", "repeat"]);
    let (password, repeat) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    if let Some(error) = returned.error {
        state.returned(t, error);
    }
    Effect::new(move |_| match reset.value().get() {
        Some(Ok(())) => leave_to(CHANGED),
        Some(Err(AppError::Gone)) => state.banner(t.account_gone_body().to_owned()),
        Some(Err(error)) => state.returned(t, error),
        None => {}
    });
    let action = paths::account_link(LinkKind::Reset, &token);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        state.clear();
        let (password, repeat) = (password.get_untracked(), repeat.get_untracked());
        reset.dispatch(ResetPassword { token: token.clone(), password, repeat });
    };
    let bound = |signal: RwSignal<String>| (signal.into(), Callback::new(move |text| signal.set(text)));
    let words = vec![shown.name.clone(), shown.username.clone(), shown.practice.clone()];
    let intro = t.account_reset_intro(&shown.name, &shown.username, &shown.practice);
    view! {
        <BareLayout brand=t.app_name() title=t.account_reset_title() intro banner=demo_banner(t)>
            <p class="muted">{t.account_link_until(t.date_time(&shown.expires))}</p>
            <form class="form" method="post" action=action novalidate=true on:submit=submit>
                <ErrorSummary state title=move |count| t.errors_summary(count)/>
                // For password managers, which keep the two together.
                <input class="sr-only" type="text" name="username" value=shown.username autocomplete="username" readonly=true tabindex="-1" aria-hidden="true"/>
                <PasswordField
                    label=t.session_new_password() name="password" bound=bound(password) state hint=t.session_password_rule()
                    autocomplete="new-password" show=t.session_show_password() hide=t.session_hide_password()
                />
                <Meter password words=Signal::derive(move || words.clone())/>
                <PasswordField
                    label=t.session_repeat_password() name="repeat" bound=bound(repeat) state
                    autocomplete="new-password" show=t.session_show_password() hide=t.session_hide_password()
                />
                <button type="submit" class="btn btn--primary btn--wide" disabled=move || reset.pending().get()>
                    {t.account_reset_submit()}
                </button>
            </form>
        </BareLayout>
    }
}
