//! What somebody pays with, and how an invoice stands.

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        clock::Instant,
        code::{Code, FieldErrors},
        ids::{InvoiceId, PersonId},
        money::Money,
    },
    people::model::ranked,
    tiers::{
        payments::model::{ChargeState, holds_card_number},
        sums::Line,
    },
};

/// Days until an invoice has to be paid.
pub const TERM: i64 = 30;
/// The longest address on an invoice, and the longest name and reference.
const LONGEST_ADDRESS: usize = 300;
const LONGEST_LINE: usize = 100;

/// Days after which the payer of an invoice that is past due is told again.
const AGAIN: i64 = 7;

ranked! {
    /// Computed from the day it is due, never stored.
    InvoiceState {
        Open = "open",
        Overdue = "overdue",
        Paid = "paid",
        // A card is being asked for it.
        Charging = "charging",
    }
}

/// The first day on which what an invoice is for rests.
pub fn rests_from(due: NaiveDate, grace: i64) -> NaiveDate {
    due + TimeDelta::days(grace)
}

/// How many notices of an invoice that is past due have been due by `today`: at once, after a week, on the last day.
pub fn reminders_due(due: NaiveDate, grace: i64, today: NaiveDate) -> i32 {
    let last = rests_from(due, grace) - TimeDelta::days(1);
    let mut days = vec![due, due + TimeDelta::days(AGAIN), last];
    days.retain(|day| *day <= last);
    days.dedup();
    days.into_iter().filter(|day| *day <= today).count().try_into().unwrap_or(0)
}

impl InvoiceState {
    pub fn of(paid: bool, due: NaiveDate, today: NaiveDate) -> Self {
        match (paid, due < today) {
            (true, _) => Self::Paid,
            (false, true) => Self::Overdue,
            (false, false) => Self::Open,
        }
    }
}

/// By transfer: to whom invoices are made out, and what their readers look for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Means {
    pub name: String,
    /// Several lines.
    pub address: String,
    #[serde(default)]
    pub reference: String,
}

impl Means {
    /// The names of the fields, as they stand on the page.
    pub const FIELDS: [&'static str; 3] = ["bill_name", "bill_address", "bill_reference"];

    /// Runs in the browser before sending, and on the server always.
    ///
    /// # Errors
    /// Every wrong field.
    pub fn parse(&self) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let means = Self {
            name: line(&self.name),
            address: self.address.lines().map(line).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n"),
            reference: line(&self.reference),
        };
        let limits = [LONGEST_LINE, LONGEST_ADDRESS, LONGEST_LINE];
        let texts = [&means.name, &means.address, &means.reference];
        for ((field, text), longest) in Self::FIELDS.into_iter().zip(texts).zip(limits) {
            let strange = |c: char| c.is_control() && c != '\n';
            if text.is_empty() && field != "bill_reference" {
                errors.push(field, Code::Required);
            } else if holds_card_number(text) {
                errors.push(field, Code::CardNumber);
            } else if text.chars().count() > longest || text.chars().any(strange) {
                errors.push(field, Code::TooLong);
            }
        }
        errors.or(Some(means))
    }
}

/// An invoice as it was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    pub id: InvoiceId,
    /// The name of the practice it was issued in.
    pub practice: String,
    /// Counted in each practice, without gaps.
    pub number: i64,
    pub payer: PersonId,
    pub payer_name: String,
    pub means: Means,
    pub total: Money,
    pub issued: NaiveDate,
    pub due: NaiveDate,
    pub paid: Option<Instant>,
    /// A card was to pay it on the day it was issued.
    pub by_card: bool,
    /// How many notices that it is past due were sent.
    pub reminders: i32,
    /// The card that was asked last, and what became of it.
    pub charge: Option<Charged>,
    pub lines: Vec<Line>,
}

impl Invoice {
    pub fn is_charging(&self) -> bool {
        self.charge.as_ref().is_some_and(|charge| charge.state == ChargeState::Take)
    }

    pub fn state(&self, today: NaiveDate) -> InvoiceState {
        if self.paid.is_none() && self.is_charging() {
            return InvoiceState::Charging;
        }
        // A card pays on the day; for a transfer there is the whole day.
        let due = if self.by_card { self.due - TimeDelta::days(1) } else { self.due };
        InvoiceState::of(self.paid.is_some(), due, today)
    }
}

/// A card that was asked to pay an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charged {
    pub brand: String,
    pub last_four: String,
    pub state: ChargeState,
}

/// How an invoice's number is written.
pub fn written(number: i64) -> String {
    format!("{number:05}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invoice_is_overdue_when_its_day_is_over() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let due = day("2026-04-01");
        assert_eq!(InvoiceState::of(false, due, due), InvoiceState::Open);
        assert_eq!(InvoiceState::of(false, due, day("2026-04-02")), InvoiceState::Overdue);
        assert_eq!(InvoiceState::of(true, due, day("2026-04-02")), InvoiceState::Paid);
    }

    #[test]
    fn notices_are_due_at_once_after_a_week_and_on_the_last_day() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let due = day("2026-04-01");
        for (grace, today, count) in [
            (14, "2026-03-31", 0),
            (14, "2026-04-01", 1),
            (14, "2026-04-07", 1),
            (14, "2026-04-08", 2),
            (14, "2026-04-14", 3),
            (14, "2026-05-30", 3),
            (8, "2026-04-08", 2),
            (5, "2026-04-08", 2),
            (1, "2026-04-08", 1),
        ] {
            assert_eq!(reminders_due(due, grace, day(today)), count, "{grace} days of grace, {today}");
        }
        assert_eq!(rests_from(due, 14), day("2026-04-15"));
    }

    #[test]
    fn an_address_keeps_its_lines_and_nothing_else() {
        let typed = Means {
            name: " Cedar  Valley ".into(),
            address: " 1 Main St \r\n\n Cedar ".into(),
            reference: String::new(),
        };
        let means = typed.parse().expect("a name and an address");
        assert_eq!((means.name.as_str(), means.address.as_str()), ("Cedar Valley", "1 Main St\nCedar"));
        let errors = Means { reference: "x".repeat(101), ..Means::default() }.parse().expect_err("all wrong");
        assert_eq!(errors.0.len(), 3);
        for number in ["4242 4242 4242 4242", "card 4000-0000-0000-0341", "378282246310005"] {
            let card = Means { reference: number.into(), ..typed.clone() };
            assert_eq!(card.parse(), Err(FieldErrors::one("bill_reference", Code::CardNumber)), "T72: {number}");
        }
        let order = Means { reference: "PO 4242 4242 4242 4243".into(), ..typed.clone() };
        assert!(order.parse().is_ok(), "no card has this number");
        let strange = Means { name: "a\u{7}b".into(), ..typed };
        assert_eq!(strange.parse(), Err(FieldErrors::one("bill_name", Code::TooLong)));
    }
}
