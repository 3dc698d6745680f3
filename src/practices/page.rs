//! `/practices`: the practices that the reader looks after. The list's whole state is the address.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{api::list_practices, filters::Filters, query::PracticeFilters, table::PracticeTable, views::PracticeRow};
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
pub fn PracticesPage() -> impl IntoView {
    let t = use_t();
    let query = use_list_query::<PracticeFilters>();
    let list = Resource::new_blocking(move || query.get(), list_practices);
    let may_add = use_viewer().is_some_and(|viewer| viewer.may(Permission::AddPractices).is_ok());
    let pressed = use_pressed();
    let (loading, set_loading) = signal(false);
    view! {
        <Title text=t.practices_title()/>
        <PageHead title=t.practices_title() subtitle=move || view! { <Total list/> }>
            {may_add.then(|| view! { <a class="btn btn--primary" href=paths::ADD_PRACTICE>{t.practices_add()}</a> })}
        </PageHead>
        <Filters query/>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> } set_pending=set_loading>
            {move || list.get().map(|list| match list {
                Ok(page) => view! { <PracticeTable page query loading pressed/> }.into_any(),
                Err(error) => view! {
                    <EmptyState title=t.errors_title() body=t.error(&error)>
                        <a class="btn" href=paths::PRACTICES>{t.errors_retry()}</a>
                        <AskWhom error/>
                    </EmptyState>
                }
                .into_any(),
            })}
        </Transition>
    }
}

/// How many practices there are under this search and these filters.
#[component]
fn Total(list: Resource<Result<Page<PracticeRow>, AppError>>) -> impl IntoView {
    let t = use_t();
    view! {
        {t.practices_subtitle()}
        <Transition>
            {move || list.get().and_then(Result::ok).map(|page| format!(" · {}", t.practices_total(page.total)))}
        </Transition>
    }
}
