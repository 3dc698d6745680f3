//! `/billing/invoices`: the own invoices, for some roles everybody's; and what others pay for the reader (S1-44…46).

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{
    api::{MailOwnPayments, list_invoices},
    model::{InvoiceState, written},
    views::{InvoiceList, InvoiceRow, OwnPayment},
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::{ids::InvoiceId, permission::Permission},
    i18n::use_t,
    paths,
    session::watch::use_session_end,
    ui::{
        badge::{Badge, Tone},
        export::ExportMenu,
        icon::{Icon, IconName},
        pagehead::PageHead,
        state::{EmptyState, Loading, Missing},
        toast::use_toasts,
    },
};

#[component]
pub fn InvoicesPage() -> impl IntoView {
    let t = use_t();
    let query = use_query_map();
    let before = Memo::new(move |_| query.read().get("before").and_then(|id| id.parse::<InvoiceId>().ok()));
    let list = Resource::new_blocking(move || before.get(), list_invoices);
    let pays = use_viewer().is_some_and(|viewer| viewer.may(Permission::BuyPlans).is_ok());
    view! {
        <Title text=t.billing_invoices()/>
        {pays.then(|| view! { <a class="back" href=paths::BILLING>{t.billing_title()}</a> })}
        <PageHead title=t.billing_invoices() subtitle=move || t.billing_invoices_intro()>
            <MailOwn/>
            <ExportMenu
                action=paths::INVOICES_EXPORT params=Signal::stored(Vec::new()) label=t.people_export()
                csv=t.people_export_csv() xlsx=t.people_export_xlsx()
            />
        </PageHead>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || list.get().map(|found| match found {
                Ok(list) => view! { <List list/> }.into_any(),
                Err(error) => view! {
                    <Missing error title=t.billing_invoices() back=paths::HOME label=t.errors_home()/>
                }
                .into_any(),
            })}
        </Transition>
    }
}

/// What was paid for the own account, to the own address.
#[component]
fn MailOwn() -> impl IntoView {
    let t = use_t();
    let (toasts, session_end) = (use_toasts(), use_session_end());
    let mail = ServerAction::<MailOwnPayments>::new();
    Effect::new(move |_| match mail.value().get() {
        Some(Ok(count)) => toasts.success(t.billing_mailed(count)),
        Some(Err(error)) if !session_end.noticed(&error) => toasts.error(t.error(&error)),
        _ => {}
    });
    view! {
        <button
            type="button" class="btn" disabled=move || mail.pending().get()
            on:click=move |_| drop(mail.dispatch(MailOwnPayments {}))
        >
            <Icon name=IconName::Mail/>{t.billing_mail_own()}
        </button>
    }
}

#[component]
fn List(list: InvoiceList) -> impl IntoView {
    let t = use_t();
    let older = list.before.map(|before| {
        view! {
            <div class="table-foot"><a class="btn" href=paths::invoices_before(before)>{t.billing_older()}</a></div>
        }
    });
    view! {
        {if list.invoices.is_empty() {
            view! { <EmptyState title=t.billing_none_title() body=t.billing_none()>""</EmptyState> }.into_any()
        } else {
            view! { <Invoices invoices=list.invoices/> }.into_any()
        }}
        {older}
        <Own own=list.own/>
    }
}

#[component]
fn Invoices(invoices: Vec<InvoiceRow>) -> impl IntoView {
    let t = use_t();
    let row = move |row: InvoiceRow| {
        let number = written(row.number);
        view! {
            <tr>
                <td data-label=t.billing_number() class="table__main"><a href=paths::invoice(row.id)>{number.clone()}</a></td>
                <td data-label=t.billing_issued()>{t.day(row.issued)}</td>
                <td data-label=t.billing_payer()>{format!("{}, {}", row.payer, row.practice)}</td>
                <td data-label=t.people_title() class="table__number">{t.number(row.people)}</td>
                <td data-label=t.billing_total() class="table__number">{t.money(&row.total)}</td>
                <td data-label=t.people_status()><StateBadge state=row.state/></td>
                <td class="table__actions">
                    <a class="btn btn--small" href=paths::invoice_pdf(row.id) rel="external" aria-label=t.billing_pdf_of(number)>
                        {t.billing_pdf()}
                    </a>
                </td>
            </tr>
        }
    };
    view! {
        <section class="card">
            <div class="scroll" tabindex="-1">
                <table class="table">
                    <caption class="sr-only">{t.billing_invoices()}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t.billing_number()}</th>
                            <th scope="col">{t.billing_issued()}</th>
                            <th scope="col">{t.billing_payer()}</th>
                            <th scope="col" class="table__number">{t.people_title()}</th>
                            <th scope="col" class="table__number">{t.billing_total()}</th>
                            <th scope="col">{t.people_status()}</th>
                            <th scope="col" class="table__actions"><span class="sr-only">{t.people_actions()}</span></th>
                        </tr>
                    </thead>
                    <tbody>{invoices.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

#[component]
pub fn StateBadge(state: InvoiceState) -> impl IntoView {
    let t = use_t();
    let tone = match state {
        InvoiceState::Open | InvoiceState::Charging => Tone::Info,
        InvoiceState::Overdue => Tone::Bad,
        InvoiceState::Paid => Tone::Ok,
    };
    view! { <Badge tone title=None>{t.invoice_state(state)}</Badge> }
}

/// What somebody else has paid for the reader's account: the own lines, and nothing about anybody else.
#[component]
fn Own(own: Vec<OwnPayment>) -> impl IntoView {
    let t = use_t();
    (!own.is_empty()).then(|| {
        view! {
            <section class="card" aria-labelledby="own-payments">
                <h2 id="own-payments" class="card__intro">{t.billing_own()}</h2>
                <div class="scroll" tabindex="-1">
                    <table class="table">
                        <caption class="sr-only">{t.billing_own()}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{t.billing_issued()}</th>
                                <th scope="col">{t.billing_for()}</th>
                                <th scope="col">{t.billing_period()}</th>
                                <th scope="col">{t.billing_payer()}</th>
                                <th scope="col" class="table__number">{t.billing_amount()}</th>
                            </tr>
                        </thead>
                        <tbody>
                            {own.into_iter().map(|own| view! {
                                <tr>
                                    <td data-label=t.billing_issued() class="table__main">{t.day(own.issued)}</td>
                                    <td data-label=t.billing_for()>{t.line(&own.line)}</td>
                                    <td data-label=t.billing_period()>{t.period(&own.line)}</td>
                                    <td data-label=t.billing_payer()>{own.payer}</td>
                                    <td data-label=t.billing_amount() class="table__number">{t.money(&own.amount)}</td>
                                </tr>
                            }).collect_view()}
                        </tbody>
                    </table>
                </div>
            </section>
        }
    })
}
