//! What a payer has to look at: what is past due, and a card that expires. On the page of payments and that of the card.

use leptos::prelude::*;

use super::{
    model::CardState,
    views::{CardView, PastDue},
};
use crate::plain::view;
use crate::{i18n::use_t, paths};

#[component]
pub fn PastDueNotice(past_due: PastDue) -> impl IntoView {
    let t = use_t();
    let day = t.day(past_due.rests);
    let text = if past_due.resting {
        t.payments_resting(past_due.invoices, day)
    } else {
        t.payments_past_due(past_due.invoices, day)
    };
    view! {
        <div class="notice notice--bad" role="note">
            <span>{text}</span>
            <a class="btn btn--small" href=paths::INVOICES>{t.payments_see_invoices()}</a>
        </div>
    }
}

/// Nothing, as long as the card works for a while.
#[component]
pub fn CardNotice(card: CardView) -> impl IntoView {
    let t = use_t();
    let name = t.card(&card.card.brand, &card.card.last_four);
    let over = card.card.over();
    let text = match card.state {
        CardState::Fine => None,
        CardState::Expiring => Some(t.payments_expires_soon(name, t.day(over.pred_opt().unwrap_or(over)))),
        CardState::Expired => Some(t.payments_expired(name)),
    };
    text.map(|text| view! { <p class="notice notice--warn" role="note">{text}</p> })
}
