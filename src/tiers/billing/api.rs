//! The verbs of payments and invoices.

use leptos::server;

use super::{
    model::Means,
    views::{Billing, InvoiceList, InvoiceView},
};
use crate::{domain::ids::InvoiceId, error::AppError};

/// What the reader pays for, and with what.
#[server(prefix = "/rpc", endpoint = "billing/get", protocol = crate::wire::Json)]
pub async fn get_billing() -> Result<Billing, AppError> {
    use crate::{domain::permission::Permission, server::doors, tiers::billing::service};
    doors::query(Permission::BuyPlans, async |cx| service::overview(cx).await).await
}

/// Puts something on file to pay with.
#[server(prefix = "/rpc", endpoint = "billing/set_means", protocol = crate::wire::Json)]
pub async fn set_means(means: Means) -> Result<Means, AppError> {
    use crate::{domain::permission::Permission, server::doors, tiers::billing::service};
    doors::command(Permission::BuyPlans, async |cx| service::set_means(cx, &means).await).await
}

/// The own invoices, for some roles everybody's; and what others pay for the reader (S1-44, S1-45).
#[server(prefix = "/rpc", endpoint = "billing/invoices", protocol = crate::wire::Json)]
pub async fn list_invoices(before: Option<InvoiceId>) -> Result<InvoiceList, AppError> {
    use crate::{domain::permission::Permission, server::doors, tiers::billing::service};
    doors::query(Permission::SignedIn, async |cx| service::list(cx, before).await).await
}

/// A whole invoice.
#[server(prefix = "/rpc", endpoint = "billing/invoice", protocol = crate::wire::Json)]
pub async fn get_invoice(id: InvoiceId) -> Result<InvoiceView, AppError> {
    use crate::{domain::permission::Permission, server::doors, tiers::billing::service};
    doors::query(Permission::SignedIn, async |cx| service::view(cx, id).await).await
}

/// Mails what was paid for the own account to the own address (S1-46); says how many payments.
#[server(prefix = "/rpc", endpoint = "billing/mail_own", protocol = crate::wire::Json)]
pub async fn mail_own_payments() -> Result<i64, AppError> {
    use crate::{domain::permission::Permission, server::doors, tiers::billing::service};
    doors::command(Permission::SignedIn, async |cx| service::mail_own(cx).await).await
}

/// Notes that an invoice was paid.
#[server(prefix = "/rpc", endpoint = "billing/settle", protocol = crate::wire::Json)]
pub async fn settle_invoice(id: InvoiceId) -> Result<(), AppError> {
    use crate::{domain::permission::Permission, server::doors, tiers::billing::service};
    doors::command(Permission::ManageBilling, async |cx| service::settle(cx, id).await).await
}
