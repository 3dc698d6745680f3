//! `/billing/invoices/{id}`: one invoice with the people it is for (S1-45).

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::{
    api::{SettleInvoice, get_invoice},
    invoices::StateBadge,
    model::written,
    views::InvoiceView,
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::{ids::InvoiceId, permission::Permission},
    error::AppError,
    i18n::use_t,
    paths,
    session::watch::use_session_end,
    tiers::lines::Lines,
    ui::{
        icon::{Icon, IconName},
        pagehead::PageHead,
        state::{Loading, Missing},
        toast::use_toasts,
    },
};

#[component]
pub fn InvoicePage() -> impl IntoView {
    let t = use_t();
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<InvoiceId>().ok()));
    let invoice = Resource::new_blocking(
        move || id.get(),
        async |id| match id {
            Some(id) => get_invoice(id).await,
            None => Err(AppError::NotFound),
        },
    );
    view! {
        <a class="back" href=paths::INVOICES>{t.billing_invoices()}</a>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || invoice.get().map(|found| match found {
                Ok(found) => view! { <Invoice invoice=found reload=move |()| invoice.refetch()/> }.into_any(),
                Err(error) => view! {
                    <Missing error title=t.billing_invoice() back=paths::INVOICES label=t.billing_invoices()/>
                }
                .into_any(),
            })}
        </Transition>
    }
}

#[component]
fn Invoice(invoice: InvoiceView, #[prop(into)] reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let (id, title) = (invoice.row.id, t.billing_invoice_title(written(invoice.row.number)));
    let settles =
        invoice.paid.is_none() && use_viewer().is_some_and(|viewer| viewer.may(Permission::ManageBilling).is_ok());
    let address: Vec<_> = invoice.means.address.lines().map(str::to_owned).collect();
    let facts = [
        (t.billing_issued(), t.day(invoice.row.issued)),
        (t.billing_due(), t.day(invoice.row.due)),
        (t.billing_paid_on(), invoice.paid.as_ref().map(|at| t.date(at)).unwrap_or_default()),
        (t.billing_payer(), invoice.row.payer),
        (t.billing_bill_to(), std::iter::once(invoice.means.name).chain(address).collect::<Vec<_>>().join(", ")),
        (t.billing_bill_reference(), invoice.means.reference),
    ];
    view! {
        <Title text=title.clone()/>
        <PageHead title=title subtitle=move || invoice.row.practice>
            <StateBadge state=invoice.row.state/>
            <a class="btn" href=paths::invoice_pdf(id) rel="external"><Icon name=IconName::Download/>{t.billing_pdf()}</a>
            {settles.then(|| view! { <Settle id reload/> })}
        </PageHead>
        <section class="card card--pad form__section">
            <dl class="facts">
                {facts.into_iter().filter(|(_, value)| !value.is_empty()).map(|(label, value)| view! {
                    <dt>{label}</dt><dd>{value}</dd>
                }).collect_view()}
            </dl>
        </section>
        <section class="card"><Lines lines=invoice.lines total=invoice.row.total/></section>
    }
}

#[component]
fn Settle(id: InvoiceId, reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end) = (use_toasts(), use_session_end());
    let settle = ServerAction::<SettleInvoice>::new();
    Effect::new(move |_| match settle.value().get() {
        Some(Ok(())) => {
            toasts.success(t.billing_settled().to_owned());
            reload.run(());
        }
        Some(Err(error)) if !session_end.noticed(&error) => toasts.error(t.error(&error)),
        _ => {}
    });
    view! {
        <button
            type="button" class="btn btn--primary" disabled=move || settle.pending().get()
            on:click=move |_| drop(settle.dispatch(SettleInvoice { id }))
        >
            {t.billing_settle()}
        </button>
    }
}
