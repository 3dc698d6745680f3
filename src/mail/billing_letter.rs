//! The letters about payments: data, as with every letter.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::model::LetterKind;
use crate::{
    domain::money::Money,
    tiers::model::{Item, Plan, PriceList, Product},
};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BillingLetter {
    /// To whoever pays: an invoice was issued.
    Invoice {
        number: String,
        total: Money,
        due: NaiveDate,
        /// A card is charged for it.
        #[serde(default)]
        by_card: bool,
        link: String,
    },
    /// To whoever should have paid by card: when what it is for rests.
    PastDue { number: String, total: Money, rests: NaiveDate, link: String },
    /// To whoever has a card on file: from which day it does not work.
    CardExpires { card: String, over: NaiveDate, link: String },
    /// To whoever asked: what was paid for their own account.
    Own { payments: Vec<Payment>, link: String },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    pub on: NaiveDate,
    pub product: Product,
    pub plan: Plan,
    pub amount: Money,
    pub payer: String,
}

impl Payment {
    /// So many are named in a letter, the newest.
    pub const MOST: usize = 100;
}

impl BillingLetter {
    pub const fn kind(&self) -> LetterKind {
        match self {
            Self::Invoice { .. } => LetterKind::InvoiceIssued,
            Self::PastDue { .. } => LetterKind::InvoicePastDue,
            Self::CardExpires { .. } => LetterKind::CardExpires,
            Self::Own { .. } => LetterKind::OwnPayments,
        }
    }

    /// One with made-up contents; `None` for letters that are not about payments.
    pub fn sample(kind: LetterKind, payer: &str, today: NaiveDate) -> Option<Self> {
        let item = Item { product: Product::SecureMail, plan: Plan::Annual };
        let amount = PriceList::standard().price(item)?;
        Some(match kind {
            LetterKind::InvoiceIssued => Self::Invoice {
                number: "00042".into(),
                total: amount,
                due: today + chrono::TimeDelta::days(30),
                by_card: false,
                link: "/billing/invoices".into(),
            },
            LetterKind::InvoicePastDue => Self::PastDue {
                number: "00042".into(),
                total: amount,
                rests: today + chrono::TimeDelta::days(14),
                link: "/billing/invoices".into(),
            },
            LetterKind::CardExpires => Self::CardExpires {
                card: "4242".into(),
                over: today + chrono::TimeDelta::days(30),
                link: "/billing/card".into(),
            },
            LetterKind::OwnPayments => {
                let payment =
                    Payment { on: today, product: item.product, plan: item.plan, amount, payer: payer.to_owned() };
                Self::Own { payments: vec![payment], link: "/billing/invoices".into() }
            }
            _ => return None,
        })
    }
}
