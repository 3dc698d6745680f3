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
        BillingLetter::Invoice { number, total, due, by_card, link } => {
            let (number, total) = (line(number), t.money(total));
            let words = if *by_card {
                t.payments_letter_invoice_body(&number, practice, &total)
            } else {
                t.billing_letter_invoice_body(&number, practice, &total, t.day(*due))
            };
            let parts = vec![Part::Words(words), button(base, t.billing_letter_invoice_button(), link)?];
            (t.billing_letter_invoice_subject(&number, practice), parts)
        }
        BillingLetter::PastDue { number, total, rests, link } => {
            let (number, total) = (line(number), t.money(total));
            let parts = vec![
                Part::Words(t.payments_letter_past_due_body(&number, practice, &total)),
                Part::Words(t.payments_letter_past_due_rests(t.day(*rests))),
                button(base, t.payments_letter_past_due_button(), link)?,
            ];
            (t.payments_letter_past_due_subject(&number, practice), parts)
        }
        BillingLetter::CardExpires { card, over, link } => {
            let last = over.pred_opt().unwrap_or(*over);
            let parts = vec![
                Part::Words(t.payments_letter_expires_body(line(card), practice, t.day(last))),
                button(base, t.payments_letter_expires_button(), link)?,
            ];
            (t.payments_letter_expires_subject(practice), parts)
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
