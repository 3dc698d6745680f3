//! `/forgot`: asking for a link to choose a new password. Works before the module has loaded, and without it.

use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::public::Forgot;
use crate::plain::view;
use crate::{
    app::Context,
    i18n::use_t,
    paths,
    session::menu::Appearance,
    ui::{
        field::TextField,
        form::{ErrorSummary, FormState},
        layout::BareLayout,
    },
};

#[component]
pub fn ForgotPage() -> impl IntoView {
    let t = use_t();
    let was_sent = use_query_map().with_untracked(|query| query.get("sent").is_some());
    let demo = use_context::<Context>().is_some_and(|context| context.demo);
    let forgot = ServerAction::<Forgot>::new();
    let state = FormState::new(&["login"]);
    let login = RwSignal::new(String::new());
    Effect::new(move |_| {
        if let Some(Err(error)) = forgot.value().get() {
            state.returned(t, error);
        }
    });
    if let Some(Err(error)) = forgot.value().get_untracked() {
        state.returned(t, error);
    }
    let sent = move || was_sent || matches!(forgot.value().get(), Some(Ok(())));
    let bound = (login.into(), Callback::new(move |text| login.set(text)));
    let banner = demo.then(|| t.app_demo_banner().to_owned());
    view! {
        <Title text=t.account_forgot_title()/>
        <BareLayout brand=t.app_name() title=t.account_forgot_title() intro=t.account_forgot_intro() banner=banner>
            {move || sent().then(|| view! { <p class="notice" role="status">{t.account_forgot_sent()}</p> })}
            <ActionForm action=forgot attr:class="form">
                <ErrorSummary state title=move |count| t.errors_summary(count)/>
                <TextField label=t.session_login() name="login" bound state required=true autocomplete="username"/>
                <button type="submit" class="btn btn--primary btn--wide" disabled=move || forgot.pending().get()>
                    {t.account_forgot_submit()}
                </button>
            </ActionForm>
            <p><a href=paths::SIGN_IN>{t.account_back_to_sign_in()}</a></p>
        </BareLayout>
        <Appearance/>
    }
}
