//! The secret address of one's own calendar (N-20): made, told once, revoked.

use leptos::prelude::*;

use super::{
    api::{MakeFeed, RevokeFeed, get_feed},
    views::FeedView,
};
use crate::plain::view;
use crate::{
    i18n::use_t,
    session::{proof::use_proof, watch::use_session_end},
    ui::{clipboard, toast::use_toasts},
};

#[component]
pub fn FeedCard() -> impl IntoView {
    let t = use_t();
    let feed = Resource::new(|| (), |()| get_feed());
    view! {
        <section class="card card--pad form__section" aria-labelledby="feed">
            <h2 id="feed">{t.departures_feed()}</h2>
            <p class="muted">{t.departures_feed_intro()}</p>
            <Transition fallback=|| ()>
                {move || feed.get().and_then(Result::ok).map(|shown| view! { <Feed shown reload=move |()| feed.refetch()/> })}
            </Transition>
        </section>
    }
}

#[component]
fn Feed(shown: FeedView, #[prop(into)] reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end, proof) = (use_toasts(), use_session_end(), use_proof());
    let (make, revoke) = (ServerAction::<MakeFeed>::new(), ServerAction::<RevokeFeed>::new());
    let address = RwSignal::new(None::<String>);
    let there = RwSignal::new(shown.made.map(|at| t.departures_feed_made(t.date_time(&at))));
    let send = move || drop(make.dispatch(MakeFeed {}));
    Effect::new(move |_| match make.value().get() {
        Some(Ok(made)) => {
            there.set(Some(t.departures_feed_new().to_owned()));
            address.set(Some(made));
        }
        Some(Err(error)) if !proof.asked(&error, send) && !session_end.noticed(&error) => toasts.error(t.error(&error)),
        _ => {}
    });
    Effect::new(move |_| match revoke.value().get() {
        Some(Ok(())) => {
            toasts.success(t.departures_feed_revoked().to_owned());
            reload.run(());
        }
        Some(Err(error)) if !session_end.noticed(&error) => toasts.error(t.error(&error)),
        _ => {}
    });
    let copied = Callback::new(move |worked| {
        if worked {
            toasts.success(t.ui_copied().to_owned());
        }
    });
    view! {
        {move || there.get().map(|text| view! { <p>{text}</p> })}
        {move || address.get().map(|made| {
            let text = made.clone();
            view! {
                <p class="field__value"><code>{made}</code></p>
                <div class="buttons">
                    <button type="button" class="btn btn--small" on:click=move |_| clipboard::copy(text.clone(), copied)>{t.ui_copy()}</button>
                </div>
            }
        })}
        <div class="buttons">
            <button type="button" class="btn" disabled=move || make.pending().get() on:click=move |_| send()>
                {move || if there.get().is_some() { t.departures_feed_again() } else { t.departures_feed_make() }}
            </button>
            <Show when=move || there.get().is_some()>
                <button
                    type="button" class="btn" disabled=move || revoke.pending().get()
                    on:click=move |_| drop(revoke.dispatch(RevokeFeed {}))
                >
                    {t.departures_feed_revoke()}
                </button>
            </Show>
        </div>
    }
}
