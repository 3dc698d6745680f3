//! The bar below the people list: how many are chosen, and what can be done to all of them (P-18).

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::{
    api::PrepareBulk,
    model::{MOST_PICKED, Verb, Who},
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::permission::Permission,
    i18n::use_t,
    paths,
    people::{query::PeopleQuery, selection::Selection},
    session::watch::use_session_end,
    tiers::plans::model::MOST,
    ui::toast::use_toasts,
};

#[component]
pub fn BulkBar(
    selection: Selection,
    query: Memo<PeopleQuery>,
    /// How many people match the list's search and filters.
    total: i64,
) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end, navigate) = (use_toasts(), use_session_end(), use_navigate());
    let prepare = ServerAction::<PrepareBulk>::new();
    let viewer = use_viewer();
    let verbs: Vec<_> = Verb::ALL
        .iter()
        .copied()
        .filter(|verb| viewer.as_ref().is_some_and(|viewer| viewer.may(verb.permission()).is_ok()))
        .collect();
    let all = selection.everybody();
    let count = move || if all.get() { total } else { selection.count() };
    let too_many = move || !all.get() && selection.count() > MOST_PICKED as i64;
    let buys = viewer.as_ref().is_some_and(|viewer| viewer.may(Permission::BuyPlans).is_ok());
    let too_many_to_buy = move || all.get() || selection.count() > MOST as i64;
    let go = navigate.clone();
    let buy = StoredValue::new(move || go(&paths::buy(&selection.chosen().get_untracked()), Default::default()));
    let buy = move || buy.with_value(|buy| buy());
    Effect::new(move |_| match prepare.value().get() {
        Some(Ok(id)) => navigate(&paths::bulk(id), Default::default()),
        Some(Err(error)) if !session_end.noticed(&error) => toasts.error(t.error(&error)),
        _ => {}
    });
    let start = move |verb| {
        let who = if all.get_untracked() {
            Who::Matching(query.get_untracked())
        } else {
            Who::Picked(selection.chosen().get_untracked())
        };
        prepare.dispatch(PrepareBulk { verb, who });
    };
    view! {
        <div class="bulk-bar" role="group" aria-label=t.many_bar()>
            <span role="status">{move || t.people_selected(count())}</span>
            {move || (!all.get() && selection.count() < total).then(|| view! {
                <button type="button" class="btn btn--small" on:click=move |_| all.set(true)>
                    {t.people_select_all(t.number(total))}
                </button>
            })}
            <button type="button" class="btn btn--small" on:click=move |_| selection.clear()>
                {t.people_clear_selection()}
            </button>
            <span class="bulk-bar__verbs">
                {verbs.into_iter().map(|verb| view! {
                    <button
                        type="button"
                        class="btn btn--small"
                        class:btn--unlock=verb == Verb::Unlock
                        disabled=move || prepare.pending().get() || too_many()
                        on:click=move |_| start(verb)
                    >
                        {t.verb(verb)}
                    </button>
                }).collect_view()}
                {buys.then(|| view! {
                    <button
                        type="button"
                        class="btn btn--small"
                        disabled=too_many_to_buy
                        on:click=move |_| buy()
                    >
                        {t.plans_buy()}
                    </button>
                })}
            </span>
            {move || too_many().then(|| view! { <span role="note">{t.many_too_many(MOST_PICKED)}</span> })}
            {move || (buys && !too_many() && too_many_to_buy()).then(|| view! {
                <span role="note">{t.plans_too_many(MOST)}</span>
            })}
        </div>
    }
}
