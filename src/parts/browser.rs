//! A page in a part, as the browser shows it.

use std::{
    cell::RefCell,
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use leptos::{leptos_dom::helpers::set_timeout, prelude::*, task::spawn_local, wasm_split::SplitLoaderError};

use crate::{
    i18n::{T, use_t},
    plain::view,
    ui::state::{EmptyState, Loading},
};

pub type LoadError = SplitLoaderError;

/// So long the first page has the line to itself before the other parts are fetched.
const CALM: Duration = Duration::from_secs(2);

thread_local! {
    static LOADED: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

fn is_loaded(part: &str) -> bool {
    LOADED.with_borrow(|loaded| loaded.contains(&part))
}

async fn ensure(part: &'static str) -> Result<(), LoadError> {
    if !is_loaded(part) {
        super::load(part).await?;
        LOADED.with_borrow_mut(|loaded| loaded.push(part));
    }
    Ok(())
}

/// Takes over the page that the server rendered, once its part is there. Should that not come, the page stays as it
/// is: its links and forms work without us.
pub async fn start() {
    let marked =
        document().query_selector("[data-part]").ok().flatten().and_then(|mark| mark.get_attribute("data-part"));
    if let Some(part) = super::ALL.iter().find(|part| marked.as_deref() == Some(**part))
        && ensure(part).await.is_err()
    {
        return;
    }
    leptos::mount::hydrate_body(crate::app::App);
    // Whoever is not signed in has come for this one page.
    if marked.as_deref() != Some(super::ENTRY) {
        set_timeout(|| spawn_local(fetch_the_rest()), CALM);
    }
}

/// So that a later click needs no fetching. A part that can't be had now is asked for again when it is needed.
async fn fetch_the_rest() {
    for part in super::ALL.iter().filter(|part| **part != super::ENTRY) {
        ensure(part).await.ok();
    }
}

/// The value of a future that has nothing to wait for.
fn at_once<T>(future: impl Future<Output = T>) -> Option<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

/// A part is missing when the line is down, or when the server has a newer version and other files.
fn why(t: T) -> &'static str {
    if window().navigator().on_line() { t.errors_outdated() } else { t.errors_network() }
}

fn reload() {
    // Nothing is left to do for a browser that refuses.
    let _ = window().location().reload();
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Loading,
    Here,
    Failed,
}

/// Draws the page at once if its part is there, else as soon as it is.
pub fn in_part<F>(part: &'static str, draw: fn() -> F) -> AnyView
where
    F: Future<Output = Result<AnyView, LoadError>> + 'static,
{
    let drawn = move || at_once(draw()).and_then(Result::ok);
    if is_loaded(part) {
        return view! { <template data-part=part></template>{drawn()} }.into_any();
    }
    let t = use_t();
    let state = RwSignal::new(State::Loading);
    spawn_local(async move {
        let next = if ensure(part).await.is_ok() { State::Here } else { State::Failed };
        // The reader may have left before.
        state.try_set(next);
    });
    view! {
        {move || match state.get() {
            State::Loading => view! { <Loading text=t.ui_loading()/> }.into_any(),
            State::Here => drawn().into_any(),
            State::Failed => view! {
                <EmptyState title=t.errors_title() body=why(t)>
                    <button type="button" class="btn" on:click=|_| reload()>{t.errors_reload()}</button>
                </EmptyState>
            }
            .into_any(),
        }}
    }
    .into_any()
}
