//! A running import.

use leptos::prelude::*;

use super::{
    api::ImportProgress,
    import::{ImportState, Progress},
};
use crate::plain::view;
use crate::{domain::ids::ImportId, i18n::use_t, session::watch::use_session_end, ui::timer::Debounce};

/// Milliseconds between two looks.
const PAUSE: u32 = 300;
/// The same after a look that failed.
const LONG_PAUSE: u32 = 3_000;

#[component]
pub fn Running(id: ImportId, progress: Progress, on_end: Callback<()>) -> impl IntoView {
    let t = use_t();
    let session_end = use_session_end();
    let now = RwSignal::new(progress);
    let look = ServerAction::<ImportProgress>::new();
    let (wait, wait_longer) = (Debounce::new(PAUSE), Debounce::new(LONG_PAUSE));
    let again = move |wait: Debounce| wait.run(move || drop(look.dispatch(ImportProgress { id })));
    Effect::new(move |_| match look.value().get() {
        Some(Ok(progress)) if progress.state == ImportState::Running => {
            now.set(progress);
            again(wait);
        }
        Some(Ok(_)) => on_end.run(()),
        // The import goes on without being watched; the next look may succeed.
        Some(Err(error)) if !session_end.noticed(&error) => again(wait_longer),
        Some(Err(_)) => {}
        None => again(wait),
    });
    on_cleanup(move || {
        wait.cancel();
        wait_longer.cancel();
    });
    let words = move || now.with(|now| t.roster_importing(t.number(now.done.into()), t.number(now.of.into())));
    view! {
        <section class="card card--pad running">
            <h2 id="running-title">{t.roster_running()}</h2>
            <progress
                aria-labelledby="running-title"
                max=move || now.with(|now| now.of.max(1))
                value=move || now.with(|now| now.done)
            ></progress>
            <p role="status">{words}</p>
            <p class="muted">{t.roster_may_leave()}</p>
        </section>
    }
}
