//! Calendar arithmetic: months as grids, the steps of a date picker, days as their readers type them. No time zones here:
//! `server::clock` knows when a day ends.

use std::{fmt, str::FromStr};

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::{code::Code, day};

/// In what order a reader writes the numbers of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayOrder {
    /// `11/30/2026`
    MonthFirst,
    /// `30/11/2026`
    DayFirst,
}

/// How far ahead something is planned at most.
const LONGEST: Days = Days::new(3653);

/// The days that something may be planned for the end of: today's end would leave no time to change one's mind (C-24).
pub fn ahead(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let first = today.checked_add_days(Days::new(1)).unwrap_or(today);
    (first, today.checked_add_days(LONGEST).unwrap_or(first))
}

/// Whether something may be planned for the end of `day`.
///
/// # Errors
/// [`Code::DayTooEarly`] before tomorrow, [`Code::OutOfRange`] years away.
pub fn lies_ahead(day: NaiveDate, today: NaiveDate) -> Result<NaiveDate, Code> {
    let (first, last) = ahead(today);
    if day < first {
        return Err(Code::DayTooEarly);
    }
    if day > last { Err(Code::OutOfRange) } else { Ok(day) }
}

/// A day as it is typed: ISO 8601, or in the reader's order with `/`, `-` or `.` in between.
///
/// # Errors
/// [`Code::Required`], [`Code::NotADate`].
pub fn read(text: &str, order: DayOrder) -> Result<NaiveDate, Code> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Code::Required);
    }
    let parts: Vec<_> = text.split(['/', '-', '.']).map(str::trim).collect();
    let [first, second, third] = parts[..] else { return Err(Code::NotADate) };
    let (year, month, day) = match (first.len(), order) {
        (4, _) => (first, second, third),
        (_, DayOrder::MonthFirst) => (third, first, second),
        (_, DayOrder::DayFirst) => (third, second, first),
    };
    let number = |text: &str| {
        let digits = text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u32>().ok().filter(|_| digits).ok_or(Code::NotADate)
    };
    let century = match year.len() {
        2 => 2000,
        4 => 0,
        _ => return Err(Code::NotADate),
    };
    let year = i32::try_from(number(year)? + century).map_err(|_| Code::NotADate)?;
    let read = NaiveDate::from_ymd_opt(year, number(month)?, number(day)?);
    read.filter(|day| day.year() > 0).ok_or(Code::NotADate)
}

/// A day as [`read`] understands it.
pub fn write(day: NaiveDate, order: DayOrder) -> String {
    let form = match order {
        DayOrder::MonthFirst => "%m/%d/%Y",
        DayOrder::DayFirst => "%d/%m/%Y",
    };
    day.format(form).to_string()
}

/// A month of a year, `2026-11` in addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Month(NaiveDate);

/// So many days has a week.
const WEEK: usize = 7;

impl Month {
    pub fn of(day: NaiveDate) -> Self {
        Self(day.with_day(1).unwrap_or(day))
    }

    pub const fn first(self) -> NaiveDate {
        self.0
    }

    pub fn last(self) -> NaiveDate {
        self.shifted(1).0.pred_opt().unwrap_or(self.0)
    }

    /// So many months later, or earlier.
    #[must_use]
    pub fn shifted(self, by: i32) -> Self {
        Self::of(Step::Months(by).lead(self.0))
    }

    /// Whether a day lies in it.
    pub fn has(self, day: NaiveDate) -> bool {
        Self::of(day) == self
    }

    /// Its weeks from Sunday to Saturday; days of its neighbours are left out.
    pub fn weeks(self) -> Vec<[Option<NaiveDate>; WEEK]> {
        let before = self.0.weekday().num_days_from_sunday() as usize;
        let days: Vec<_> = self.0.iter_days().take_while(|day| self.has(*day)).collect();
        let cells: Vec<_> = std::iter::repeat_n(None, before).chain(days.into_iter().map(Some)).collect();
        let week = |cells: &[Option<NaiveDate>]| {
            let mut week = [None; WEEK];
            week[..cells.len()].copy_from_slice(cells);
            week
        };
        cells.chunks(WEEK).map(week).collect()
    }
}

/// The days of a week as columns of a calendar.
pub const WEEKDAYS: [Weekday; WEEK] =
    [Weekday::Sun, Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat];

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m"))
    }
}

impl FromStr for Month {
    type Err = Code;

    fn from_str(text: &str) -> Result<Self, Code> {
        if text.len() != 7 {
            return Err(Code::NotADate);
        }
        day::parse(&format!("{text}-01")).map(Self)
    }
}

/// Where a key leads in a calendar (the ARIA date picker pattern).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Days(i64),
    Months(i32),
    WeekStart,
    WeekEnd,
}

impl Step {
    /// What a key of the keyboard means.
    pub fn of_key(key: &str, shift: bool) -> Option<Self> {
        Some(match (key, shift) {
            ("ArrowLeft", _) => Self::Days(-1),
            ("ArrowRight", _) => Self::Days(1),
            ("ArrowUp", _) => Self::Days(-7),
            ("ArrowDown", _) => Self::Days(7),
            ("Home", _) => Self::WeekStart,
            ("End", _) => Self::WeekEnd,
            ("PageUp", false) => Self::Months(-1),
            ("PageDown", false) => Self::Months(1),
            ("PageUp", true) => Self::Months(-12),
            ("PageDown", true) => Self::Months(12),
            _ => return None,
        })
    }

    /// The day that it leads to. A month without that day has its last one instead; at the end of all calendars it stays.
    pub fn lead(self, day: NaiveDate) -> NaiveDate {
        let from_sunday = i64::from(day.weekday().num_days_from_sunday());
        let days = |by: i64| {
            let count = Days::new(by.unsigned_abs());
            if by < 0 { day.checked_sub_days(count) } else { day.checked_add_days(count) }
        };
        let led = match self {
            Self::Days(by) => days(by),
            Self::WeekStart => days(-from_sunday),
            Self::WeekEnd => days(6 - from_sunday),
            Self::Months(by) => {
                let count = Months::new(by.unsigned_abs());
                if by < 0 { day.checked_sub_months(count) } else { day.checked_add_months(count) }
            }
        };
        led.filter(|day| (1..=9999).contains(&day.year())).unwrap_or(day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn days_are_read_in_iso_and_in_the_order_of_the_reader() {
        let wanted = Ok(day("2026-11-30"));
        for text in ["2026-11-30", " 11/30/2026 ", "11/30/26", "11-30-2026", "2026/11/30"] {
            assert_eq!(read(text, DayOrder::MonthFirst), wanted, "{text}");
        }
        for text in ["2026-11-30", "30/11/2026", "30.11.2026", "30-11-26", "30 / 11 / 2026"] {
            assert_eq!(read(text, DayOrder::DayFirst), wanted, "{text}");
        }
        for text in
            ["30/11/2026", "2026-02-30", "-2026-11-30", "0000-01-01", "tomorrow", "11/30", "11/30/126", "+1/+2/2026"]
        {
            assert_eq!(read(text, DayOrder::MonthFirst), Err(Code::NotADate), "{text}");
        }
        assert_eq!(read("  ", DayOrder::DayFirst), Err(Code::Required));
    }

    #[test]
    fn what_is_written_is_read_again() {
        for start in ["2024-02-01", "2026-11-30", "2099-12-31"] {
            for day in day(start).iter_days().take(400) {
                for order in [DayOrder::MonthFirst, DayOrder::DayFirst] {
                    assert_eq!(read(&write(day, order), order), Ok(day));
                }
            }
        }
    }

    #[test]
    fn a_month_has_each_of_its_days_once_and_below_its_weekday() {
        let mut month = Month::of(day("2023-01-15"));
        for _ in 0..60 {
            let weeks = month.weeks();
            let days: Vec<_> = weeks.iter().flatten().flatten().copied().collect();
            assert!(days.windows(2).all(|pair| pair[0].succ_opt() == Some(pair[1])));
            assert_eq!((days.first(), days.last()), (Some(&month.first()), Some(&month.last())));
            for week in &weeks {
                assert!(week.iter().any(Option::is_some), "{month}");
                for (cell, weekday) in week.iter().zip(WEEKDAYS) {
                    assert!(cell.is_none_or(|day| day.weekday() == weekday));
                }
            }
            assert_eq!(month.to_string().parse(), Ok(month));
            month = month.shifted(1);
        }
        assert_eq!(month.to_string(), "2028-01");
        assert_eq!(month.shifted(-1).to_string(), "2027-12");
        for text in ["2026-13", "2026", "2026-1", "2026-011", "-001-01"] {
            assert!(text.parse::<Month>().is_err(), "{text}");
        }
    }

    #[test]
    fn keys_lead_where_the_pattern_says() {
        for (key, shift, from, to) in [
            ("ArrowLeft", false, "2026-03-01", "2026-02-28"),
            ("ArrowRight", false, "2026-12-31", "2027-01-01"),
            ("ArrowUp", false, "2026-03-04", "2026-02-25"),
            ("ArrowDown", true, "2026-02-25", "2026-03-04"),
            ("Home", false, "2026-11-25", "2026-11-22"),
            ("Home", false, "2026-11-22", "2026-11-22"),
            ("End", false, "2026-11-22", "2026-11-28"),
            ("PageUp", false, "2026-03-31", "2026-02-28"),
            ("PageDown", false, "2026-10-31", "2026-11-30"),
            ("PageUp", true, "2028-02-29", "2027-02-28"),
            ("PageDown", true, "2026-11-30", "2027-11-30"),
            ("ArrowRight", false, "9999-12-31", "9999-12-31"),
        ] {
            let step = Step::of_key(key, shift).expect("a key that leads somewhere");
            assert_eq!(step.lead(day(from)), day(to), "{key}");
        }
        for key in ["Enter", "Escape", "a", "Tab"] {
            assert_eq!(Step::of_key(key, false), None);
        }
    }
}
