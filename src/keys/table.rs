//! The table of keys, each with a way to end it.

use leptos::prelude::*;

use super::{
    api::RevokeKey,
    model::{KeyState, KeyView},
};
use crate::plain::view;
use crate::{
    i18n::use_t,
    session::watch::use_session_end,
    ui::{
        badge::{Badge, Tone},
        dialog::ConfirmDialog,
        toast::use_toasts,
    },
};

impl KeyState {
    const fn tone(self) -> Tone {
        match self {
            Self::Works => Tone::Ok,
            Self::Ended | Self::Revoked => Tone::Off,
        }
    }
}

#[component]
pub fn KeyTable(keys: Vec<KeyView>, #[prop(into)] reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end) = (use_toasts(), use_session_end());
    let asked = RwSignal::new(None::<KeyView>);
    let revoke = ServerAction::<RevokeKey>::new();
    Effect::new(move |_| match revoke.value().get() {
        Some(Ok(())) => {
            asked.set(None);
            toasts.success(t.keys_revoked().to_owned());
            reload.run(());
        }
        Some(Err(error)) if !session_end.noticed(&error) => {
            asked.set(None);
            toasts.error(t.error(&error));
        }
        _ => {}
    });
    let confirm = move |()| {
        if let Some(key) = asked.get_untracked() {
            revoke.dispatch(RevokeKey { id: key.id });
        }
    };
    if keys.is_empty() {
        return view! { <section class="card card--pad"><p class="muted">{t.keys_none()}</p></section> }.into_any();
    }
    view! {
        <section class="card">
            <div class="scroll" tabindex="0" role="region" aria-label=t.keys_title()>
                <table class="table">
                    <caption class="sr-only">{t.keys_title()}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t.keys_name()}</th>
                            <th scope="col">{t.keys_prefix()}</th>
                            <th scope="col">{t.keys_state()}</th>
                            <th scope="col">{t.keys_scopes()}</th>
                            <th scope="col">{t.keys_owner()}</th>
                            <th scope="col">{t.keys_used()}</th>
                            <th scope="col">{t.keys_ends()}</th>
                            <th scope="col" class="table__actions"><span class="sr-only">{t.people_actions()}</span></th>
                        </tr>
                    </thead>
                    <tbody>{keys.into_iter().map(|key| view! { <Row key asked/> }).collect_view()}</tbody>
                </table>
            </div>
        </section>
        <ConfirmDialog
            open=Signal::derive(move || asked.with(Option::is_some))
            on_close=move |()| asked.set(None)
            on_confirm=confirm
            title=t.keys_revoke_title()
            confirm=t.keys_revoke()
            cancel=t.ui_cancel()
            danger=true
            busy=revoke.pending()
        >
            <p>{move || asked.get().map(|key| t.keys_revoke_body(key.name, key.prefix))}</p>
        </ConfirmDialog>
    }
    .into_any()
}

#[component]
fn Row(key: KeyView, asked: RwSignal<Option<KeyView>>) -> impl IntoView {
    let t = use_t();
    let used = key.used.as_ref().map_or_else(|| t.people_never().to_owned(), |at| t.date_time(at));
    let scopes: Vec<_> = key.scopes.iter().map(|scope| scope.name()).collect();
    let label = t.keys_revoke_named(&key.name);
    let works = key.state == KeyState::Works;
    let whole = key.clone();
    view! {
        <tr>
            <td data-label=t.keys_name() class="table__main">{key.name}</td>
            <td data-label=t.keys_prefix()><code>{key.prefix}"…"</code></td>
            <td data-label=t.keys_state()><Badge tone=key.state.tone() title=None>{t.key_state(key.state)}</Badge></td>
            <td data-label=t.keys_scopes()>{scopes.join(", ")}</td>
            <td data-label=t.keys_owner()>{key.owner}</td>
            <td data-label=t.keys_used()>{used}</td>
            <td data-label=t.keys_ends()>{t.date(&key.ends)}</td>
            <td class="table__actions">
                {works.then(|| view! {
                    <button
                        type="button" class="btn btn--small" aria-label=label
                        on:click=move |_| asked.set(Some(whole.clone()))
                    >
                        {t.keys_revoke()}
                    </button>
                })}
            </td>
        </tr>
    }
}
