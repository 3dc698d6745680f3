//! What somebody pays with, and how an invoice stands.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        clock::Instant,
        code::{Code, FieldErrors},
        ids::{InvoiceId, PersonId},
        money::Money,
    },
    people::model::ranked,
    tiers::sums::Line,
};

/// Days until an invoice has to be paid.
pub const TERM: i64 = 30;
/// The longest address on an invoice, and the longest name and reference.
const LONGEST_ADDRESS: usize = 300;
const LONGEST_LINE: usize = 100;

ranked! {
    /// Computed from the day it is due, never stored.
    InvoiceState {
        Open = "open",
        Overdue = "overdue",
        Paid = "paid",
    }
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
    pub lines: Vec<Line>,
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
        let strange = Means { name: "a\u{7}b".into(), ..typed };
        assert_eq!(strange.parse(), Err(FieldErrors::one("bill_name", Code::TooLong)));
    }
}
