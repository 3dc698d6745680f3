//! Amounts of money: whole minor units and a currency, never a float (C-18).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::code::Code;
use super::text::{shown_as_stored, text_type};

/// Currencies without minor units, and those with three digits of them (ISO 4217); all others have two.
const NO_DIGITS: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
const THREE_DIGITS: &str = "BHD IQD JOD KWD LYD OMR TND";

/// A code such as `USD`. Three letters are checked, not whether a country uses it today.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency(String);

text_type!(Currency);
shown_as_stored!(Currency);

impl Currency {
    /// Errors: [`Code::Required`] or [`Code::Unknown`].
    pub fn parse(text: &str) -> Result<Self, Code> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Code::Required);
        }
        let letters = text.len() == 3 && text.bytes().all(|b| b.is_ascii_alphabetic());
        if letters { Ok(Self(text.to_ascii_uppercase())) } else { Err(Code::Unknown) }
    }

    fn digits(&self) -> usize {
        let listed = |list: &str| list.split(' ').any(|code| code == self.0);
        if listed(NO_DIGITS) {
            0
        } else if listed(THREE_DIGITS) {
            3
        } else {
            2
        }
    }
}

/// An amount: 1000 minor units of USD are ten dollars. May be negative (a credit).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    #[must_use]
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    #[must_use]
    pub const fn minor(&self) -> i64 {
        self.minor
    }

    #[must_use]
    pub const fn currency(&self) -> &Currency {
        &self.currency
    }

    /// An amount as people type it: `10`, `10.5`, `10.00`. At most a hundred million of the currency.
    ///
    /// # Errors
    /// [`Code::Required`], or [`Code::OutOfRange`] for anything that is no amount, negative, too large or too fine.
    pub fn parse(text: &str, currency: &Currency) -> Result<Self, Code> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Code::Required);
        }
        let digits = currency.digits();
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let fits = whole.len() <= 8 && !whole.is_empty() && fraction.len() <= digits;
        if !fits || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
            return Err(Code::OutOfRange);
        }
        let minor = format!("{whole}{fraction:0<digits$}").parse().map_err(|_| Code::OutOfRange)?;
        Ok(Self::new(minor, currency.clone()))
    }

    /// The amount alone, as [`parse`](Self::parse) reads it.
    #[must_use]
    pub fn amount(&self) -> String {
        let text = self.to_string();
        text.split(' ').next().unwrap_or_default().to_owned()
    }

    /// The sum; nothing when the currencies differ or the amount would overflow.
    #[must_use]
    pub fn checked_add(&self, other: &Self) -> Option<Self> {
        let same = self.currency == other.currency;
        let minor = same.then(|| self.minor.checked_add(other.minor)).flatten()?;
        Some(Self::new(minor, self.currency.clone()))
    }

    /// The amount for so many pieces; nothing when it would overflow.
    #[must_use]
    pub fn checked_times(&self, pieces: i64) -> Option<Self> {
        Some(Self::new(self.minor.checked_mul(pieces)?, self.currency.clone()))
    }
}

impl fmt::Display for Money {
    /// `10.00 USD`, `-0.05 USD`, `500 CLP`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.currency.digits();
        let sign = if self.minor < 0 { "-" } else { "" };
        let amount = format!("{:0>width$}", self.minor.unsigned_abs(), width = digits + 1);
        let (whole, fraction) = amount.split_at(amount.len() - digits);
        let point = if digits > 0 { "." } else { "" };
        write!(f, "{sign}{whole}{point}{fraction} {}", self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(minor: i64, currency: &str) -> Money {
        Money::new(minor, Currency::parse(currency).expect("a currency"))
    }

    #[test]
    fn amounts_are_shown_with_their_digits() {
        for (minor, currency, shown) in [
            (1000, "usd", "10.00 USD"),
            (5, "USD", "0.05 USD"),
            (-5, "USD", "-0.05 USD"),
            (500, "CLP", "500 CLP"),
            (0, "JPY", "0 JPY"),
            (1500, "KWD", "1.500 KWD"),
            (i64::MIN, "USD", "-92233720368547758.08 USD"),
        ] {
            assert_eq!(money(minor, currency).to_string(), shown);
        }
    }

    #[test]
    fn sums_stay_in_one_currency_and_in_range() {
        assert_eq!(money(1000, "USD").checked_add(&money(50, "USD")), Some(money(1050, "USD")));
        assert_eq!(money(1000, "USD").checked_add(&money(50, "EUR")), None);
        assert_eq!(money(i64::MAX, "USD").checked_add(&money(1, "USD")), None);
        assert_eq!(money(1000, "USD").checked_times(12), Some(money(12_000, "USD")));
        assert_eq!(money(i64::MAX, "USD").checked_times(2), None);
    }

    #[test]
    fn t72_amounts_are_read_and_nothing_else_is() {
        let (usd, clp) = (Currency::parse("USD").expect("USD"), Currency::parse("CLP").expect("CLP"));
        for (text, minor) in [("10", 1000), (" 10.5 ", 1050), ("10.05", 1005), ("0", 0), ("99999999.99", 9_999_999_999)]
        {
            let read = Money::parse(text, &usd).expect(text);
            assert_eq!(read.minor(), minor, "{text}");
            assert_eq!(Money::parse(&read.amount(), &usd), Ok(read));
        }
        assert_eq!(Money::parse("500", &clp).map(|money| money.minor()), Ok(500));
        assert_eq!(Money::parse("500.5", &clp), Err(Code::OutOfRange));
        assert_eq!(Money::parse("", &usd), Err(Code::Required));
        for text in ["-1", "1.005", "1e9", "1,00", "ten", ".5", "100000000", "٣", "+1"] {
            assert_eq!(Money::parse(text, &usd), Err(Code::OutOfRange), "{text}");
        }
    }

    #[test]
    fn a_currency_has_three_letters() {
        for text in ["US", "USDT", "U$D", "ñañ"] {
            assert_eq!(Currency::parse(text), Err(Code::Unknown), "{text}");
        }
    }
}
