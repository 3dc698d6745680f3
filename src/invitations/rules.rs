//! What a practice decides about its links: how long they work (P-26).

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::model::LIFETIME;
use crate::domain::code::{Code, FieldErrors};

/// A link that ends before its mail is read helps nobody; one that works for long is found by somebody else.
pub const SHORTEST: i64 = 1;
pub const LONGEST: i64 = 72;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    pub link_hours: i64,
}

impl Default for Rules {
    fn default() -> Self {
        Self { link_hours: LIFETIME.num_hours() }
    }
}

impl Rules {
    pub const fn lifetime(self) -> Duration {
        Duration::hours(self.link_hours)
    }

    /// Runs in the browser before sending, and on the server always.
    ///
    /// # Errors
    /// Hours that are none, or out of bounds.
    pub fn parse(hours: &str) -> Result<Self, FieldErrors> {
        let wrong = |code| FieldErrors::one("link_hours", code);
        if hours.trim().is_empty() {
            return Err(wrong(Code::Required));
        }
        let hours = hours.trim().parse().map_err(|_| wrong(Code::OutOfRange))?;
        if (SHORTEST..=LONGEST).contains(&hours) {
            Ok(Self { link_hours: hours })
        } else {
            Err(wrong(Code::OutOfRange))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p26_hours_have_bounds_and_a_default() {
        assert_eq!(Rules::default().lifetime(), Duration::hours(24), "S0-18");
        assert_eq!(Rules::parse(" 72 "), Ok(Rules { link_hours: 72 }));
        for (text, code) in [
            ("", Code::Required),
            ("0", Code::OutOfRange),
            ("73", Code::OutOfRange),
            ("-1", Code::OutOfRange),
            ("1.5", Code::OutOfRange),
        ] {
            assert_eq!(Rules::parse(text), Err(FieldErrors::one("link_hours", code)), "{text:?}");
        }
    }
}
