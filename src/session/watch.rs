//! The watch over the session: warns before it ends by itself, hides the page when it has, and lets the same person go
//! on where they were, with everything they had typed (HIPAA 164.312(a)(2)(iii)).

use leptos::prelude::*;

use super::{
    api::{SessionRemaining, Stay},
    page::{SignInForm, leave_to},
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    error::AppError,
    i18n::use_t,
    paths,
    ui::{
        dialog::Dialog,
        timer::{Debounce, now},
    },
};

/// The warning comes so many seconds before the end.
const WARNING_SECONDS: i64 = 60;

/// Whether the session has turned out to be over.
#[derive(Clone, Copy)]
pub struct SessionEnd(RwSignal<bool>);

impl SessionEnd {
    /// `true` if the error means that the session is over; the page then asks to sign in again.
    pub fn noticed(self, error: &AppError) -> bool {
        let over = *error == AppError::Unauthenticated;
        if over {
            self.0.set(true);
        }
        over
    }
}

/// Where actions report a session that is over.
pub fn use_session_end() -> SessionEnd {
    use_context().unwrap_or_else(|| SessionEnd(RwSignal::new(false)))
}

/// Makes [`use_session_end`] work below.
pub fn provide_session_end() {
    provide_context(SessionEnd(RwSignal::new(false)));
}

#[component]
pub fn SessionWatch() -> impl IntoView {
    let t = use_t();
    let viewer = use_viewer();
    let username = viewer.as_ref().map(|viewer| viewer.username.clone()).unwrap_or_default();
    let idle_seconds = viewer.map_or(900, |viewer| i64::from(viewer.practice.idle_minutes) * 60);
    let over = use_session_end().0;
    let left = RwSignal::new(idle_seconds);
    let warned = RwSignal::new(false);
    // The end by this device's clock: counted ticks would stand still in a sleeping computer or a hidden tab.
    let ends = StoredValue::new(0.0_f64);
    let used = move |seconds: i64| {
        ends.set_value(now() + seconds as f64 * 1000.0);
        left.set(seconds);
        warned.set(seconds <= WARNING_SECONDS);
    };
    let wait = Debounce::new(1000);
    let ask = ServerAction::<SessionRemaining>::new();
    let stay = ServerAction::<Stay>::new();
    // One look a second; the server is asked only when the own clock has run down, as another tab may be in use.
    let beat = RwSignal::new(0_u32);
    let next = move || wait.run(move || beat.update(|beat| *beat = beat.wrapping_add(1)));
    Effect::new(move |_| {
        if beat.get() == 0 {
            return;
        }
        let before = left.get_untracked();
        let seconds = ((ends.get_value() - now()) / 1000.0).ceil() as i64;
        left.set(seconds);
        if (before > WARNING_SECONDS && seconds <= WARNING_SECONDS) || seconds <= 0 {
            ask.dispatch(SessionRemaining {});
        } else {
            next();
        }
    });
    let answered = move |answer: Option<Result<super::api::Remaining, AppError>>| match answer {
        Some(Ok(remaining)) => {
            used(remaining.seconds.max(1));
            next();
        }
        Some(Err(AppError::Unauthenticated)) => over.set(true),
        // Not to be reached right now: warned by the own clock, and asked again.
        Some(Err(_)) => {
            warned.set(true);
            next();
        }
        None => {}
    };
    Effect::new(move |_| answered(ask.value().get()));
    Effect::new(move |_| answered(stay.value().get()));
    // Going somewhere asks the server, which is use.
    let location = leptos_router::hooks::use_location();
    Effect::new(move |_| {
        location.pathname.track();
        location.search.track();
        used(idle_seconds);
        next();
    });
    let warning = Signal::derive(move || !over.get() && warned.get());
    hide_page_while(over);
    view! {
        <Dialog open=warning on_close=move |()| drop(stay.dispatch(Stay {})) labelled_by="idle-title" alert=true>
            <h2 id="idle-title">{t.session_idle_title()}</h2>
            <p class="dialog__body">{move || t.session_idle_body(left.get().max(0))}</p>
            <div class="dialog__actions">
                <button type="button" class="btn btn--primary" on:click=move |_| drop(stay.dispatch(Stay {}))>
                    {t.session_stay()}
                </button>
            </div>
        </Dialog>
        <Dialog open=over.into() on_close=move |()| leave_to(paths::SIGN_IN) labelled_by="again-title" alert=true>
            <h2 id="again-title">{t.session_again()}</h2>
            <p class="dialog__body">{t.session_expired()}</p>
            <Show when=move || over.get()>
                <SignInForm
                    next=paths::HOME.to_owned()
                    only=username.clone()
                    on_done=move |()| {
                        over.set(false);
                        used(idle_seconds);
                        next();
                    }
                />
            </Show>
        </Dialog>
    }
}

/// What was on the screen is no longer for whoever walks by; it stays in the page for its owner.
fn hide_page_while(over: RwSignal<bool>) {
    Effect::new(move |_| {
        let over = over.get();
        if let Some(body) = document().body() {
            // A class that can't be set leaves the dialog as the only cover.
            let _ = body.class_list().toggle_with_force("is-signed-out", over);
        }
    });
}
