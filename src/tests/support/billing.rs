//! Plans and payments: their server functions, and somebody who pays.

use rolecall::{
    domain::{
        ids::{CardSetupId, InvoiceId, PersonId, PurchaseId},
        money::Money,
        permission::Permission,
    },
    error::AppError,
    tiers::{
        api::{GetPrices, SetPrices},
        billing::{
            api::{GetBilling, GetInvoice, ListInvoices, MailOwnPayments, SetMeans, SettleInvoice},
            model::Means,
        },
        form::PriceForm,
        model::{Item, PriceList, Product},
        payments::api::{BeginCard, FinishCard, GetCard, PayInvoice, RemoveCard},
        plans::{
            api::{BuyPlans, ChangePlan, GetCart, GetPlansOf, QuotePlans},
            model::{Quote, Receipt},
        },
    },
};

use super::{
    Caller, TestApp,
    functions::{Function, Needs, about, function},
};

pub const MONTHLY: Item = Item::ALL[0];
pub const ANNUAL: Item = Item::ALL[1];
pub const PLUGIN: Item = Item::ALL[2];
pub const PLUGIN_ANNUAL: Item = Item::ALL[3];

pub fn means() -> Means {
    Means {
        name: "Cedar Valley Family Clinic".into(),
        address: "12 Main Street\nCedar Rapids, IA 52401".into(),
        reference: "PO-77".into(),
    }
}

pub fn usd(minor: i64) -> Money {
    Money::new(minor, PriceList::standard().currency)
}

/// Somebody signed in who has something on file to pay with.
pub async fn payer(app: &TestApp, name: &str) -> Caller {
    let caller = app.signed_in(name).await;
    caller.call(SetMeans { means: means() }).await.expect("means");
    caller
}

pub async fn quote(caller: &Caller, people: &[PersonId], items: &[Item]) -> Result<Quote, AppError> {
    caller.call(QuotePlans { people: people.to_vec(), items: items.to_vec() }).await
}

/// What the page sends after the last question.
pub fn order(quote: &Quote, people: &[PersonId], items: &[Item]) -> BuyPlans {
    BuyPlans { key: quote.key, people: people.to_vec(), items: items.to_vec(), seen: quote.total.clone() }
}

/// Looks, and buys what was seen.
pub async fn buy(caller: &Caller, people: &[PersonId], items: &[Item]) -> Result<Receipt, AppError> {
    let seen = quote(caller, people, items).await?;
    caller.call(order(&seen, people, items)).await
}

pub fn functions(app: &TestApp) -> Vec<Function> {
    let (paul, buys) = (app.id("paul.portal"), Permission::BuyPlans);
    let (people, items) = (vec![paul], vec![MONTHLY]);
    let (signed_in, manages) = (Needs::Permission(Permission::SignedIn), Needs::Permission(Permission::ManageBilling));
    let id = InvoiceId::new(app.state.random.id(app.now()));
    let key = PurchaseId::new(app.state.random.id(app.now()));
    vec![
        function(manages, &GetPrices {}),
        function(manages, &SetPrices { form: PriceForm::of(&PriceList::standard()) }),
        about(paul, Permission::ViewPeople, &GetPlansOf { person: paul }),
        about(paul, buys, &GetCart { people: people.clone() }),
        about(paul, buys, &QuotePlans { people: people.clone(), items: items.clone() }),
        about(paul, buys, &BuyPlans { key, people, items, seen: usd(1000) }),
        about(paul, buys, &ChangePlan { person: paul, product: Product::SecureMail, next: None }),
        function(Needs::Permission(buys), &GetBilling {}),
        function(Needs::Permission(buys), &SetMeans { means: means() }),
        function(signed_in, &ListInvoices { before: None }),
        function(signed_in, &GetInvoice { id }),
        function(signed_in, &MailOwnPayments {}),
        function(manages, &SettleInvoice { id }),
        function(Needs::Permission(buys), &GetCard {}),
        function(Needs::Permission(buys), &BeginCard {}),
        function(Needs::Permission(buys), &FinishCard { setup: CardSetupId::new(app.state.random.id(app.now())) }),
        function(Needs::Permission(buys), &RemoveCard {}),
        function(Needs::Permission(buys), &PayInvoice { id }),
    ]
}
