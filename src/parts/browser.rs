//! A page in a part, as the browser shows it.

use std::{
    cell::RefCell,
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use leptos::{leptos_dom::helpers::set_timeout, prelude::*, task::spawn_local, wasm_split::SplitLoaderError};
use leptos_meta::Title;

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
    if !marked.is_some_and(|part| super::ENTRY.contains(&part.as_str())) {
        set_timeout(|| spawn_local(fetch_the_rest()), CALM);
    }
}

/// So that a later click needs no fetching. A part that can't be had now is asked for again when it is needed.
async fn fetch_the_rest() {
    for part in super::ALL.iter().filter(|part| !super::ENTRY.contains(part)) {
        ensure(part).await.ok();
    }
}

/// A page of a part that is there, which has nothing to wait for.
pub fn at_once(page: impl Future<Output = Result<AnyView, LoadError>>) -> Option<AnyView> {
    match pin!(page).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(page) => page.ok(),
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
pub fn in_part(part: &'static str, draw: fn() -> Option<AnyView>) -> AnyView {
    if is_loaded(part) {
        return view! { <div data-part=part hidden></div>{draw()} }.into_any();
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
            State::Here => draw().into_any(),
            State::Failed => view! {
                <Title text=t.errors_title()/>
                <EmptyState title=t.errors_title() body=why(t)>
                    <button type="button" class="btn" on:click=|_| reload()>{t.errors_reload()}</button>
                </EmptyState>
            }
            .into_any(),
        }}
    }
    .into_any()
}
