//! `/people/bulk`: what one has ordered lately, and how far it is.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    api::list_bulks,
    model::{BulkLine, State},
    page::title,
};
use crate::plain::view;
use crate::{
    i18n::use_t,
    paths,
    ui::{
        badge::{Badge, Tone},
        pagehead::PageHead,
        state::{AskWhom, EmptyState, Loading},
    },
};

#[component]
pub fn BulksPage() -> impl IntoView {
    let t = use_t();
    let orders = Resource::new_blocking(|| (), |()| list_bulks());
    view! {
        <a class="back" href=paths::PEOPLE>{t.person_back()}</a>
        <Title text=t.many_orders()/>
        <PageHead title=t.many_orders() subtitle=move || t.many_orders_intro()>""</PageHead>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || orders.get().map(|found| match found {
                Ok(orders) if orders.is_empty() => view! { <p class="notice" role="note">{t.many_no_orders()}</p> }.into_any(),
                Ok(orders) => view! { <Orders orders/> }.into_any(),
                Err(error) => view! {
                    <EmptyState title=t.errors_title() body=t.error(&error)>
                        <a class="btn" href=paths::HOME>{t.errors_home()}</a>
                        <AskWhom error/>
                    </EmptyState>
                }
                .into_any(),
            })}
        </Transition>
    }
}

#[component]
fn Orders(orders: Vec<BulkLine>) -> impl IntoView {
    let t = use_t();
    view! {
        <section class="card">
            <div class="scroll">
                <table class="table">
                    <caption class="sr-only">{t.many_orders()}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t.many_what()}</th>
                            <th scope="col">{t.people_status()}</th>
                            <th scope="col">{t.many_outcome_done()}</th>
                            <th scope="col">{t.many_outcome_refused()}</th>
                            <th scope="col">{t.people_created()}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {orders.into_iter().map(|order| {
                            let progress = order.progress;
                            let tone = match progress.state {
                                State::Done => Tone::Ok,
                                State::Waiting | State::Running => Tone::Info,
                                State::Draft | State::Cancelled => Tone::Off,
                            };
                            view! {
                                <tr>
                                    <td data-label=t.many_what() class="table__main">
                                        <a href=paths::bulk(order.id)>{title(t, order.verb, &order.choice)}</a>
                                    </td>
                                    <td data-label=t.people_status()>
                                        <Badge tone title=None>{t.bulk_state(progress.state)}</Badge>
                                    </td>
                                    <td data-label=t.many_outcome_done()>{t.number(progress.done)}</td>
                                    <td data-label=t.many_outcome_refused()>{t.number(progress.left_out)}</td>
                                    <td data-label=t.people_created() class="table__quiet">{t.date_time(&order.made)}</td>
                                </tr>
                            }
                        }).collect_view()}
                    </tbody>
                </table>
            </div>
        </section>
    }
}
