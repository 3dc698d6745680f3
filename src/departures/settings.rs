//! `/settings/departures`: when the administrators are told, and when the practice is closed.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    api::{CloseDay, OpenDay, SetDepartureNotice, get_departure_rules},
    rules::{ClosedDay, MOST_NOTICE_DAYS, Rules, closed_day},
};
use crate::plain::view;
use crate::{
    error::AppError,
    i18n::use_t,
    paths,
    session::watch::use_session_end,
    ui::{
        date_picker::{DatePicker, Days},
        field::TextField,
        form::{ErrorSummary, Form, FormState, SubmitBar},
        pagehead::PageHead,
        state::{Loading, Missing},
        toast::use_toasts,
    },
};

#[component]
pub fn DepartureRulesPage() -> impl IntoView {
    let t = use_t();
    let rules = Resource::new_blocking(|| (), |()| get_departure_rules());
    view! {
        <Title text=t.departures_rules()/>
        <a class="back" href=paths::LEAVERS>{t.departures_back()}</a>
        <PageHead title=t.departures_rules() subtitle=move || t.departures_rules_intro()>""</PageHead>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || rules.get().map(|found| match found {
                Ok(found) => view! {
                    <Notice days=found.notice_days/>
                    <Closed rules=found reload=move |()| rules.refetch()/>
                }
                .into_any(),
                Err(error) => view! {
                    <Missing error title=t.departures_rules() back=paths::LEAVERS label=t.departures_back()/>
                }
                .into_any(),
            })}
        </Transition>
    }
}

#[component]
fn Notice(days: i64) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end) = (use_toasts(), use_session_end());
    let state = FormState::new(&["notice_days"]);
    let typed = RwSignal::new(days.to_string());
    let save = ServerAction::<SetDepartureNotice>::new();
    Effect::new(move |_| match save.value().get() {
        Some(Ok(days)) => {
            state.clear();
            typed.set(days.to_string());
            toasts.success(t.settings_saved().to_owned());
        }
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(error)) if !session_end.noticed(&error) => state.banner(t.error(&error)),
        _ => {}
    });
    let bound = (typed.into(), Callback::new(move |text| typed.set(text)));
    view! {
        <section class="card card--pad form__section narrow" aria-labelledby="notice">
            <h2 id="notice">{t.departures_notice()}</h2>
            <Form on_submit=move || drop(save.dispatch(SetDepartureNotice { days: typed.get_untracked() }))>
                <ErrorSummary state title=move |count| t.errors_summary(count)/>
                <TextField
                    label=t.departures_notice_days() name="notice_days" kind="number" bound state required=true
                    hint=t.departures_notice_hint(MOST_NOTICE_DAYS) autocomplete="off"
                />
                <SubmitBar label=t.ui_save() busy_label=t.ui_saving() busy=Signal::from(save.pending())/>
            </Form>
        </section>
    }
}

#[component]
fn Closed(rules: Rules, #[prop(into)] reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end) = (use_toasts(), use_session_end());
    let state = FormState::new(&["closed_day", "closed_label"]);
    let (day, label) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let close = ServerAction::<CloseDay>::new();
    let open = ServerAction::<OpenDay>::new();
    let saved = move |answer: Option<Result<(), AppError>>| match answer {
        Some(Ok(())) => {
            toasts.success(t.settings_saved().to_owned());
            reload.run(());
        }
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(error)) if !session_end.noticed(&error) => state.banner(t.error(&error)),
        _ => {}
    };
    Effect::new(move |_| saved(close.value().get()));
    Effect::new(move |_| saved(open.value().get()));
    let there = StoredValue::new(rules.closed.clone());
    let submit = move || {
        let typed = day.with_untracked(|day| {
            label.with_untracked(|label| there.with_value(|there| closed_day(day, label, t.day_order(), there)))
        });
        match typed {
            Ok(ClosedDay { day, label }) => {
                state.clear();
                close.dispatch(CloseDay { day: day.to_string(), label });
            }
            Err(errors) => state.show(t, errors),
        }
    };
    let bound = |signal: RwSignal<String>| (signal.into(), Callback::new(move |text: String| signal.set(text)));
    let days = days(&rules, t.departures_too_late());
    let told = Callback::new(move |day| t.full_day(day));
    let nothing = rules.closed.is_empty().then(|| view! { <p class="muted">{t.departures_never_closed()}</p> });
    let busy = Signal::derive(move || close.pending().get() || open.pending().get());
    view! {
        <section class="card card--pad form__section narrow" aria-labelledby="closed">
            <h2 id="closed">{t.departures_closed_days()}</h2>
            <p class="muted">{t.departures_closed_hint()}</p>
            {nothing}
            <ul class="closed-days">
                {rules.closed.into_iter().map(|closed| {
                    let words = format!("{} · {}", t.full_day(closed.day), closed.label);
                    let remove = t.departures_open_day_of(&words);
                    let day = closed.day.to_string();
                    view! {
                        <li class="buttons">
                            <span>{words}</span>
                            <button
                                type="button" class="btn btn--small" aria-label=remove disabled=move || busy.get()
                                on:click=move |_| drop(open.dispatch(OpenDay { day: day.clone() }))
                            >
                                {t.departures_open_day()}
                            </button>
                        </li>
                    }
                }).collect_view()}
            </ul>
            <Form on_submit=submit>
                <ErrorSummary state title=move |count| t.errors_summary(count)/>
                <DatePicker
                    label=t.departures_closed_day() name="closed_day" bound=bound(day) state required=true
                    hint=t.departures_closed_day_hint() days told
                />
                <TextField
                    label=t.departures_closed_label() name="closed_label" bound=bound(label) state required=true
                    hint=t.departures_closed_label_hint() autocomplete="off"
                />
                <SubmitBar label=t.departures_close_day() busy_label=t.ui_saving() busy/>
            </Form>
        </section>
    }
}

/// Any day of this year and the next few; those that are there already are marked.
fn days(rules: &Rules, too_far: &str) -> Days {
    let years = |count: u32| chrono::Months::new(12 * count);
    Days {
        today: rules.today,
        earliest: rules.today.checked_sub_months(years(1)).unwrap_or(rules.today),
        latest: rules.today.checked_add_months(years(10)).unwrap_or(rules.today),
        too_early: too_far.to_owned(),
        too_late: too_far.to_owned(),
        marked: rules.closed.iter().map(|closed| (closed.day, closed.label.clone())).collect(),
        quick: Vec::new(),
    }
}
