//! What was bought: access is there at once (S1-36).

use leptos::{html, prelude::*};

use super::model::Receipt;
use crate::plain::view;
use crate::{
    i18n::use_t,
    paths,
    tiers::{billing::model::written, lines::Lines},
};

#[component]
pub fn Bought(receipt: Receipt, #[prop(into)] back: String) -> impl IntoView {
    let t = use_t();
    let heading = NodeRef::<html::H2>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            // A missing focus is an inconvenience, not a fault.
            let _ = heading.focus();
        }
    });
    let id = receipt.invoice;
    view! {
        <section class="card card--pad form__section">
            <h2 tabindex="-1" node_ref=heading>{t.plans_bought()}</h2>
            <p>{t.plans_bought_text(written(receipt.number), t.money(&receipt.total))}</p>
            <Lines lines=receipt.lines total=receipt.total/>
            <div class="submit-bar">
                <a class="btn btn--primary" href=back>{t.plans_done()}</a>
                <a class="btn" href=paths::invoice(id)>{t.billing_see_invoice()}</a>
                <a class="btn" href=paths::invoice_pdf(id) rel="external">{t.billing_pdf()}</a>
            </div>
        </section>
    }
}
