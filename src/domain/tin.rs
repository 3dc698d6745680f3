//! Taxpayer identification numbers, by which practices are known.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::code::Code;
use super::text::text_type;

/// Nine digits, stored without the hyphen and shown as `11-3437602`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Tin(String);

text_type!(Tin);

impl Tin {
    /// Accepts blanks and hyphens, and the `T` that older portals put in front (S0-37).
    ///
    /// Errors: [`Code::Required`] or [`Code::NotATin`].
    pub fn parse(text: &str) -> Result<Self, Code> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Code::Required);
        }
        let text = text.strip_prefix(['T', 't']).unwrap_or(text);
        let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let all_digits = digits.len() == 9 && digits.bytes().all(|b| b.is_ascii_digit());
        if all_digits && digits != "000000000" { Ok(Self(digits)) } else { Err(Code::NotATin) }
    }
}

impl fmt::Display for Tin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (prefix, rest) = self.0.split_at(2);
        write!(f, "{prefix}-{rest}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_way_to_write_one_agrees() {
        for text in ["113437602", "11-3437602", " T113437602 ", "t11-3437602", "11 3437602"] {
            assert_eq!(Tin::parse(text).map(|tin| tin.to_string()), Ok("11-3437602".to_owned()), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_refused() {
        for text in ["11343760", "1134376021", "X113437602", "TT113437602", "000000000", "11343760２"] {
            assert_eq!(Tin::parse(text), Err(Code::NotATin), "{text}");
        }
        assert_eq!(Tin::parse("  "), Err(Code::Required));
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(digits in "[1-9][0-9]{8}") {
            let tin = Tin::parse(&digits).expect("nine digits");
            prop_assert_eq!(Tin::parse(&tin.to_string()), Ok(tin.clone()));
            prop_assert_eq!(tin.as_str(), digits);
        }
    }
}
