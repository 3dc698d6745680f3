//! National Provider Identifiers.

use serde::{Deserialize, Serialize};

use super::code::Code;
use super::text::{shown_as_stored, text_type};

/// The Luhn sum of the prefix 80840 (80 health, 840 United States), which stands before every NPI when it is checked.
const PREFIX_SUM: u32 = 24;

/// Ten digits with a valid check digit. Begins with 1 or 2, the only numbers CMS has ever given out.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Npi(String);

text_type!(Npi);
shown_as_stored!(Npi);

impl Npi {
    /// Blanks and hyphens between the digits are dropped.
    ///
    /// Errors: [`Code::Required`], [`Code::NotAnNpi`], or [`Code::NpiCheckDigit`] when a digit was mistyped.
    pub fn parse(text: &str) -> Result<Self, Code> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        if digits.is_empty() {
            return Err(Code::Required);
        }
        if digits.len() != 10 || !digits.bytes().all(|b| b.is_ascii_digit()) || !digits.starts_with(['1', '2']) {
            return Err(Code::NotAnNpi);
        }
        if !luhn_sum(&digits).is_multiple_of(10) {
            return Err(Code::NpiCheckDigit);
        }
        Ok(Self(digits))
    }
}

/// From the right, every second digit counts double, with the digits of the product added up.
fn luhn_sum(digits: &str) -> u32 {
    let values = digits.bytes().rev().map(|b| u32::from(b - b'0')).enumerate();
    let doubled = values.map(|(index, value)| if index % 2 == 1 { value * 2 / 10 + value * 2 % 10 } else { value });
    PREFIX_SUM + doubled.sum::<u32>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_example_of_cms_is_valid() {
        assert_eq!(Npi::parse("1234567893").map(String::from), Ok("1234567893".to_owned()));
        assert_eq!(Npi::parse(" 123-456 7893 ").map(String::from), Ok("1234567893".to_owned()));
    }

    #[test]
    fn wrong_numbers_say_what_is_wrong() {
        assert_eq!(Npi::parse(""), Err(Code::Required));
        assert_eq!(Npi::parse("123456789"), Err(Code::NotAnNpi));
        assert_eq!(Npi::parse("12345678934"), Err(Code::NotAnNpi));
        assert_eq!(Npi::parse("3234567893"), Err(Code::NotAnNpi));
        assert_eq!(Npi::parse("12345678٩3"), Err(Code::NotAnNpi));
        assert_eq!(Npi::parse("1234567890"), Err(Code::NpiCheckDigit));
    }

    proptest! {
        #[test]
        fn exactly_one_check_digit_fits(start in "[12][0-9]{8}") {
            let fitting = (0..10).filter(|digit| Npi::parse(&format!("{start}{digit}")).is_ok()).count();
            prop_assert_eq!(fitting, 1);
        }
    }
}
