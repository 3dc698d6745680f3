//! The words of letters about an account.

use chrono_tz::Tz;
use url::Url;

use super::{Part, button, line};
use crate::{domain::clock::Instant, i18n::T, mail::account_letter::AccountLetter, server::clock::local};

/// Subject and body.
pub(super) fn account(
    base: &Url,
    t: T,
    letter: &AccountLetter,
    practice: &str,
    zone: &str,
) -> Result<(String, Vec<Part>), String> {
    let zone: Tz = zone.parse().map_err(|_| format!("{zone} is no time zone"))?;
    let when = |at: &Instant| format!("{} ({})", t.date_time(&local(zone, *at)), zone.name());
    let words = |text: String| Part::Words(text);
    Ok(match letter {
        AccountLetter::Reset { by, expires, link } => {
            let asked = if by.is_empty() {
                t.account_letters_reset_own(practice)
            } else {
                t.account_letters_reset_by(line(by), practice)
            };
            let parts = vec![
                words(asked),
                button(base, t.account_letters_reset_button(), link)?,
                words(t.account_letters_once(when(expires))),
                words(t.account_letters_reset_unasked().into()),
            ];
            (t.account_letters_reset_subject(practice), parts)
        }
        AccountLetter::Temporary { by, expires, link } => {
            let parts = vec![
                words(t.account_letters_temporary_body(line(by), practice)),
                button(base, t.account_letters_reset_button(), link)?,
                words(t.account_letters_once(when(expires))),
                words(t.account_letters_not_you().into()),
            ];
            (t.account_letters_temporary_subject(practice), parts)
        }
        AccountLetter::Changed { at, link } => {
            let parts = vec![
                words(t.account_letters_changed_body(practice, when(at))),
                words(t.account_letters_changed_unasked().into()),
                button(base, t.account_letters_reset_button(), link)?,
            ];
            (t.account_letters_changed_subject(practice), parts)
        }
        AccountLetter::Locked { ends, expires, link } => {
            let lasts = match ends {
                Some(at) => t.account_letters_locked_until(when(at)),
                None => t.account_letters_locked_for_good().into(),
            };
            let parts = vec![
                words(t.account_letters_locked_body(practice)),
                words(lasts),
                button(base, t.account_letters_unlock_button(), link)?,
                words(t.account_letters_once(when(expires))),
                words(t.account_letters_locked_unasked().into()),
            ];
            (t.account_letters_locked_subject(practice), parts)
        }
        AccountLetter::LockedByCodes { ends, link } => {
            let lasts = match ends {
                Some(at) => t.twostep_letter_locked_until(when(at)),
                None => t.twostep_letter_locked_for_good().into(),
            };
            let parts = vec![
                words(t.twostep_letter_locked_body(practice)),
                words(lasts),
                words(t.twostep_letter_locked_unasked().into()),
                button(base, t.account_letters_reset_button(), link)?,
            ];
            (t.account_letters_locked_subject(practice), parts)
        }
        AccountLetter::ConfirmEmail { by, expires, link } => {
            let parts = vec![
                words(t.account_letters_confirm_body(line(by), practice)),
                button(base, t.account_letters_confirm_button(), link)?,
                words(t.account_letters_once(when(expires))),
                words(t.account_letters_confirm_unasked().into()),
            ];
            (t.account_letters_confirm_subject(practice), parts)
        }
        AccountLetter::EmailChanging { by, to, link } => {
            let parts = vec![
                words(t.account_letters_changing_body(line(by), practice, line(to))),
                words(t.account_letters_changing_unasked().into()),
                button(base, t.account_letters_reset_button(), link)?,
            ];
            (t.account_letters_changing_subject(practice), parts)
        }
        AccountLetter::Emergency { name, reason, at, link } => {
            let parts = vec![
                words(t.account_letters_emergency_body(line(name), practice, when(at))),
                words(t.account_letters_emergency_reason(line(reason))),
                words(t.account_letters_emergency_unasked().into()),
                button(base, t.account_letters_emergency_button(), link)?,
            ];
            (t.account_letters_emergency_subject(practice), parts)
        }
    })
}
