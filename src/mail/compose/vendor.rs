//! The words of letters about those who look after a practice from outside.

use chrono_tz::Tz;
use url::Url;

use super::{Part, button, line, lines};
use crate::{domain::clock::Instant, i18n::T, mail::vendor_letter::VendorLetter, server::clock::local};

/// Subject and body.
pub(super) fn vendor(
    base: &Url,
    t: T,
    letter: &VendorLetter,
    practice: &str,
    zone: &str,
) -> Result<(String, Vec<Part>), String> {
    let zone: Tz = zone.parse().map_err(|_| format!("{zone} is no time zone"))?;
    let told = |at: Instant| format!("{} ({})", t.date_time(&local(zone, at)), zone.name());
    Ok(match letter {
        VendorLetter::Asked { by, vendor, link } => {
            let (by, vendor) = (line(by), line(vendor));
            let parts = vec![
                Part::Words(t.vendor_letter_asked_body(&by, &vendor, practice)),
                Part::Words(t.vendor_letter_asked_how().into()),
                button(base, t.vendor_letter_button(), link)?,
            ];
            (t.vendor_letter_asked_subject(&vendor, practice), parts)
        }
        VendorLetter::Switched { by, organisation, reason, ends, link } => {
            let (by, organisation) = (line(by), line(organisation));
            let parts = vec![
                Part::Words(t.vendor_letter_switched_body(&by, &organisation, practice, told(*ends))),
                Part::Quote(lines(reason)),
                Part::Words(t.vendor_letter_switched_how().into()),
                button(base, t.vendor_letter_button(), link)?,
            ];
            (t.vendor_letter_switched_subject(&by, practice), parts)
        }
        VendorLetter::Receipt { vendor, from, until, opened, done, link } => {
            let vendor = line(vendor);
            let parts = vec![
                Part::Words(t.vendor_letter_receipt_body(&vendor, practice, told(*from), told(*until))),
                Part::Words(format!("{} {}", t.vendor_opened(*opened), t.vendor_done(*done))),
                button(base, t.vendor_letter_receipt_button(), link)?,
            ];
            (t.vendor_letter_receipt_subject(&vendor, practice), parts)
        }
    })
}
