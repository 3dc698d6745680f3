//! The table of the people list.

use leptos::prelude::*;

use super::{
    model::{AccountState, PersonRow, can_edit, can_unlock},
    query::{Column, Cursor, PeopleQuery},
    row::Cell,
    selection::Selection,
    unlock::{UnlockButton, show_unlocked, use_unlocked, use_unlocked_map},
};
use crate::plain::view;
use crate::{
    account::{many::UnlockSelected, model::can_reset},
    app::use_viewer,
    domain::{
        page::{Page, PageSize},
        permission::Permission,
    },
    i18n::use_t,
    invitations::query::InvitationQuery,
    paths,
    people::page::go,
    ui::{
        icon::IconName,
        menu::{Menu, MenuItem},
        state::EmptyState,
        table::{Order, Pagination, SortHeader, TableCard},
    },
};

#[component]
pub fn PeopleTable(
    page: Page<PersonRow>,
    query: Memo<PeopleQuery>,
    selection: Selection,
    #[prop(into)] loading: Signal<bool>,
    /// The header that was pressed last; lives longer than the table.
    pressed: RwSignal<Option<String>>,
) -> impl IntoView {
    let t = use_t();
    if page.rows.is_empty() {
        return view! { <Nobody query/> }.into_any();
    }
    let ids: Vec<_> = page.rows.iter().map(|row| row.id).collect();
    let first_last = (page.rows.first().map(|row| row.id), page.rows.last().map(|row| row.id));
    let rows = page.rows.clone();
    let all = StoredValue::new(ids);
    let (total, has_previous, has_next) = (page.total, page.has_previous, page.has_next);
    let on_page = rows.len() as i64;
    view! {
        <TableCard busy=loading>
            <table class="table">
                <caption class="sr-only">{t.people_title()}</caption>
                <thead>
                    <tr>
                        <th scope="col" class="table__select">
                            <input
                                type="checkbox"
                                aria-label=t.people_select_page()
                                prop:checked=move || all.with_value(|ids| selection.holds_all(ids))
                                on:change=move |event| {
                                    let on = event_target_checked(&event);
                                    all.with_value(|ids| selection.set_all(ids, on));
                                }
                            />
                        </th>
                        {move || query.get().columns.into_iter().map(|column| view! {
                            <Header column query pressed/>
                        }).collect_view()}
                        <th scope="col" class="table__actions"><span class="sr-only">{t.people_actions()}</span></th>
                    </tr>
                </thead>
                <tbody>
                    {rows.into_iter().map(|row| view! { <Row row query selection/> }).collect_view()}
                </tbody>
            </table>
        </TableCard>
        <Foot query selection total on_page has_previous has_next first_last/>
    }
    .into_any()
}

#[component]
fn Header(column: Column, query: Memo<PeopleQuery>, pressed: RwSignal<Option<String>>) -> impl IntoView {
    let t = use_t();
    let order = Signal::derive(move || {
        let query = query.get();
        (query.sort == column).then_some(if query.descending { Order::Descending } else { Order::Ascending })
    });
    let href = Signal::derive(move || paths::people(&query.get().sorted_by(column)));
    view! { <SortHeader label=t.column(column) href order pressed/> }
}

#[component]
fn Row(row: PersonRow, query: Memo<PeopleQuery>, selection: Selection) -> impl IntoView {
    let t = use_t();
    let id = row.id;
    let name = row.name();
    let off = row.badge.kind.is_off();
    let row = StoredValue::new(row);
    let unlocked = use_unlocked(id);
    let can = use_viewer()
        .map(|viewer| row.with_value(|row| can_unlock(&row.standing(), row.locked_since.is_some(), &viewer.actor)));
    let unlockable = matches!(can, Some(Ok(())));
    let mut actions = vec![MenuItem::link(t.people_open(), paths::person(id), Some(IconName::User))];
    let viewer = use_viewer();
    if viewer.as_ref().is_some_and(|viewer| row.with_value(|row| can_edit(&row.standing(), &viewer.actor)).is_ok()) {
        actions.push(MenuItem::link(t.people_edit(), paths::person_tab(id, "edit"), Some(IconName::Edit)));
    }
    if row.with_value(|row| row.state == AccountState::Invited) {
        let search = row.with_value(|row| row.email.clone());
        let invitation = paths::invitations(&InvitationQuery { search, ..InvitationQuery::default() });
        actions.push(MenuItem::link(t.person_invitation(), invitation, Some(IconName::Mail)));
    }
    if viewer.as_ref().is_some_and(|viewer| row.with_value(|row| can_reset(&row.standing(), &viewer.actor)).is_ok()) {
        let security = paths::person_tab(id, "security");
        actions.push(MenuItem::link(t.account_reset_row(), security, Some(IconName::Key)));
    }
    if viewer.is_some_and(|viewer| viewer.may(Permission::ViewHistory).is_ok()) {
        let history = paths::person_tab(id, "history");
        actions.push(MenuItem::link(t.person_tab_history(), history, Some(IconName::History)));
    }
    view! {
        <tr class:is-off=off class:is-selected=move || selection.contains(id)>
            <td class="table__select">
                <input
                    type="checkbox"
                    aria-label=t.people_select(&name)
                    prop:checked=move || selection.contains(id)
                    on:change=move |event| selection.set(id, event_target_checked(&event))
                />
            </td>
            {move || query.get().columns.into_iter().map(|column| view! {
                <Cell row column unlocked/>
            }).collect_view()}
            <td class="table__actions">
                {unlockable.then(|| view! { <UnlockButton id name=name.clone()/> })}
                <Menu label=t.people_actions_for(&name) icon=IconName::More items=actions/>
            </td>
        </tr>
    }
}

#[component]
fn Foot(
    query: Memo<PeopleQuery>,
    selection: Selection,
    total: i64,
    on_page: i64,
    has_previous: bool,
    has_next: bool,
    first_last: (Option<crate::domain::ids::PersonId>, Option<crate::domain::ids::PersonId>),
) -> impl IntoView {
    let t = use_t();
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
    let turned = move |cursor, page| paths::people(&PeopleQuery { cursor, page, ..query.get() });
    let range = move || {
        let start = (page() - 1) * size();
        t.people_range(t.number(start + 1), t.number(start + on_page), t.number(total))
    };
    let (first, last) = first_last;
    let map = use_unlocked_map();
    let on_unlocked = Callback::new(move |people| show_unlocked(map, people));
    view! {
        <div class="table-foot">
            <Show when=move || { selection.count() > 0 }>
                <span role="status">{move || t.people_selected(selection.count())}</span>
                <UnlockSelected
                    chosen=selection.chosen()
                    on_done=on_unlocked
                />
                <button type="button" class="btn btn--small" on:click=move |_| selection.clear()>
                    {t.people_clear_selection()}
                </button>
            </Show>
            <Pagination
                label=t.ui_pages()
                range=Signal::derive(range)
                first=(t.ui_first_page().to_owned(), Signal::derive(move || has_previous.then(|| turned(None, 1))))
                previous=(
                    t.ui_previous().to_owned(),
                    Signal::derive(move || {
                        first.filter(|_| has_previous).map(|id| turned(Some(Cursor::Before(id)), page() - 1))
                    }),
                )
                next=(
                    t.ui_next().to_owned(),
                    Signal::derive(move || {
                        last.filter(|_| has_next).map(|id| turned(Some(Cursor::After(id)), page() + 1))
                    }),
                )
                last=(t.ui_last_page().to_owned(), Signal::derive(move || has_next.then(|| turned(Some(Cursor::Last), 1))))
                size_label=t.people_page_size()
                sizes=PageSize::ALL.map(PageSize::rows).to_vec()
                size=Signal::derive(size)
                on_size=move |rows: String| {
                    go(&PeopleQuery { size: PageSize::from_rows(&rows), ..query.get_untracked().from_start() }, false);
                }
            />
        </div>
    }
}

/// Nobody to show: an empty practice is invited to import, an empty search to search otherwise.
#[component]
fn Nobody(query: Memo<PeopleQuery>) -> impl IntoView {
    let t = use_t();
    if query.get_untracked().is_filtered() {
        return view! {
            <EmptyState title=t.people_none_title() body=t.people_none_body()>
                <a class="btn" href=paths::PEOPLE>{t.people_clear_filters()}</a>
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <EmptyState title=t.people_empty_title() body=t.people_empty_body()>
            <a class="btn btn--primary" href=paths::IMPORT>{t.people_import()}</a>
        </EmptyState>
    }
    .into_any()
}
