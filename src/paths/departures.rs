//! The addresses of departures.

use super::list;
use crate::{departures::query::LeaverQuery, domain::calendar::Month};

pub const LEAVERS: &str = "/leavers";
pub const LEAVERS_MONTH: &str = "/leavers/calendar";
pub const DEPARTURE_RULES: &str = "/settings/departures";
/// Where calendar programs look, without the secret.
pub const CALENDAR_FEED: &str = "/calendar";
pub const CALENDAR_FEED_FILE: &str = "/calendar/{file}";

/// The list of departures in the state of `query`.
pub fn leavers(query: &LeaverQuery) -> String {
    list(LEAVERS, query)
}

/// A month of departures.
pub fn leavers_month(month: Month) -> String {
    format!("{LEAVERS_MONTH}?month={month}")
}

/// The secret address of somebody's calendar.
pub fn calendar_feed(token: &str) -> String {
    format!("{CALENDAR_FEED}/{token}.ics")
}
