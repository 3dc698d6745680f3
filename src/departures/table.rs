//! The table of departures.

use leptos::prelude::*;

use super::{
    query::{Column, LeaverQuery},
    views::Leaver,
};
use crate::plain::view;
use crate::{
    domain::page::Page,
    i18n::use_t,
    lifecycle::model::Verb,
    paths,
    ui::{
        badge::{Badge, Tone},
        list::ListTable,
        state::EmptyState,
    },
};

/// A departure within so many days stands out.
const NEAR: i64 = 7;

#[component]
pub fn LeaverTable(page: Page<Leaver>, query: Memo<LeaverQuery>, #[prop(into)] loading: Signal<bool>) -> impl IntoView {
    let t = use_t();
    if page.rows.is_empty() {
        return view! { <Nothing query/> }.into_any();
    }
    let part = page.part(|row| row.person);
    let columns = Column::ALL.iter().map(|column| (*column, t.leaver_column(*column))).collect();
    let last = move || view! { <th scope="col">{t.departures_change()}</th> };
    view! {
        <ListTable caption=t.departures_title() columns query part address=paths::leavers busy=loading last>
            {page.rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}
        </ListTable>
    }
    .into_any()
}

#[component]
fn Row(row: Leaver) -> impl IntoView {
    let t = use_t();
    let label = |column| t.leaver_column(column);
    let tone = if row.days < NEAR { Tone::Warn } else { Tone::Info };
    let day = row.ends.date_naive();
    let patients = row.provider.filter(|_| row.patients > 0).map(|provider| {
        view! { <a href=paths::panel(provider)>{t.number(row.patients)}</a> }
    });
    let change = t.departures_change_of(&row.name);
    view! {
        <tr>
            <td data-label=label(Column::Name) class="table__main"><a href=paths::person(row.person)>{row.name.clone()}</a></td>
            <td data-label=label(Column::Role)>{t.role(row.role)}</td>
            <td data-label=label(Column::Place)>{row.place}</td>
            <td data-label=label(Column::Ends)>
                <Badge tone title=Some(t.end_of_day(day, &row.zone))>{t.day(day)}</Badge>
                <span class="code">{t.departures_days_left(row.days)}</span>
            </td>
            <td data-label=label(Column::Patients) class="table__quiet">{patients}</td>
            <td data-label=label(Column::By) class="table__quiet">{row.by}</td>
            <td data-label=t.departures_change()>
                <a href=paths::person_verb(row.person, Verb::Deactivate) aria-label=change>{t.departures_change()}</a>
            </td>
        </tr>
    }
}

/// Nothing to show: nobody leaves, or nobody matches.
#[component]
fn Nothing(query: Memo<LeaverQuery>) -> impl IntoView {
    let t = use_t();
    let filtered = query.get_untracked().is_filtered();
    let (title, body, href, label) = if filtered {
        (t.departures_none_title(), t.departures_none_body(), paths::LEAVERS, t.people_clear_filters())
    } else {
        (t.departures_empty_title(), t.departures_empty_body(), paths::PEOPLE, t.nav_people())
    };
    view! {
        <EmptyState title body>
            <a class="btn" href=href>{label}</a>
        </EmptyState>
    }
}
