//! The forms of tickets: what is typed, and what it must be.

use serde::{Deserialize, Serialize};

use super::model::{PaymentMethod, TicketKind};
use crate::{
    domain::{
        code::{Code, FieldErrors},
        ids::PracticeId,
        vendor::VendorLevel,
    },
    tiers::payments::model::holds_card_number,
};

const LONGEST_SUBJECT: usize = 120;
const LONGEST_TEXT: usize = 4000;

/// A new ticket as it is typed; each kind looks at its own fields only.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TicketForm {
    pub kind: String,
    pub subject: String,
    pub vendor: String,
    pub level: String,
    pub person: String,
    pub method: String,
    pub text: String,
}

/// What a form asks for, before anybody has looked who is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    Question(String),
    Link(PracticeId, VendorLevel),
    /// An address.
    UserManager(String),
    Payment(PaymentMethod),
}

impl Asked {
    pub const fn kind(&self) -> TicketKind {
        match self {
            Self::Question(_) => TicketKind::Question,
            Self::Link(..) => TicketKind::LinkAccount,
            Self::UserManager(_) => TicketKind::UserManager,
            Self::Payment(_) => TicketKind::PaymentMethod,
        }
    }
}

/// Words without control characters; the browser and the server see the same problems.
///
/// # Errors
/// Nothing said, too much, or the number of a card in it (T72).
pub fn words(text: &str) -> Result<String, Code> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let text = text.trim();
    match text {
        "" => Err(Code::Required),
        _ if text.chars().count() > LONGEST_TEXT => Err(Code::TooLong),
        _ if holds_card_number(text) => Err(Code::CardNumber),
        _ => Ok(text.to_owned()),
    }
}

fn subject(text: &str) -> Result<String, Code> {
    let line = words(text)?.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > LONGEST_SUBJECT { Err(Code::TooLong) } else { Ok(line) }
}

impl TicketForm {
    /// The names of the fields, as they stand on the page.
    pub const FIELDS: [&'static str; 7] = [
        "ticket_kind",
        "ticket_subject",
        "ticket_vendor",
        "ticket_level",
        "ticket_person",
        "ticket_method",
        "ticket_text",
    ];

    /// Runs in the browser before sending, and on the server always.
    ///
    /// # Errors
    /// Every wrong field.
    pub fn parse(&self) -> Result<(Asked, String), FieldErrors> {
        let mut errors = FieldErrors::default();
        let asked = match TicketKind::from_name(&self.kind) {
            None => errors.keep("ticket_kind", Err(Code::Required)),
            Some(TicketKind::Question) => errors.keep("ticket_subject", subject(&self.subject)).map(Asked::Question),
            Some(TicketKind::LinkAccount) => {
                let vendor = errors.keep("ticket_vendor", self.vendor.parse().map_err(|_| Code::Required));
                let level = VendorLevel::from_name(&self.level).ok_or(Code::Required);
                let level = errors.keep("ticket_level", level);
                vendor.zip(level).map(|(vendor, level)| Asked::Link(vendor, level))
            }
            Some(TicketKind::UserManager) => {
                let address = Some(self.person.trim()).filter(|address| !address.is_empty()).ok_or(Code::Required);
                errors.keep("ticket_person", address).map(|address| Asked::UserManager(address.to_owned()))
            }
            Some(TicketKind::PaymentMethod) => {
                let method = PaymentMethod::from_name(&self.method).ok_or(Code::Required);
                errors.keep("ticket_method", method).map(Asked::Payment)
            }
        };
        let text = errors.keep("ticket_text", words(&self.text));
        errors.or(asked.zip(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(kind: TicketKind) -> TicketForm {
        TicketForm { kind: kind.name().into(), text: "Please".into(), ..TicketForm::default() }
    }

    #[test]
    fn each_kind_asks_for_its_own_fields_and_no_others() {
        for (kind, fields) in [
            (TicketKind::Question, &["ticket_subject"][..]),
            (TicketKind::LinkAccount, &["ticket_vendor", "ticket_level"]),
            (TicketKind::UserManager, &["ticket_person"]),
            (TicketKind::PaymentMethod, &["ticket_method"]),
        ] {
            let errors = form(kind).parse().expect_err("nothing filled in");
            let wrong: Vec<_> = errors.0.iter().map(|error| error.field.as_str()).collect();
            assert_eq!(wrong, fields, "{kind:?}");
        }
        let nothing = TicketForm::default().parse().expect_err("no kind");
        assert_eq!(nothing.0.len(), 2, "{nothing:?}");
    }

    #[test]
    fn t72_a_card_number_is_refused_beside_its_field() {
        for number in ["4242 4242 4242 4242", "4242-4242-4242-4242", "my card:4242424242424242."] {
            let typed = TicketForm { method: "card".into(), text: number.into(), ..form(TicketKind::PaymentMethod) };
            assert_eq!(typed.parse(), Err(FieldErrors::one("ticket_text", Code::CardNumber)), "{number}");
            let typed = TicketForm { subject: number.into(), ..form(TicketKind::Question) };
            assert_eq!(typed.parse(), Err(FieldErrors::one("ticket_subject", Code::CardNumber)), "{number}");
        }
        assert!(words("Claim 4242424242424241 of 2026-11-02").is_ok(), "no check digit of a card");
    }

    #[test]
    fn words_have_an_end_and_no_controls() {
        assert_eq!(words(" a\r\nb\u{7}\n "), Ok("a\nb".to_owned()));
        assert_eq!(words(" \n "), Err(Code::Required));
        assert!(words(&"ä".repeat(LONGEST_TEXT)).is_ok());
        assert_eq!(words(&"ä".repeat(LONGEST_TEXT + 1)), Err(Code::TooLong));
    }
}
