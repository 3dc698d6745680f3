//! A day: typed, or chosen in a calendar after the ARIA date picker dialog pattern. Below the field stands in words which
//! day is meant and when exactly it ends, so that 11/12 is nobody's guess.

use chrono::{Datelike, NaiveDate};
use leptos::{html, prelude::*};

use super::{
    field::{Bound, Frame},
    focus,
    form::FormState,
    icon::{Icon, IconName},
};
use crate::plain::view;
use crate::{
    domain::calendar::{self, Month, Step, WEEKDAYS},
    i18n::{T, use_t},
};

/// Which days there are to choose from, and what there is to know about them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Days {
    pub today: NaiveDate,
    pub earliest: NaiveDate,
    pub latest: NaiveDate,
    /// Why no earlier day is taken, and no later one.
    pub too_early: String,
    pub too_late: String,
    /// Days that something is known of, in words; they may be chosen all the same.
    pub marked: Vec<(NaiveDate, String)>,
    /// Days that are often meant, with their names.
    pub quick: Vec<(String, NaiveDate)>,
}

impl Days {
    /// From tomorrow on, for what is planned. `too_early` says what to do instead of choosing today.
    pub fn ahead(t: T, today: NaiveDate, too_early: &str) -> Self {
        let (earliest, latest) = calendar::ahead(today);
        let this_month = Month::of(today).last();
        let month = if this_month < earliest { Month::of(earliest).last() } else { this_month };
        Self {
            today,
            earliest,
            latest,
            too_early: too_early.to_owned(),
            too_late: t.codes_out_of_range().to_owned(),
            marked: Vec::new(),
            quick: vec![
                (t.calendar_end_of_month().to_owned(), month),
                (t.calendar_end_of_next_month().to_owned(), Month::of(month).shifted(1).last()),
                (t.calendar_in_two_weeks().to_owned(), today + chrono::Days::new(14)),
            ],
        }
    }

    /// Why a day can't be chosen.
    fn refused(&self, day: NaiveDate) -> Option<&str> {
        if day < self.earliest { Some(&self.too_early) } else { (day > self.latest).then_some(&self.too_late) }
    }

    /// What is known of a day.
    fn known(&self, day: NaiveDate) -> impl Iterator<Item = &str> {
        self.marked.iter().filter(move |(marked, _)| *marked == day).map(|(_, words)| words.as_str())
    }
}

#[component]
pub fn DatePicker(
    #[prop(into)] label: String,
    name: &'static str,
    bound: Bound,
    state: FormState,
    #[prop(into)] hint: String,
    days: Days,
    /// What a day means, exactly.
    #[prop(into)]
    told: Callback<NaiveDate, String>,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let t = use_t();
    let (value, on_input) = bound;
    let error = state.error(name);
    let days = StoredValue::new(days);
    let chosen = Signal::derive(move || value.with(|text| calendar::read(text, t.day_order()).ok()));
    let open = RwSignal::new(false);
    let button = NodeRef::<html::Button>::new();
    let choose = Callback::new(move |day: NaiveDate| {
        on_input.run(calendar::write(day, t.day_order()));
        state.touched(name);
        open.set(false);
    });
    let described = move || {
        let error = error.get().map(|_| format!(" {name}-error")).unwrap_or_default();
        format!("{name}-hint {name}-told{error}")
    };
    let words = move || {
        let day = chosen.get()?;
        let known = days.with_value(|days| days.known(day).map(str::to_owned).collect::<Vec<_>>());
        Some(std::iter::once(told.run(day)).chain(known).collect::<Vec<_>>().join(" · "))
    };
    let opener = move || match chosen.get() {
        Some(day) => t.calendar_change(t.long_day(day)),
        None => t.ui_choose_date().to_owned(),
    };
    view! {
        <Frame label name required hint error>
            <div class="date">
                <input
                    id=name
                    name=name
                    type="text"
                    value=value.get_untracked()
                    prop:value=move || value.get()
                    autocomplete="off"
                    spellcheck="false"
                    maxlength="20"
                    placeholder=t.calendar_placeholder()
                    aria-required=required.then_some("true")
                    aria-invalid=move || error.get().map(|_| "true")
                    aria-describedby=described
                    on:input=move |event| {
                        on_input.run(event_target_value(&event));
                        state.touched(name);
                    }
                />
                <button
                    type="button" class="btn btn--icon" node_ref=button aria-haspopup="dialog" aria-label=opener
                    on:click=move |_| open.set(true)
                >
                    <Icon name=IconName::Calendar/>
                </button>
            </div>
            <p class="date__told" id=format!("{name}-told") aria-live="polite">{words}</p>
        </Frame>
        <CalendarDialog name days chosen open button choose/>
    }
}

/// The calendar over the page: `<dialog>` keeps the focus in and closes on Escape; the focus goes back to the button.
#[component]
fn CalendarDialog(
    name: &'static str,
    days: StoredValue<Days>,
    chosen: Signal<Option<NaiveDate>>,
    open: RwSignal<bool>,
    button: NodeRef<html::Button>,
    choose: Callback<NaiveDate>,
) -> impl IntoView {
    let t = use_t();
    let dialog = NodeRef::<html::Dialog>::new();
    let at = RwSignal::new(days.with_value(|days| days.earliest));
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => {
                let first = days.with_value(|days| days.earliest);
                at.set(chosen.get_untracked().unwrap_or(first));
                // Opening can only fail if it is open already.
                drop(dialog.show_modal());
                focus::once_drawn(cell(name, at.get_untracked()));
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let closed = move |_| {
        open.set(false);
        if let Some(button) = button.get_untracked() {
            // A missing focus is an inconvenience, not a fault.
            let _ = button.focus();
        }
    };
    view! {
        <dialog class="dialog calendar" node_ref=dialog aria-label=t.ui_choose_date() on:close=closed>
            {move || open.get().then(|| view! { <Calendar name days chosen at choose/> })}
            <div class="dialog__actions">
                <button type="button" class="btn" on:click=move |_| open.set(false)>{t.ui_cancel()}</button>
            </div>
        </dialog>
    }
}

/// The id of a day's button.
fn cell(name: &str, day: NaiveDate) -> String {
    format!("{name}-{day}")
}

#[component]
fn Calendar(
    name: &'static str,
    days: StoredValue<Days>,
    chosen: Signal<Option<NaiveDate>>,
    at: RwSignal<NaiveDate>,
    choose: Callback<NaiveDate>,
) -> impl IntoView {
    let t = use_t();
    let month = Memo::new(move |_| Month::of(at.get()));
    let said = RwSignal::new(String::new());
    let press = Callback::new(move |day: NaiveDate| {
        at.set(day);
        match days.with_value(|days| days.refused(day).map(str::to_owned)) {
            Some(why) => said.set(why),
            None => choose.run(day),
        }
    });
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if let Some(step) = Step::of_key(&event.key(), event.shift_key()) {
            event.prevent_default();
            said.set(String::new());
            at.update(|day| *day = step.lead(*day));
            focus::once_drawn(cell(name, at.get_untracked()));
        }
    };
    let turn = move |months, label, icon| {
        view! {
            <button
                type="button" class="btn btn--small btn--icon btn--ghost" aria-label=label
                on:click=move |_| at.update(|day| *day = Step::Months(months).lead(*day))
            >
                <Icon name=icon/>
            </button>
        }
    };
    view! {
        <div class="calendar__head">
            {turn(-12, t.calendar_previous_year(), IconName::First)}
            {turn(-1, t.ui_previous_month(), IconName::Previous)}
            <h2 id=format!("{name}-month") aria-live="polite">{move || t.month(month.get())}</h2>
            {turn(1, t.ui_next_month(), IconName::Next)}
            {turn(12, t.calendar_next_year(), IconName::Last)}
        </div>
        <table class="calendar__grid" role="grid" aria-labelledby=format!("{name}-month") on:keydown=on_key>
            <thead>
                <tr>
                    {WEEKDAYS.map(|day| view! { <th scope="col" abbr=t.weekday(day)>{t.short_weekday(day)}</th> }).into_iter().collect_view()}
                </tr>
            </thead>
            <tbody>
                {move || month.get().weeks().into_iter().map(|week| view! {
                    <tr>
                        {week.map(|day| match day {
                            Some(day) => view! { <DayCell name day days chosen at press/> }.into_any(),
                            None => view! { <td></td> }.into_any(),
                        }).into_iter().collect_view()}
                    </tr>
                }).collect_view()}
            </tbody>
        </table>
        <p class="calendar__said" role="status">{move || said.get()}</p>
        <Quick days choose/>
    }
}

#[component]
fn DayCell(
    name: &'static str,
    day: NaiveDate,
    days: StoredValue<Days>,
    chosen: Signal<Option<NaiveDate>>,
    at: RwSignal<NaiveDate>,
    press: Callback<NaiveDate>,
) -> impl IntoView {
    let t = use_t();
    let (today, refused, known) = days.with_value(|days| {
        let known: Vec<_> = days.known(day).map(str::to_owned).collect();
        (days.today == day, days.refused(day).map(str::to_owned), known)
    });
    let marked = !known.is_empty();
    let off = refused.is_some();
    let parts = std::iter::once(t.full_day(day)).chain(known.iter().cloned()).chain(refused);
    let label = parts.collect::<Vec<_>>().join(". ");
    view! {
        <td role="gridcell" aria-selected=move || (chosen.get() == Some(day)).to_string()>
            <button
                type="button"
                id=cell(name, day)
                class="calendar__day"
                class:is-marked=marked
                tabindex=move || if at.get() == day { "0" } else { "-1" }
                title=marked.then(|| known.join(" · "))
                aria-label=label
                aria-current=today.then_some("date")
                aria-disabled=off.then_some("true")
                on:click=move |_| press.run(day)
            >
                {day.day()}
            </button>
        </td>
    }
}

/// Days that are often meant, with the day that each is.
#[component]
fn Quick(days: StoredValue<Days>, choose: Callback<NaiveDate>) -> impl IntoView {
    let t = use_t();
    let quick = days.with_value(|days| {
        days.quick.iter().filter(|(_, day)| days.refused(*day).is_none()).cloned().collect::<Vec<_>>()
    });
    view! {
        <div class="calendar__quick">
            {quick.into_iter().map(|(label, day)| view! {
                <button type="button" class="btn btn--small" on:click=move |_| choose.run(day)>
                    {format!("{label} ({})", t.day(day))}
                </button>
            }).collect_view()}
        </div>
    }
}
