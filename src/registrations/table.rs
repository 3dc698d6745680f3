//! The table of the console.

use leptos::prelude::*;

use super::{
    model::Code,
    query::{Column, RequestQuery, Show},
    views::{Entry, EntryRow, Waiting},
};
use crate::plain::view;
use crate::{
    domain::page::Page,
    i18n::use_t,
    paths,
    ui::{
        badge::{Badge, Tone},
        list::ListTable,
        state::EmptyState,
    },
};

impl Code {
    /// The colour that goes with the word; never the only sign.
    pub const fn tone(self) -> Tone {
        match self {
            Self::PendingAdminReview | Self::PendingProvAdminReview => Tone::Warn,
            Self::EmailInt => Tone::Info,
            Self::EmailSuccess | Self::AutoApproved | Self::ManualAdminApproved | Self::ManualProvAdminApproved => {
                Tone::Ok
            }
            Self::Declined => Tone::Bad,
            Self::Invalidated => Tone::Off,
        }
    }
}

#[component]
pub fn EntryTable(
    page: Page<EntryRow>,
    query: Memo<RequestQuery>,
    #[prop(into)] loading: Signal<bool>,
) -> impl IntoView {
    let t = use_t();
    if page.rows.is_empty() {
        return view! { <Nothing query/> }.into_any();
    }
    let part = page.part(|row| row.id);
    let columns = Column::ALL.iter().map(|column| (*column, t.request_column(*column))).collect();
    view! {
        <ListTable caption=t.requests_title() columns query part address=paths::requests busy=loading last=move || view! { <th scope="col">{t.requests_details()}</th> }>
            {page.rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}
        </ListTable>
    }
    .into_any()
}

#[component]
fn Row(row: EntryRow) -> impl IntoView {
    let t = use_t();
    let href = match row.entry {
        Entry::Request(id) => paths::request(id),
        Entry::Invitation(id) => paths::invitation(id),
    };
    let label = |column| t.request_column(column);
    let called = row.called().to_owned();
    let off = row.code == Code::Invalidated;
    view! {
        <tr class:is-off=off>
            <td data-label=label(Column::Name) class="table__main"><a href=href.clone()>{called.clone()}</a></td>
            <td data-label=label(Column::Status)>
                <Badge tone=row.code.tone() title=Some(row.code.name().to_owned())>{t.request_code(row.code)}</Badge>
                <span class="code">{row.code.name()}</span>
            </td>
            <td data-label=label(Column::Identifier) class="table__quiet">{row.identifier.clone()}</td>
            <td data-label=label(Column::Qualifier) class="table__quiet">{row.level.qualifier()}</td>
            <td data-label=label(Column::Place)>
                {if row.place.is_empty() { t.requests_no_place().to_owned() } else { row.place.clone() }}
            </td>
            <td data-label=label(Column::Role)>{t.role(row.role)}</td>
            <td data-label=label(Column::Submitted) class="table__quiet">{t.date_time(&row.submitted)}</td>
            <td data-label=label(Column::Due)>{row.waiting.clone().map(|waiting| view! { <Age waiting/> })}</td>
            <td data-label=t.requests_details()>
                <a href=href aria-label=t.requests_details_of(&called)>{t.requests_details()}</a>
            </td>
        </tr>
    }
}

/// Until when it should be decided, and how long it has waited (N-07).
#[component]
pub fn Age(waiting: Waiting) -> impl IntoView {
    let t = use_t();
    let tone = if waiting.overdue { Tone::Bad } else { Tone::Info };
    let words = if waiting.overdue { t.requests_overdue() } else { t.requests_in_time() };
    view! {
        <Badge tone title=Some(t.requests_waited(waiting.hours))>{words}</Badge>
        <span class="code">{t.date_time(&waiting.due)}</span>
    }
}

/// Nothing to show: nothing waits, or nothing matches.
#[component]
fn Nothing(query: Memo<RequestQuery>) -> impl IntoView {
    let t = use_t();
    let (title, body) = if query.get_untracked().is_filtered() {
        (t.requests_none_title(), t.requests_none_body())
    } else {
        (t.requests_empty_title(), t.requests_empty_body())
    };
    let everything = RequestQuery::default().with(|filters| filters.show = Show::All);
    view! {
        <EmptyState title body>
            <a class="btn" href=paths::requests(&everything)>{t.requests_show_all()}</a>
        </EmptyState>
    }
}
