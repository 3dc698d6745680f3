//! `/requests`: the console of requests and invitations (S0-24…36). Its whole state is the address.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    api::list_requests,
    query::{RequestFilters, RequestQuery, Show as Shown},
    table::EntryTable,
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::permission::Permission,
    i18n::use_t,
    paths,
    ui::{
        export::ExportMenu,
        icon::{Icon, IconName},
        list::{Rows, SearchBox, go, use_list_query},
        pagehead::PageHead,
        tabs::{Tab, Tabs},
    },
};

#[component]
pub fn RequestsPage() -> impl IntoView {
    let t = use_t();
    let query = use_list_query::<RequestFilters>();
    let list = Resource::new_blocking(move || query.get(), list_requests);
    let may_import = use_viewer().is_some_and(|viewer| viewer.may(Permission::ImportClaims).is_ok());
    let may_list = use_viewer()
        .is_some_and(|viewer| viewer.may(Permission::DecideRequests).is_ok_and(|reach| reach.all_of_it().is_ok()));
    let (loading, set_loading) = signal(false);
    let params = Signal::derive(move || query.get().from_start().params());
    view! {
        <Title text=t.requests_title()/>
        <PageHead title=t.requests_title() subtitle=move || t.requests_subtitle()>
            <ExportMenu
                action=paths::REQUESTS_EXPORT params label=t.people_export() csv=t.people_export_csv()
                xlsx=t.people_export_xlsx()
            />
            {may_list.then(|| view! { <a class="btn" href=paths::DENIAL_REASONS>{t.denial_list_title()}</a> })}
            {may_import.then(|| view! {
                <a class="btn" href=paths::CLAIMS><Icon name=IconName::Upload/>{t.claims_title()}</a>
            })}
        </PageHead>
        <Views query/>
        <Find query/>
        <Rows list failed=t.requests_failed() again=paths::REQUESTS set_loading table=move |page| view! { <EntryTable page query loading/> }.into_any()/>
    }
}

/// What waits, everything, and the invitations by themselves (C-35).
#[component]
fn Views(query: Memo<RequestQuery>) -> impl IntoView {
    let t = use_t();
    let sees_invitations = use_viewer().is_some_and(|viewer| viewer.may(Permission::ViewPeople).is_ok());
    let everything = RequestQuery::default().with(|filters| filters.show = Shown::All);
    let mut tabs = vec![
        Tab {
            href: paths::REQUESTS.into(),
            label: t.requests_show_pending().into(),
            current: Signal::derive(move || query.get().filters.show == Shown::Pending),
        },
        Tab {
            href: paths::requests(&everything),
            label: t.requests_show_all().into(),
            current: Signal::derive(move || query.get().filters.show == Shown::All),
        },
    ];
    if sees_invitations {
        let label = t.nav_invitations().into();
        tabs.push(Tab { href: paths::INVITATIONS.into(), label, current: Signal::derive(|| false) });
    }
    view! { <Tabs label=t.requests_views() tabs/> }
}

/// The status drop-down, the search and the button "Find" (S0-25). Without script it is one plain form.
#[component]
fn Find(query: Memo<RequestQuery>) -> impl IntoView {
    let t = use_t();
    let status = NodeRef::<leptos::html::Select>::new();
    let search = NodeRef::<leptos::html::Input>::new();
    let first = query.get_untracked().filters.show;
    // Back and the tabs change the address; the field follows.
    Effect::new(move |_| {
        let wanted = query.get().filters.show;
        if let Some(status) = status.get() {
            status.set_value(wanted.name());
        }
    });
    let find = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (Some(status), Some(search)) = (status.get_untracked(), search.get_untracked()) else { return };
        let query = query.get_untracked().with(|filters| filters.show = Shown::from_name(&status.value()));
        go(&paths::requests(&RequestQuery { search: search.value(), ..query }), false);
    };
    view! {
        <form class="filters" method="get" action=paths::REQUESTS role="search" on:submit=find>
            <label class="find">
                <span>{t.people_status()}</span>
                <select name="status" node_ref=status>
                    {Shown::choices().map(|show| view! {
                        <option value=show.name() selected={show == first}>{t.request_show(show)}</option>
                    }).collect_view()}
                </select>
            </label>
            <SearchBox label=t.requests_search() value=Signal::derive(move || query.get().search) field=search/>
            <button class="btn btn--primary">{t.requests_find()}</button>
            <Show when=move || query.get().is_filtered()>
                <a class="btn btn--ghost" href=paths::REQUESTS>{t.people_clear_filters()}</a>
            </Show>
        </form>
    }
}
