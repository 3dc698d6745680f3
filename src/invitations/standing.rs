//! The open links that stand on one person's right to invite: they end with it, unless somebody takes them over (P-25).

use leptos::prelude::*;

use super::{
    api::{TakeOverInvitations, list_standing},
    views::Waiting,
};
use crate::plain::view;
use crate::{domain::ids::PersonId, i18n::use_t, paths, session::watch::use_session_end, ui::toast::use_toasts};

/// Says nothing where nothing stands on the person's right.
#[component]
pub fn Standing(person: PersonId, name: String) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let take = ServerAction::<TakeOverInvitations>::new();
    let links = Resource::new_blocking(move || take.version().get(), move |_| list_standing(person));
    Effect::new(move |_| match take.value().get() {
        Some(Ok(taken)) => toasts.success(t.standing_taken(taken)),
        Some(Err(error)) if !session_end.noticed(&error) => toasts.error(t.error(&error)),
        _ => {}
    });
    let name = StoredValue::new(name);
    view! {
        <Transition>
            {move || links.get().and_then(Result::ok).filter(|links| !links.is_empty()).map(|links| view! {
                <section class="notice notice--act" aria-label=t.standing_title()>
                    <details>
                        <summary>{t.standing_links(links.len() as i64, name.get_value())}</summary>
                        <ul>{links.into_iter().map(|link| view! { <Link link/> }).collect_view()}</ul>
                    </details>
                    <button
                        type="button"
                        class="btn btn--small"
                        disabled=move || take.pending().get()
                        on:click=move |_| {
                            take.dispatch(TakeOverInvitations { person });
                        }
                    >
                        {t.standing_take()}
                    </button>
                </section>
            })}
        </Transition>
    }
}

#[component]
pub fn Link(link: Waiting) -> impl IntoView {
    let t = use_t();
    view! {
        <li>
            <a href=paths::invitation(link.id)>{link.email}</a>
            " · "{t.role(link.role)}" · "{t.date_time(&link.expires)}
        </li>
    }
}
