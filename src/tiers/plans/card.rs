//! What somebody has and who pays for it, on their page; with the cart, or the reason why there is none (S1-26, S1-28).

use leptos::prelude::*;

use super::{
    api::{ChangePlan, get_plans_of},
    model::{PlansOf, SeatView},
    why::WhyNot,
};
use crate::plain::view;
use crate::{
    domain::ids::PersonId,
    i18n::use_t,
    paths,
    session::{proof::use_proof, watch::use_session_end},
    tiers::model::Plan,
    ui::{
        badge::{Badge, Tone},
        icon::{Icon, IconName},
        toast::use_toasts,
    },
};

#[component]
pub fn PlansCard(person: PersonId) -> impl IntoView {
    let t = use_t();
    let plans = Resource::new_blocking(move || person, get_plans_of);
    let (toasts, session_end, proof) = (use_toasts(), use_session_end(), use_proof());
    let change = ServerAction::<ChangePlan>::new();
    let wish = StoredValue::new(None::<ChangePlan>);
    let send = move || {
        if let Some(wish) = wish.get_value() {
            change.dispatch(wish);
        }
    };
    Effect::new(move |_| match change.value().get() {
        Some(Ok(())) => {
            toasts.success(t.plans_changed().to_owned());
            plans.refetch();
        }
        Some(Err(error)) if !proof.asked(&error, send) && !session_end.noticed(&error) => {
            toasts.error(t.error(&error));
        }
        _ => {}
    });
    let on_change = Callback::new(move |next: ChangePlan| {
        wish.set_value(Some(next));
        send();
    });
    view! {
        <section class="card card--pad form__section" aria-labelledby="plans">
            <h2 id="plans">{t.plans_title()}</h2>
            <Transition>
                {move || plans.get().and_then(Result::ok).map(|plans| view! {
                    <Plans plans on_change busy=change.pending()/>
                })}
            </Transition>
        </section>
    }
}

#[component]
fn Plans(plans: PlansOf, on_change: Callback<ChangePlan>, #[prop(into)] busy: Signal<bool>) -> impl IntoView {
    let t = use_t();
    let person = plans.person;
    let tone = if plans.seats.is_empty() { Tone::Off } else { Tone::Ok };
    let cart = match plans.refusal {
        None => view! {
            <div class="submit-bar">
                <a class="btn btn--primary" href=paths::buy(&[person])><Icon name=IconName::Cart/>{t.plans_buy()}</a>
            </div>
        }
        .into_any(),
        Some(refusal) => view! { <WhyNot refusal payers=plans.payers/> }.into_any(),
    };
    view! {
        <p>{t.people_tier()}": "<Badge tone title=None>{t.tier(plans.tier)}</Badge></p>
        <ul class="plan-list">
            {plans.seats.into_iter().map(|seat| view! { <Seat person seat on_change busy/> }).collect_view()}
        </ul>
        {cart}
    }
}

/// One product: until when, who pays, how it goes on, and what can be changed about that.
#[component]
fn Seat(person: PersonId, seat: SeatView, on_change: Callback<ChangePlan>, busy: Signal<bool>) -> impl IntoView {
    let t = use_t();
    let (item, ends) = (seat.item, t.day(seat.ends));
    let goes_on = match seat.next {
        None => t.plans_ends(&ends),
        Some(plan) if plan == item.plan => t.plans_renews(&ends),
        Some(plan) => t.plans_goes_on(&ends, t.plan(plan)),
    };
    let price = seat.price.map(|price| format!("{} · ", t.money(&price)));
    let wish = move |next| ChangePlan { person, product: item.product, next };
    let button = move |label: String, next: Option<Plan>| {
        view! {
            <button
                type="button" class="btn btn--small" disabled=move || busy.get()
                on:click=move |_| on_change.run(wish(next))
            >
                {label}
            </button>
        }
    };
    let offered = [None, Some(Plan::Monthly), Some(Plan::Annual)].into_iter().filter(|next| *next != seat.next);
    let label = move |next: Option<Plan>| match next {
        None => t.plans_end(t.product(item.product)),
        Some(plan) if plan == item.plan => t.plans_keep(t.product(item.product)),
        Some(plan) => t.plans_switch(t.product(item.product), t.plan(plan)),
    };
    let buttons = seat.change.is_ok().then(|| offered.map(|next| button(label(next), next)).collect_view());
    view! {
        <li>
            <strong>{t.item(item)}</strong>
            {seat.rests.then(|| view! { <Badge tone=Tone::Bad title=None>{t.payments_rests()}</Badge> })}
            <span class="muted">{price}{t.plans_paid_by(seat.payer)}" · "{goes_on}</span>
            <span class="plan-list__verbs">{buttons}</span>
        </li>
    }
}
