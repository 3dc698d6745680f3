//! `/support`: the tickets that the reader may know of. The list's whole state is the address.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    api::list_tickets,
    filters::{Filters, Views},
    query::TicketFilters,
    table::TicketTable,
    views::TicketRow,
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::{page::Page, permission::Permission},
    error::AppError,
    i18n::use_t,
    paths,
    ui::{
        list::{use_list_query, use_pressed},
        pagehead::PageHead,
        state::{AskWhom, EmptyState, Loading},
    },
};

#[component]
pub fn TicketsPage() -> impl IntoView {
    let t = use_t();
    let query = use_list_query::<TicketFilters>();
    let list = Resource::new_blocking(move || query.get(), list_tickets);
    let may_file = use_viewer().is_some_and(|viewer| viewer.may(Permission::FileTickets).is_ok());
    let pressed = use_pressed();
    let (loading, set_loading) = signal(false);
    view! {
        <Title text=t.support_title()/>
        <PageHead title=t.support_title() subtitle=move || view! { <Total list/> }>
            {may_file.then(|| view! { <a class="btn btn--primary" href=paths::NEW_TICKET>{t.support_new()}</a> })}
        </PageHead>
        <Views query/>
        <Filters query/>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> } set_pending=set_loading>
            // Read and not awaited: the old rows, and the signals they were made of, stay until the new ones are there.
            {move || list.get().map(|list| match list {
                Ok(page) => view! { <TicketTable page query loading pressed/> }.into_any(),
                Err(error) => view! {
                    <EmptyState title=t.errors_title() body=t.error(&error)>
                        <a class="btn" href=paths::SUPPORT>{t.errors_retry()}</a>
                        <AskWhom error/>
                    </EmptyState>
                }
                .into_any(),
            })}
        </Transition>
    }
}

/// How many tickets there are under this search and these filters.
#[component]
fn Total(list: Resource<Result<Page<TicketRow>, AppError>>) -> impl IntoView {
    let t = use_t();
    view! {
        {t.support_subtitle()}
        <Transition>
            {move || list.get().and_then(Result::ok).map(|page| format!(" · {}", t.support_total(page.total)))}
        </Transition>
    }
}
