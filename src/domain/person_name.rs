//! The parts of a person's name.
//!
//! The rule is the one people know from such forms: letters, no digits, no special characters (S3-21). Taken to the
//! letter it would turn away O'Brien, Anne-Marie, Mary Ann and J. R., so blanks, hyphens, apostrophes and periods are
//! fine, and letters are those of every script, with their combining marks. Digits, symbols, control characters and the
//! marks that turn the direction of writing are not: they do not occur in names, but in tricks.

use serde::{Deserialize, Serialize};

use super::code::Code;
use super::text::{shown_as_stored, text_type};

/// Characters of one part.
const MAX: usize = 80;

macro_rules! name_part {
    ($(#[$doc:meta])* $name:ident, $shortest:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        text_type!($name);
        shown_as_stored!($name);

        impl $name {
            /// Trims and makes one blank of several.
            ///
            /// Errors: [`Code::Required`], [`Code::TooShort`], [`Code::TooLong`] (over 80 characters) or
            /// [`Code::NameCharacters`].
            pub fn parse(text: &str) -> Result<Self, Code> {
                part(text, $shortest).map(Self)
            }
        }
    };
}

name_part!(
    /// At least two characters; one, where a single character is a whole syllable or word.
    FirstName,
    2
);
name_part!(
    /// At least one character; an initial may have its period.
    MiddleName,
    1
);
name_part!(
    /// At least one character: there are families called E and O.
    LastName,
    1
);

fn part(text: &str, shortest: usize) -> Result<String, Code> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = name.chars().count();
    if length == 0 {
        return Err(Code::Required);
    }
    if length > MAX {
        return Err(Code::TooLong);
    }
    if !name.chars().all(allowed) || !name.starts_with(|c: char| c.is_alphabetic() || is_apostrophe(c)) {
        return Err(Code::NameCharacters);
    }
    if !name.chars().any(char::is_alphabetic) {
        return Err(Code::NameCharacters);
    }
    if length < shortest && name.chars().all(|c| c < '\u{3040}') {
        return Err(Code::TooShort);
    }
    Ok(name)
}

fn allowed(c: char) -> bool {
    let letter = c.is_alphabetic() && !c.is_numeric();
    letter || is_apostrophe(c) || is_mark(c) || matches!(c, ' ' | '-' | '‐' | '.')
}

const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '´')
}

/// Combining accents, and the signs of Indic scripts that Unicode does not count as alphabetic (nukta and virama).
const fn is_mark(c: char) -> bool {
    if matches!(c, '\u{300}'..='\u{36f}') {
        return true;
    }
    // The blocks from Devanagari to Malayalam are laid out alike, 0x80 apart.
    matches!(c, '\u{900}'..='\u{d7f}') && matches!(c as u32 & 0x7f, 0x3c | 0x4d)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_of_people_are_accepted() {
        for name in [
            "Ana",
            "Jo",
            "O'Brien",
            "O’Brien",
            "Anne-Marie",
            "de la Cruz",
            "J. R.",
            "Núñez",
            "N\u{303}an",
            "Þóra",
            "Łukasz",
            "Мария",
            "محمد",
            "王小明",
            "明",
            "प्रिया",
            "Mª José",
            "'Abd",
            "D'Angelo Jr.",
        ] {
            assert_eq!(FirstName::parse(name).map(String::from), Ok(name.to_owned()));
        }
        assert_eq!(FirstName::parse("  Mary\t Ann\u{a0}").map(String::from), Ok("Mary Ann".to_owned()));
        assert!(LastName::parse("E").is_ok());
        assert!(MiddleName::parse("J.").is_ok());
    }

    #[test]
    fn other_texts_are_refused() {
        for text in
            ["An4", "Ana!", "<b>Ana</b>", "Ana\0", "Ana\u{202e}", "=Ana", "-Ana", "Ⅷ", "Ana,Bob", "''", "a@b", "Ana😀"]
        {
            assert_eq!(FirstName::parse(text), Err(Code::NameCharacters), "{text:?}");
        }
        assert_eq!(FirstName::parse(" \t"), Err(Code::Required));
        assert_eq!(FirstName::parse("A"), Err(Code::TooShort));
        assert_eq!(LastName::parse(&"ñ".repeat(81)), Err(Code::TooLong));
        assert!(LastName::parse(&"ñ".repeat(80)).is_ok());
    }

    proptest! {
        #[test]
        fn what_was_accepted_reads_back(text in "\\PC{0,10}") {
            if let Ok(name) = LastName::parse(&text) {
                prop_assert_eq!(LastName::parse(name.as_str()), Ok(name.clone()));
            }
        }
    }
}
