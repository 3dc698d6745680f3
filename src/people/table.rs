//! The table of the people list.

use leptos::prelude::*;

use super::{
    model::{AccountState, PersonRow, can_edit, can_unlock},
    query::{Column, PeopleQuery},
    row::Cell,
    selection::Selection,
    unlock::{UnlockButton, use_unlocked},
};
use crate::plain::view;
use crate::{
    account::model::can_reset,
    app::use_viewer,
    bulk::{self, bar::BulkBar},
    domain::{page::Page, permission::Permission},
    i18n::use_t,
    invitations::query::InvitationQuery,
    lifecycle::{banner::use_verbs, model::Verb},
    paths,
    ui::{
        icon::IconName,
        list::{ColumnHeader, Pages},
        menu::{Menu, MenuItem},
        state::EmptyState,
        table::TableCard,
    },
};

#[component]
pub fn PeopleTable(
    page: Page<PersonRow>,
    columns: Vec<Column>,
    query: Memo<PeopleQuery>,
    selection: Selection,
    #[prop(into)] loading: Signal<bool>,
) -> impl IntoView {
    let t = use_t();
    if page.rows.is_empty() {
        return view! { <Nobody query/> }.into_any();
    }
    let ids: Vec<_> = page.rows.iter().map(|row| row.id).collect();
    let total = page.total;
    let part = page.part(|row| row.id);
    let orders = use_viewer()
        .is_some_and(|viewer| bulk::model::Verb::ALL.iter().any(|verb| viewer.may(verb.permission()).is_ok()));
    let all = StoredValue::new(ids);
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
                        {columns.iter().map(|column| view! {
                            <ColumnHeader label=t.column(*column) column=*column query address=paths::people/>
                        }).collect_view()}
                        <th scope="col" class="table__actions"><span class="sr-only">{t.people_actions()}</span></th>
                    </tr>
                </thead>
                <tbody>
                    {page.rows.into_iter().map(|row| view! { <Row row columns=&columns selection/> }).collect_view()}
                </tbody>
            </table>
        </TableCard>
        <div class="table-foot">
            <Show when=move || !selection.is_empty()>
                <BulkBar selection query total/>
            </Show>
            {orders.then(|| view! { <a class="btn btn--small btn--ghost" href=paths::BULK>{t.many_orders()}</a> })}
            <Pages query part address=paths::people/>
        </div>
    }
    .into_any()
}

#[component]
fn Row<'a>(row: PersonRow, columns: &'a [Column], selection: Selection) -> impl IntoView {
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
    for verb in row.with_value(|row| use_verbs(&row.standing())) {
        actions.push(MenuItem::link(t.lifecycle_verb(verb), paths::person_verb(id, verb), Some(verb_icon(verb))));
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
            {columns.iter().map(|column| view! { <Cell row column=*column unlocked/> }).collect_view()}
            <td class="table__actions">
                {unlockable.then(|| view! { <UnlockButton id name=name.clone()/> })}
                <Menu label=t.people_actions_for(&name) icon=IconName::More items=actions/>
            </td>
        </tr>
    }
}

const fn verb_icon(verb: Verb) -> IconName {
    match verb {
        Verb::Deactivate | Verb::Archive => IconName::Close,
        Verb::Reactivate | Verb::Restore => IconName::Check,
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
