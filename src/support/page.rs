//! `/support`: the tickets that the reader may know of. The list's whole state is the address.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    api::list_tickets,
    filters::{Filters, Views},
    query::TicketFilters,
    table::TicketTable,
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::permission::Permission,
    i18n::{T, use_t},
    paths,
    ui::{
        list::{Rows, Subtitle, use_list_query},
        pagehead::PageHead,
    },
};

#[component]
pub fn TicketsPage() -> impl IntoView {
    let t = use_t();
    let query = use_list_query::<TicketFilters>();
    let list = Resource::new_blocking(move || query.get(), list_tickets);
    let may_file = use_viewer().is_some_and(|viewer| viewer.may(Permission::FileTickets).is_ok());
    let (loading, set_loading) = signal(false);
    view! {
        <Title text=t.support_title()/>
        <PageHead title=t.support_title() subtitle=move || view! { <Subtitle list about=t.support_subtitle() total=T::support_total/> }>
            {may_file.then(|| view! { <a class="btn btn--primary" href=paths::NEW_TICKET>{t.support_new()}</a> })}
        </PageHead>
        <Views query/>
        <Filters query/>
        <Rows list failed=t.errors_title() again=paths::SUPPORT set_loading table=move |page| view! { <TicketTable page query loading/> }.into_any()/>
    }
}
