//! `/profile/sessions`: where the reader is signed in, with a way to end each. The table also serves those who
//! look after somebody else's account.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    api::{EndSession, list_sessions},
    model::{SessionView, seem_shared},
    watch::use_session_end,
};
use crate::plain::view;
use crate::{
    domain::ids::SessionId,
    i18n::{T, use_t},
    profile::tabs::ProfileTabs,
    ui::{pagehead::PageHead, state::Loading, toast::use_toasts},
};

fn device(t: T, session: &SessionView) -> String {
    let device = &session.device;
    match (device.browser.is_empty(), device.system.is_empty()) {
        (false, false) => t.sessions_on(&device.browser, &device.system),
        (false, true) => device.browser.clone(),
        (true, false) => device.system.clone(),
        (true, true) => t.sessions_unknown().to_owned(),
    }
}

/// `on_end` ends one of them.
#[component]
pub fn SessionTable(
    sessions: Vec<SessionView>,
    #[prop(into)] on_end: Callback<SessionId>,
    #[prop(into)] busy: Signal<bool>,
    #[prop(into)] caption: String,
) -> impl IntoView {
    let t = use_t();
    if sessions.is_empty() {
        return view! { <p class="muted">{t.sessions_none()}</p> }.into_any();
    }
    view! {
        {seem_shared(&sessions).then(|| view! { <p class="notice notice--warn" role="note">{t.sessions_shared()}</p> })}
        <div class="scroll">
            <table class="table">
                <caption class="sr-only">{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t.sessions_device()}</th>
                        <th scope="col">{t.sessions_network()}</th>
                        <th scope="col">{t.sessions_since()}</th>
                        <th scope="col">{t.sessions_seen()}</th>
                        <th scope="col" class="table__actions"><span class="sr-only">{t.people_actions()}</span></th>
                    </tr>
                </thead>
                <tbody>
                    {sessions.into_iter().map(|session| view! { <Row session on_end busy/> }).collect_view()}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Row(session: SessionView, on_end: Callback<SessionId>, busy: Signal<bool>) -> impl IntoView {
    let t = use_t();
    let name = device(t, &session);
    let label = t.sessions_end_named(&name);
    let id = session.id;
    view! {
        <tr>
            <td data-label=t.sessions_device() class="table__main">{name}</td>
            <td data-label=t.sessions_network()>{session.address.clone()}</td>
            <td data-label=t.sessions_since()>{t.date_time(&session.since)}</td>
            <td data-label=t.sessions_seen()>{t.date_time(&session.seen)}</td>
            <td class="table__actions">
                {if session.current {
                    view! { <strong>{t.session_this_device()}</strong> }.into_any()
                } else {
                    view! {
                        <button
                            type="button"
                            class="btn btn--small"
                            aria-label=label
                            aria-disabled=move || busy.get().to_string()
                            on:click=move |_| {
                                if !busy.get_untracked() {
                                    on_end.run(id);
                                }
                            }
                        >
                            {t.sessions_end()}
                        </button>
                    }
                    .into_any()
                }}
            </td>
        </tr>
    }
}

#[component]
pub fn SessionsPage() -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let sessions = Resource::new_blocking(|| (), |()| list_sessions());
    let end = ServerAction::<EndSession>::new();
    let all = RwSignal::new(false);
    Effect::new(move |_| match end.value().get() {
        Some(Ok(())) => {
            let said = if all.get_untracked() { t.sessions_ended_others() } else { t.sessions_ended() };
            toasts.success(said.to_owned());
            sessions.refetch();
        }
        Some(Err(error)) if !session_end.noticed(&error) => {
            toasts.error(t.error(&error));
            sessions.refetch();
        }
        _ => {}
    });
    let one = move |session: SessionId| {
        all.set(false);
        end.dispatch(EndSession { session: Some(session) });
    };
    let others = move |_| {
        all.set(true);
        end.dispatch(EndSession { session: None });
    };
    view! {
        <Title text=t.sessions_title()/>
        <PageHead title=t.sessions_title() subtitle=move || t.sessions_intro()>""</PageHead>
        <ProfileTabs/>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || sessions.get().map(|found| match found {
                Ok(sessions) => {
                    let several = sessions.len() > 1;
                    view! {
                        <section class="card">
                            <SessionTable sessions on_end=one busy=end.pending() caption=t.sessions_title()/>
                        </section>
                        {several.then(|| view! {
                            <button type="button" class="btn" disabled=move || end.pending().get() on:click=others>
                                {t.sessions_end_others()}
                            </button>
                        })}
                    }
                    .into_any()
                }
                Err(error) => view! { <p class="notice" role="note">{t.error(&error)}</p> }.into_any(),
            })}
        </Transition>
    }
}
