//! What can be wrong with a field: codes cross the wire, the reader's language gives the words.

use serde::{Deserialize, Serialize};

/// One reason why a value was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    Required,
    TooLong,
    TooShort,
    /// Looks like the number of a payment card, which nothing here is to hold (T72).
    CardNumber,
    NotAnEmail,
    NotAnNpi,
    NpiCheckDigit,
    NotATin,
    NotAPhone,
    NameCharacters,
    UsernameCharacters,
    /// Another account uses it already.
    Taken,
    /// Another office of the practice has this name.
    OfficeTaken,
    /// Another provider of the practice has this NPI.
    NpiTaken,
    /// No such option, office, provider or role.
    Unknown,
    /// The role may not be handed out by this person.
    RoleNotYours,
    PasswordTooShort,
    PasswordTooLong,
    /// On the list of common passwords, or as easy to guess.
    PasswordCommon,
    /// Published with somebody's account.
    PasswordLeaked,
    /// Built from words of its surroundings: names, practice, product.
    PasswordContext,
    /// The current password given is wrong.
    PasswordWrong,
    PasswordSame,
    PasswordsDiffer,
    NotATimeZone,
    OutOfRange,
    /// The same value stands in an earlier row of the file.
    DuplicateInFile,
    /// Changes nothing or cannot be changed by an import.
    NotChangeable,
    TooMany,
    NotADate,
    /// A last day is tomorrow at the earliest; "now" is another verb.
    DayTooEarly,
    /// Neither at once nor on a day: nothing would happen.
    NowOrDay,
    /// The list has this day already.
    AlreadyListed,
    NotAClaimNumber,
    Unchanged,
    /// The number is no longer in use, says the registry.
    NpiDeactivated,
    /// An organisation, not a clinician.
    NotAClinician,
    /// Neither PNG, JPEG nor WebP, or damaged.
    NotAnImage,
    ImageTooBig,
    ImageTooManyPixels,
    /// The domain of an address looks like a slip of the fingers; confirming it sends it all the same.
    DomainMisspelt,
    /// Not a code, not any more, or used before.
    CodeWrong,
    /// Something was sold in another currency.
    CurrencyInUse,
    /// The authenticator's answer does not fit what it was asked.
    PasskeyRefused,
}

/// A wrong field and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    pub field: String,
    pub code: Code,
}

/// All wrong fields of one form, in the form's order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldErrors(pub Vec<FieldError>);

impl FieldErrors {
    pub fn one(field: &str, code: Code) -> Self {
        Self(vec![FieldError { field: field.into(), code }])
    }

    pub fn push(&mut self, field: &str, code: Code) {
        self.0.push(FieldError { field: field.into(), code });
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first problem of one field.
    pub fn of(&self, field: &str) -> Option<Code> {
        self.0.iter().find(|e| e.field == field).map(|e| e.code)
    }

    /// Keeps `parsed` if it is good; otherwise notes the problem under `field` and returns `None`.
    pub fn keep<T>(&mut self, field: &str, parsed: Result<T, Code>) -> Option<T> {
        parsed.map_err(|code| self.push(field, code)).ok()
    }

    /// `Ok(value)` if nothing is wrong.
    pub fn or<T>(self, value: Option<T>) -> Result<T, Self> {
        match value {
            Some(value) if self.is_empty() => Ok(value),
            _ => Err(self),
        }
    }
}
