//! The set-up form: a practice, and the person who owns it (S1-3, C-28).

use serde::{Deserialize, Serialize};

use crate::domain::{
    code::{Code, FieldErrors},
    email::Email,
    person_name::{FirstName, LastName},
    tin::Tin,
    username::Username,
};

/// Longest name of a practice.
const LONGEST_NAME: usize = 120;

/// As it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupForm {
    pub practice_name: String,
    pub tin: String,
    pub time_zone: String,
    pub office: String,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub username: String,
    pub password: String,
    pub repeat: String,
}

/// Checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPractice {
    pub name: String,
    pub tin: Tin,
    pub time_zone: String,
    pub office: String,
    pub first_name: FirstName,
    pub last_name: LastName,
    pub email: Email,
    pub username: Username,
    pub password: String,
}

/// A name of a practice or an office.
///
/// # Errors
/// Nothing, too much, or signs that no name has.
pub fn title(text: &str) -> Result<String, Code> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(Code::Required),
        1..=LONGEST_NAME if !text.chars().any(char::is_control) => Ok(text.into()),
        1..=LONGEST_NAME => Err(Code::NameCharacters),
        _ => Err(Code::TooLong),
    }
}

impl SetupForm {
    /// Runs in the browser before sending, and on the server always; the server also checks zone and password.
    ///
    /// # Errors
    /// Every wrong field.
    pub fn parse(self) -> Result<NewPractice, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.keep("practice_name", title(&self.practice_name));
        let tin = errors.keep("tin", Tin::parse(&self.tin));
        let office = errors.keep("office", title(&self.office));
        let first_name = errors.keep("first_name", FirstName::parse(&self.first_name));
        let last_name = errors.keep("last_name", LastName::parse(&self.last_name));
        let email = errors.keep("email", Email::parse(&self.email));
        let username = errors.keep("username", Username::parse(&self.username));
        if self.password.is_empty() {
            errors.push("password", Code::Required);
        } else if self.password != self.repeat {
            errors.push("repeat", Code::PasswordsDiffer);
        }
        let practice = (|| {
            Some(NewPractice {
                name: name?,
                tin: tin?,
                time_zone: self.time_zone.trim().to_owned(),
                office: office?,
                first_name: first_name?,
                last_name: last_name?,
                email: email?,
                username: username?,
                password: self.password,
            })
        })();
        errors.or(practice)
    }
}
