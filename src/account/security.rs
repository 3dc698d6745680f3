//! The Security tab of a person: password, address, lock, sessions.

use leptos::prelude::*;

use super::{
    api::{ChangeEmailOf, EndSessionsOf, MakeTemporary, SendReset, get_care, list_sessions_of},
    email::EmailForm,
    handover::Sheet,
    lock::LockCard,
    model::{Care, HandOver, can_reset, can_secure},
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    caller::card::CallerCard,
    domain::ids::{PersonId, SessionId},
    i18n::use_t,
    people::model::{LockReason, PersonView, can_edit},
    session::{proof::use_proof, sessions::SessionTable, watch::use_session_end},
    ui::{dialog::ConfirmDialog, state::Loading, toast::use_toasts},
};

/// `reload` loads the person anew, whose badge and lock may have changed.
#[component]
pub fn Security(person: PersonView, #[prop(into)] reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let (standing, id) = (person.row.standing(), person.row.id);
    let care = Resource::new_blocking(move || id, get_care);
    let actor = use_viewer().map(|viewer| viewer.actor);
    let registered = person.registered.is_some();
    let may_edit = registered && actor.as_ref().is_some_and(|actor| can_edit(&standing, actor).is_ok());
    let may_see = actor.as_ref().is_some_and(|actor| can_secure(&standing, actor).is_ok());
    let by_administrator = matches!(person.lock, Some((_, LockReason::ByAdministrator, _)));
    let may_reset = actor.as_ref().is_some_and(|actor| can_reset(&standing, actor).is_ok());
    let name = person.row.name();
    let person = StoredValue::new(person);
    // Outside of what is loaded anew: it is shown only once.
    let sheet = RwSignal::new(None::<HandOver>);
    let again = Callback::new(move |()| care.refetch());
    view! {
        {move || sheet.get().map(|made| view! {
            <section class="card card--pad form__section">
                <h2>{t.account_temporary_password()}</h2>
                <Sheet
                    sheet=made
                    on_done=move |()| {
                        sheet.set(None);
                        reload.run(());
                    }
                />
            </section>
        })}
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || care.get().map(|found| match found {
                Ok(care) => {
                    let pending = care.pending_email.clone();
                    view! {
                        <Password person=person.get_value() care sheet on_sent=again/>
                        {may_edit.then(|| view! { <Address person=person.get_value() pending/> })}
                    }
                    .into_any()
                }
                Err(error) => view! { <p class="notice" role="note">{t.error(&error)}</p> }.into_any(),
            })}
        </Transition>
        {may_reset.then(|| view! { <CallerCard person=id name=name.clone()/> })}
        {(!by_administrator).then(|| view! { <LockCard standing name=name.clone() on_done=reload/> })}
        {may_see.then(|| view! { <Sessions id name=name.clone()/> })}
    }
}

/// A reset link by mail, or else a temporary password (C-13).
#[component]
fn Password(person: PersonView, care: Care, sheet: RwSignal<Option<HandOver>>, on_sent: Callback<()>) -> impl IntoView {
    let t = use_t();
    let standing = person.row.standing();
    let why_not = use_viewer().and_then(|viewer| can_reset(&standing, &viewer.actor).err()).map(|why| t.refusal(&why));
    let (id, name, email) = (person.row.id, person.row.name(), person.row.email);
    let under_way = [
        care.reset_until.map(|until| t.account_reset_open(t.date_time(&until))),
        care.temporary_until.map(|until| t.account_temporary_open(t.date_time(&until))),
    ];
    view! {
        <section class="card card--pad form__section">
            <h2>{t.account_password()}</h2>
            {under_way.into_iter().flatten().map(|text| view! { <p class="notice" role="note">{text}</p> }).collect_view()}
            {match why_not {
                Some(why) => view! { <p class="muted">{why}</p> }.into_any(),
                None => view! {
                    <p class="muted">{t.account_reset_hint(&name)}</p>
                    <SendLink id email on_sent/>
                    <p class="muted">{t.account_temporary_hint()}</p>
                    <Temporary id name sheet/>
                }
                .into_any(),
            }}
        </section>
    }
}

#[component]
fn SendLink(id: PersonId, email: String, on_sent: Callback<()>) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let send = ServerAction::<SendReset>::new();
    Effect::new(move |_| match send.value().get() {
        Some(Ok(())) => {
            toasts.success(t.account_reset_sent(&email));
            on_sent.run(());
        }
        Some(Err(error)) if !session_end.noticed(&error) => toasts.error(t.error(&error)),
        _ => {}
    });
    view! {
        <div>
            <button
                type="button"
                class="btn btn--primary"
                disabled=move || send.pending().get()
                on:click=move |_| drop(send.dispatch(SendReset { person: id }))
            >
                {t.account_reset_send()}
            </button>
        </div>
    }
}

#[component]
fn Temporary(id: PersonId, name: String, sheet: RwSignal<Option<HandOver>>) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let proof = use_proof();
    let open = RwSignal::new(false);
    let make = ServerAction::<MakeTemporary>::new();
    Effect::new(move |_| match make.value().get() {
        Some(Ok(made)) => {
            open.set(false);
            sheet.set(Some(made));
        }
        Some(Err(error)) => {
            open.set(false);
            let again = move || drop(make.dispatch(MakeTemporary { person: id }));
            if !proof.asked(&error, again) && !session_end.noticed(&error) {
                toasts.error(t.error(&error));
            }
        }
        None => {}
    });
    view! {
        <div>
            <button type="button" class="btn" on:click=move |_| open.set(true)>{t.account_temporary_make()}</button>
        </div>
        <ConfirmDialog
            open=Signal::from(open)
            on_close=move |()| open.set(false)
            on_confirm=move |()| drop(make.dispatch(MakeTemporary { person: id }))
            title=t.account_temporary_title(&name)
            confirm=t.account_temporary_make()
            cancel=t.ui_cancel()
            danger=true
            busy=Signal::from(make.pending())
        >
            <p>{t.account_temporary_body(&name)}</p>
        </ConfirmDialog>
    }
}

#[component]
fn Address(person: PersonView, pending: Option<String>) -> impl IntoView {
    let t = use_t();
    let proof = use_proof();
    let id = person.row.id;
    let change = ServerAction::<ChangeEmailOf>::new();
    let send = move |email: String| {
        change.dispatch(ChangeEmailOf { person: id, email });
    };
    view! {
        <section class="card card--pad form__section">
            <h2>{t.account_email_change()}</h2>
            <p>{person.row.email}</p>
            <EmailForm pending proof send answer=Signal::derive(move || change.value().get()) busy=change.pending()/>
        </section>
    }
}

/// Where the person is signed in.
#[component]
fn Sessions(id: PersonId, name: String) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let sessions = Resource::new_blocking(move || id, list_sessions_of);
    let end = ServerAction::<EndSessionsOf>::new();
    Effect::new(move |_| match end.value().get() {
        Some(Ok(())) => {
            toasts.success(t.sessions_ended().to_owned());
            sessions.refetch();
        }
        Some(Err(error)) if !session_end.noticed(&error) => {
            toasts.error(t.error(&error));
            sessions.refetch();
        }
        _ => {}
    });
    let one = move |session: SessionId| {
        end.dispatch(EndSessionsOf { person: id, session: Some(session) });
    };
    let title = t.account_sessions(&name);
    let caption = title.clone();
    view! {
        <section class="card card--pad form__section">
            <h2>{title}</h2>
            <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
                {move || sessions.get().map(|found| match found {
                    Ok(sessions) => {
                        let any = !sessions.is_empty();
                        view! {
                            <SessionTable sessions on_end=one busy=end.pending() caption=caption.clone()/>
                            {any.then(|| view! {
                                <div>
                                    <button
                                        type="button"
                                        class="btn"
                                        disabled=move || end.pending().get()
                                        on:click=move |_| drop(end.dispatch(EndSessionsOf { person: id, session: None }))
                                    >
                                        {t.account_end_all()}
                                    </button>
                                </div>
                            })}
                        }
                        .into_any()
                    }
                    Err(error) => view! { <p class="notice" role="note">{t.error(&error)}</p> }.into_any(),
                })}
            </Transition>
        </section>
    }
}
