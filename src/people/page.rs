//! The people list (S0-46…50, S1-8…17): search, filters, table, pages. Its whole state is the address.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    api::{list_people, list_places},
    filters::Filters,
    model::PersonRow,
    query::PeopleFilters,
    selection::Selection,
    table::PeopleTable,
    unlock::provide_unlocked,
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::{page::Page, permission::Permission},
    error::AppError,
    i18n::use_t,
    paths,
    roster::export_menu::ExportMenu,
    ui::{
        icon::{Icon, IconName},
        list::{Rows, use_list_query},
        pagehead::PageHead,
    },
};

#[component]
pub fn PeoplePage() -> impl IntoView {
    let t = use_t();
    let query = use_list_query::<PeopleFilters>();
    // Choosing columns needs no new rows.
    let asked = Memo::new(move |_| {
        let mut asked = query.get();
        asked.filters.columns.clear();
        asked
    });
    let list = Resource::new_blocking(move || asked.get(), list_people);
    let places = Resource::new_blocking(|| (), |()| list_places());
    let selection = Selection::provide();
    // Who everybody is has changed.
    let filter = Memo::new(move |_| asked.with(|asked| (asked.search.clone(), asked.filters.clone())));
    Effect::watch(move || filter.get(), move |_, _, _| selection.everybody().set(false), false);
    provide_unlocked();
    let may_invite = use_viewer().is_some_and(|viewer| viewer.may(Permission::InvitePeople).is_ok());
    let may_add = use_viewer().is_some_and(|viewer| viewer.may(Permission::AddPeople).is_ok());
    let may_import = use_viewer().is_some_and(|viewer| viewer.may(Permission::ImportPeople).is_ok());
    // Of its own, so that the rows are drawn anew when they have come, not as soon as the address changes.
    let columns = Memo::new(move |_| query.with(|query| query.filters.columns.clone()));
    let (loading, set_loading) = signal(false);
    view! {
        <Title text=t.people_title()/>
        <PageHead title=t.people_title() subtitle=move || view! { <Total list/> }>
            <ExportMenu query/>
            {may_add.then(|| view! {
                <a class="btn btn--primary" href=paths::ADD_USER><Icon name=IconName::User/>{t.employees_title()}</a>
            })}
            {may_invite.then(|| view! {
                <a class="btn" href=paths::INVITE><Icon name=IconName::Mail/>{t.invitations_new()}</a>
            })}
            {may_import.then(|| view! {
                <a class="btn" href=paths::IMPORT><Icon name=IconName::Upload/>{t.people_import()}</a>
            })}
        </PageHead>
        <Filters query places/>
        <Rows list failed=t.people_failed() again=paths::PEOPLE set_loading table=move |page| view! { <PeopleTable page columns=columns.get() query selection loading/> }.into_any()/>
    }
}

/// How many people there are under this search and these filters.
#[component]
fn Total(list: Resource<Result<Page<PersonRow>, AppError>>) -> impl IntoView {
    let t = use_t();
    view! {
        <Transition>
            {move || Suspend::new(async move {
                list.await.ok().map(|page| t.people_total(page.total))
            })}
        </Transition>
    }
}
