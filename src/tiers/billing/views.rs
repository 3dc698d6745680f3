//! What the pages of payments and invoices show.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::model::{Charged, InvoiceState, Means};
use crate::{
    domain::{clock::Stamp, ids::InvoiceId, money::Money, refusal::Refusal},
    tiers::{
        model::Item,
        payments::views::{CardView, PastDue},
        sums::Line,
    },
};

/// An invoice among others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceRow {
    pub id: InvoiceId,
    pub number: i64,
    pub practice: String,
    pub issued: NaiveDate,
    pub due: NaiveDate,
    pub payer: String,
    /// How many people it is for.
    pub people: i64,
    pub total: Money,
    pub state: InvoiceState,
}

/// Something that somebody else has paid for the reader's own account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnPayment {
    pub issued: NaiveDate,
    pub payer: String,
    pub line: Line,
    pub amount: Money,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceList {
    pub invoices: Vec<InvoiceRow>,
    /// Begins the next page, if there is one.
    pub before: Option<InvoiceId>,
    pub own: Vec<OwnPayment>,
}

/// A whole invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceView {
    pub row: InvoiceRow,
    pub means: Means,
    pub paid: Option<Stamp>,
    /// The card that was asked last.
    pub charge: Option<Charged>,
    /// Past due: from this day what it is for rests.
    pub rests: Option<NaiveDate>,
    /// The reader can pay it by card.
    pub pays: bool,
    pub lines: Vec<Line>,
}

/// What a payer pays for, at a glance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Glance {
    /// People with a plan that the reader pays for.
    pub seats: i64,
    /// Periods that are paid and that nobody uses.
    pub free: i64,
    pub next: Option<(NaiveDate, Money)>,
    /// Invoices that should have been paid.
    pub overdue: i64,
    pub past_due: Option<PastDue>,
    /// The own card, if it expires soon or has.
    pub card: Option<CardView>,
}

/// The seats at one office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeSeats {
    pub office: String,
    pub secure_mail: i64,
    pub plugin: i64,
}

/// What was invoiced in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    /// Its first day.
    pub month: NaiveDate,
    pub amount: Money,
}

/// The page of a payer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Billing {
    /// Why the reader can't pay for anybody, but for means that are missing.
    pub refusal: Option<Refusal>,
    /// One pays by card here, and not by transfer.
    pub by_card: bool,
    pub means: Option<Means>,
    pub glance: Glance,
    /// Paid for, used by nobody, until before that day.
    pub free: Vec<(Item, NaiveDate)>,
    pub offices: Vec<OfficeSeats>,
    /// The last twelve months, the oldest first.
    pub spent: Vec<Spent>,
}
