//! What the cart shows, and what a choice comes to.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        ids::{InvoiceId, PersonId, PurchaseId},
        money::Money,
        refusal::Refusal,
    },
    people::model::Tier,
    tiers::{
        model::{Item, Plan, Product, Seat},
        payments::model::Card,
        sums::{Buying, Line},
    },
};

/// For so many people at a time something is bought.
pub const MOST: usize = 50;

/// A product that somebody has, as the reader may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatView {
    pub item: Item,
    pub next: Option<Plan>,
    pub payer: String,
    pub ends: NaiveDate,
    /// The invoice for it is past due for too long.
    pub rests: bool,
    /// What a period costs; only for those who may buy.
    pub price: Option<Money>,
    /// Whether the reader decides how it goes on; otherwise why not.
    pub change: Result<(), Refusal>,
}

/// What somebody has, and whether the reader may buy more for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlansOf {
    pub person: PersonId,
    pub tier: Tier,
    pub seats: Vec<SeatView>,
    /// Why there is no cart for the reader.
    pub refusal: Option<Refusal>,
    /// Who can help: those of the practice who have something on file to pay with.
    pub payers: Vec<String>,
}

/// Somebody in the cart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartPerson {
    pub id: PersonId,
    pub name: String,
    pub tier: Tier,
    pub has: Vec<(Item, NaiveDate)>,
    /// Why nothing can be bought for them.
    pub refusal: Option<Refusal>,
}

/// Something that can be added for so many of the people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub item: Item,
    pub price: Money,
    pub people: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cart {
    pub people: Vec<CartPerson>,
    pub offers: Vec<Offer>,
    /// Why the reader can't pay.
    pub refusal: Option<Refusal>,
    pub payers: Vec<String>,
}

/// What a choice comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// Stands for this purchase: sent twice, it is one.
    pub key: PurchaseId,
    pub lines: Vec<Line>,
    pub total: Money,
    /// The payer's next invoice, with this in it.
    pub next: Option<(NaiveDate, Money)>,
    /// Who is charged, as invoices say.
    pub payer: String,
    /// The card that is charged; nothing: by transfer.
    pub card: Option<Card>,
    pub left_out: Vec<(String, Item, Refusal)>,
}

/// What has been bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub invoice: InvoiceId,
    pub number: i64,
    pub total: Money,
    pub lines: Vec<Line>,
}

/// The chosen items as they are bought: of each product the longest plan, Secure Mail before its plug-in.
pub fn chosen(items: &[Item]) -> Vec<Item> {
    let longest = |product: &Product| {
        items.iter().copied().filter(|item| item.product == *product).max_by_key(|item| item.plan.months())
    };
    Product::ALL.iter().filter_map(longest).collect()
}

/// What can be added for somebody with these seats. A plug-in is offered together with Secure Mail.
pub fn offers(buying: &mut Buying<'_>, person: PersonId, seats: &[Seat]) -> Vec<Item> {
    let free = std::mem::take(&mut buying.free);
    let mut fits = |item: Item| {
        let mut seats = seats.to_vec();
        match buying.add((person, ""), &mut seats, item) {
            Err(Refusal::NeedsSecureMail) => {
                let main = Item { product: Product::SecureMail, ..item };
                buying.add((person, ""), &mut seats, main).is_ok() && buying.add((person, ""), &mut seats, item).is_ok()
            }
            added => added.is_ok(),
        }
    };
    let items = Item::ALL.into_iter().filter(|item| fits(*item)).collect();
    buying.free = free;
    items
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::tiers::model::PriceList;

    fn offered(has: &[Item]) -> Vec<&'static str> {
        let (prices, person) = (PriceList::standard(), PersonId::new(Uuid::from_u128(2)));
        let today = "2026-03-02".parse().expect("a day");
        let mut buying = Buying { today, payer: person, payer_name: "Maya", prices: &prices, free: Vec::new() };
        let mut seats = Vec::new();
        for item in has {
            buying.add((person, "Paul"), &mut seats, *item).expect("on offer");
        }
        offers(&mut buying, person, &seats).into_iter().map(Item::name).collect()
    }

    #[test]
    fn s1_32_s1_33_offers_follow_from_the_plan() {
        let [mail, mail_year, plugin, plugin_year] = Item::ALL;
        assert_eq!(offered(&[]).len(), 4);
        assert_eq!(offered(&[mail]), ["secure_mail_annual", "outlook_plugin_monthly", "outlook_plugin_annual"]);
        assert_eq!(offered(&[mail_year]), ["outlook_plugin_monthly", "outlook_plugin_annual"]);
        assert_eq!(offered(&[mail, plugin]), ["secure_mail_annual", "outlook_plugin_annual"]);
        assert_eq!(offered(&[mail_year, plugin_year]), Vec::<&str>::new(), "no available plans");
    }

    #[test]
    fn of_each_product_the_longest_plan_is_bought() {
        let [mail, mail_year, plugin, _] = Item::ALL;
        assert_eq!(chosen(&[plugin, mail, mail_year, mail]), [mail_year, plugin]);
        assert!(chosen(&[]).is_empty());
    }
}
