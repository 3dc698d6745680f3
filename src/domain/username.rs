//! Usernames.

use serde::{Deserialize, Serialize};

use super::code::Code;
use super::text::{shown_as_stored, text_type};

/// Characters; all of them are ASCII, so bytes too.
const SHORTEST: usize = 3;
const LONGEST: usize = 64;

/// What a person signs in with: 3 to 64 of the letters, digits and `. _ -`, beginning with a letter or digit.
///
/// No `@`: sign-in takes usernames and e-mail addresses, and nobody's username may be somebody else's address.
///
/// Kept in lower case, so that `Ana` and `ana` are one account and share one lock counter (T15). Letters are ASCII only,
/// since look-alikes from other scripts would let one person pass for another. Given once, it never changes (S0-68).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Username(String);

text_type!(Username);
shown_as_stored!(Username);

impl Username {
    /// Errors: [`Code::Required`], [`Code::UsernameCharacters`], [`Code::TooShort`] or [`Code::TooLong`].
    pub fn parse(text: &str) -> Result<Self, Code> {
        let name = text.trim();
        if name.is_empty() {
            return Err(Code::Required);
        }
        let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        if !name.bytes().all(allowed) || !name.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return Err(Code::UsernameCharacters);
        }
        match name.len() {
            ..SHORTEST => Err(Code::TooShort),
            SHORTEST..=LONGEST => Ok(Self(name.to_ascii_lowercase())),
            _ => Err(Code::TooLong),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn case_and_outer_blanks_do_not_matter() {
        for text in ["ana.lopez", "Ana.Lopez", " ANA.LOPEZ "] {
            assert_eq!(Username::parse(text).map(String::from), Ok("ana.lopez".to_owned()));
        }
        assert!(Username::parse("007").is_ok());
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["ana lopez", "аna", "josé", "@ana", "ana@example.com", "-ana", ".ana", "ana\0b", "ana/b", "ａｎａ"]
        {
            assert_eq!(Username::parse(text), Err(Code::UsernameCharacters), "{text:?}");
        }
        assert_eq!(Username::parse(""), Err(Code::Required));
        assert_eq!(Username::parse("an"), Err(Code::TooShort));
        assert_eq!(Username::parse(&"a".repeat(65)), Err(Code::TooLong));
        assert!(Username::parse(&"a".repeat(64)).is_ok());
    }

    proptest! {
        #[test]
        fn what_was_accepted_reads_back(text in "[ -~é]{0,70}") {
            if let Ok(name) = Username::parse(&text) {
                prop_assert_eq!(Username::parse(name.as_str()), Ok(name.clone()));
            }
        }
    }
}
