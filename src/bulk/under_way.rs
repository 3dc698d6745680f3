//! An order that waits for its moment or is being carried out, with the way to call it off.

use leptos::prelude::*;

use super::{
    api::{BulkProgress, CancelBulk},
    model::{BulkView, State},
};
use crate::plain::view;
use crate::{
    i18n::use_t,
    session::watch::use_session_end,
    ui::{timer::Debounce, toast::use_toasts},
};

/// Milliseconds between two looks.
const PAUSE: u32 = 500;
/// The same after a look that failed.
const LONG_PAUSE: u32 = 3_000;

#[component]
pub fn UnderWay(bulk: BulkView, reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end) = (use_toasts(), use_session_end());
    let (id, now) = (bulk.id, RwSignal::new(bulk.progress));
    let look = ServerAction::<BulkProgress>::new();
    let cancel = ServerAction::<CancelBulk>::new();
    let (wait, wait_longer) = (Debounce::new(PAUSE), Debounce::new(LONG_PAUSE));
    let again = move |wait: Debounce| wait.run(move || drop(look.dispatch(BulkProgress { id })));
    Effect::new(move |_| match look.value().get() {
        Some(Ok(progress)) if !progress.is_over() => {
            now.set(progress);
            again(wait);
        }
        Some(Ok(_)) => reload.run(()),
        // The order goes on without being watched; the next look may succeed.
        Some(Err(error)) if !session_end.noticed(&error) => again(wait_longer),
        Some(Err(_)) => {}
        None => again(wait),
    });
    Effect::new(move |_| match cancel.value().get() {
        Some(Ok(())) => reload.run(()),
        Some(Err(error)) if !session_end.noticed(&error) => toasts.error(t.error(&error)),
        _ => {}
    });
    on_cleanup(move || {
        wait.cancel();
        wait_longer.cancel();
    });
    let waits = move || now.with(|now| now.state == State::Waiting);
    let title = move || if waits() { t.many_waiting() } else { t.many_running() };
    let words = move || {
        let now = now.get();
        if now.state == State::Waiting {
            t.many_starts_in(now.seconds_left)
        } else {
            t.many_progress(t.number(now.done + now.left_out), t.number(now.of))
        }
    };
    // Read out when it changes from waiting to running, and not every second.
    view! {
        <section class="card card--pad running">
            <div role="status"><h2 id="bulk-title">{title}</h2></div>
            <progress
                aria-labelledby="bulk-title"
                max=move || now.with(|now| now.of.max(1))
                value=move || now.with(|now| now.done + now.left_out)
            ></progress>
            <p>{words}</p>
            <p class="muted">{t.many_may_leave()}</p>
            <div class="submit-bar">
                <button
                    type="button"
                    class="btn"
                    disabled=move || cancel.pending().get()
                    on:click=move |_| drop(cancel.dispatch(CancelBulk { id }))
                >
                    {move || if waits() { t.many_cancel() } else { t.many_stop() }}
                </button>
            </div>
        </section>
    }
}
