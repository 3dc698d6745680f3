//! The addresses of paid plans and invoices.

use crate::domain::ids::{InvoiceId, PersonId};

/// What somebody pays for, and with what.
pub const BILLING: &str = "/billing";
pub const BUY: &str = "/billing/buy";
pub const INVOICES: &str = "/billing/invoices";
pub const INVOICES_EXPORT: &str = "/billing/invoices/export";
pub const INVOICE_PDF: &str = "/billing/invoices/{id}/pdf";
pub const PRICES: &str = "/settings/prices";

/// The cart for these people.
pub fn buy(people: &[PersonId]) -> String {
    let ids: Vec<_> = people.iter().map(ToString::to_string).collect();
    format!("{BUY}?people={}", ids.join(","))
}

pub fn invoice(id: InvoiceId) -> String {
    format!("{INVOICES}/{id}")
}

/// The invoice on paper.
pub fn invoice_pdf(id: InvoiceId) -> String {
    INVOICE_PDF.replace("{id}", &id.to_string())
}

/// Invoices older than this one.
pub fn invoices_before(id: InvoiceId) -> String {
    format!("{INVOICES}?before={id}")
}
