//! Why there is no cart for the reader, and who can help (C-19, N-22).

use leptos::prelude::*;

use crate::plain::view;
use crate::{domain::refusal::Refusal, i18n::use_t, paths};

#[component]
pub fn WhyNot(
    refusal: Refusal,
    /// Those of the practice who have something on file to pay with.
    payers: Vec<String>,
) -> impl IntoView {
    let t = use_t();
    let sets_up = match &refusal {
        Refusal::NoPaymentMeans => Some((paths::BILLING, t.billing_set_up())),
        Refusal::NoCard => Some((paths::CARD, t.payments_add())),
        Refusal::CardExpired { .. } => Some((paths::CARD, t.payments_change())),
        _ => None,
    };
    let about_reader = matches!(
        refusal,
        Refusal::NoPaymentMeans
            | Refusal::NoCard
            | Refusal::CardExpired { .. }
            | Refusal::PaidForBy { .. }
            | Refusal::NotPermitted(_)
            | Refusal::OnlyLooking(_)
    );
    let help = (about_reader && !payers.is_empty()).then(|| t.plans_help(payers.join(", ")));
    view! {
        <div class="notice" role="note">
            <span>{t.refusal(&refusal)}" "{help}</span>
            {sets_up.map(|(href, label)| view! { <a href=href>{label}</a> })}
        </div>
    }
}
