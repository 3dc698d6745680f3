//! The form of a vendor's level.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::{
    calendar::{self, DayOrder},
    code::{Code, FieldErrors},
    vendor::VendorLevel,
};

/// So far ahead a passing level may end.
const LONGEST_DAYS: i64 = 366;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LevelForm {
    pub level: String,
    /// The last day of this level; empty: until it is changed.
    pub until: String,
}

impl LevelForm {
    /// The names of the fields, as they stand on the page.
    pub const FIELDS: [&'static str; 2] = ["vendor_level", "vendor_until"];

    /// # Errors
    /// An unknown level, or a day that is none, over, or far away.
    pub fn parse(&self, today: NaiveDate, order: DayOrder) -> Result<(VendorLevel, Option<NaiveDate>), FieldErrors> {
        let mut errors = FieldErrors::default();
        let level = errors.keep("vendor_level", VendorLevel::from_name(&self.level).ok_or(Code::Unknown));
        let until = self.until.trim();
        let day = if until.is_empty() {
            None
        } else {
            let day = calendar::read(until, order);
            let near = |day: &NaiveDate| (0..=LONGEST_DAYS).contains(&(*day - today).num_days());
            let day = day.and_then(|day| if near(&day) { Ok(day) } else { Err(Code::OutOfRange) });
            errors.keep("vendor_until", day)
        };
        errors.or(level.map(|level| (level, day)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s3_14_a_level_and_perhaps_its_last_day() {
        let today = "2026-11-22".parse().expect("a day");
        let parse = |level: &str, until: &str| {
            LevelForm { level: level.into(), until: until.into() }.parse(today, DayOrder::MonthFirst)
        };
        assert_eq!(parse("full", " "), Ok((VendorLevel::Full, None)));
        assert_eq!(parse("none", "11/22/2026"), Ok((VendorLevel::None, Some(today))));
        assert_eq!(parse("full", "2026-11-21"), Err(FieldErrors::one("vendor_until", Code::OutOfRange)));
        assert_eq!(parse("full", "2028-01-01"), Err(FieldErrors::one("vendor_until", Code::OutOfRange)));
        assert_eq!(parse("all", ""), Err(FieldErrors::one("vendor_level", Code::Unknown)));
        assert!(parse("full", "soon").is_err());
    }
}
