//! What pages show of cards and of what is past due.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::model::{Card, CardState};
use crate::domain::refusal::Refusal;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardView {
    pub card: Card,
    pub state: CardState,
}

impl CardView {
    pub fn of(card: Card, today: NaiveDate) -> Self {
        Self { state: card.state(today), card }
    }
}

/// Invoices that a card should have paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastDue {
    pub invoices: i64,
    /// From this day what the oldest is for rests.
    pub rests: NaiveDate,
    /// That day has come.
    pub resting: bool,
}

/// The page of the own card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardPage {
    /// Why the reader can't have one.
    pub refusal: Option<Refusal>,
    pub card: Option<CardView>,
    pub past_due: Option<PastDue>,
    /// Nobody knows yet to whom invoices are made out.
    pub needs_address: bool,
}
