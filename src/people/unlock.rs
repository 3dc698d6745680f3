//! Taking a lock off, from the list and from the person's page (S1-42).

use std::collections::HashMap;

use leptos::prelude::*;

use super::{api::UnlockPerson, badge::Badge as Standing, model::PersonView};
use crate::plain::view;
use crate::{domain::ids::PersonId, i18n::use_t, session::watch::use_session_end, ui::toast::use_toasts};

/// Who has been unlocked since the list was loaded, with the badge they have now.
#[derive(Clone, Copy)]
pub struct Unlocked(RwSignal<HashMap<PersonId, Standing>>);

/// The badge of a person since the reader unlocked them on this page.
pub fn use_unlocked(id: PersonId) -> Signal<Option<Standing>> {
    let unlocked = use_context::<Unlocked>();
    Signal::derive(move || unlocked.and_then(|map| map.0.with(|map| map.get(&id).cloned())))
}

/// Lets rows below show what the unlock buttons below have done.
pub fn provide_unlocked() {
    provide_context(Unlocked(RwSignal::new(HashMap::new())));
}

/// The orange button. It acts at once and says so at the top right; it goes when the lock is off.
#[component]
pub fn UnlockButton(
    id: PersonId,
    name: String,
    /// Called with the person as they are afterwards.
    #[prop(optional, into)]
    on_done: Option<Callback<PersonView>>,
) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let unlocked = use_context::<Unlocked>();
    let gone = use_unlocked(id);
    let unlock = ServerAction::<UnlockPerson>::new();
    let label = format!("{}: {name}", t.people_unlock());
    Effect::new(move |_| match unlock.value().get() {
        Some(Ok(person)) => {
            toasts.success(t.people_unlocked(person.row.name()));
            if let Some(map) = unlocked {
                map.0.update(|map| {
                    map.insert(id, person.row.badge.clone());
                });
            }
            if let Some(done) = on_done {
                done.run(person);
            }
        }
        Some(Err(error)) if !session_end.noticed(&error) => toasts.error(t.error(&error)),
        _ => {}
    });
    view! {
        <Show when=move || gone.get().is_none()>
            <button
                type="button"
                class="btn btn--small btn--unlock"
                aria-label=label.clone()
                aria-disabled=move || unlock.pending().get().to_string()
                on:click=move |_| {
                    if !unlock.pending().get_untracked() {
                        unlock.dispatch(UnlockPerson { id });
                    }
                }
            >
                {t.people_unlock()}
            </button>
        </Show>
    }
}
