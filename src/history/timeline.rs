//! Who did what, from what to what, as a list that reads like sentences.

use std::future::Future;

use leptos::prelude::*;

use super::{
    api::PAGE,
    model::{Change, Entry, Subject},
};
use crate::plain::view;
use crate::{error::AppError, i18n::use_t, paths, ui::state::Loading};

/// The history of one person or thing.
#[component]
pub fn HistoryCard<F, Fut>(
    /// Fetches the entries before a `seq`, the newest before 0.
    entries: F,
) -> impl IntoView
where
    F: Fn(i64) -> Fut + Copy + Send + Sync + 'static,
    Fut: Future<Output = Result<Vec<Entry>, AppError>> + Send + 'static,
{
    let t = use_t();
    let newest = Resource::new_blocking(|| (), move |()| entries(0));
    view! {
        <section class="card card--pad">
            <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
                {move || Suspend::new(async move {
                    match newest.await {
                        Ok(newest) => view! { <Timeline entries=newest more=entries with_subject=false/> }.into_any(),
                        Err(error) => view! { <p class="muted">{t.error(&error)}</p> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
}

/// Entries, newest first, with a button that fetches older ones.
#[component]
pub fn Timeline<F, Fut>(
    entries: Vec<Entry>,
    /// Fetches the entries before a `seq`.
    more: F,
    /// Whether entries name who they are about; not on that person's own page.
    with_subject: bool,
) -> impl IntoView
where
    F: Fn(i64) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Vec<Entry>, AppError>> + Send + 'static,
{
    let t = use_t();
    let may_go_on = entries.len() >= PAGE;
    let shown = RwSignal::new(entries);
    let goes_on = RwSignal::new(may_go_on);
    let older = Action::new(move |before: &i64| more(*before));
    Effect::new(move |_| {
        if let Some(Ok(next)) = older.value().get() {
            goes_on.set(next.len() >= PAGE);
            shown.update(|all| all.extend(next));
        }
    });
    view! {
        <Show when=move || !shown.with(Vec::is_empty) fallback=move || view! { <p class="muted">{t.history_empty()}</p> }>
            <ol class="timeline">
                <For each=move || shown.get() key=|entry| entry.seq let:entry>
                    <Item entry with_subject/>
                </For>
            </ol>
        </Show>
        {move || older.value().get().and_then(Result::err).map(|error| view! { <p role="alert">{t.error(&error)}</p> })}
        <Show when=move || goes_on.get()>
            <button
                type="button"
                class="btn"
                disabled=move || older.pending().get()
                on:click=move |_| {
                    if let Some(before) = shown.with_untracked(|all| all.last().map(|entry| entry.seq)) {
                        older.dispatch(before);
                    }
                }
            >
                {t.history_older()}
            </button>
        </Show>
    }
}

#[component]
fn Item(entry: Entry, with_subject: bool) -> impl IntoView {
    let t = use_t();
    let actor = if entry.actor.is_empty() { t.history_system().to_owned() } else { entry.actor };
    let subject = entry.subject.filter(|_| with_subject).map(|(subject, name)| match subject {
        Subject::Person(id) => (Some(paths::person(id)), name),
        Subject::Provider(id) => (Some(paths::provider(id)), name),
        Subject::Patient(id) => (Some(paths::patient(id)), name),
        Subject::Ticket(id) => (Some(paths::ticket(id)), name),
        Subject::Practice(_) => (None, name),
    });
    view! {
        <li class="timeline__item" class:is-refused=entry.refused>
            <div class="timeline__head">
                <strong>{t.event(entry.kind)}</strong>
                {subject.map(|(href, name)| match href {
                    Some(href) => view! { <a href=href>{name}</a> }.into_any(),
                    None => view! { <span>{name}</span> }.into_any(),
                })}
            </div>
            <div class="timeline__meta">
                <span>{t.actor(actor, &entry.organisation, &entry.on_behalf)}</span>
                <span>{t.date_time(&entry.at)}</span>
                {(!entry.address.is_empty()).then(|| view! { <span>{entry.address.clone()}</span> })}
            </div>
            {(!entry.changes.is_empty()).then(|| view! {
                <ul class="timeline__changes">
                    {entry.changes.into_iter().map(|change| view! { <Difference change/> }).collect_view()}
                </ul>
            })}
            {(!entry.reason.is_empty()).then(|| view! { <p class="timeline__reason">{t.reason(entry.kind, &entry.reason)}</p> })}
        </li>
    }
}

#[component]
fn Difference(change: Change) -> impl IntoView {
    let t = use_t();
    let (old, new) = (t.value(&change.field, &change.old), t.value(&change.field, &change.new));
    view! {
        <li>
            <span class="timeline__field">{t.field(&change.field)}</span>
            " "
            <del>{old}</del>
            <span aria-hidden="true">" → "</span>
            <ins>{new}</ins>
        </li>
    }
}
