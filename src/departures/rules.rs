//! What a practice decides about departures: how long before the administrators are told, and when it is closed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        calendar::{self, DayOrder},
        code::{Code, FieldErrors},
    },
    history::model::{Event, EventKind},
};

/// Days before a departure for which a notice makes sense; 0 for none at all.
pub const MOST_NOTICE_DAYS: i64 = 60;
const LONGEST_LABEL: usize = 60;
const MOST_CLOSED: usize = 200;

/// A day on which the practice is closed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ClosedDay {
    pub day: NaiveDate,
    pub label: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    pub notice_days: i64,
    /// In the order of the calendar.
    pub closed: Vec<ClosedDay>,
    pub today: NaiveDate,
}

/// # Errors
/// [`Code::Required`], [`Code::OutOfRange`].
pub fn notice_days(text: &str) -> Result<i64, Code> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Code::Required);
    }
    text.parse().ok().filter(|days| (0..=MOST_NOTICE_DAYS).contains(days)).ok_or(Code::OutOfRange)
}

/// A closed day as it is typed, to be added to those that are there.
///
/// # Errors
/// No day, no label, a day that is there already, too many days.
pub fn closed_day(day: &str, label: &str, order: DayOrder, there: &[ClosedDay]) -> Result<ClosedDay, FieldErrors> {
    let mut errors = FieldErrors::default();
    let free = |day: NaiveDate| {
        if there.iter().any(|one| one.day == day) {
            return Err(Code::AlreadyListed);
        }
        if there.len() < MOST_CLOSED { Ok(day) } else { Err(Code::TooMany) }
    };
    let day = errors.keep("closed_day", calendar::read(day, order).and_then(free));
    let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
    let label = match label.chars().count() {
        0 => Err(Code::Required),
        1..=LONGEST_LABEL => Ok(label),
        _ => Err(Code::TooLong),
    };
    let label = errors.keep("closed_label", label);
    errors.or(day.zip(label)).map(|(day, label)| ClosedDay { day, label })
}

/// What the history says of a rule that is another one now.
pub fn changed(field: &str, old: impl Into<String>, new: impl Into<String>) -> Event {
    let mut event = Event::new(EventKind::DepartureRulesChanged);
    event.change(field, old, new);
    event
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_are_some_days_before_or_never() {
        for (text, wanted) in [
            ("7", Ok(7)),
            (" 0 ", Ok(0)),
            ("60", Ok(60)),
            ("61", Err(Code::OutOfRange)),
            ("-1", Err(Code::OutOfRange)),
            ("soon", Err(Code::OutOfRange)),
            ("", Err(Code::Required)),
        ] {
            assert_eq!(notice_days(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_closed_day_is_listed_once() {
        let christmas = closed_day("12/25/2026", "  Christmas   Day ", DayOrder::MonthFirst, &[]).expect("a day");
        assert_eq!((christmas.day.to_string(), christmas.label.as_str()), ("2026-12-25".into(), "Christmas Day"));
        let again = closed_day("25/12/2026", "Navidad", DayOrder::DayFirst, &[christmas]).expect_err("there already");
        assert_eq!(again.of("closed_day"), Some(Code::AlreadyListed));
        let wrong = closed_day("x", &"x".repeat(61), DayOrder::DayFirst, &[]).expect_err("wrong");
        assert_eq!((wrong.of("closed_day"), wrong.of("closed_label")), (Some(Code::NotADate), Some(Code::TooLong)));
    }
}
