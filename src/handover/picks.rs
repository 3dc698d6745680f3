//! Patients chosen one by one: found by name or number, given to somebody of their own.

use leptos::prelude::*;

use super::{
    choices::PickTo,
    model::{MOST_PICKS, Plan, To},
};
use crate::plain::view;
use crate::{
    domain::ids::{PatientId, ProviderId},
    i18n::use_t,
    patients::{api::ListPatients, model::Target, query::PatientQuery, views::PatientRow},
    ui::{latest::use_latest, timer::Debounce},
};

/// Milliseconds after the last key until the matches follow.
const PAUSE: u32 = 200;
/// Matches that are offered.
const MOST_FOUND: usize = 8;

#[component]
pub fn Picks(
    plan: RwSignal<Plan>,
    provider: ProviderId,
    targets: StoredValue<Vec<Target>>,
    /// The names of those who are in the plan already.
    names: Vec<(PatientId, String)>,
) -> impl IntoView {
    let t = use_t();
    let names = RwSignal::new(names);
    let ids = Memo::new(move |_| plan.with(|plan| plan.picks.iter().map(|(id, _)| *id).collect::<Vec<_>>()));
    let name = move |id: PatientId| {
        let found =
            names.with_untracked(|names| names.iter().find(|(one, _)| *one == id).map(|(_, name)| name.clone()));
        found.unwrap_or_else(|| t.handover_somebody_gone().to_owned())
    };
    let add = Callback::new(move |(id, found): (PatientId, String)| {
        names.update(|names| names.push((id, found)));
        plan.update(|plan| {
            if plan.picks.len() < MOST_PICKS && !plan.picks.iter().any(|(one, _)| *one == id) {
                plan.picks.push((id, To::Nobody));
            }
        });
    });
    view! {
        <section class="card card--pad form__section">
            <h2>{t.handover_picks()}</h2>
            <p class="muted">{t.handover_picks_hint()}</p>
            <ul class="plan-rules">
                {move || ids.get().into_iter().map(|id| {
                    let (label, gone) = (name(id), name(id));
                    let to = Signal::derive(move || {
                        plan.with(|plan| plan.picks.iter().find(|(one, _)| *one == id).map_or(To::Nobody, |(_, to)| *to))
                    });
                    let set = move |to: To| plan.update(|plan| {
                        if let Some(pick) = plan.picks.iter_mut().find(|(one, _)| *one == id) {
                            pick.1 = to;
                        }
                    });
                    view! {
                        <li class="plan-pick">
                            <PickTo label targets to on_change=set/>
                            <button
                                type="button"
                                class="btn btn--small"
                                on:click=move |_| plan.update(|plan| plan.picks.retain(|(one, _)| *one != id))
                            >
                                {t.handover_remove_pick(gone)}
                            </button>
                        </li>
                    }
                }).collect_view()}
            </ul>
            <Finder provider ids add/>
        </section>
    }
}

/// Finds patients of the provider who are not in the plan yet.
#[component]
fn Finder(provider: ProviderId, ids: Memo<Vec<PatientId>>, add: Callback<(PatientId, String)>) -> impl IntoView {
    let t = use_t();
    let pause = Debounce::new(PAUSE);
    let typed = RwSignal::new(String::new());
    let (find, listed) = use_latest::<ListPatients>();
    let look = move |typed: String| {
        let query = PatientQuery { search: typed.trim().to_owned(), ..PatientQuery::default() };
        let query = query.with(|filters| filters.providers = vec![Some(provider)]);
        find(ListPatients { query });
    };
    // A search that fails finds nobody; the next key asks again. Nothing typed finds nobody either.
    let found = move || match listed() {
        Some(Ok(page)) if typed.with(|typed| !typed.trim().is_empty()) => page.rows,
        _ => Vec::new(),
    };
    let row = move |row: PatientRow| {
        let (id, name, label) = (row.id, row.name.clone(), t.handover_add_pick(&row.name));
        view! {
            <li>
                <span>{row.name}" · "{row.identifier}" · "{t.day(row.birth)}</span>
                <button type="button" class="btn btn--small" on:click=move |_| add.run((id, name.clone()))>
                    {label}
                </button>
            </li>
        }
    };
    on_cleanup(move || pause.cancel());
    view! {
        <label class="field">
            <span class="field__label">{t.patients_search()}</span>
            <input
                type="search"
                autocomplete="off"
                spellcheck="false"
                maxlength="100"
                on:input=move |event| {
                    typed.set(event_target_value(&event));
                    pause.run(move || look(typed.get_untracked()));
                }
            />
        </label>
        <ul class="todo" aria-live="polite">
            {move || {
                let rows = found().into_iter().filter(|row| ids.with(|ids| !ids.contains(&row.id)));
                rows.take(MOST_FOUND).map(row).collect_view()
            }}
        </ul>
    }
}
