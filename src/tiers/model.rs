//! Products, plans, prices and seats (S1-26, S1-31, C-18), and for whom they are.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        clock::{Instant, Stamp},
        ids::PersonId,
        money::{Currency, Money},
        permission::Permission,
        refusal::Refusal,
        role::Role,
        scope::Actor,
    },
    people::model::{AccountState, Standing, Tier, ranked},
};

ranked! {
    /// What is bought.
    Product {
        SecureMail = "secure_mail",
        OutlookPlugin = "outlook_plugin",
    }
}

ranked! {
    /// For how long at a time.
    Plan {
        Monthly = "monthly",
        Annual = "annual",
    }
}

impl Plan {
    pub const fn months(self) -> u32 {
        match self {
            Self::Monthly => 1,
            Self::Annual => 12,
        }
    }
}

/// One line of a price list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Item {
    pub product: Product,
    pub plan: Plan,
}

impl Item {
    /// As they stand in every list: what others need comes first.
    pub const ALL: [Self; 4] = [
        Self { product: Product::SecureMail, plan: Plan::Monthly },
        Self { product: Product::SecureMail, plan: Plan::Annual },
        Self { product: Product::OutlookPlugin, plan: Plan::Monthly },
        Self { product: Product::OutlookPlugin, plan: Plan::Annual },
    ];

    /// The name of its field.
    pub const fn name(self) -> &'static str {
        match (self.product, self.plan) {
            (Product::SecureMail, Plan::Monthly) => "secure_mail_monthly",
            (Product::SecureMail, Plan::Annual) => "secure_mail_annual",
            (Product::OutlookPlugin, Plan::Monthly) => "outlook_plugin_monthly",
            (Product::OutlookPlugin, Plan::Annual) => "outlook_plugin_annual",
        }
    }
}

/// What everything costs, in one currency. What has no amount is not on offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceList {
    pub currency: Currency,
    /// In the order of [`Item::ALL`], in minor units.
    pub amounts: [Option<i64>; 4],
}

impl PriceList {
    /// The prices that Rolecall comes with.
    pub fn standard() -> Self {
        let currency = Currency::parse("USD").unwrap_or_else(|_| unreachable!("USD is a currency"));
        Self { currency, amounts: [Some(1000), Some(10_000), Some(500), Some(5000)] }
    }

    pub fn price(&self, item: Item) -> Option<Money> {
        let (_, amount) = Item::ALL.iter().zip(self.amounts).find(|(one, _)| **one == item)?;
        amount.map(|minor| Money::new(minor, self.currency.clone()))
    }
}

/// A price list with when it came to apply, and by whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Version {
    pub prices: PriceList,
    /// Nothing for the one that Rolecall comes with.
    pub set: Option<(Stamp, String)>,
}

/// A product that somebody has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    pub person: PersonId,
    pub product: Product,
    pub plan: Plan,
    /// How it goes on when the period ends; nothing: it ends, too.
    pub next: Option<Plan>,
    pub payer: PersonId,
    pub payer_name: String,
    /// Of the whole period.
    pub price: Money,
    /// The day that periods are counted from.
    pub began: NaiveDate,
    /// The period that runs: from this day, until before that day.
    pub starts: NaiveDate,
    pub ends: NaiveDate,
}

impl Seat {
    pub const fn item(&self) -> Item {
        Item { product: self.product, plan: self.plan }
    }
}

/// What somebody left who is not here any more, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreeSeat {
    pub left: Instant,
    pub seat: Seat,
}

/// The tier of somebody with these seats.
pub fn tier_of(seats: &[Seat]) -> Tier {
    let has = |product| seats.iter().any(|seat| seat.product == product);
    match (has(Product::SecureMail), has(Product::OutlookPlugin)) {
        (true, true) => Tier::PaidPlugin,
        (true, false) => Tier::Paid,
        (false, _) => Tier::Free,
    }
}

/// Who wants to pay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Buyer {
    /// What they lack to pay with.
    pub lacks: Option<Refusal>,
    /// Who pays for the buyer's own account, if that is somebody else.
    pub paid_by: Option<String>,
}

/// Whether `by` may pay for people of the practice (C-19). Draws the cart and guards the server.
///
/// # Errors
/// No permission, an own account that somebody else pays for, nothing to pay with, or a card that has expired.
pub fn can_buy(by: &Actor, buyer: &Buyer) -> Result<(), Refusal> {
    by.may(Permission::BuyPlans)?;
    if let Some(payer) = &buyer.paid_by {
        return Err(Refusal::PaidForBy { payer: payer.clone() });
    }
    buyer.lacks.clone().map_or(Ok(()), Err)
}

/// Whether plans are for somebody like this: doctors and staff who can sign in (S1-30, P-21).
///
/// # Errors
/// Patients, and those who have no account or none any more.
pub fn can_have(person: &Standing) -> Result<(), Refusal> {
    match (person.role, person.state) {
        (Role::Patient | Role::Applicant, _) => Err(Refusal::NotForPatients),
        (_, AccountState::Archived) => Err(Refusal::Archived),
        (_, state) if !state.may_sign_in() => Err(Refusal::NoAccount),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::{
        ids::PracticeId,
        scope::{Granted, Scope},
    };

    fn actor(role: Role) -> Actor {
        let practice = PracticeId::new(Uuid::from_u128(2));
        Actor {
            person: PersonId::new(Uuid::from_u128(1)),
            name: "Maya".into(),
            practice,
            grants: vec![Granted { role, scope: Scope::Practice(practice), until: None }],
            must_choose_password: false,
            looks_as: None,
            only: None,
        }
    }

    #[test]
    fn c19_who_pays_has_means_and_is_paid_for_by_nobody_else() {
        let able = Buyer::default();
        let paid_for = Buyer { paid_by: Some("Olivia".into()), ..able.clone() };
        for role in Role::ALL {
            let may = matches!(role, Role::PracticeOwner | Role::UserManager);
            assert_eq!(can_buy(&actor(role), &able).is_ok(), may, "{role:?}");
        }
        let maya = actor(Role::UserManager);
        for lacks in [Refusal::NoPaymentMeans, Refusal::NoCard, Refusal::CardExpired { last_four: "4242".into() }] {
            let buyer = Buyer { lacks: Some(lacks.clone()), paid_by: None };
            assert_eq!(can_buy(&maya, &buyer), Err(lacks));
        }
        assert_eq!(can_buy(&maya, &paid_for), Err(Refusal::PaidForBy { payer: "Olivia".into() }));
    }

    #[test]
    fn s1_30_plans_are_for_doctors_and_staff_with_an_account() {
        for role in Role::ALL {
            for state in AccountState::ALL {
                let person = Standing { person: PersonId::new(Uuid::nil()), role, state: *state };
                let may = !matches!(role, Role::Patient | Role::Applicant) && state.may_sign_in();
                assert_eq!(can_have(&person).is_ok(), may, "{role:?} {state:?}");
            }
        }
    }

    #[test]
    fn every_item_has_a_standard_price_and_a_name() {
        let amounts: Vec<_> = Item::ALL.iter().filter_map(|item| PriceList::standard().price(*item)).collect();
        let shown: Vec<_> = amounts.iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["10.00 USD", "100.00 USD", "5.00 USD", "50.00 USD"], "C-18");
        for item in Item::ALL {
            assert_eq!(item.name(), format!("{}_{}", item.product.name(), item.plan.name()));
        }
    }
}
