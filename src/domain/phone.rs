//! Telephone numbers.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::code::Code;
use super::text::text_type;

/// Digits of an international number with its country code (E.164), and of an extension.
const DIGITS: std::ops::RangeInclusive<usize> = 8..=15;
const MAX_EXTENSION: usize = 7;

/// A number with its country code, stored as `+12125550123` or `+12125550123x45`.
///
/// Without a `+` (or `00`) a number belongs to the United States and Canada and needs its area code. Elsewhere only the
/// length is checked, since numbering plans change more often than this program.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

text_type!(Phone);

impl Phone {
    /// Blanks, hyphens, periods, slashes and parentheses are dropped; `x`, `ext.` and `#` begin an extension, as do the
    /// Spanish `int.` and `anexo`.
    ///
    /// Errors: [`Code::Required`] or [`Code::NotAPhone`].
    pub fn parse(text: &str) -> Result<Self, Code> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Code::Required);
        }
        let (number, extension) = split_extension(text);
        let number = international(number).ok_or(Code::NotAPhone)?;
        match extension {
            None => Ok(Self(format!("+{number}"))),
            Some(extension) => {
                let extension = digits(extension).ok_or(Code::NotAPhone)?;
                let fits = (1..=MAX_EXTENSION).contains(&extension.len());
                if fits { Ok(Self(format!("+{number}x{extension}"))) } else { Err(Code::NotAPhone) }
            }
        }
    }

    /// For a `tel:` link: the number that is dialled, without the extension.
    #[must_use]
    pub fn dial(&self) -> &str {
        self.0.split('x').next().unwrap_or_default()
    }
}

/// A stored number as people write it. What is no number, such as an empty field, stays as it is.
#[must_use]
pub fn readable(stored: &str) -> String {
    Phone::parse(stored).map_or_else(|_| stored.to_owned(), |phone| phone.to_string())
}

/// Cuts at the first letter or `#`; the word there must be one that means "extension".
fn split_extension(text: &str) -> (&str, Option<&str>) {
    let Some(start) = text.find(|c: char| c.is_alphabetic() || c == '#') else { return (text, None) };
    let tail = &text[start..];
    let word = tail.len() - tail.trim_start_matches(|c: char| c.is_alphabetic() || c == '#' || c == '.').len();
    let known = ["x", "ext", "extension", "extensión", "#", "int", "interno", "anexo"];
    let name = tail[..word].trim_end_matches('.').to_lowercase();
    if known.contains(&name.as_str()) { (&text[..start], Some(&tail[word..])) } else { (text, None) }
}

/// The digits of a text that holds nothing but digits and the usual separators.
fn digits(text: &str) -> Option<String> {
    let separator = |c: char| c.is_whitespace() || "-‐‑–./()".contains(c);
    let digits: String = text.chars().filter(|c| !separator(*c)).collect();
    digits.bytes().all(|b| b.is_ascii_digit()).then_some(digits)
}

/// The digits with the country code first, or nothing if it cannot be such a number.
fn international(text: &str) -> Option<String> {
    let text = text.trim();
    let abroad = text.strip_prefix('+').or_else(|| text.strip_prefix("00"));
    let number = match abroad {
        Some(rest) => digits(rest)?,
        None => {
            let own = digits(text)?;
            if own.len() == 10 { format!("1{own}") } else { own.starts_with('1').then_some(own)? }
        }
    };
    let valid = match number.strip_prefix('1') {
        // An area code never begins with 0 or 1.
        Some(national) => national.len() == 10 && !national.starts_with(['0', '1']),
        None => DIGITS.contains(&number.len()) && !number.starts_with('0'),
    };
    valid.then_some(number)
}

impl fmt::Display for Phone {
    /// `(212) 555-0123`, `+52 55 1234 5678`, `(212) 555-0123 x45`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = &self.dial()[1..];
        if let Some(national) = number.strip_prefix('1') {
            write!(f, "({}) {}-{}", &national[..3], &national[3..6], &national[6..])?;
        } else {
            let (country, rest) = number.split_at(country_digits(number));
            write!(f, "+{country}")?;
            let odd = rest.len() % 4;
            let (first, groups) = rest.split_at(odd);
            if odd > 0 {
                write!(f, " {first}")?;
            }
            for at in (0..groups.len()).step_by(4) {
                write!(f, " {}", &groups[at..at + 4])?;
            }
        }
        match self.0.split_once('x') {
            Some((_, extension)) => write!(f, " x{extension}"),
            None => Ok(()),
        }
    }
}

/// How many digits the country code has (ITU E.164): one for 7, two for those listed, else three.
fn country_digits(number: &str) -> usize {
    const TWO: &str = "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 \
                       60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98";
    match &number[..2] {
        code if code.starts_with('7') => 1,
        code if TWO.split(' ').any(|two| two == code) => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, stored, shown) in [
            ("2125550123", "+12125550123", "(212) 555-0123"),
            ("(212) 555-0123", "+12125550123", "(212) 555-0123"),
            ("1-212-555-0123", "+12125550123", "(212) 555-0123"),
            ("+1 212.555.0123 ext. 45", "+12125550123x45", "(212) 555-0123 x45"),
            ("212 555 0123 #7", "+12125550123x7", "(212) 555-0123 x7"),
            ("212-555-0123 Int. 12", "+12125550123x12", "(212) 555-0123 x12"),
            ("+52 55 1234 5678", "+525512345678", "+52 55 1234 5678"),
            ("0034 612 345 678", "+34612345678", "+34 6 1234 5678"),
            ("+7 495 123-45-67", "+74951234567", "+7 49 5123 4567"),
            ("+1 (787) 555‑0100", "+17875550100", "(787) 555-0100"),
        ] {
            let phone = Phone::parse(text).expect(text);
            assert_eq!((phone.as_str(), phone.to_string().as_str()), (stored, shown), "{text}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "5550123",
            "012 555 0123",
            "2-212-555-0123",
            "+1 212 555",
            "+52",
            "+0212555012",
            "call Ana",
            "212 555 0123 x",
            "212 555 0123 x12345678",
            "212 555 0123 room 4",
            "+52 55 1234 5678 9012 34",
            "2.125550123E9",
            "++12125550123",
        ] {
            assert_eq!(Phone::parse(text), Err(Code::NotAPhone), "{text}");
        }
        assert_eq!(Phone::parse(" "), Err(Code::Required));
    }

    #[test]
    fn a_link_dials_without_the_extension() {
        assert_eq!(Phone::parse("212-555-0123 x45").expect("valid").dial(), "+12125550123");
    }

    proptest! {
        #[test]
        fn what_is_stored_and_what_is_shown_read_back(text in "\\+?[0-9 ().-]{8,18}( ?x[0-9]{1,7})?") {
            if let Ok(phone) = Phone::parse(&text) {
                prop_assert_eq!(Phone::parse(phone.as_str()), Ok(phone.clone()));
                prop_assert_eq!(Phone::parse(&phone.to_string()), Ok(phone.clone()));
            }
        }
    }
}
