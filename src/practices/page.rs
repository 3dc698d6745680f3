//! `/practices`: the practices that the reader looks after. The list's whole state is the address.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{api::list_practices, filters::Filters, query::PracticeFilters, table::PracticeTable};
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
pub fn PracticesPage() -> impl IntoView {
    let t = use_t();
    let query = use_list_query::<PracticeFilters>();
    let list = Resource::new_blocking(move || query.get(), list_practices);
    let may_add = use_viewer().is_some_and(|viewer| viewer.may(Permission::AddPractices).is_ok());
    let (loading, set_loading) = signal(false);
    view! {
        <Title text=t.practices_title()/>
        <PageHead title=t.practices_title() subtitle=move || view! { <Subtitle list about=t.practices_subtitle() total=T::practices_total/> }>
            {may_add.then(|| view! { <a class="btn btn--primary" href=paths::ADD_PRACTICE>{t.practices_add()}</a> })}
        </PageHead>
        <Filters query/>
        <Rows list failed=t.errors_title() again=paths::PRACTICES set_loading table=move |page| view! { <PracticeTable page query loading/> }.into_any()/>
    }
}
