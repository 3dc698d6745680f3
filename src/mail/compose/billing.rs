//! The words of letters about payments.

use url::Url;

use super::{Part, button, line};
use crate::{
    i18n::T,
    mail::billing_letter::{BillingLetter, Payment},
    tiers::model::Item,
};

/// Subject and body.
pub(super) fn billing(base: &Url, t: T, letter: &BillingLetter, practice: &str) -> Result<(String, Vec<Part>), String> {
    Ok(match letter {
        BillingLetter::Invoice { number, total, due, link } => {
            let (number, total) = (line(number), t.money(total));
            let parts = vec![
                Part::Words(t.billing_letter_invoice_body(&number, practice, &total, t.day(*due))),
                button(base, t.billing_letter_invoice_button(), link)?,
            ];
            (t.billing_letter_invoice_subject(&number, practice), parts)
        }
        BillingLetter::Own { payments, link } => {
            let one = |payment: &Payment| {
                let item = t.item(Item { product: payment.product, plan: payment.plan });
                t.billing_letter_own_line(t.day(payment.on), item, t.money(&payment.amount), line(&payment.payer))
            };
            let parts = std::iter::once(Part::Words(t.billing_letter_own_body(practice)))
                .chain(payments.iter().map(|payment| Part::Words(one(payment))))
                .chain([button(base, t.billing_letter_own_button(), link)?]);
            (t.billing_letter_own_subject(practice), parts.collect())
        }
    })
}
