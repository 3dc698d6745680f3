//! When a plan is carried out, and whether the provider leaves with it.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::model::{Plan, When};
use crate::plain::view;
use crate::{
    domain::{calendar, code::Code},
    i18n::{T, use_t},
    ui::{
        date_picker::{DatePicker, Days},
        field::Bound,
        form::FormState,
    },
};

/// What is chosen: nothing typed means now.
pub fn chosen(t: T, text: &str) -> Result<When, Code> {
    if text.trim().is_empty() { Ok(When::Now) } else { calendar::read(text, t.day_order()).map(When::EndOf) }
}

#[component]
pub fn WhenCard(
    plan: RwSignal<Plan>,
    text: RwSignal<String>,
    state: FormState,
    today: NaiveDate,
    zone: String,
    /// The provider is inactive already.
    has_left: bool,
) -> impl IntoView {
    let t = use_t();
    let bound: Bound = (text.into(), Callback::new(move |value| text.set(value)));
    let days = Days::ahead(t, today, t.handover_too_early());
    let zone = StoredValue::new(zone);
    let told = Callback::new(move |day| t.handover_at(zone.with_value(|zone| t.end_of_day(day, zone))));
    let at_once = move || text.with(|text| chosen(t, text) == Ok(When::Now)).then(|| t.handover_at_once());
    view! {
        <section class="card card--pad form__section">
            <h2>{t.handover_when()}</h2>
            <DatePicker label=t.handover_day() name="handover_day" bound state hint=t.handover_day_hint() days told/>
            <p role="status">{at_once}</p>
            {(!has_left).then(|| view! {
                <label class="check">
                    <input
                        type="checkbox"
                        name="leaves"
                        checked=plan.with_untracked(|plan| plan.leaves)
                        prop:checked=move || plan.with(|plan| plan.leaves)
                        on:change=move |event| plan.update(|plan| plan.leaves = event_target_checked(&event))
                    />
                    <span>{t.handover_leaves()}</span>
                </label>
            })}
        </section>
    }
}
