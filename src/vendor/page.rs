//! `/settings/vendor-access`: how far vendors are let in, who is here now, what they opened and did (S3-14, N-12).

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{
    api::get_vendor_access,
    level_form::LevelCard,
    live::{Acts, Visits},
    views::{InsideView, PastAccess, VendorPage},
};
use crate::plain::view;
use crate::{
    i18n::use_t,
    paths,
    ui::{
        pagehead::PageHead,
        state::{EmptyState, Loading, Missing},
    },
};

#[component]
pub fn VendorAccessPage() -> impl IntoView {
    let t = use_t();
    let page = Resource::new_blocking(|| (), |()| get_vendor_access());
    view! {
        <Title text=t.vendor_title()/>
        <PageHead title=t.vendor_title() subtitle=move || t.vendor_intro()>
            <button type="button" class="btn" on:click=move |_| page.refetch()>{t.vendor_refresh()}</button>
        </PageHead>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || page.get().map(|found| match found {
                Ok(found) => view! { <Vendors page=found reload=move |()| page.refetch()/> }.into_any(),
                Err(error) => view! { <Missing error title=t.vendor_title() back=paths::HOME label=t.errors_home()/> }.into_any(),
            })}
        </Transition>
    }
}

#[component]
fn Vendors(page: VendorPage, #[prop(into)] reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let today = page.today;
    let nobody = page.vendors.is_empty();
    // One form at a time: the first vendor's, or the one that was asked for.
    let asked_for = use_query_map().get_untracked().get("vendor").unwrap_or_default();
    let chosen = page.vendors.iter().map(|vendor| vendor.vendor).find(|vendor| vendor.to_string() == asked_for);
    let chosen = chosen.or(page.vendors.first().map(|vendor| vendor.vendor));
    view! {
        {nobody.then(|| view! { <EmptyState title=t.vendor_nobody_title() body=t.vendor_nobody()>""</EmptyState> })}
        {page.vendors.into_iter().map(|vendor| {
            let edits = Some(vendor.vendor) == chosen;
            view! { <LevelCard vendor today edits reload/> }
        }).collect_view()}
        <Here inside=page.inside/>
        <Visits visits=page.visits title=t.vendor_visits()/>
        <Acts acts=page.acts/>
        <Past past=page.past/>
    }
}

/// Who acts for the practice at this moment.
#[component]
fn Here(inside: Vec<InsideView>) -> impl IntoView {
    let t = use_t();
    let nobody = inside.is_empty().then(|| view! { <p class="muted">{t.vendor_not_here()}</p> });
    view! {
        <section class="card card--pad" aria-labelledby="here">
            <h2 id="here">{t.vendor_here()}</h2>
            {nobody}
            <ul>
                {inside.into_iter().map(|one| view! {
                    <li>
                        <strong>{format!("{} · {}", one.person, one.organisation)}</strong>
                        " "
                        {t.vendor_here_until(t.time(&one.began), t.time(&one.ends))}
                        " "
                        <span class="muted">{one.reason}</span>
                    </li>
                }).collect_view()}
            </ul>
        </section>
    }
}

/// The periods that are over, each with its receipt.
#[component]
fn Past(past: Vec<PastAccess>) -> impl IntoView {
    let t = use_t();
    let none = past.is_empty().then(|| view! { <p class="muted">{t.vendor_no_receipts()}</p> });
    view! {
        <section class="card card--pad" aria-labelledby="receipts">
            <h2 id="receipts">{t.vendor_receipts()}</h2>
            {none}
            <ul class="todo">
                {past.into_iter().map(|access| view! {
                    <li>
                        <a href=paths::vendor_receipt(access.id)>
                            {t.vendor_period(t.vendor_level(access.level), &access.vendor, t.date_time(&access.from), t.date_time(&access.until))}
                        </a>
                    </li>
                }).collect_view()}
            </ul>
        </section>
    }
}
