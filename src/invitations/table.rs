//! The table of the list.

use leptos::prelude::*;

use super::{
    model::{Delivery, Status, can_redirect},
    page::go,
    query::{Column, Cursor, InvitationQuery},
    row_actions::SendAgain,
    views::InvitationRow,
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::{
        ids::InvitationId,
        page::{Page, PageSize},
    },
    i18n::use_t,
    paths,
    ui::{
        badge::{Badge, Tone},
        icon::IconName,
        menu::{Menu, MenuItem},
        state::EmptyState,
        table::{Order, Pagination, SortHeader, TableCard},
    },
};

impl Status {
    /// The colour that goes with the word; never the only sign.
    pub const fn tone(self) -> Tone {
        match self {
            Self::Open => Tone::Info,
            Self::Registered => Tone::Ok,
            Self::Expired => Tone::Warn,
            Self::Revoked | Self::Superseded => Tone::Off,
        }
    }
}

impl Delivery {
    pub const fn tone(self) -> Tone {
        match self {
            Self::Accepted => Tone::Ok,
            Self::Bounced | Self::GivenUp => Tone::Bad,
            Self::Deferred => Tone::Warn,
            Self::Queued => Tone::Info,
            Self::Cancelled | Self::ByHand => Tone::Off,
        }
    }
}

#[component]
pub fn InvitationTable(
    page: Page<InvitationRow>,
    query: Memo<InvitationQuery>,
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
                <caption class="sr-only">{t.invitations_title()}</caption>
                <thead>
                    <tr>
                        {Column::ALL.iter().map(|column| view! { <Header column=*column query pressed/> }).collect_view()}
                        <th scope="col" class="table__actions"><span class="sr-only">{t.people_actions()}</span></th>
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
fn Header(column: Column, query: Memo<InvitationQuery>, pressed: RwSignal<Option<String>>) -> impl IntoView {
    let t = use_t();
    let order = Signal::derive(move || {
        let query = query.get();
        (query.sort == column).then_some(if query.descending { Order::Descending } else { Order::Ascending })
    });
    let href = Signal::derive(move || paths::invitations(&query.get().sorted_by(column)));
    view! { <SortHeader label=t.invitation_column(column) href order pressed/> }
}

#[component]
fn Row(row: InvitationRow) -> impl IntoView {
    let t = use_t();
    let name = row.called().to_owned();
    let off = matches!(row.status, Status::Revoked | Status::Superseded);
    let mut items = vec![
        MenuItem::link(t.people_open(), paths::invitation(row.id), Some(IconName::Mail)),
        MenuItem::link(t.invitations_person(), paths::person(row.person), Some(IconName::User)),
    ];
    let may_redirect = use_viewer().is_some_and(|viewer| can_redirect(&row.standing(), &viewer.actor).is_ok());
    if row.newest && may_redirect {
        let address = paths::invitation_address(row.id);
        items.push(MenuItem::link(t.invitations_correct(), address, Some(IconName::Edit)));
        if row.status == Status::Open {
            items.push(MenuItem::link(t.invitations_revoke(), paths::invitation_revoke(row.id), Some(IconName::Close)));
        }
    }
    let label = |column| t.invitation_column(column);
    view! {
        <tr class:is-off=off>
            <td data-label=label(Column::Email) class="table__main"><a href=paths::invitation(row.id)>{row.email.clone()}</a></td>
            <td data-label=label(Column::Name)>{row.name.clone()}</td>
            <td data-label=label(Column::Role)>{t.role(row.role)}</td>
            <td data-label=label(Column::Place) class="table__quiet">{row.place.clone()}</td>
            <td data-label=label(Column::Status)>
                <Badge tone=row.status.tone() title=None>{t.link_status(row.status)}</Badge>
            </td>
            <td data-label=label(Column::Delivery)>
                <Badge tone=row.delivery.tone() title=None>{t.delivery(row.delivery)}</Badge>
            </td>
            <td data-label=label(Column::Inviter) class="table__quiet">{row.inviter.clone()}</td>
            <td data-label=label(Column::Sent) class="table__quiet">{t.date_time(&row.sent)}</td>
            <td data-label=label(Column::Expires) class="table__quiet">{t.date_time(&row.expires)}</td>
            <td class="table__actions">
                {row.newest.then(|| view! { <SendAgain standing=row.standing() name=name.clone()/> })}
                <Menu label=t.people_actions_for(&name) icon=IconName::More items/>
            </td>
        </tr>
    }
}

#[component]
fn Foot(
    query: Memo<InvitationQuery>,
    total: i64,
    on_page: i64,
    sides: (bool, bool),
    ends: (Option<InvitationId>, Option<InvitationId>),
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
    let turned = move |cursor, page| paths::invitations(&InvitationQuery { cursor, page, ..query.get() });
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
                    go(&InvitationQuery { size: PageSize::from_rows(&rows), ..query.get_untracked().from_start() }, false);
                }
            />
        </div>
    }
}

/// Nothing to show: nobody was invited yet, or nothing matches.
#[component]
fn Nothing(query: Memo<InvitationQuery>) -> impl IntoView {
    let t = use_t();
    if query.get_untracked().is_filtered() {
        return view! {
            <EmptyState title=t.invitations_none_title() body=t.invitations_none_body()>
                <a class="btn" href=paths::INVITATIONS>{t.people_clear_filters()}</a>
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <EmptyState title=t.invitations_empty_title() body=t.invitations_empty_body()>
            <a class="btn btn--primary" href=paths::INVITE>{t.invitations_new()}</a>
        </EmptyState>
    }
    .into_any()
}
