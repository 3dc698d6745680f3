//! The words of letters about requests for access.

use chrono_tz::Tz;
use url::Url;

use super::{Part, button, line, lines};
use crate::{
    domain::clock::Instant,
    i18n::T,
    mail::letter::requests::{News, RequestLetter},
    server::clock::local,
};

/// Subject, parts, and the practice that the footer names; '' for none.
pub fn compose(base: &Url, t: T, letter: &RequestLetter) -> Result<(String, Vec<Part>, String), String> {
    let words = |text: &str| Part::Words(text.to_owned());
    Ok(match letter {
        RequestLetter::Proof { reference, expires, link } => {
            let parts = vec![
                words(t.letters_proof_body()),
                button(base, t.letters_proof_button(), link)?,
                // In universal time, as no practice is named.
                Part::Words(t.letters_proof_until(moment(t, "UTC", *expires)?)),
                Part::Words(t.letters_request_reference(reference)),
                words(t.letters_proof_unexpected()),
            ];
            (t.letters_proof_subject().into(), parts, String::new())
        }
        RequestLetter::Waiting { reference, link } => {
            let parts = vec![
                words(t.letters_waiting_body()),
                Part::Words(t.letters_request_reference(reference)),
                button(base, t.letters_waiting_button(), link)?,
            ];
            (t.letters_waiting_subject().into(), parts, String::new())
        }
        RequestLetter::Approved { practice, asked, role, place, expires, zone, link } => {
            let (practice, place) = (line(practice), line(place));
            let mut parts = vec![Part::Words(t.letters_approved_body(&practice, t.role(*role), place))];
            if let Some(asked) = asked {
                parts.push(Part::Words(t.letters_approved_other(t.role(*asked))));
            }
            parts.push(button(base, t.letters_approved_button(), link)?);
            parts.push(Part::Words(t.letters_invitation_personal(moment(t, zone, *expires)?)));
            parts.push(words(t.letters_invitation_ended()));
            (t.letters_approved_subject(&practice), parts, practice)
        }
        RequestLetter::Denied { practice, reason, note, reference, link } => {
            let practice = line(practice);
            let mut parts = vec![words(t.letters_denied_body()), Part::Words(line(reason))];
            if !note.is_empty() {
                parts.push(Part::Quote(lines(note)));
            }
            parts.push(Part::Words(t.letters_request_reference(reference)));
            parts.push(words(t.letters_denied_again()));
            parts.push(button(base, t.letters_denied_button(), link)?);
            (t.letters_denied_subject().into(), parts, practice)
        }
        RequestLetter::Overdue { practice, count, applicants, link } => {
            let practice = line(practice);
            let names = applicants.iter().map(|name| line(name)).collect::<Vec<_>>().join(", ");
            let body = Part::Words(t.letters_overdue_body(*count, &practice, names));
            let parts = vec![body, button(base, t.letters_overdue_button(), link)?];
            (t.letters_overdue_subject(*count), parts, practice)
        }
        RequestLetter::News { practice, applicant, role, news, link } => {
            let (practice, applicant) = (line(practice), line(applicant));
            let (subject, body) = match news {
                News::Waits { due, zone } => (
                    t.letters_news_subject(&applicant),
                    t.letters_news_body(&applicant, &practice, t.role(*role), moment(t, zone, *due)?),
                ),
                News::ApprovedByClaim => {
                    (t.letters_news_approved_subject(&applicant), t.letters_news_claim_body(&applicant, t.role(*role)))
                }
                News::Approved { by } => (
                    t.letters_news_approved_subject(&applicant),
                    t.letters_news_approved_body(line(by), &applicant, t.role(*role)),
                ),
                News::Denied { by } => {
                    (t.letters_news_denied_subject(&applicant), t.letters_news_denied_body(line(by), &applicant))
                }
            };
            (subject, vec![Part::Words(body), button(base, t.letters_news_button(), link)?], practice)
        }
    })
}

fn moment(t: T, zone: &str, at: Instant) -> Result<String, String> {
    let zone: Tz = zone.parse().map_err(|_| format!("{zone} is no time zone"))?;
    Ok(format!("{} ({})", t.date_time(&local(zone, at)), zone.name()))
}
