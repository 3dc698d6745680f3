//! The last question before a purchase: what is charged today, what comes next, and who pays (N-10, S1-34).

use leptos::prelude::*;

use super::{
    api::BuyPlans,
    model::{Quote, Receipt},
};
use crate::plain::view;
use crate::{
    domain::ids::PersonId,
    error::AppError,
    i18n::use_t,
    session::{proof::use_proof, watch::use_session_end},
    tiers::{lines::Lines, model::Item},
    ui::{dialog::ConfirmDialog, toast::use_toasts},
};

/// Open while there is a quote. The quote's key goes along, so that a second press buys nothing twice.
#[component]
pub fn Confirm(
    people: Vec<PersonId>,
    items: RwSignal<Vec<Item>>,
    quote: RwSignal<Option<Quote>>,
    receipt: RwSignal<Option<Receipt>>,
) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end, proof) = (use_toasts(), use_session_end(), use_proof());
    let buy = ServerAction::<BuyPlans>::new();
    let people = StoredValue::new(people);
    let send = move || {
        if let Some(quote) = quote.get_untracked() {
            let (people, items) = (people.get_value(), items.get_untracked());
            buy.dispatch(BuyPlans { key: quote.key, people, items, seen: quote.total });
        }
    };
    Effect::new(move |_| match buy.value().get() {
        Some(Ok(bought)) => {
            quote.set(None);
            receipt.set(Some(bought));
        }
        Some(Err(AppError::Conflict(_))) => {
            quote.set(None);
            toasts.error(t.plans_price_changed().to_owned());
        }
        Some(Err(error)) if !proof.asked(&error, send) && !session_end.noticed(&error) => {
            quote.set(None);
            toasts.error(t.error(&error));
        }
        _ => {}
    });
    let busy = Signal::derive(move || {
        buy.pending().get() || quote.with(|quote| quote.as_ref().is_none_or(|quote| quote.lines.is_empty()))
    });
    view! {
        <ConfirmDialog
            open=Signal::derive(move || quote.with(Option::is_some))
            on_close=move |()| quote.set(None)
            on_confirm=move |()| send()
            title=t.plans_confirm()
            confirm=t.plans_confirm_ok()
            cancel=t.ui_cancel()
            busy
        >
            {move || quote.get().map(|quote| view! { <Terms quote/> })}
        </ConfirmDialog>
    }
}

#[component]
fn Terms(quote: Quote) -> impl IntoView {
    let t = use_t();
    let next = match &quote.next {
        Some((day, money)) => t.plans_next(t.money(money), t.day(*day)),
        None => t.plans_next_none().to_owned(),
    };
    let left_out: Vec<_> = quote
        .left_out
        .iter()
        .map(|(name, item, refusal)| format!("{name}, {}: {}", t.item(*item), t.refusal(refusal)))
        .collect();
    let nothing = quote.lines.is_empty();
    view! {
        {if nothing {
            view! { <p>{t.plans_nothing_to_buy()}</p> }.into_any()
        } else {
            view! {
                <p><strong>{t.plans_today(t.money(&quote.total))}</strong></p>
                <p>{t.plans_payer(quote.payer)}</p>
                {quote.card.map(|card| view! { <p>{t.payments_charged_to(t.card(&card.brand, &card.last_four))}</p> })}
                <p>{next}</p>
                <Lines lines=quote.lines total=quote.total/>
                <p class="muted">{t.plans_rounding()}</p>
            }
            .into_any()
        }}
        {(!left_out.is_empty()).then(|| view! {
            <p>{t.plans_left_out()}</p>
            <ul>{left_out.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ul>
        })}
    }
}
