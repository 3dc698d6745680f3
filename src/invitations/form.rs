//! The two forms: inviting people, and registering by a link. Raw text in, checked values out.

use serde::{Deserialize, Serialize};

use super::verdict::{Judged, MOST, judge};
use crate::{
    domain::{
        code::{Code, FieldErrors},
        person_name::{FirstName, LastName},
        phone::Phone,
        role::Role,
        username::Username,
    },
    i18n::Lang,
    people::model::Notice,
    practices::model::{Place, Places},
};

/// Characters of a personal message.
pub const LONGEST_MESSAGE: usize = 500;

/// One office and one role for all addresses (S0-14, C-32).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteForm {
    /// Separated by commas.
    pub emails: String,
    pub role: String,
    /// Id of an office or a provider.
    pub place: String,
    #[serde(default)]
    pub language: String,
    #[serde(default)]
    pub message: String,
    /// Addresses whose odd domain is meant as it is, separated by commas.
    #[serde(default)]
    pub keep: String,
}

/// What is wished for, with every address judged by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    pub addresses: Vec<Judged>,
    pub role: Role,
    pub place: Place,
    pub language: Lang,
    pub message: String,
}

impl InviteForm {
    /// Runs in the browser before sending, and on the server always.
    ///
    /// # Errors
    /// Every wrong field; addresses have their own verdicts.
    pub fn parse(&self, places: &Places) -> Result<Wish, FieldErrors> {
        let mut errors = FieldErrors::default();
        let addresses = judge(&self.emails, &self.keep);
        let addresses = errors.keep(
            "emails",
            match addresses.len() {
                0 => Err(Code::Required),
                1..=MOST => Ok(addresses),
                _ => Err(Code::TooMany),
            },
        );
        let place = errors.keep("place", places.place(&self.place).ok_or(Code::Unknown));
        let role = errors.keep("role", Role::from_name(&self.role).ok_or(Code::Unknown));
        let message = errors.keep("message", message(&self.message));
        let wish = (|| {
            Some(Wish {
                addresses: addresses?,
                role: role?,
                place: place?,
                language: Lang::from_tag(&self.language).unwrap_or_default(),
                message: message?,
            })
        })();
        errors.or(wish)
    }
}

/// Several lines of plain text.
pub fn message(text: &str) -> Result<String, Code> {
    let text = text.replace("\r\n", "\n").trim().to_owned();
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(Code::NameCharacters);
    }
    if text.chars().count() > LONGEST_MESSAGE { Err(Code::TooLong) } else { Ok(text) }
}

/// What somebody says of themselves when they register. Address, role, place and practice are not part of it: they come
/// from the stored invitation (T36).
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinForm {
    pub username: String,
    pub first_name: String,
    pub last_name: String,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub mobile: String,
    #[serde(default)]
    pub language: String,
    /// Comma-separated names.
    #[serde(default)]
    pub notices: String,
    #[serde(default)]
    pub password: String,
    #[serde(default)]
    pub repeat: String,
}

/// Passwords do not get into logs by accident.
impl std::fmt::Debug for JoinForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JoinForm").field("username", &self.username).finish_non_exhaustive()
    }
}

/// Checked; the password meets its own rules on the server only.
#[derive(Clone, PartialEq, Eq)]
pub struct Joining {
    pub username: Username,
    pub first_name: FirstName,
    pub last_name: LastName,
    pub phone: String,
    pub mobile: String,
    pub language: Lang,
    pub notices: Vec<Notice>,
    pub password: String,
}

impl JoinForm {
    pub const FIELDS: [&'static str; 9] =
        ["username", "first_name", "last_name", "password", "repeat", "phone", "mobile", "language", "notices"];

    /// Runs in the browser before sending, and on the server always.
    ///
    /// # Errors
    /// Every wrong field.
    pub fn parse(&self) -> Result<Joining, FieldErrors> {
        let mut errors = FieldErrors::default();
        let username = errors.keep("username", Username::parse(&self.username));
        let first_name = errors.keep("first_name", FirstName::parse(&self.first_name));
        let last_name = errors.keep("last_name", LastName::parse(&self.last_name));
        if self.password.is_empty() {
            errors.push("password", Code::Required);
        } else if self.password != self.repeat {
            errors.push("repeat", Code::PasswordsDiffer);
        }
        let phone = errors.keep("phone", number(&self.phone));
        let mobile = errors.keep("mobile", number(&self.mobile));
        let joining = (|| {
            Some(Joining {
                username: username?,
                first_name: first_name?,
                last_name: last_name?,
                phone: phone?,
                mobile: mobile?,
                language: Lang::from_tag(&self.language).unwrap_or_default(),
                notices: self.notices.split(',').filter_map(Notice::from_name).collect(),
                password: self.password.clone(),
            })
        })();
        errors.or(joining)
    }

    /// What a page may show again after it was sent.
    #[must_use]
    pub fn without_password(mut self) -> Self {
        self.password.clear();
        self.repeat.clear();
        self
    }
}

fn number(text: &str) -> Result<String, Code> {
    if text.trim().is_empty() { Ok(String::new()) } else { Phone::parse(text).map(Into::into) }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::OfficeId;

    fn places() -> Places {
        Places { offices: vec![(OfficeId::new(Uuid::nil()), "Main".into())], ..Places::default() }
    }

    #[test]
    fn every_wrong_field_of_an_invitation_is_named() {
        let message = "x".repeat(LONGEST_MESSAGE + 1);
        let errors = InviteForm { message, ..InviteForm::default() }.parse(&places()).expect_err("nothing is right");
        let fields: Vec<_> = errors.0.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["emails", "place", "role", "message"]);
    }

    #[test]
    fn a_bad_address_does_not_stop_the_form() {
        let form = InviteForm {
            emails: "ana@a.example,nonsense".into(),
            role: "portal_user".into(),
            place: Uuid::nil().to_string(),
            message: "Hi,\r\nsee you Monday".into(),
            ..InviteForm::default()
        };
        let wish = form.parse(&places()).expect("a wish");
        assert_eq!((wish.addresses.len(), wish.message.as_str()), (2, "Hi,\nsee you Monday"));
        let many = InviteForm { emails: "a@a.example,".repeat(MOST + 1), ..form.clone() };
        assert_eq!(many.parse(&places()), Err(FieldErrors::one("emails", Code::TooMany)));
        let header = InviteForm { message: "a\0b".into(), ..form };
        assert!(header.parse(&places()).is_err());
    }

    #[test]
    fn every_wrong_field_of_a_registration_is_named() {
        let form = JoinForm { phone: "x".into(), mobile: "y".into(), ..JoinForm::default() };
        let errors = form.parse().err().expect("nothing is right");
        let fields: Vec<_> = errors.0.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["username", "first_name", "last_name", "password", "phone", "mobile"]);
        let twice = JoinForm { password: "a".into(), repeat: "b".into(), ..form };
        assert_eq!(twice.parse().err().and_then(|errors| errors.of("repeat")), Some(Code::PasswordsDiffer));
        assert!(!format!("{:?}", JoinForm { password: "secret".into(), ..JoinForm::default() }).contains("secret"));
    }
}
