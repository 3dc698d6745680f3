//! The addresses of paid plans and invoices.

use crate::domain::ids::{CardSetupId, InvoiceId, PersonId};

/// What somebody pays for, and with what.
pub const BILLING: &str = "/billing";
pub const BUY: &str = "/billing/buy";
pub const INVOICES: &str = "/billing/invoices";
pub const INVOICES_EXPORT: &str = "/billing/invoices/export";
pub const INVOICE_PDF: &str = "/billing/invoices/{id}/pdf";
/// The card on file.
pub const CARD: &str = "/billing/card";
/// What the payment provider tells by itself.
pub const STRIPE_HOOK: &str = "/hooks/stripe";
pub const PRICES: &str = "/settings/prices";

/// The cart for these people.
pub fn buy(people: &[PersonId]) -> String {
    let ids: Vec<_> = people.iter().map(ToString::to_string).collect();
    format!("{BUY}?people={}", ids.join(","))
}

pub fn invoice(id: InvoiceId) -> String {
    format!("{INVOICES}/{id}")
}

/// Where the provider's page leads back to.
pub fn card_back(id: CardSetupId) -> String {
    format!("{CARD}?setup={id}")
}

/// The invoice on paper.
pub fn invoice_pdf(id: InvoiceId) -> String {
    INVOICE_PDF.replace("{id}", &id.to_string())
}

/// Invoices older than this one.
pub fn invoices_before(id: InvoiceId) -> String {
    format!("{INVOICES}?before={id}")
}
