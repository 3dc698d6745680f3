//! "Pricing details" and the onboarding link: what there is to know before a practice is set up (S3-10, S3-11).

use leptos::prelude::*;

use crate::plain::view;
use crate::{
    i18n::use_t,
    tiers::model::{Item, PriceList},
};

#[component]
pub fn PricingDetails(prices: PriceList) -> impl IntoView {
    let t = use_t();
    view! {
        <details>
            <summary>{t.practices_pricing()}</summary>
            <p class="muted">{t.practices_pricing_intro()}</p>
            <dl class="facts">
                {Item::ALL.into_iter().map(|item| view! {
                    <dt>{t.item(item)}</dt>
                    <dd>{prices.price(item).map_or_else(|| t.billing_not_sold().to_owned(), |price| t.money(&price))}</dd>
                }).collect_view()}
            </dl>
        </details>
    }
}

/// Where new users are sent to read.
#[component]
pub fn Onboarding(link: Option<String>) -> impl IntoView {
    let t = use_t();
    link.map(|link| {
        view! {
            <section class="card card--pad" aria-labelledby="onboarding">
                <h2 id="onboarding">{t.practices_onboarding()}</h2>
                <p class="muted">{t.practices_onboarding_intro()}</p>
                <p><a href=link.clone() rel="noopener">{link.clone()}</a></p>
            </section>
        }
    })
}
