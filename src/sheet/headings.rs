//! Headings as they are compared.

use crate::domain::fold::fold;

/// The heading without case, accents, blanks and punctuation: `E-Mail Address *` becomes `emailaddress`.
pub fn squeeze(heading: &str) -> String {
    fold(heading).chars().filter(char::is_ascii_alphanumeric).collect()
}
