//! The table of the console.

use leptos::prelude::*;

use super::{
    model::Code,
    page::go,
    query::{Column, Cursor, RequestQuery},
    views::{Entry, EntryRow, Waiting},
};
use crate::plain::view;
use crate::{
    domain::{
        ids::EntryId,
        page::{Page, PageSize},
    },
    i18n::use_t,
    paths,
    ui::{
        badge::{Badge, Tone},
        state::EmptyState,
        table::{Order, Pagination, SortHeader, TableCard},
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
    /// The header that was pressed last; lives longer than the table.
    pressed: RwSignal<Option<String>>,
) -> impl IntoView {
    let t = use_t();
    if page.rows.is_empty() {
        return view! { <Nothing query/> }.into_any();
    }
    let ends = (page.rows.first().map(|row| row.id), page.rows.last().map(|row| row.id));
    let (total, on_page) = (page.total, page.rows.len() as i64);
    let sides = (page.has_previous, page.has_next);
    view! {
        <TableCard busy=loading>
            <table class="table">
                <caption class="sr-only">{t.requests_title()}</caption>
                <thead>
                    <tr>
                        {Column::ALL.iter().map(|column| view! { <Header column=*column query pressed/> }).collect_view()}
                        <th scope="col">{t.requests_details()}</th>
                    </tr>
                </thead>
                <tbody>{page.rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}</tbody>
            </table>
        </TableCard>
        <Foot query total on_page sides ends/>
    }
    .into_any()
}

#[component]
fn Header(column: Column, query: Memo<RequestQuery>, pressed: RwSignal<Option<String>>) -> impl IntoView {
    let t = use_t();
    let order = Signal::derive(move || {
        let query = query.get();
        (query.sort == column).then_some(if query.descending { Order::Descending } else { Order::Ascending })
    });
    let href = Signal::derive(move || paths::requests(&query.get().sorted_by(column)));
    view! { <SortHeader label=t.request_column(column) href order pressed/> }
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

#[component]
fn Foot(
    query: Memo<RequestQuery>,
    total: i64,
    on_page: i64,
    sides: (bool, bool),
    ends: (Option<EntryId>, Option<EntryId>),
) -> impl IntoView {
    let t = use_t();
    let (has_previous, has_next) = sides;
    let (first, last) = ends;
    let size = move || query.get_untracked().size.rows();
    let last_page = move || (total - 1).div_euclid(size()) + 1;
    // As of these rows: the next page's address is there before its rows are.
    let page = move || {
        let query = query.get_untracked();
        match query.cursor {
            Some(Cursor::Last) => last_page(),
            Some(_) if has_previous => query.page.min(last_page()),
            _ => 1,
        }
    };
    let turned = move |cursor, page| paths::requests(&RequestQuery { cursor, page, ..query.get() });
    let range = move || {
        let start = (page() - 1) * size();
        t.people_range(t.number(start + 1), t.number(start + on_page), t.number(total))
    };
    let before = move || first.filter(|_| has_previous).map(|id| turned(Some(Cursor::Before(id)), page() - 1));
    let after = move || last.filter(|_| has_next).map(|id| turned(Some(Cursor::After(id)), page() + 1));
    view! {
        <div class="table-foot">
            <Pagination
                label=t.ui_pages()
                range=Signal::derive(range)
                first=(t.ui_first_page().to_owned(), Signal::derive(move || has_previous.then(|| turned(None, 1))))
                previous=(t.ui_previous().to_owned(), Signal::derive(before))
                next=(t.ui_next().to_owned(), Signal::derive(after))
                last=(t.ui_last_page().to_owned(), Signal::derive(move || has_next.then(|| turned(Some(Cursor::Last), 1))))
                size_label=t.people_page_size()
                sizes=PageSize::ALL.map(PageSize::rows).to_vec()
                size=Signal::derive(size)
                on_size=move |rows: String| {
                    go(&RequestQuery { size: PageSize::from_rows(&rows), ..query.get_untracked().from_start() });
                }
            />
        </div>
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
    let everything = RequestQuery { show: super::query::Show::All, ..RequestQuery::default() };
    view! {
        <EmptyState title body>
            <a class="btn" href=paths::requests(&everything)>{t.requests_show_all()}</a>
        </EmptyState>
    }
}
