//! What the newtypes over text have in common.

use super::code::Code;

/// What may be left empty, and is checked otherwise.
///
/// # Errors
/// What `parse` says of a text that is not blank.
pub fn maybe<T: Into<String>>(text: &str, parse: impl Fn(&str) -> Result<T, Code>) -> Result<String, Code> {
    if text.trim().is_empty() { Ok(String::new()) } else { parse(text).map(Into::into) }
}

/// Gives a newtype over `String` with a `parse` its ways in and out: text, `Display` and serde by `TryFrom<String>`.
macro_rules! text_type {
    ($name:ident) => {
        impl $name {
            /// The canonical form: what is stored and compared.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::domain::code::Code;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = &'static str;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text).map_err(|_| concat!("not a valid ", stringify!($name)))
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }
    };
}

/// `Display` of a newtype whose canonical form is also how people write it.
macro_rules! shown_as_stored {
    ($name:ident) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

pub(crate) use {shown_as_stored, text_type};
