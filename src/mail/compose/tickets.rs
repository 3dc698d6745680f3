//! The words of letters about support tickets.

use url::Url;

use super::{Part, button, line};
use crate::{i18n::T, mail::ticket_letter::TicketLetter};

/// Subject and body.
pub(super) fn ticket(base: &Url, t: T, letter: &TicketLetter, practice: &str) -> Result<(String, Vec<Part>), String> {
    let (subject, body, link) = match letter {
        TicketLetter::ToSupport { by, new: true, link } => {
            (t.support_letter_new_subject(practice), t.support_letter_new_body(line(by), practice), link)
        }
        TicketLetter::ToSupport { by, new: false, link } => {
            (t.support_letter_more_subject(practice), t.support_letter_more_body(line(by), practice), link)
        }
        TicketLetter::ToFiler { by, status: None, link } => {
            (t.support_letter_answered_subject().to_owned(), t.support_letter_answered_body(line(by)), link)
        }
        TicketLetter::ToFiler { by, status: Some(status), link } => {
            let status = t.ticket_status(*status);
            (t.support_letter_closed_subject(status), t.support_letter_closed_body(line(by), status), link)
        }
    };
    let parts = vec![
        Part::Words(body),
        Part::Words(t.support_letter_how().into()),
        button(base, t.support_letter_button(), link)?,
    ];
    Ok((subject, parts))
}
