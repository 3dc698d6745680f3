//! The verbs of buying plans.

use leptos::server;

use super::model::{Cart, PlansOf, Quote, Receipt};
use crate::{
    domain::{
        ids::{PersonId, PurchaseId},
        money::Money,
    },
    error::AppError,
    tiers::model::{Item, Plan, Product},
};

/// What somebody has, and whether the reader may buy more (S1-26, C-19).
#[server(prefix = "/rpc", endpoint = "plans/of", protocol = crate::wire::Json)]
pub async fn get_plans_of(person: PersonId) -> Result<PlansOf, AppError> {
    use crate::{domain::permission::Permission, server::doors, tiers::plans::service};
    doors::query(Permission::ViewPeople, async |cx| service::plans_of(cx, person).await).await
}

/// What can be bought for these people (S1-31…33).
#[server(prefix = "/rpc", endpoint = "plans/cart", protocol = crate::wire::Json)]
pub async fn get_cart(people: Vec<PersonId>) -> Result<Cart, AppError> {
    use crate::{domain::permission::Permission, server::doors, tiers::plans::service};
    doors::query(Permission::BuyPlans, async |cx| service::cart(cx, &people).await).await
}

/// What a choice would come to: today's charge, the next invoice, who pays (N-10).
#[server(prefix = "/rpc", endpoint = "plans/quote", protocol = crate::wire::Json)]
pub async fn quote_plans(people: Vec<PersonId>, items: Vec<Item>) -> Result<Quote, AppError> {
    use crate::{domain::permission::Permission, server::doors, tiers::plans::service};
    doors::query(Permission::BuyPlans, async |cx| service::quote(cx, &people, &items).await).await
}

/// Buys it, at the price that was seen (S1-34…36).
#[server(prefix = "/rpc", endpoint = "plans/buy", protocol = crate::wire::Json)]
pub async fn buy_plans(
    key: PurchaseId,
    people: Vec<PersonId>,
    items: Vec<Item>,
    seen: Money,
) -> Result<Receipt, AppError> {
    crate::tiers::plans::buy::buy(key, people, items, seen).await
}

/// Decides how a product goes on when its period ends; nothing: it ends.
#[server(prefix = "/rpc", endpoint = "plans/change", protocol = crate::wire::Json)]
pub async fn change_plan(person: PersonId, product: Product, next: Option<Plan>) -> Result<(), AppError> {
    use crate::{domain::permission::Permission, server::doors, tiers::plans::service};
    doors::command(Permission::BuyPlans, async |cx| service::change(cx, person, product, next).await).await
}
