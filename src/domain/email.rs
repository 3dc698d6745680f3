//! E-mail addresses.

use serde::{Deserialize, Serialize};

use super::code::Code;
use super::text::{shown_as_stored, text_type};

/// Bytes of the whole address and of the part before the `@` (RFC 5321 §4.5.3.1).
const MAX: usize = 254;
const MAX_LOCAL: usize = 64;

/// An address that mail can be sent to: trimmed, with a lower-case domain.
///
/// The part before the `@` keeps its case, as the receiving server decides about it; compare with [`Email::key`].
/// Quoted local parts and address literals (`user@[192.0.2.1]`) are refused: nobody at a practice has one, and they are
/// a way to smuggle headers. International domains stay as they were written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

text_type!(Email);
shown_as_stored!(Email);

impl Email {
    /// Errors: [`Code::Required`], [`Code::TooLong`] (over 254 bytes) or [`Code::NotAnEmail`].
    pub fn parse(text: &str) -> Result<Self, Code> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Code::Required);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(Code::NotAnEmail)?;
        let domain = domain.to_lowercase();
        if local.len() + 1 + domain.len() > MAX {
            return Err(Code::TooLong);
        }
        if is_local(local) && is_domain(&domain) {
            Ok(Self(format!("{local}@{domain}")))
        } else {
            Err(Code::NotAnEmail)
        }
    }

    /// The address for comparing: two people never share one that differs only in case.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }

    /// The part after the `@`, in lower case.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

fn is_local(local: &str) -> bool {
    let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    local.len() <= MAX_LOCAL && local.split('.').all(|part| !part.is_empty() && part.chars().all(atom))
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let top = domain.rsplit('.').next().unwrap_or_default();
    domain.contains('.') && domain.split('.').all(label) && !top.chars().all(char::is_numeric)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn people_s_addresses_are_accepted() {
        for (text, address) in [
            ("ana@example.com", "ana@example.com"),
            ("  Ana.O'Neil+portal@Mail.EXAMPLE.com\n", "Ana.O'Neil+portal@mail.example.com"),
            ("info@clínica-álvarez.mx", "info@clínica-álvarez.mx"),
            ("a@xn--clnica-8va.mx", "a@xn--clnica-8va.mx"),
        ] {
            assert_eq!(Email::parse(text).map(String::from), Ok(address.to_owned()), "{text}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "ana",
            "ana@",
            "josé@example.com",
            "@example.com",
            "ana@localhost",
            "ana@@example.com",
            "a b@example.com",
            "ana@exa mple.com",
            ".ana@example.com",
            "ana..b@example.com",
            "ana.@example.com",
            "ana@-example.com",
            "ana@example-.com",
            "ana@example..com",
            "ana@example.com.",
            "ana@127.0.0.1",
            "\"ana\"@example.com",
            "ana@[127.0.0.1]",
            "ana@example.com,bob@example.com",
            "Ana <ana@example.com>",
            "ana@example.com\r\nBcc: eve@example.com",
            "ana\0@example.com",
            "ana@exam\u{202e}ple.com",
        ] {
            assert_eq!(Email::parse(text), Err(Code::NotAnEmail), "{text:?}");
        }
        assert_eq!(Email::parse(" "), Err(Code::Required));
        assert_eq!(Email::parse(&format!("ana@{}com", "a.".repeat(130))), Err(Code::TooLong));
        assert_eq!(Email::parse(&format!("{}@example.com", "a".repeat(65))), Err(Code::NotAnEmail));
    }

    #[test]
    fn case_does_not_make_another_address() {
        let keys = ["ANA@example.com", "ana@EXAMPLE.com"].map(|text| Email::parse(text).expect("valid").key());
        assert_eq!(keys[0], keys[1]);
    }

    #[test]
    fn the_wire_is_checked_too() {
        assert!(serde_json::from_str::<Email>("\"ana@example.com\"").is_ok());
        assert!(serde_json::from_str::<Email>("\"ana\"").is_err());
    }

    proptest! {
        #[test]
        fn what_was_accepted_reads_back(text in "[ -~áñÉİ\r\n]{0,20}@[a-zA-ZñÉİẞ.-]{0,20}\\.[a-zA-Z]{0,4}") {
            if let Ok(email) = Email::parse(&text) {
                prop_assert_eq!(Email::parse(email.as_str()), Ok(email.clone()));
                prop_assert!(!email.as_str().chars().any(|c| c.is_control() || c.is_whitespace()));
            }
        }
    }
}
