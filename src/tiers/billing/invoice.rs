//! `/billing/invoices/{id}`: one invoice with the people it is for (S1-45).

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::{
    api::{SettleInvoice, get_invoice},
    invoices::StateBadge,
    model::{Charged, written},
    views::InvoiceView,
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::{ids::InvoiceId, permission::Permission},
    error::AppError,
    i18n::use_t,
    paths,
    session::{proof::use_proof, watch::use_session_end},
    tiers::{
        lines::Lines,
        payments::{api::PayInvoice, model::ChargeState},
    },
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
    let card = |charge: &Charged| t.card(&charge.brand, &charge.last_four);
    let paid_with = match (&invoice.charge, &invoice.paid) {
        (Some(charge), Some(at)) if charge.state == ChargeState::Paid => {
            t.payments_paid_by_on(card(charge), t.date(at))
        }
        _ => String::new(),
    };
    let trouble = invoice.rests.map(|day| match &invoice.charge {
        Some(charge) => t.payments_declined(card(charge), t.day(day)),
        None => t.payments_unpaid(t.day(day)),
    });
    let facts = [
        (t.billing_issued(), t.day(invoice.row.issued)),
        (t.billing_due(), t.day(invoice.row.due)),
        (t.billing_paid_on(), invoice.paid.as_ref().map(|at| t.date(at)).unwrap_or_default()),
        (t.payments_paid_with(), paid_with),
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
            {invoice.pays.then(|| view! { <Pay id reload/> })}
        </PageHead>
        {trouble.map(|text| view! { <p class="notice notice--bad" role="note">{text}</p> })}
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

/// Charges the own card, again or for the first time.
#[component]
fn Pay(id: InvoiceId, reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end, proof) = (use_toasts(), use_session_end(), use_proof());
    let pay = ServerAction::<PayInvoice>::new();
    let send = move || drop(pay.dispatch(PayInvoice { id }));
    Effect::new(move |_| match pay.value().get() {
        Some(Ok(paid)) => {
            toasts.success(if paid { t.payments_paid() } else { t.payments_under_way() }.to_owned());
            reload.run(());
        }
        Some(Err(error)) if !proof.asked(&error, send) && !session_end.noticed(&error) => {
            toasts.error(t.error(&error));
            reload.run(());
        }
        _ => {}
    });
    view! {
        <button type="button" class="btn btn--primary" disabled=move || pay.pending().get() on:click=move |_| send()>
            {t.payments_pay()}
        </button>
    }
}
