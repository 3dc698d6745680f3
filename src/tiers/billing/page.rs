//! `/billing`: what the reader pays for, what comes next, and what they pay with (S1-44…46, P-21).

use chrono::NaiveDate;
use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    api::get_billing,
    chart::SpentChart,
    means::MeansForm,
    views::{Billing, Glance, OfficeSeats},
};
use crate::plain::view;
use crate::{
    i18n::use_t,
    paths,
    tiers::{
        model::Item,
        payments::{
            model::CardState,
            notices::{CardNotice, PastDueNotice},
        },
    },
    ui::{
        pagehead::PageHead,
        state::{Loading, Missing},
    },
};

#[component]
pub fn BillingPage() -> impl IntoView {
    let t = use_t();
    let billing = Resource::new_blocking(|| (), |()| get_billing());
    view! {
        <Title text=t.billing_title()/>
        <PageHead title=t.billing_title() subtitle=move || t.billing_intro()>
            <Transition>
                {move || billing.get().map(|found| found.is_ok_and(|found| found.by_card).then(|| view! {
                    <a class="btn" href=paths::CARD>{t.payments_title()}</a>
                }))}
            </Transition>
            <a class="btn" href=paths::INVOICES>{t.billing_invoices()}</a>
        </PageHead>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || billing.get().map(|found| match found {
                Ok(found) => view! { <Overview billing=found/> }.into_any(),
                Err(error) => view! {
                    <Missing error title=t.billing_title() back=paths::INVOICES label=t.billing_invoices()/>
                }
                .into_any(),
            })}
        </Transition>
    }
}

#[component]
fn Overview(billing: Billing) -> impl IntoView {
    let t = use_t();
    let none = billing.means.is_none();
    view! {
        {billing.refusal.map(|refusal| view! { <p class="notice" role="note">{t.refusal(&refusal)}</p> })}
        {billing.glance.past_due.clone().map(|past_due| view! { <PastDueNotice past_due/> })}
        {billing.glance.card.clone().map(|card| view! { <CardNotice card/> })}
        {none.then(|| view! { <p class="notice" role="note">{t.billing_no_means()}</p> })}
        <AtAGlance glance=billing.glance/>
        <Free free=billing.free/>
        <Offices offices=billing.offices/>
        <section class="card card--pad" aria-labelledby="spent">
            <h2 id="spent">{t.billing_spent()}</h2>
            <SpentChart spent=billing.spent/>
        </section>
        <MeansForm means=billing.means by_card=billing.by_card/>
    }
}

/// Seats used and free, the next invoice, and what is overdue. Also on the first page.
#[component]
pub fn AtAGlance(glance: Glance) -> impl IntoView {
    let t = use_t();
    let (day, amount) = match glance.next {
        Some((day, money)) => (t.billing_next_on(t.day(day)), t.money(&money)),
        None => (t.billing_next().to_owned(), "–".to_owned()),
    };
    let tile = move |href: &'static str, figure: String, label: String| {
        view! { <li><a class="tile" href=href><strong>{figure}</strong><span>{label}</span></a></li> }
    };
    view! {
        <ul class="tiles">
            {tile(paths::BILLING, t.number(glance.seats), t.billing_seats_used().to_owned())}
            {tile(paths::BILLING, t.number(glance.free), t.billing_seats_free().to_owned())}
            {tile(paths::BILLING, amount, day)}
            {glance.past_due.map(|past_due| {
                tile(paths::INVOICES, t.number(past_due.invoices), t.payments_past_due_invoices().to_owned())
            })}
            {glance.card.map(|card| {
                let over = card.card.over();
                let label = match card.state {
                    CardState::Expired => t.payments_expired_tile(t.day(over)),
                    _ => t.payments_expires_tile(t.day(over.pred_opt().unwrap_or(over))),
                };
                tile(paths::CARD, card.card.last_four, label)
            })}
            {(glance.overdue > 0).then(|| {
                tile(paths::INVOICES, t.number(glance.overdue), t.billing_overdue_invoices().to_owned())
            })}
        </ul>
    }
}

/// What is paid and used by nobody: the next purchase of the same plan takes it.
#[component]
fn Free(free: Vec<(Item, NaiveDate)>) -> impl IntoView {
    let t = use_t();
    (!free.is_empty()).then(|| {
        view! {
            <section class="card card--pad" aria-labelledby="free-seats">
                <h2 id="free-seats">{t.billing_seats_free()}</h2>
                <p class="muted">{t.billing_free_hint()}</p>
                <ul>
                    {free.into_iter().map(|(item, ends)| view! {
                        <li>{t.plans_has_until(t.item(item), t.day(ends))}</li>
                    }).collect_view()}
                </ul>
            </section>
        }
    })
}

#[component]
fn Offices(offices: Vec<OfficeSeats>) -> impl IntoView {
    let t = use_t();
    (!offices.is_empty()).then(|| view! {
        <section class="card" aria-labelledby="offices">
            <h2 id="offices" class="card__intro">{t.billing_offices()}</h2>
            <div class="scroll" tabindex="-1">
                <table class="table">
                    <caption class="sr-only">{t.billing_offices()}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t.people_office()}</th>
                            <th scope="col" class="table__number">{t.plans_secure_mail()}</th>
                            <th scope="col" class="table__number">{t.plans_outlook_plugin()}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {offices.into_iter().map(|office| view! {
                            <tr>
                                <td data-label=t.people_office() class="table__main">{office.office}</td>
                                <td data-label=t.plans_secure_mail() class="table__number">{t.number(office.secure_mail)}</td>
                                <td data-label=t.plans_outlook_plugin() class="table__number">{t.number(office.plugin)}</td>
                            </tr>
                        }).collect_view()}
                    </tbody>
                </table>
            </div>
        </section>
    })
}
