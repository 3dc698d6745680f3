//! Days, months and weekdays in full, and where a day ends.

use chrono::{Datelike, NaiveDate, Weekday};

use super::{Lang, T};
use crate::domain::calendar::{DayOrder, Month};

const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const MONTHS_ES: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];
/// From Sunday on.
const DAYS_EN: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const DAYS_ES: [&str; 7] = ["domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"];

impl T {
    /// How the reader writes a day in numbers.
    #[must_use]
    pub const fn day_order(self) -> DayOrder {
        match self.lang() {
            Lang::En => DayOrder::MonthFirst,
            Lang::Es => DayOrder::DayFirst,
        }
    }

    /// `30 November 2026`, `30 de noviembre de 2026`.
    #[must_use]
    pub fn long_day(self, day: NaiveDate) -> String {
        let (number, month, year) = (day.day(), self.month_name(day), day.year());
        match self.lang() {
            Lang::En => format!("{number} {month} {year}"),
            Lang::Es => format!("{number} de {month} de {year}"),
        }
    }

    /// `Monday, 30 November 2026`.
    #[must_use]
    pub fn full_day(self, day: NaiveDate) -> String {
        format!("{}, {}", self.weekday(day.weekday()), self.long_day(day))
    }

    /// `November 2026`, `noviembre de 2026`.
    #[must_use]
    pub fn month(self, month: Month) -> String {
        let (name, year) = (self.month_name(month.first()), month.first().year());
        match self.lang() {
            Lang::En => format!("{name} {year}"),
            Lang::Es => format!("{name} de {year}"),
        }
    }

    #[must_use]
    pub const fn weekday(self, day: Weekday) -> &'static str {
        let at = day.num_days_from_sunday() as usize;
        self.pick(DAYS_EN[at], DAYS_ES[at])
    }

    /// The first letters of a weekday, as a calendar's columns have them.
    #[must_use]
    pub fn short_weekday(self, day: Weekday) -> String {
        self.weekday(day).chars().take(2).collect()
    }

    /// The exact end of a day, and where: `end of 30 November 2026, Mexico City, 23:59:59` (C-24). A day that people
    /// choose always ends there by the clock on the wall, whatever the clock does on that day.
    #[must_use]
    pub fn end_of_day(self, day: NaiveDate, zone: &str) -> String {
        self.calendar_end_of(self.long_day(day), city(zone))
    }

    fn month_name(self, day: NaiveDate) -> &'static str {
        let month = day.month0() as usize;
        self.pick(MONTHS_EN[month], MONTHS_ES[month])
    }
}

/// The place that a time zone is named after: `America/Mexico_City` is the time of Mexico City.
fn city(zone: &str) -> String {
    zone.rsplit('/').next().unwrap_or(zone).replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c24_a_day_ends_somewhere() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 30).expect("a day");
        let (en, es) = (T::new(Lang::En), T::new(Lang::Es));
        assert_eq!(en.end_of_day(day, "America/Mexico_City"), "end of 30 November 2026, Mexico City, 23:59:59");
        assert_eq!(es.end_of_day(day, "UTC"), "fin del 30 de noviembre de 2026, UTC, 23:59:59");
        assert_eq!(
            (en.full_day(day), es.full_day(day)),
            ("Monday, 30 November 2026".into(), "lunes, 30 de noviembre de 2026".into())
        );
        assert_eq!(
            (en.month(Month::of(day)), es.month(Month::of(day))),
            ("November 2026".into(), "noviembre de 2026".into())
        );
        assert_eq!((en.short_weekday(Weekday::Wed), es.short_weekday(Weekday::Wed)), ("We".into(), "mi".into()));
    }
}
