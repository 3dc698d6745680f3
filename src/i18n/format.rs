//! Numbers and dates as readers in the Americas write them. Spanish follows Latin American use: `1,234`, 24 hours.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike};

use super::T;

const MONTHS_EN: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MONTHS_ES: [&str; 12] = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"];

impl T {
    /// `1,234`; both languages group by comma.
    #[must_use]
    pub fn number(self, number: i64) -> String {
        let digits = number.unsigned_abs().to_string();
        let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
        if number < 0 {
            text.push('-');
        }
        for (index, digit) in digits.char_indices() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        text
    }

    /// `22 Nov 2026`, in the zone that the instant carries.
    #[must_use]
    pub fn date(self, instant: &DateTime<FixedOffset>) -> String {
        self.day(instant.date_naive())
    }

    /// `22 Nov 2026` for a day without a time.
    #[must_use]
    pub fn day(self, day: NaiveDate) -> String {
        let month = day.month0() as usize;
        let month = self.pick(MONTHS_EN[month], MONTHS_ES[month]);
        format!("{} {month} {}", day.day(), day.year())
    }

    /// `22 Nov 2026, 14:05`, in the zone that the instant carries.
    #[must_use]
    pub fn date_time(self, instant: &DateTime<FixedOffset>) -> String {
        format!("{}, {}", self.date(instant), self.time(instant))
    }

    /// `14:05`.
    #[must_use]
    pub fn time(self, instant: &DateTime<FixedOffset>) -> String {
        format!("{:02}:{:02}", instant.hour(), instant.minute())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn numbers_are_grouped() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567")] {
            assert_eq!(T::new(Lang::En).number(number), text);
            assert_eq!(T::new(Lang::Es).number(number), text);
        }
        assert_eq!(T::new(Lang::En).number(i64::MIN), "-9,223,372,036,854,775,808");
    }

    #[test]
    fn dates_keep_the_zone_of_the_practice() {
        let instant = DateTime::parse_from_rfc3339("2026-11-22T23:05:00-06:00").expect("a valid instant");
        assert_eq!(T::new(Lang::En).date_time(&instant), "22 Nov 2026, 23:05");
        assert_eq!(T::new(Lang::Es).date_time(&instant), "22 nov 2026, 23:05");
    }

    #[test]
    fn every_month_has_a_name() {
        for month in 1..=12 {
            let day = NaiveDate::from_ymd_opt(2026, month, 1).expect("a valid day");
            assert!(T::new(Lang::Es).day(day).is_ascii());
            assert!(T::new(Lang::En).day(day).starts_with("1 "));
        }
    }
}
