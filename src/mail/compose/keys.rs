//! The words of the letter about a new API key.

use chrono_tz::Tz;
use url::Url;

use super::{Part, button, line};
use crate::{domain::clock::Instant, i18n::T, server::clock::local};

/// Subject and body.
pub(super) fn made(
    base: &Url,
    t: T,
    practice: &str,
    by: &str,
    (name, prefix): (&str, &str),
    (ends, zone): (Instant, &str),
    link: &str,
) -> Result<(String, Vec<Part>), String> {
    let zone: Tz = zone.parse().map_err(|_| format!("{zone} is no time zone"))?;
    let (by, name) = (line(by), line(name));
    let parts = vec![
        Part::Words(t.keys_letter_body(&by, practice, &name, prefix, t.date(&local(zone, ends)))),
        Part::Words(t.keys_letter_unexpected().into()),
        button(base, t.keys_letter_button(), link)?,
    ];
    Ok((t.keys_letter_subject(&by, practice), parts))
}
