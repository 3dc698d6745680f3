//! A letter's words in the reader's language, as a subject, a text and a page.

mod account;
mod billing;
mod departures;
mod keys;
mod requests;
mod tickets;
mod vendor;

use std::{
    fmt::Write as _,
    time::{Duration, SystemTime},
};

use chrono_tz::Tz;
use lettre::{
    Message,
    message::{Mailbox, MultiPart, header},
};
use url::Url;

use super::{letter::Letter, settings};
use crate::{
    domain::{
        clock::{Instant, millis},
        ids::MailId,
    },
    i18n::{Lang, T},
    server::clock::local,
};

/// What a mail says, in its two forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    pub subject: String,
    pub text: String,
    pub html: String,
    /// Where its button leads.
    pub link: Url,
}

/// One piece of a mail.
enum Part {
    Words(String),
    /// What somebody else wrote.
    Quote(String),
    Button {
        label: String,
        link: Url,
    },
}

/// Writes the letter. Its link begins with the configured address and nothing else (T41).
///
/// # Errors
/// The stored letter is damaged: its link or zone is none.
pub fn compose(base: &Url, lang: Lang, letter: &Letter) -> Result<Composed, String> {
    let t = T::new(lang);
    let (subject, parts, practice) = match letter {
        Letter::Invitation { practice, inviter, role, place, expires, zone, link, message } => {
            let (practice, inviter, place) = (line(practice), line(inviter), line(place));
            let zone: Tz = zone.parse().map_err(|_| format!("{zone} is no time zone"))?;
            let expires = format!("{} ({})", t.date_time(&local(zone, *expires)), zone.name());
            let mut parts = vec![Part::Words(t.letters_invitation_body(&inviter, &practice, t.role(*role), place))];
            if !message.trim().is_empty() {
                parts.push(Part::Words(t.letters_invitation_message(&inviter)));
                parts.push(Part::Quote(lines(message)));
            }
            parts.push(button(base, t.letters_invitation_button(), link)?);
            parts.push(Part::Words(t.letters_invitation_personal(expires)));
            parts.push(Part::Words(t.letters_invitation_ended().into()));
            parts.push(Part::Words(t.letters_invitation_unexpected().into()));
            (t.letters_invitation_subject(&inviter, &practice), parts, practice)
        }
        Letter::InvitationAskedAgain { practice, invited, link } => {
            let (practice, invited) = (line(practice), line(invited));
            let body = Part::Words(t.letters_asked_again_body(&invited, &practice));
            let parts = vec![body, button(base, t.letters_asked_again_button(), link)?];
            (t.letters_asked_again_subject(&invited), parts, practice)
        }
        Letter::TwoStepChanged { practice, change, by, reason, at, zone, link } => {
            let (practice, by) = (line(practice), line(by));
            let zone: Tz = zone.parse().map_err(|_| format!("{zone} is no time zone"))?;
            let at = format!("{} ({})", t.date_time(&local(zone, *at)), zone.name());
            let mut parts = vec![Part::Words(t.two_step_told(*change, &practice, &by, at))];
            if !reason.trim().is_empty() {
                parts.push(Part::Quote(lines(reason)));
            }
            parts.push(Part::Words(t.twostep_letter_not_you().into()));
            parts.push(button(base, t.twostep_letter_button(), link)?);
            (t.twostep_letter_subject(&practice), parts, practice)
        }
        Letter::Departures { practice, zone, leavers, count, link } => {
            let practice = line(practice);
            let (subject, parts) = departures::compose(base, t, &practice, zone, (leavers, *count), link)?;
            (subject, parts, practice)
        }
        Letter::KeyMade { practice, zone, by, name, prefix, ends, link } => {
            let practice = line(practice);
            let (subject, parts) = keys::made(base, t, &practice, by, (name, prefix), (*ends, zone), link)?;
            (subject, parts, practice)
        }
        Letter::Request(letter) => requests::compose(base, t, letter)?,
        Letter::Account { practice, zone, about } => {
            let practice = line(practice);
            let (subject, parts) = account::account(base, t, about, &practice, zone)?;
            (subject, parts, practice)
        }
        Letter::Vendor { practice, zone, about } => {
            let practice = line(practice);
            let (subject, parts) = vendor::vendor(base, t, about, &practice, zone)?;
            (subject, parts, practice)
        }
        Letter::Ticket { practice, about } => {
            let practice = line(practice);
            let (subject, parts) = tickets::ticket(base, t, about, &practice)?;
            (subject, parts, practice)
        }
        Letter::Billing { practice, about } => {
            let practice = line(practice);
            let (subject, parts) = billing::billing(base, t, about, &practice)?;
            (subject, parts, practice)
        }
    };
    // Some letters must not say which practices are here.
    let footer = if practice.is_empty() { t.letters_footer_plain().to_owned() } else { t.letters_footer(&practice) };
    let link = parts.iter().find_map(|part| match part {
        Part::Button { link, .. } => Some(link.clone()),
        Part::Words(_) | Part::Quote(_) => None,
    });
    Ok(Composed {
        text: text(t, &parts, &footer),
        html: html(t, &subject, &parts, &footer),
        subject,
        link: link.unwrap_or_else(|| base.clone()),
    })
}

/// The mail for the mail server. The same mail has the same id and date whenever it is made, so that one that is sent
/// twice, as after a crash at the wrong moment, can be told.
///
/// # Errors
/// The address can't be sent to.
pub fn message(
    base: &Url,
    from: &Mailbox,
    (id, queued): (MailId, Instant),
    to: &str,
    composed: Composed,
) -> Result<Message, String> {
    let date = SystemTime::UNIX_EPOCH + Duration::from_millis(millis(queued).unsigned_abs());
    let host = base.host_str().unwrap_or("localhost");
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, settings::recipient(to)?))
        .subject(composed.subject)
        .date(date)
        .message_id(Some(format!("<{id}@{host}>")))
        .header(AutoSubmitted)
        .multipart(MultiPart::alternative_plain_html(composed.text, composed.html))
        .map_err(|error| error.to_string())
}

/// Tells machines that nobody wrote this by hand, so that they do not answer (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl header::Header for AutoSubmitted {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::new(Self::name(), "auto-generated".into())
    }
}

fn button(base: &Url, label: &str, path: &str) -> Result<Part, String> {
    let link = base.join(path).map_err(|error| error.to_string())?;
    if !path.starts_with('/') || link.origin() != base.origin() {
        return Err("a link leads away from this installation".into());
    }
    Ok(Part::Button { label: label.into(), link })
}

/// Signs that reorder what is around them would let a name change the words beside it.
const REORDERING: [char; 11] = [
    '\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}',
    '\u{2068}', '\u{2069}',
];

/// A name as one line: no line break, and so no header and no paragraph of its own (T47).
fn line(name: &str) -> String {
    let clean = |c: char| if c.is_control() || REORDERING.contains(&c) { ' ' } else { c };
    name.chars().map(clean).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same for what may have several lines.
fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.trim().lines().map(line).collect::<Vec<_>>().join("\n")
}

fn text(t: T, parts: &[Part], footer: &str) -> String {
    let mut text = format!("{}\n\n", t.letters_greeting());
    for part in parts {
        // Writing to a String cannot fail.
        let _ = match part {
            Part::Words(words) => write!(text, "{words}\n\n"),
            Part::Quote(words) => {
                words.lines().try_for_each(|line| writeln!(text, "> {line}")).and_then(|()| writeln!(text))
            }
            Part::Button { label, link } => write!(text, "{label}:\n{link}\n\n"),
        };
    }
    let _ = write!(text, "-- \n{footer}\n");
    text
}

const STYLE: &str = "body{margin:0;padding:24px 12px;background:#f9f9fb;color:#1c2024;\
font:16px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif}\
.card{max-width:34rem;margin:0 auto;padding:28px;background:#fff;border:1px solid #e0e1e6;border-radius:10px}\
.brand{margin:0 0 20px;font-weight:600;color:#5b5bd6}\
p{margin:0 0 16px}\
blockquote{margin:0 0 16px;padding:0 0 0 14px;border-left:3px solid #e0e1e6;white-space:pre-line}\
.button{display:inline-block;padding:11px 20px;border-radius:8px;background:#5b5bd6;color:#fff;\
font-weight:600;text-decoration:none}\
.small{font-size:13px;color:#5f636b;word-break:break-word}\
.small a{color:inherit}\
.footer{max-width:34rem;margin:14px auto 0;padding:0 28px}\
@media (prefers-color-scheme:dark){body{background:#111113;color:#edeef0}\
.card{background:#18191b;border-color:#2e3135}.brand{color:#b1a9ff}blockquote{border-color:#2e3135}\
.small{color:#b0b4ba}}";

/// Without tables, images or scripts; readable where the style is thrown away.
fn html(t: T, subject: &str, parts: &[Part], footer: &str) -> String {
    let mut body = format!("<p>{}</p>", escape(t.letters_greeting()));
    for part in parts {
        let _ = match part {
            Part::Words(words) => write!(body, "<p>{}</p>", escape(words)),
            Part::Quote(words) => write!(body, "<blockquote>{}</blockquote>", escape(words)),
            Part::Button { label, link } => {
                let (label, link) = (escape(label), escape(link.as_str()));
                let plain = escape(t.letters_plain_link());
                write!(
                    body,
                    "<p><a class=\"button\" href=\"{link}\">{label}</a></p>\
                     <p class=\"small\">{plain}<br><a href=\"{link}\">{link}</a></p>"
                )
            }
        };
    }
    format!(
        "<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>{title}</title><style>{STYLE}</style></head><body><div class=\"card\">\
         <p class=\"brand\">{brand}</p>{body}</div><p class=\"small footer\">{footer}</p></body></html>",
        lang = t.lang().tag(),
        title = escape(subject),
        brand = escape(t.app_name()),
        footer = escape(footer),
    )
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests;
