//! Rules: patients of some kind go to somebody. The first that fits counts.

use leptos::prelude::*;

use super::{
    choices::{Pick, PickTo},
    model::{MOST_RULES, Plan, Rule, To},
};
use crate::plain::view;
use crate::{
    domain::{ids::OfficeId, language::Language},
    i18n::use_t,
    patients::model::{Selection, Status, Target},
};

/// What rules can tell patients by.
#[derive(Clone, Copy)]
pub struct Kinds {
    pub offices: StoredValue<Vec<(OfficeId, String)>>,
    pub languages: StoredValue<Vec<Language>>,
}

#[component]
pub fn Rules(plan: RwSignal<Plan>, kinds: Kinds, targets: StoredValue<Vec<Target>>) -> impl IntoView {
    let t = use_t();
    let count = Memo::new(move |_| plan.with(|plan| plan.rules.len()));
    let rest = Signal::derive(move || plan.with(|plan| plan.rest));
    let any = move || count.get() > 0;
    view! {
        <section class="card card--pad form__section">
            <h2>{t.handover_who()}</h2>
            <p class="muted">{t.handover_rules_hint()}</p>
            <ol class="plan-rules">
                {move || (0..count.get()).map(|at| view! { <li><OneRule plan at kinds targets/></li> }).collect_view()}
            </ol>
            <div class="grid">
                {move || {
                    let label = if any() { t.handover_rest() } else { t.handover_everybody() };
                    view! {
                        <PickTo label targets to=rest on_change=move |to: To| plan.update(|plan| plan.rest = to)/>
                    }
                }}
            </div>
            <div class="submit-bar">
                <button
                    type="button"
                    class="btn"
                    disabled=move || { count.get() >= MOST_RULES }
                    on:click=move |_| plan.update(|plan| plan.rules.push(Rule::default()))
                >
                    {t.handover_add_rule()}
                </button>
            </div>
        </section>
    }
}

/// The only value of a field, or all of them.
fn only<V: ToString>(values: &[V]) -> String {
    values.first().map(ToString::to_string).unwrap_or_default()
}

#[component]
fn OneRule(plan: RwSignal<Plan>, at: usize, kinds: Kinds, targets: StoredValue<Vec<Target>>) -> impl IntoView {
    let t = use_t();
    // The row of a rule that is being removed is read once more.
    let rule = Signal::derive(move || plan.with(|plan| plan.rules.get(at).cloned().unwrap_or_default()));
    let change = move |change: &dyn Fn(&mut Rule)| {
        plan.update(|plan| {
            if let Some(rule) = plan.rules.get_mut(at) {
                change(rule);
            }
        });
    };
    let who = move |change_who: &dyn Fn(&mut Selection)| change(&|rule| change_who(&mut rule.who));
    let all = |label: &str| (String::new(), label.to_owned(), true);
    let offices = kinds.offices.with_value(|offices| {
        let named = offices.iter().map(|(id, name)| (id.to_string(), name.clone(), true));
        std::iter::once(all(t.handover_any_office())).chain(named).collect::<Vec<_>>()
    });
    let languages = kinds.languages.with_value(|languages| {
        let named = languages.iter().map(|one| (one.name().to_owned(), t.language(*one).to_owned(), true));
        std::iter::once(all(t.handover_any_language())).chain(named).collect::<Vec<_>>()
    });
    let statuses = Status::ALL.iter().map(|one| (one.name().to_owned(), t.patient_status(*one).to_owned(), true));
    let statuses: Vec<_> = std::iter::once(all(t.handover_any_status())).chain(statuses).collect();
    let office = Signal::derive(move || rule.with(|rule| only(&rule.who.offices)));
    let language = Signal::derive(move || {
        rule.with(|rule| only(&rule.who.languages.iter().map(|one| one.name()).collect::<Vec<_>>()))
    });
    let status = Signal::derive(move || {
        rule.with(|rule| only(&rule.who.statuses.iter().map(|one| one.name()).collect::<Vec<_>>()))
    });
    let to = Signal::derive(move || rule.with(|rule| rule.to));
    view! {
        <fieldset class="plan-rule">
            <legend>{t.handover_rule((at + 1) as i64)}</legend>
            <div class="grid">
                <Pick
                    label=t.people_office() options=offices value=office
                    on_change=move |value: String| who(&|who| who.offices = value.parse().into_iter().collect())
                />
                <Pick
                    label=t.fields_language() options=languages value=language
                    on_change=move |value: String| who(&|who| who.languages = Language::from_name(&value).into_iter().collect())
                />
                <Pick
                    label=t.people_status() options=statuses value=status
                    on_change=move |value: String| who(&|who| who.statuses = Status::from_name(&value).into_iter().collect())
                />
                <PickTo label=t.handover_goes_to() targets to on_change=move |to: To| change(&|rule| rule.to = to)/>
            </div>
            <button
                type="button"
                class="btn btn--small"
                on:click=move |_| plan.update(|plan| if at < plan.rules.len() { plan.rules.remove(at); })
            >
                {t.handover_remove_rule((at + 1) as i64)}
            </button>
        </fieldset>
    }
}
