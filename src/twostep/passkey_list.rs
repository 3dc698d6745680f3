//! The own passkeys, by name.

use leptos::prelude::*;

use super::{
    model::PasskeyView,
    own::{AskPassword, Doing},
    passkeys::api::RemovePasskey,
};
use crate::plain::view;
use crate::{domain::ids::PasskeyId, i18n::use_t, ui::toast::use_toasts};

#[component]
pub fn PasskeyList(passkeys: Vec<PasskeyView>, doing: RwSignal<Doing>) -> impl IntoView {
    let t = use_t();
    if passkeys.is_empty() {
        return view! { <p>{t.twostep_passkeys_none()}</p> }.into_any();
    }
    view! {
        <ul class="passkeys" aria-label=t.twostep_passkeys()>
            {passkeys.into_iter().map(|key| {
                let (id, name) = (key.id, key.name.clone());
                let used = key.used.map_or_else(|| t.twostep_passkey_never().to_owned(), |at| t.twostep_passkey_used_on(t.date_time(&at)));
                view! {
                    <li class="passkeys__one">
                        <span>
                            <strong>{key.name.clone()}</strong>
                            <span class="muted">{format!("{} · {used}", t.twostep_passkey_added_on(t.date(&key.added)))}</span>
                        </span>
                        <button
                            type="button"
                            class="btn btn--small"
                            aria-label=t.twostep_passkey_remove_named(&key.name)
                            on:click=move |_| doing.set(Doing::RemovePasskey(id, name.clone()))
                        >
                            {t.twostep_passkey_remove()}
                        </button>
                    </li>
                }
            }).collect_view()}
        </ul>
    }
    .into_any()
}

#[component]
pub fn RemovingPasskey(id: PasskeyId, name: String, doing: RwSignal<Doing>, done: Callback<Doing>) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let remove = ServerAction::<RemovePasskey>::new();
    Effect::new(move |_| {
        if let Some(Ok(())) = remove.value().get() {
            toasts.success(t.twostep_passkey_removed().to_owned());
            done.run(Doing::Nothing);
        }
    });
    view! {
        <h2>{t.twostep_passkey_remove_named(&name)}</h2>
        <AskPassword
            error=Signal::derive(move || remove.value().get().and_then(Result::err))
            busy=remove.pending()
            on_password=move |password| drop(remove.dispatch(RemovePasskey { id, password }))
            on_cancel=move |()| doing.set(Doing::Nothing)
        />
    }
}
