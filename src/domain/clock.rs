//! Instants as the product uses them: UTC inside, the practice's own time on the wire.

use chrono::{DateTime, Datelike as _, FixedOffset, NaiveDate, Utc};

/// A point in time, UTC, whole milliseconds (both engines store `bigint` milliseconds since 1970).
pub type Instant = DateTime<Utc>;

/// The same point in time as people of the practice read it: carries the practice's offset at that instant, so the
/// browser can show it without a time-zone database.
pub type Stamp = DateTime<FixedOffset>;

/// Milliseconds since 1970 for storage.
pub fn millis(at: Instant) -> i64 {
    at.timestamp_millis()
}

/// The instant stored as `millis`; out-of-range values (never written by us) become 1970.
pub fn instant(millis: i64) -> Instant {
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

/// Columns that are sorted by are `not null`, as engines differ in where nulls go: 0 stands for "never".
pub fn maybe_instant(millis: i64) -> Option<Instant> {
    (millis != 0).then(|| instant(millis))
}

/// The storage form of [`maybe_instant`].
pub fn maybe_millis(at: Option<Instant>) -> i64 {
    at.map_or(0, millis)
}

/// A day as it is stored: counted from 1 January of the year 1.
pub fn day_number(day: NaiveDate) -> i32 {
    day.num_days_from_ce()
}

/// The day stored as `number`; out-of-range values (never written by us) become 1970.
pub fn day(number: i32) -> NaiveDate {
    NaiveDate::from_num_days_from_ce_opt(number).unwrap_or_default()
}
