//! Unlocking the people that are ticked in a list: what an attack on many accounts leaves behind (P-31).

use leptos::prelude::*;

use super::{api::UnlockMany, model::MOST_AT_ONCE};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::{ids::PersonId, permission::Permission},
    i18n::use_t,
    people::badge::Badge,
    session::watch::use_session_end,
    ui::toast::use_toasts,
};

/// Nothing for those who may not unlock.
#[component]
pub fn UnlockSelected(
    #[prop(into)] chosen: Signal<Vec<PersonId>>,
    /// Called with those who were locked, and their badges now.
    #[prop(into)]
    on_done: Callback<Vec<(PersonId, Badge)>>,
) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let may = use_viewer().is_some_and(|viewer| viewer.may(Permission::UnlockPeople).is_ok());
    let unlock = ServerAction::<UnlockMany>::new();
    Effect::new(move |_| match unlock.value().get() {
        Some(Ok(unlocked)) => {
            toasts.success(t.account_unlocked_many(unlocked.len() as i64));
            on_done.run(unlocked);
        }
        Some(Err(error)) if !session_end.noticed(&error) => toasts.error(t.error(&error)),
        _ => {}
    });
    may.then(|| {
        view! {
            <button
                type="button"
                class="btn btn--small btn--unlock"
                disabled=move || unlock.pending().get()
                on:click=move |_| {
                    let people = chosen.with_untracked(|ids| ids.iter().copied().take(MOST_AT_ONCE).collect());
                    unlock.dispatch(UnlockMany { people });
                }
            >
                {t.account_unlock_many()}
            </button>
        }
    })
}
