//! `/profile/two-step`: the own second step. Every change asks for the password first.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    api::{BeginApp, RemoveApp, RenewCodes, get_two_step},
    codes::Codes,
    enrol::{AppSetUp, PasskeySetUp},
    model::{AppKey, OwnTwoStep},
    passkey_list::{PasskeyList, RemovingPasskey},
};
use crate::plain::view;
use crate::{
    app::Context,
    domain::ids::PasskeyId,
    error::AppError,
    i18n::use_t,
    profile::tabs::ProfileTabs,
    session::watch::use_session_end,
    ui::{
        field::PasswordField,
        form::{ErrorSummary, Form, FormState},
        pagehead::PageHead,
        state::Loading,
        toast::use_toasts,
    },
};

/// What the reader is about to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Doing {
    Nothing,
    SetUpApp,
    ShowApp(AppKey),
    RemoveApp,
    RenewCodes,
    AddPasskey,
    NamePasskey(String),
    RemovePasskey(PasskeyId, String),
    KeepCodes(Vec<String>),
}

#[component]
pub fn TwoStepPage() -> impl IntoView {
    let t = use_t();
    let own = Resource::new_blocking(|| (), |()| get_two_step());
    let doing = RwSignal::new(Doing::Nothing);
    let done = Callback::new(move |next: Doing| {
        doing.set(next);
        own.refetch();
    });
    view! {
        <Title text=t.twostep_title()/>
        <PageHead title=t.twostep_title() subtitle=move || t.twostep_intro()>""</PageHead>
        <ProfileTabs/>
        {move || match doing.get() {
            Doing::Nothing => ().into_any(),
            now => view! { <section class="card card--pad narrow"><Now now doing done/></section> }.into_any(),
        }}
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || own.get().map(|found| match found {
                Ok(own) => view! { <Own own doing/> }.into_any(),
                Err(error) => view! { <p class="muted">{t.error(&error)}</p> }.into_any(),
            })}
        </Transition>
    }
}

#[component]
fn Own(own: OwnTwoStep, doing: RwSignal<Doing>) -> impl IntoView {
    let t = use_t();
    let (has_app, is_on) = (own.app.is_some(), own.is_on());
    let named = use_context::<Context>().is_some_and(|context| context.passkeys);
    let app = own.app.map_or_else(|| t.twostep_app_none().to_owned(), |at| t.twostep_app_since(t.date(&at)));
    let open = move |next: Doing| move |_| doing.set(next.clone());
    view! {
        <p class="notice" role="note">
            <strong>{if is_on { t.twostep_on() } else { t.twostep_off() }}</strong>
            <span>{if own.demanded { t.twostep_demanded_note() } else { t.twostep_optional_note() }}</span>
        </p>
        <section class="card card--pad narrow">
            <h2>{t.twostep_app()}</h2>
            <p>{app}</p>
            <div class="submit-bar">
                <button type="button" class="btn" on:click=open(Doing::SetUpApp)>
                    {if has_app { t.twostep_app_replace() } else { t.twostep_app_set_up() }}
                </button>
                {has_app.then(|| view! {
                    <button type="button" class="btn btn--ghost" on:click=open(Doing::RemoveApp)>{t.twostep_app_remove()}</button>
                })}
            </div>
        </section>
        <section class="card card--pad narrow">
            <h2>{t.twostep_passkeys()}</h2>
            <PasskeyList passkeys=own.passkeys doing/>
            {if named {
                view! {
                    <div class="submit-bar">
                        <button type="button" class="btn" on:click=open(Doing::AddPasskey)>{t.twostep_passkey_add()}</button>
                    </div>
                }
                .into_any()
            } else {
                view! { <p class="muted">{t.twostep_passkeys_elsewhere()}</p> }.into_any()
            }}
        </section>
        {is_on.then(|| view! {
            <section class="card card--pad narrow">
                <h2>{t.twostep_codes()}</h2>
                <p>{t.twostep_codes_left(own.codes_left)}</p>
                <div class="submit-bar">
                    <button type="button" class="btn" on:click=open(Doing::RenewCodes)>{t.twostep_codes_renew()}</button>
                </div>
            </section>
        })}
    }
}

/// The one thing that is being done.
#[component]
fn Now(now: Doing, doing: RwSignal<Doing>, done: Callback<Doing>) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let stop = Callback::new(move |()| doing.set(Doing::Nothing));
    let added = move |text: &'static str| {
        Callback::new(move |codes: Vec<String>| {
            toasts.success(text.to_owned());
            done.run(if codes.is_empty() { Doing::Nothing } else { Doing::KeepCodes(codes) });
        })
    };
    match now {
        Doing::Nothing => ().into_any(),
        Doing::SetUpApp => view! { <SetUpApp doing/> }.into_any(),
        Doing::ShowApp(key) => view! {
            <h2>{t.twostep_app()}</h2>
            <AppSetUp key_shown=key on_done=added(t.twostep_app_added()) on_cancel=stop/>
        }
        .into_any(),
        Doing::RemoveApp => view! { <RemovingApp doing done/> }.into_any(),
        Doing::RenewCodes => view! { <RenewingCodes doing done/> }.into_any(),
        Doing::AddPasskey => view! {
            <h2>{t.twostep_passkey_add()}</h2>
            <AskPassword
                error=Signal::derive(|| None)
                busy=Signal::derive(|| false)
                on_password=move |password| doing.set(Doing::NamePasskey(password))
                on_cancel=move |()| doing.set(Doing::Nothing)
            />
        }
        .into_any(),
        Doing::NamePasskey(password) => view! {
            <h2>{t.twostep_passkey_add()}</h2>
            <PasskeySetUp password on_done=added(t.twostep_passkey_added()) on_cancel=stop/>
        }
        .into_any(),
        Doing::RemovePasskey(id, name) => view! { <RemovingPasskey id name doing done/> }.into_any(),
        Doing::KeepCodes(codes) => view! { <Codes codes on_done=move |()| doing.set(Doing::Nothing)/> }.into_any(),
    }
}

/// The password, before anything is changed.
#[component]
pub fn AskPassword(
    #[prop(into)] error: Signal<Option<AppError>>,
    #[prop(into)] busy: Signal<bool>,
    #[prop(into)] on_password: Callback<String>,
    #[prop(into)] on_cancel: Callback<()>,
) -> impl IntoView {
    let t = use_t();
    let session_end = use_session_end();
    let state = FormState::new(&["password"]);
    let password = RwSignal::new(String::new());
    Effect::new(move |_| {
        if let Some(error) = error.get()
            && !session_end.noticed(&error)
        {
            password.set(String::new());
            state.returned(t, error);
        }
    });
    view! {
        <Form on_submit=move || on_password.run(password.get_untracked())>
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            <p class="muted">{t.twostep_password_first()}</p>
            <PasswordField
                label=t.session_password()
                name="password"
                bound=(password.into(), Callback::new(move |text| password.set(text)))
                state
                autocomplete="current-password"
                show=t.session_show_password()
                hide=t.session_hide_password()
            />
            <div class="submit-bar">
                <button type="submit" class="btn btn--primary" disabled=move || busy.get()>
                    {move || if busy.get() { t.twostep_submitting() } else { t.twostep_confirm() }}
                </button>
                <button type="button" class="btn" on:click=move |_| on_cancel.run(())>{t.twostep_give_up()}</button>
            </div>
        </Form>
    }
}

#[component]
fn SetUpApp(doing: RwSignal<Doing>) -> impl IntoView {
    let t = use_t();
    let begin = ServerAction::<BeginApp>::new();
    Effect::new(move |_| {
        if let Some(Ok(key)) = begin.value().get() {
            doing.set(Doing::ShowApp(key));
        }
    });
    view! {
        <h2>{t.twostep_app()}</h2>
        <AskPassword
            error=Signal::derive(move || begin.value().get().and_then(Result::err))
            busy=begin.pending()
            on_password=move |password| drop(begin.dispatch(BeginApp { password }))
            on_cancel=move |()| doing.set(Doing::Nothing)
        />
    }
}

#[component]
fn RemovingApp(doing: RwSignal<Doing>, done: Callback<Doing>) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let remove = ServerAction::<RemoveApp>::new();
    Effect::new(move |_| {
        if let Some(Ok(())) = remove.value().get() {
            toasts.success(t.twostep_app_removed().to_owned());
            done.run(Doing::Nothing);
        }
    });
    view! {
        <h2>{t.twostep_app_remove()}</h2>
        <AskPassword
            error=Signal::derive(move || remove.value().get().and_then(Result::err))
            busy=remove.pending()
            on_password=move |password| drop(remove.dispatch(RemoveApp { password }))
            on_cancel=move |()| doing.set(Doing::Nothing)
        />
    }
}

#[component]
fn RenewingCodes(doing: RwSignal<Doing>, done: Callback<Doing>) -> impl IntoView {
    let t = use_t();
    let renew = ServerAction::<RenewCodes>::new();
    Effect::new(move |_| {
        if let Some(Ok(codes)) = renew.value().get() {
            done.run(Doing::KeepCodes(codes));
        }
    });
    view! {
        <h2>{t.twostep_codes_renew()}</h2>
        <AskPassword
            error=Signal::derive(move || renew.value().get().and_then(Result::err))
            busy=renew.pending()
            on_password=move |password| drop(renew.dispatch(RenewCodes { password }))
            on_cancel=move |()| doing.set(Doing::Nothing)
        />
    }
}
