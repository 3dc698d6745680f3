//! The words of the letter about departures.

use chrono_tz::Tz;
use url::Url;

use super::{Part, button, line};
use crate::{domain::clock::Instant, i18n::T, server::clock::local};

/// Subject and body.
pub(super) fn compose(
    base: &Url,
    t: T,
    practice: &str,
    zone: &str,
    (leavers, count): (&[(String, Instant)], i64),
    link: &str,
) -> Result<(String, Vec<Part>), String> {
    let zone: Tz = zone.parse().map_err(|_| format!("{zone} is no time zone"))?;
    let mut parts = vec![Part::Words(t.departures_letter_body(count, practice))];
    let one = |(name, ends): &(String, Instant)| {
        let day = local(zone, *ends).date_naive();
        Part::Words(t.departures_letter_one(line(name), t.end_of_day(day, zone.name())))
    };
    parts.extend(leavers.iter().map(one));
    let more = count - leavers.len() as i64;
    if more > 0 {
        parts.push(Part::Words(t.departures_letter_more(more)));
    }
    parts.push(button(base, t.departures_letter_button(), link)?);
    Ok((t.departures_letter_subject(count, practice), parts))
}
