//! The table of the list of tickets.

use leptos::prelude::*;

use super::{
    model::TicketStatus,
    query::{Column, TicketQuery},
    views::TicketRow,
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

#[component]
pub fn TicketTable(
    page: Page<TicketRow>,
    query: Memo<TicketQuery>,
    #[prop(into)] loading: Signal<bool>,
) -> impl IntoView {
    let t = use_t();
    if page.rows.is_empty() {
        let filtered = query.get_untracked().is_filtered();
        let body = if filtered { t.support_none() } else { t.support_empty() };
        let everything = TicketQuery::default().with(|filters| filters.all = true);
        return view! {
            <EmptyState title=t.support_none_title() body>
                <a class="btn" href=paths::tickets(&everything)>{t.support_all()}</a>
            </EmptyState>
        }
        .into_any();
    }
    let part = page.part(|row| row.id);
    let columns = Column::ALL.iter().map(|column| (*column, t.ticket_column(*column))).collect();
    view! {
        <ListTable caption=t.support_title() columns query part address=paths::tickets busy=loading last=move || ()>
            {page.rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}
        </ListTable>
    }
    .into_any()
}

#[component]
fn Row(row: TicketRow) -> impl IntoView {
    let t = use_t();
    let label = |column| t.ticket_column(column);
    let kind = t.ticket_kind(row.kind);
    let subject = if row.subject.is_empty() { kind.to_owned() } else { row.subject };
    let assigned = if row.assigned.is_empty() { t.support_nobody().to_owned() } else { row.assigned };
    view! {
        <tr class:is-off=!row.status.is_open()>
            <td data-label=label(Column::Subject) class="table__main"><a href=paths::ticket(row.id)>{subject}</a></td>
            <td data-label=label(Column::Kind)>{kind}</td>
            <td data-label=label(Column::Status)><StatusBadge status=row.status/></td>
            <td data-label=label(Column::Practice)>{row.practice}</td>
            <td data-label=label(Column::Filed)>{row.filed_by}</td>
            <td data-label=label(Column::Assigned) class="table__quiet">{assigned}</td>
            <td data-label=label(Column::Updated) class="table__quiet">{t.date_time(&row.updated)}</td>
        </tr>
    }
}

#[component]
pub fn StatusBadge(status: TicketStatus) -> impl IntoView {
    let t = use_t();
    let tone = match status {
        TicketStatus::Open => Tone::Warn,
        TicketStatus::Waiting => Tone::Info,
        TicketStatus::Solved | TicketStatus::Approved => Tone::Ok,
        TicketStatus::Denied => Tone::Bad,
        TicketStatus::Withdrawn => Tone::Off,
    };
    view! { <Badge tone title=None>{t.ticket_status(status)}</Badge> }
}
