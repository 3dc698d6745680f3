//! `/settings/requests`: why the practice denies access, in its order and its own words (S0-43). What is decided already
//! keeps the words it was decided with.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    api::{SetDenialReasons, list_denial_reasons},
    reasons::{LONGEST, Listed, Wording},
};
use crate::plain::view;
use crate::{
    error::AppError,
    i18n::use_t,
    paths,
    session::watch::use_session_end,
    ui::{
        badge::{Badge, Tone},
        field::{Bound, TextField},
        focus,
        form::{ErrorSummary, Form, FormState, SubmitBar},
        icon::{Icon, IconName},
        pagehead::PageHead,
        state::{EmptyState, Loading},
        toast::use_toasts,
    },
};

#[component]
pub fn DenialReasonsPage() -> impl IntoView {
    let t = use_t();
    let listed = Resource::new_blocking(|| (), |()| list_denial_reasons());
    view! {
        <Title text=t.denial_list_title()/>
        <a class="back" href=paths::REQUESTS>{t.requests_back()}</a>
        <PageHead title=t.denial_list_title() subtitle=move || t.denial_list_intro()>""</PageHead>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || listed.get().map(|listed| match listed {
                Ok(listed) => view! { <Reasons listed/> }.into_any(),
                Err(error) => view! {
                    <EmptyState title=t.errors_title() body=t.error(&error)>
                        <a class="btn" href=paths::REQUESTS>{t.requests_back()}</a>
                    </EmptyState>
                }
                .into_any(),
            })}
        </Transition>
    }
}

#[component]
fn Reasons(listed: Vec<Listed>) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end) = (use_toasts(), use_session_end());
    let base = RwSignal::new(listed.clone());
    let list = RwSignal::new(listed);
    let state = FormState::new(&["reasons", "reason_en", "reason_es"]);
    let save = ServerAction::<SetDenialReasons>::new();
    Effect::new(move |_| match save.value().get() {
        Some(Ok(saved)) => {
            toasts.success(t.settings_saved().to_owned());
            state.clear();
            base.set(saved.clone());
            list.set(saved);
        }
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(error)) if !session_end.noticed(&error) => state.banner(t.error(&error)),
        _ => {}
    });
    let submit = move || {
        save.dispatch(SetDenialReasons { before: base.get_untracked(), reasons: list.get_untracked() });
    };
    let changed = Signal::derive(move || list.get() != base.get());
    let editing = RwSignal::new(None::<usize>);
    let words = RwSignal::new(Wording::default());
    view! {
        <Form on_submit=submit unsaved=changed>
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            <section class="card card--pad">
                <h2 id="reasons">{t.denial_list_order()}</h2>
                <p class="muted">{t.denial_list_kept()}</p>
                <ol class="reasons">
                    {move || {
                        let all = list.get();
                        let last = all.len().saturating_sub(1);
                        all.into_iter().enumerate().map(|(at, one)| view! {
                            <Line at last one list editing words/>
                        }).collect_view()
                    }}
                </ol>
            </section>
            <Words list editing words/>
            <SubmitBar
                label=t.ui_save()
                busy_label=t.ui_saving()
                busy=Signal::from(save.pending())
                discard=(t.person_discard().to_owned(), changed, Callback::new(move |()| {
                    list.set(base.get_untracked());
                    editing.set(None);
                    words.set(Wording::default());
                    state.clear();
                }))
            />
        </Form>
    }
}

/// Changes the list, which is then drawn anew; the focus goes back to what was pressed, wherever it stands now.
fn change(list: RwSignal<Vec<Listed>>, pressed: String, change: impl FnOnce(&mut Vec<Listed>)) {
    list.update(change);
    focus::once_drawn(pressed);
}

#[component]
fn Line(
    at: usize,
    last: usize,
    one: Listed,
    list: RwSignal<Vec<Listed>>,
    editing: RwSignal<Option<usize>>,
    words: RwSignal<Wording>,
) -> impl IntoView {
    let t = use_t();
    let told = t.reason_told(&one.reason()).to_owned();
    let (own, offered, wording) = (one.is_own(), one.offered, one.wording);
    let both = own.then(|| format!("{} · {}", wording.en, wording.es));
    let remove = move |_| {
        editing.set(None);
        change(list, "reason_en".into(), |list| drop(list.remove(at)));
    };
    let edit = move |_| {
        words.set(wording.clone());
        editing.set(Some(at));
    };
    view! {
        <li class="reasons__one" class:is-off=!offered>
            <div class="reasons__words">
                <strong>{told.clone()}</strong>
                {both.map(|both| view! { <span class="muted">{both}</span> })}
                <Badge tone=if own { Tone::Info } else { Tone::Off } title=None>
                    {if own { t.denial_list_own() } else { t.denial_list_shipped() }}
                </Badge>
            </div>
            <label class="check">
                <input
                    type="checkbox"
                    id=format!("offered-{at}")
                    checked=offered
                    aria-label=format!("{}: {told}", t.denial_list_offered())
                    on:change=move |event| {
                        let on = event_target_checked(&event);
                        change(list, format!("offered-{at}"), |list| list[at].offered = on);
                    }
                />
                <span>{t.denial_list_offered()}</span>
            </label>
            <div class="buttons">
                <button
                    type="button" class="btn btn--small btn--icon" id=format!("up-{at}") disabled=at == 0
                    aria-label=t.denial_list_up(&told) on:click=move |_| change(list, format!("up-{}", at - 1), |list| list.swap(at, at - 1))
                >
                    <Icon name=IconName::Up/>
                </button>
                <button
                    type="button" class="btn btn--small btn--icon" id=format!("down-{at}") disabled=at == last
                    aria-label=t.denial_list_down(&told) on:click=move |_| change(list, format!("down-{}", at + 1), |list| list.swap(at, at + 1))
                >
                    <Icon name=IconName::Down/>
                </button>
                {own.then(|| view! {
                    <button type="button" class="btn btn--small" aria-label=t.denial_list_edit_one(&told) on:click=edit>
                        {t.people_edit()}
                    </button>
                    <button type="button" class="btn btn--small" aria-label=t.denial_list_remove_one(&told) on:click=remove>
                        {t.denial_list_remove()}
                    </button>
                })}
            </div>
        </li>
    }
}

/// The words of a new reason, or of the practice's own one that is being edited.
#[component]
fn Words(list: RwSignal<Vec<Listed>>, editing: RwSignal<Option<usize>>, words: RwSignal<Wording>) -> impl IntoView {
    let t = use_t();
    let state = FormState::new(&Wording::FIELDS);
    let en: Bound = (
        Signal::derive(move || words.with(|words| words.en.clone())),
        Callback::new(move |text: String| words.update(|words| words.en = text)),
    );
    let es: Bound = (
        Signal::derive(move || words.with(|words| words.es.clone())),
        Callback::new(move |text: String| words.update(|words| words.es = text)),
    );
    let take = move |_| match words.with_untracked(Wording::parse) {
        Ok(parsed) => {
            state.clear();
            list.update(|list| match editing.get_untracked().and_then(|at| list.get_mut(at)) {
                Some(one) => one.wording = parsed,
                None => list.push(Listed::own(parsed)),
            });
            editing.set(None);
            words.set(Wording::default());
        }
        Err(errors) => state.show(t, errors),
    };
    let title = move || if editing.get().is_some() { t.denial_list_change() } else { t.denial_list_new() };
    view! {
        <section class="card card--pad form__section">
            <h2>{title}</h2>
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            <div class="grid">
                <TextField label=t.fields_reason_en() name="reason_en" bound=en state autocomplete="off" hint=t.denial_list_words(LONGEST as i64)/>
                <TextField label=t.fields_reason_es() name="reason_es" bound=es state autocomplete="off"/>
            </div>
            <div class="buttons">
                <button type="button" class="btn" on:click=take>
                    {move || if editing.get().is_some() { t.denial_list_take() } else { t.denial_list_add() }}
                </button>
                <Show when=move || editing.get().is_some()>
                    <button
                        type="button" class="btn btn--ghost"
                        on:click=move |_| {
                            editing.set(None);
                            words.set(Wording::default());
                        }
                    >
                        {t.ui_cancel()}
                    </button>
                </Show>
            </div>
        </section>
    }
}
