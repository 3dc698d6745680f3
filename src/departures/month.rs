//! `/leavers/calendar`: a month of departures and closed days, and the feed for one's own calendar.

use chrono::{Datelike, NaiveDate};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::get_departure_month,
    feed_card::FeedCard,
    leavers::{Head, Views},
    views::MonthView,
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::{
        calendar::{Month, WEEKDAYS},
        permission::Permission,
    },
    i18n::use_t,
    paths,
    ui::{
        icon::{Icon, IconName},
        state::{AskWhom, EmptyState, Loading},
    },
};

#[component]
pub fn LeaversMonthPage() -> impl IntoView {
    let t = use_t();
    let query = use_query_map();
    let may = use_viewer().is_some_and(|viewer| viewer.may(Permission::DeactivatePeople).is_ok());
    let month = Memo::new(move |_| query.read().get("month").unwrap_or_default());
    let found = Resource::new_blocking(move || month.get(), get_departure_month);
    view! {
        <Head/>
        <Views calendar=true/>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || found.get().map(|found| match found {
                Ok(shown) => view! { <Calendar shown/> }.into_any(),
                Err(error) => view! {
                    <EmptyState title=t.errors_title() body=t.error(&error)>
                        <a class="btn" href=paths::LEAVERS_MONTH>{t.errors_retry()}</a>
                        <AskWhom error/>
                    </EmptyState>
                }
                .into_any(),
            })}
        </Transition>
        {may.then(|| view! { <FeedCard/> })}
    }
}

#[component]
fn Calendar(shown: MonthView) -> impl IntoView {
    let t = use_t();
    let month = shown.month;
    let nothing = shown.leavers.is_empty().then(|| view! { <p class="muted">{t.departures_month_empty()}</p> });
    let shown = StoredValue::new(shown);
    let cell = move |day: Option<NaiveDate>| match day {
        Some(day) => shown.with_value(|shown| view! { <Day day shown=shown.clone()/> }).into_any(),
        None => view! { <td></td> }.into_any(),
    };
    view! {
        <div class="turn">
            <Turn to=month.shifted(-1) label=t.ui_previous_month() icon=IconName::Previous/>
            <h2 id="month">{t.month(month)}</h2>
            <Turn to=month.shifted(1) label=t.ui_next_month() icon=IconName::Next/>
            <a class="btn btn--small" href=paths::LEAVERS_MONTH>{t.calendar_today()}</a>
            {nothing}
        </div>
        <div class="card scroll" tabindex="-1">
            <table class="month" aria-labelledby="month">
                <thead>
                    <tr>{WEEKDAYS.map(|day| view! { <th scope="col">{t.weekday(day)}</th> }).into_iter().collect_view()}</tr>
                </thead>
                <tbody>
                    {month.weeks().into_iter().map(|week| view! {
                        <tr>{week.map(cell).into_iter().collect_view()}</tr>
                    }).collect_view()}
                </tbody>
            </table>
        </div>
    }
}

#[component]
fn Turn(to: Month, label: &'static str, icon: IconName) -> impl IntoView {
    view! { <a class="btn btn--small btn--icon" href=paths::leavers_month(to) aria-label=label><Icon name=icon/></a> }
}

#[component]
fn Day(day: NaiveDate, shown: MonthView) -> impl IntoView {
    let t = use_t();
    let leavers: Vec<_> = shown.leavers.into_iter().filter(|(on, ..)| *on == day).collect();
    let closed: Vec<_> = shown.closed.into_iter().filter(|closed| closed.day == day).collect();
    let list = (!leavers.is_empty()).then(|| {
        view! {
            <ul>
                {leavers.into_iter().map(|(_, person, name)| view! { <li><a href=paths::person(person)>{name}</a></li> }).collect_view()}
            </ul>
        }
    });
    view! {
        <td aria-current=(shown.today == day).then_some("date")>
            <span class="month__day"><span aria-hidden="true">{day.day()}</span><span class="sr-only">{t.full_day(day)}</span></span>
            {closed.into_iter().map(|closed| view! { <p class="month__closed">{t.departures_closed(&closed.label)}</p> }).collect_view()}
            {list}
        </td>
    }
}
