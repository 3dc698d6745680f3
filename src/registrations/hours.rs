//! Working hours: how long a request has waited, and when it should be decided. Local times of the practice in and out.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Weekday};

/// When a working day begins and ends, as hours of the day.
const OPENS: i64 = 9;
const CLOSES: i64 = 17;
/// A request is to be decided within two working days.
pub const TO_DECIDE: TimeDelta = TimeDelta::hours(2 * (CLOSES - OPENS));

fn works(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Begin and end of the working hours of a day.
fn hours(day: NaiveDate) -> (NaiveDateTime, NaiveDateTime) {
    let midnight = day.and_time(NaiveTime::MIN);
    (midnight + TimeDelta::hours(OPENS), midnight + TimeDelta::hours(CLOSES))
}

/// The working time between two moments; zero if the second comes first.
pub fn between(from: NaiveDateTime, to: NaiveDateTime) -> TimeDelta {
    let mut worked = TimeDelta::zero();
    let mut day = from.date();
    while day <= to.date() {
        if works(day) {
            let (opens, closes) = hours(day);
            worked += (closes.min(to) - opens.max(from)).max(TimeDelta::zero());
        }
        let Some(next) = day.succ_opt() else { break };
        day = next;
    }
    worked
}

/// The moment at which so much working time has passed since `from`.
pub fn due(from: NaiveDateTime, working: TimeDelta) -> NaiveDateTime {
    let mut left = working;
    let mut day = from.date();
    loop {
        if works(day) {
            let (opens, closes) = hours(day);
            let begins = opens.max(from);
            let today = (closes - begins).max(TimeDelta::zero());
            if left <= today {
                return begins + left;
            }
            left -= today;
        }
        let Some(next) = day.succ_opt() else { return from };
        day = next;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a moment")
    }

    #[test]
    fn two_working_days_leave_out_nights_and_weekends() {
        for (submitted, decided_by) in [
            ("2026-03-02 10:30", "2026-03-04 10:30"), // Monday
            ("2026-03-06 16:00", "2026-03-10 16:00"), // Friday
            ("2026-03-06 17:00", "2026-03-10 17:00"),
            ("2026-03-07 03:00", "2026-03-10 17:00"), // Saturday
            ("2026-03-02 22:15", "2026-03-04 17:00"),
            ("2026-03-02 00:01", "2026-03-03 17:00"),
        ] {
            assert_eq!(due(at(submitted), TO_DECIDE), at(decided_by), "{submitted}");
        }
    }

    #[test]
    fn waiting_counts_working_hours_only() {
        for (from, to, hours) in [
            ("2026-03-02 10:00", "2026-03-02 12:00", 2),
            ("2026-03-06 16:00", "2026-03-09 10:00", 2),
            ("2026-03-07 10:00", "2026-03-08 20:00", 0),
            ("2026-03-02 12:00", "2026-03-02 10:00", 0),
            ("2026-03-02 00:00", "2026-03-09 00:00", 40),
        ] {
            assert_eq!(between(at(from), at(to)), TimeDelta::hours(hours), "{from} {to}");
        }
    }

    proptest! {
        #[test]
        fn what_is_due_has_waited_exactly_so_long(minutes in 0_i64..600_000, working in 1_i64..6_000) {
            let from = at("2026-01-01 00:00") + TimeDelta::minutes(minutes);
            let working = TimeDelta::minutes(working);
            prop_assert_eq!(between(from, due(from, working)), working);
        }
    }
}
