//! `/settings/vendor-access/{id}`: the receipt of a vendor's access that is over (N-12).

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::{
    api::get_receipt,
    live::{Acts, Visits},
};
use crate::plain::view;
use crate::{
    domain::ids::AccessId,
    error::AppError,
    i18n::use_t,
    paths,
    ui::{
        pagehead::PageHead,
        state::{Loading, Missing},
    },
};

#[component]
pub fn ReceiptPage() -> impl IntoView {
    let t = use_t();
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<AccessId>().ok()));
    let receipt = Resource::new_blocking(
        move || id.get(),
        async |id| match id {
            Some(id) => get_receipt(id).await,
            None => Err(AppError::NotFound),
        },
    );
    view! {
        <a class="back" href=paths::VENDOR_ACCESS>{t.vendor_back()}</a>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || receipt.get().map(|found| match found {
                Ok(receipt) => {
                    let access = receipt.access;
                    let period = t.vendor_period(
                        t.vendor_level(access.level), &access.vendor, t.date_time(&access.from), t.date_time(&access.until),
                    );
                    let opened = t.vendor_opened(receipt.visits.len() as i64);
                    let done = t.vendor_done(receipt.acts.len() as i64);
                    view! {
                        <Title text=t.vendor_receipt()/>
                        <PageHead title=t.vendor_receipt() subtitle=move || period>""</PageHead>
                        <p>{opened} " " {done}</p>
                        <Visits visits=receipt.visits title=t.vendor_record()/>
                        <Acts acts=receipt.acts/>
                    }
                    .into_any()
                }
                Err(error) => view! {
                    <Missing error title=t.vendor_receipt() back=paths::VENDOR_ACCESS label=t.vendor_back()/>
                }
                .into_any(),
            })}
        </Transition>
    }
}
