//! The verbs of cards.

use leptos::server;

use super::views::CardPage;
use crate::{
    domain::ids::{CardSetupId, InvoiceId},
    error::AppError,
};

/// The own card, and whether there are any here.
#[server(prefix = "/rpc", endpoint = "payments/card", protocol = crate::wire::Json)]
pub async fn get_card() -> Result<CardPage, AppError> {
    use crate::{domain::permission::Permission, server::doors, tiers::payments::cards};
    doors::query(Permission::BuyPlans, async |cx| cards::page(cx).await).await
}

/// The address of the provider's page on which a card is typed.
#[server(prefix = "/rpc", endpoint = "payments/begin_card", protocol = crate::wire::Json)]
pub async fn begin_card() -> Result<String, AppError> {
    crate::tiers::payments::cards::begin().await
}

/// Back from there: whether there is a card now.
#[server(prefix = "/rpc", endpoint = "payments/finish_card", protocol = crate::wire::Json)]
pub async fn finish_card(setup: CardSetupId) -> Result<bool, AppError> {
    crate::tiers::payments::cards::finish(setup).await
}

/// Takes the own card off the file.
#[server(prefix = "/rpc", endpoint = "payments/remove_card", protocol = crate::wire::Json)]
pub async fn remove_card() -> Result<(), AppError> {
    use crate::{domain::permission::Permission, server::doors, tiers::payments::cards};
    doors::command(Permission::BuyPlans, async |cx| cards::remove(cx).await).await
}

/// Pays an open invoice by the own card: `false`, the bank has not answered yet.
#[server(prefix = "/rpc", endpoint = "payments/pay", protocol = crate::wire::Json)]
pub async fn pay_invoice(id: InvoiceId) -> Result<bool, AppError> {
    crate::tiers::payments::pay::pay(id).await
}
