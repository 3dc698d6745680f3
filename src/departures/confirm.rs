//! What will happen, to whom, when, and what can be undone; and what was done.

use leptos::{html, prelude::*};

use super::{model::Wanted, page::Warnings, views::DeparturePage};
use crate::plain::view;
use crate::{
    departures::query::LeaverQuery,
    i18n::{T, use_t},
    lifecycle::model::Verb,
    paths,
};

/// The sentences of the question.
fn effects(t: T, page: &DeparturePage, wanted: Wanted) -> Vec<String> {
    let name = page.account.person.row.name();
    let Wanted::On(day) = wanted else {
        return t.lifecycle_effects_of(Verb::Deactivate, &page.account, &name);
    };
    let end = t.end_of_day(day, &page.zone);
    let mut effects = vec![t.departures_effect_until(&name, end), t.departures_effect_then(&name)];
    effects.push(t.lifecycle_deactivate_stays().to_owned());
    if page.account.standing > 0 {
        effects.push(t.lifecycle_count_standing(page.account.standing));
    }
    if page.notice_days > 0 {
        effects.push(t.departures_effect_notice(page.notice_days));
    }
    if let Some(plan) = page.plan.as_ref().filter(|plan| plan.day != day) {
        effects.push(t.departures_effect_instead(t.long_day(plan.day)));
    }
    effects.push(t.departures_effect_undo().to_owned());
    effects
}

#[component]
pub fn Effects(page: DeparturePage, wanted: Wanted) -> impl IntoView {
    let t = use_t();
    view! {
        <Warnings warnings=page.warnings.clone()/>
        <ul>{effects(t, &page, wanted).into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ul>
    }
}

/// What was done, and what comes next: patients who need somebody else (S4-10).
#[component]
pub fn Outcome(page: DeparturePage, what: Wanted) -> impl IntoView {
    let t = use_t();
    let (id, name) = (page.account.person.row.id, page.account.person.row.name());
    let text = match what {
        Wanted::Now => t.lifecycle_deactivated_done(&name),
        Wanted::On(day) => t.departures_planned_done(&name, t.end_of_day(day, &page.zone)),
    };
    let heading = NodeRef::<html::H2>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            // A missing focus is an inconvenience, not a fault.
            let _ = heading.focus();
        }
    });
    let patients = page.patients.map(|(provider, count)| {
        let plan = match what {
            Wanted::Now => paths::handover(provider),
            Wanted::On(day) => paths::handover_on(provider, day),
        };
        view! {
            <p>{t.departures_patients(count)}</p>
            <p><a class="btn btn--primary" href=plan>{t.departures_hand_over()}</a></p>
        }
    });
    view! {
        <section class="card card--pad form__section" aria-labelledby="done">
            <h2 id="done" tabindex="-1" node_ref=heading>{t.departures_done()}</h2>
            <p>{text}</p>
            {patients}
            <div class="buttons">
                <a class="btn" href=paths::person(id)>{t.lifecycle_back(&name)}</a>
                <a class="btn" href=paths::leavers(&LeaverQuery::default())>{t.departures_title()}</a>
            </div>
        </section>
    }
}
