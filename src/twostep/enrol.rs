//! Setting up a second step: `/sign-in/enrol` for those of whom one is demanded, and its parts for one's own page.

use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{
    api::{BeginApp, CancelSignIn, ConfirmApp},
    ceremony::{self, Trouble},
    codes::Codes,
    model::AppKey,
    passkeys::api::{add_passkey, begin_passkey},
};
use crate::plain::view;
use crate::{
    app::Context,
    i18n::use_t,
    paths,
    session::{menu::Appearance, model::safe_next, page::leave_to},
    ui::{
        field::TextField,
        form::{ErrorSummary, Form, FormState, SubmitBar},
        layout::BareLayout,
    },
};

/// Where the reader is on the way.
#[derive(Debug, Clone, PartialEq)]
enum Stage {
    Choose,
    App(AppKey),
    Passkey,
    Codes(Vec<String>),
}

#[component]
pub fn EnrolPage() -> impl IntoView {
    let t = use_t();
    let next = use_query_map().with_untracked(|query| query.get("next").unwrap_or_default());
    let next = StoredValue::new(next);
    let context = use_context::<Context>().unwrap_or_default();
    let stage = RwSignal::new(Stage::Choose);
    let trouble = RwSignal::new(None::<String>);
    let begin = ServerAction::<BeginApp>::new();
    let cancel = ServerAction::<CancelSignIn>::new();
    Effect::new(move |_| match begin.value().get() {
        Some(Ok(key)) => stage.set(Stage::App(key)),
        Some(Err(error)) => trouble.set(Some(t.error(&error))),
        None => {}
    });
    Effect::new(move |_| {
        if cancel.value().get().is_some() {
            leave_to(paths::SIGN_IN);
        }
    });
    let leave = move |()| leave_to(safe_next(&next.get_value()));
    let done = Callback::new(move |codes: Vec<String>| match codes.is_empty() {
        true => leave(()),
        false => stage.set(Stage::Codes(codes)),
    });
    let back = Callback::new(move |()| stage.set(Stage::Choose));
    let banner = context.demo.then(|| t.app_demo_banner().to_owned());
    view! {
        <Title text=t.twostep_enrol_title()/>
        <BareLayout brand=t.app_name() title=t.twostep_enrol_title() intro=t.twostep_enrol_intro() banner=banner>
            <div role="alert">{move || trouble.get().map(|text| view! { <p class="notice notice--bad">{text}</p> })}</div>
            {move || match stage.get() {
                Stage::Choose => view! {
                    <div class="choices">
                        <p>{t.twostep_choose_app_body()}</p>
                        <button type="button" class="btn btn--primary btn--wide" disabled=move || begin.pending().get()
                            on:click=move |_| drop(begin.dispatch(BeginApp { password: String::new() }))>
                            {t.twostep_choose_app()}
                        </button>
                        {context.passkeys.then(|| view! {
                            <p>{t.twostep_choose_passkey_body()}</p>
                            <button type="button" class="btn btn--wide" on:click=move |_| stage.set(Stage::Passkey)>
                                {t.twostep_choose_passkey()}
                            </button>
                        })}
                    </div>
                }
                .into_any(),
                Stage::App(key) => view! { <AppSetUp key_shown=key on_done=done on_cancel=back/> }.into_any(),
                Stage::Passkey => view! { <PasskeySetUp password=String::new() on_done=done on_cancel=back/> }.into_any(),
                Stage::Codes(codes) => view! { <Codes codes on_done=leave/> }.into_any(),
            }}
            <Show when=move || !matches!(stage.get(), Stage::Codes(_))>
                <button type="button" class="btn btn--ghost" disabled=move || cancel.pending().get()
                    on:click=move |_| drop(cancel.dispatch(CancelSignIn {}))>
                    {t.twostep_cancel()}
                </button>
            </Show>
        </BareLayout>
        <Appearance/>
    }
}

/// The picture, the key, and the field for the first code.
#[component]
pub fn AppSetUp(key_shown: AppKey, on_done: Callback<Vec<String>>, on_cancel: Callback<()>) -> impl IntoView {
    let t = use_t();
    let confirm = ServerAction::<ConfirmApp>::new();
    let state = FormState::new(&["step_code"]);
    let code = RwSignal::new(String::new());
    Effect::new(move |_| match confirm.value().get() {
        Some(Ok(codes)) => on_done.run(codes),
        Some(Err(error)) => {
            code.set(String::new());
            state.returned(t, error);
        }
        None => {}
    });
    let submit = move || drop(confirm.dispatch(ConfirmApp { code: code.get_untracked() }));
    let AppKey { key, uri, size, path } = key_shown;
    view! {
        <p>{t.twostep_scan()}</p>
        // Dark on light in every theme: cameras do not read it the other way round.
        <svg class="qr" viewBox=format!("0 0 {size} {size}") role="img" aria-label=t.twostep_scan_alt() shape-rendering="crispEdges">
            <rect width=size height=size fill="#fff"></rect>
            <path d=path fill="#000"></path>
        </svg>
        <p class="muted">{t.twostep_by_hand()}</p>
        <p><code class="app-key">{key}</code></p>
        <p><a href=uri rel="external">{t.twostep_open_app()}</a></p>
        <Form on_submit=submit>
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            <TextField
                label=t.twostep_code()
                name="step_code"
                bound=(code.into(), Callback::new(move |text| code.set(text)))
                state
                required=true
                hint=t.twostep_first_code()
                autocomplete="one-time-code"
                inputmode="numeric"
            />
            <SubmitBar label=t.twostep_turn_on() busy_label=t.twostep_submitting() busy=confirm.pending().into()/>
        </Form>
        <GiveUp on_cancel/>
    }
}

#[component]
fn GiveUp(on_cancel: Callback<()>) -> impl IntoView {
    let t = use_t();
    view! { <button type="button" class="btn btn--ghost" on:click=move |_| on_cancel.run(())>{t.twostep_give_up()}</button> }
}

async fn add(password: String, name: String) -> Result<Vec<String>, Trouble> {
    let question = begin_passkey(password).await?;
    let answer = ceremony::create(&question).await?;
    Ok(add_passkey(answer, name).await?)
}

/// A name, and the device's own question.
#[component]
pub fn PasskeySetUp(password: String, on_done: Callback<Vec<String>>, on_cancel: Callback<()>) -> impl IntoView {
    let t = use_t();
    let state = FormState::new(&["passkey_name"]);
    let name = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let submit = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        state.clear();
        let password = password.clone();
        spawn_local(async move {
            let outcome = add(password, name.get_untracked()).await;
            busy.set(false);
            match outcome {
                Ok(codes) => on_done.run(codes),
                Err(trouble) => state.banner(trouble.told(t)),
            }
        });
    };
    view! {
        <Form on_submit=submit>
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            <TextField
                label=t.twostep_passkey_name()
                name="passkey_name"
                bound=(name.into(), Callback::new(move |text| name.set(text)))
                state
                hint=t.twostep_passkey_name_hint()
                autocomplete="off"
            />
            <SubmitBar label=t.twostep_passkey_add() busy_label=t.twostep_passkey_waiting() busy=busy.into()/>
        </Form>
        <GiveUp on_cancel/>
    }
}
