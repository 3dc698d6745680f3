//! `/requests`: the console of requests and invitations (S0-24…36). Its whole state is the address.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

use super::{
    api::list_requests,
    query::{RequestQuery, Show as Shown},
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
        pagehead::PageHead,
        state::{EmptyState, Loading},
        tabs::{Tab, Tabs},
        timer::Debounce,
    },
};

/// How long after a press a table that is drawn anew gives the focus back to the header.
const FOCUS_MS: u32 = 1_500;

/// Goes to another state of the list.
pub fn go(query: &RequestQuery) {
    let options = NavigateOptions { scroll: false, ..NavigateOptions::default() };
    use_navigate()(&paths::requests(query), options);
}

#[component]
pub fn RequestsPage() -> impl IntoView {
    let t = use_t();
    let map = use_query_map();
    let query = Memo::new(move |_| {
        let params: Vec<_> = map.get().into_iter().map(|(key, value)| (key.into_owned(), value)).collect();
        RequestQuery::from_params(&params)
    });
    let list = Resource::new_blocking(move || query.get(), list_requests);
    let may_import = use_viewer().is_some_and(|viewer| viewer.may(Permission::ImportClaims).is_ok());
    let pressed = RwSignal::new(None::<String>);
    // The focus goes back to the header for the rows of that press, and for no later ones.
    let forget = Debounce::new(FOCUS_MS);
    Effect::new(move |_| {
        if pressed.with(Option::is_some) {
            forget.run(move || pressed.set(None));
        }
    });
    let (loading, set_loading) = signal(false);
    let params = Signal::derive(move || query.get().from_start().params());
    view! {
        <Title text=t.requests_title()/>
        <PageHead title=t.requests_title() subtitle=move || t.requests_subtitle()>
            <ExportMenu
                action=paths::REQUESTS_EXPORT params label=t.people_export() csv=t.people_export_csv()
                xlsx=t.people_export_xlsx()
            />
            {may_import.then(|| view! {
                <a class="btn" href=paths::CLAIMS><Icon name=IconName::Upload/>{t.claims_title()}</a>
            })}
        </PageHead>
        <Views query/>
        <Find query/>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> } set_pending=set_loading>
            // Read and not awaited: the old rows, and the signals they were made of, stay until the new ones are there.
            {move || list.get().map(|list| match list {
                Ok(page) => view! { <EntryTable page query loading pressed/> }.into_any(),
                Err(error) => view! {
                    <EmptyState title=t.requests_failed() body=t.error(&error)>
                        <a class="btn" href=paths::REQUESTS>{t.errors_retry()}</a>
                    </EmptyState>
                }
                .into_any(),
            })}
        </Transition>
    }
}

/// What waits, everything, and the invitations by themselves (C-35).
#[component]
fn Views(query: Memo<RequestQuery>) -> impl IntoView {
    let t = use_t();
    let sees_invitations = use_viewer().is_some_and(|viewer| viewer.may(Permission::ViewPeople).is_ok());
    let everything = RequestQuery { show: Shown::All, ..RequestQuery::default() };
    let mut tabs = vec![
        Tab {
            href: paths::REQUESTS.into(),
            label: t.requests_show_pending().into(),
            current: Signal::derive(move || query.get().show == Shown::Pending),
        },
        Tab {
            href: paths::requests(&everything),
            label: t.requests_show_all().into(),
            current: Signal::derive(move || query.get().show == Shown::All),
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
    let first = query.get_untracked();
    // Back and the tabs change the address; the fields follow.
    Effect::new(move |_| {
        let wanted = query.get();
        if let Some(status) = status.get() {
            status.set_value(wanted.show.name());
        }
        if let Some(search) = search.get()
            && document().active_element().as_ref() != Some(search.as_ref())
        {
            search.set_value(&wanted.search);
        }
    });
    let find = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (Some(status), Some(search)) = (status.get_untracked(), search.get_untracked()) else { return };
        let show = Shown::from_name(&status.value());
        let search = search.value();
        go(&RequestQuery { show, search, ..query.get_untracked().from_start() });
    };
    view! {
        <form class="filters" method="get" action=paths::REQUESTS role="search" on:submit=find>
            <label class="find">
                <span>{t.people_status()}</span>
                <select name="status" node_ref=status>
                    {Shown::choices().map(|show| view! {
                        <option value=show.name() selected={show == first.show}>{t.request_show(show)}</option>
                    }).collect_view()}
                </select>
            </label>
            <label class="search">
                <Icon name=IconName::Search/>
                <span class="sr-only">{t.requests_search()}</span>
                <input
                    type="search" name="q" node_ref=search value=first.search.clone() placeholder=t.requests_search()
                    autocomplete="off" spellcheck="false" maxlength="100"
                />
            </label>
            <button class="btn btn--primary">{t.requests_find()}</button>
            <Show when=move || query.get().is_filtered()>
                <a class="btn btn--ghost" href=paths::REQUESTS>{t.people_clear_filters()}</a>
            </Show>
        </form>
    }
}
