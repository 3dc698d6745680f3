//! What an applicant types, and what a reviewer decides. Raw text in, checked values out.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{
    model::{Level, ROLES},
    reasons::{Listed, Reason, find},
};
use crate::{
    domain::{
        code::{Code, FieldErrors},
        email::Email,
        npi::Npi,
        person_name::{FirstName, LastName, MiddleName},
        phone::Phone,
        role::Role,
        tin::Tin,
    },
    i18n::Lang,
};

const LONGEST_CLAIM: usize = 40;
const LONGEST_TITLE: usize = 80;
const LONGEST_NOTE: usize = 250;
/// Years in which a provider can have been born.
const BIRTHS: std::ops::RangeInclusive<i32> = 1900..=2015;
/// Letters and digits of a reference, without those that are taken for one another.
pub const REFERENCE_LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const REFERENCE_LENGTH: usize = 12;

/// The form of `/register`, as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ApplyForm {
    pub level: String,
    pub tin: String,
    pub npi: String,
    pub claim: String,
    /// Of the provider, as `2026-11-22`.
    pub birth: String,
    pub role: String,
    pub title: String,
    pub first_name: String,
    pub middle_name: String,
    pub last_name: String,
    pub email: String,
    pub phone: String,
    pub language: String,
}

/// Checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    pub level: Level,
    pub tin: Option<Tin>,
    pub npi: Option<Npi>,
    pub claim: String,
    pub birth: Option<NaiveDate>,
    pub role: Role,
    pub title: String,
    pub first_name: FirstName,
    pub middle_name: String,
    pub last_name: LastName,
    pub email: Email,
    pub phone: String,
    pub language: Lang,
}

impl ApplyForm {
    pub const FIELDS: [&'static str; 13] = [
        "level",
        "tin",
        "npi",
        "claim",
        "birth",
        "role",
        "title",
        "first_name",
        "middle_name",
        "last_name",
        "email",
        "phone",
        "language",
    ];

    /// Runs in the browser before sending, and on the server always.
    ///
    /// # Errors
    /// Every wrong field.
    pub fn parse(&self) -> Result<Application, FieldErrors> {
        let mut errors = FieldErrors::default();
        let level = errors.keep("level", Level::from_name(&self.level).ok_or(Code::Unknown));
        // A practice is known by its TIN, a provider by the NPI; the TIN then says which practice, if there are several.
        let tin = match level {
            Some(Level::Practice) => errors.keep("tin", Tin::parse(&self.tin).map(Some)),
            _ => errors.keep("tin", optional(&self.tin, Tin::parse)),
        };
        let npi = match level {
            Some(Level::Provider) => errors.keep("npi", Npi::parse(&self.npi).map(Some)),
            _ => Some(None),
        };
        let claim = errors.keep("claim", claim_number(&self.claim));
        let birth = errors.keep("birth", optional(&self.birth, birth));
        let role = Role::from_name(&self.role).filter(|role| ROLES.contains(role));
        let role = errors.keep("role", role.ok_or(Code::Unknown));
        let title = errors.keep("title", line(&self.title, LONGEST_TITLE));
        let first_name = errors.keep("first_name", FirstName::parse(&self.first_name));
        let middle_name = errors.keep("middle_name", optional(&self.middle_name, MiddleName::parse));
        let last_name = errors.keep("last_name", LastName::parse(&self.last_name));
        let email = errors.keep("email", Email::parse(&self.email));
        let phone = errors.keep("phone", optional(&self.phone, Phone::parse));
        let application = (|| {
            Some(Application {
                level: level?,
                tin: tin?,
                npi: npi?,
                claim: claim?,
                birth: birth?,
                role: role?,
                title: title?,
                first_name: first_name?,
                middle_name: middle_name?.map(Into::into).unwrap_or_default(),
                last_name: last_name?,
                email: email?,
                phone: phone?.map(Into::into).unwrap_or_default(),
                language: Lang::from_tag(&self.language).unwrap_or_default(),
            })
        })();
        errors.or(application)
    }
}

fn optional<T>(text: &str, parse: impl Fn(&str) -> Result<T, Code>) -> Result<Option<T>, Code> {
    if text.trim().is_empty() { Ok(None) } else { parse(text).map(Some) }
}

/// One line of plain text.
///
/// # Errors
/// [`Code::NameCharacters`], [`Code::TooLong`].
pub fn line(text: &str, longest: usize) -> Result<String, Code> {
    let text = text.trim();
    if text.chars().any(char::is_control) {
        return Err(Code::NameCharacters);
    }
    if text.chars().count() > longest { Err(Code::TooLong) } else { Ok(text.to_owned()) }
}

/// As it stands on a claim; empty if the applicant has none.
///
/// # Errors
/// [`Code::TooLong`], [`Code::NotAClaimNumber`].
pub fn claim_number(text: &str) -> Result<String, Code> {
    let text = text.trim();
    if text.len() > LONGEST_CLAIM {
        return Err(Code::TooLong);
    }
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '.' | ' ');
    let empty = !text.is_empty() && claim_key(text).is_empty();
    if empty || !text.chars().all(fits) { Err(Code::NotAClaimNumber) } else { Ok(text.to_owned()) }
}

/// What two ways to write one claim number have in common: `A-12 34` and `a1234`.
pub fn claim_key(claim: &str) -> String {
    claim.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// A day as browsers send it, or as spreadsheets of the United States write it.
///
/// # Errors
/// [`Code::NotADate`], [`Code::OutOfRange`].
pub fn birth(text: &str) -> Result<NaiveDate, Code> {
    let text = text.trim();
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").or_else(|_| NaiveDate::parse_from_str(text, "%m/%d/%Y"));
    let day = day.map_err(|_| Code::NotADate)?;
    if BIRTHS.contains(&day.year()) { Ok(day) } else { Err(Code::OutOfRange) }
}

/// A reference as it is stored, from what somebody read from a mail or heard on the phone.
pub fn reference(text: &str) -> Option<String> {
    let letters: String = text.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_uppercase()).collect();
    let known = letters.len() == REFERENCE_LENGTH && letters.bytes().all(|byte| REFERENCE_LETTERS.contains(&byte));
    known.then(|| grouped(&letters))
}

/// A new reference from random bytes: 60 bits.
pub fn reference_from(random: [u8; REFERENCE_LENGTH]) -> String {
    let letters: String = random.iter().map(|byte| char::from(REFERENCE_LETTERS[usize::from(byte % 32)])).collect();
    grouped(&letters)
}

fn grouped(letters: &str) -> String {
    format!("{}-{}-{}", &letters[..4], &letters[4..8], &letters[8..])
}

/// The form of `/register/status`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StatusForm {
    pub code: String,
    pub email: String,
}

impl StatusForm {
    pub const FIELDS: [&'static str; 2] = ["code", "email"];

    /// # Errors
    /// Fields that are empty. Anything else is looked for, and not found.
    pub fn parse(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        for (name, text) in [("code", &self.code), ("email", &self.email)] {
            if text.trim().is_empty() {
                errors.push(name, Code::Required);
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

/// Why a request is denied, as a reviewer chose and typed it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DenyForm {
    pub reason: String,
    #[serde(default)]
    pub note: String,
}

impl DenyForm {
    pub const FIELDS: [&'static str; 2] = ["reason", "note"];

    /// # Errors
    /// No reason of those that are `listed`, or "other" without words of one's own.
    pub fn parse(&self, listed: &[Listed]) -> Result<(Reason, String), FieldErrors> {
        let mut errors = FieldErrors::default();
        let reason = match self.reason.as_str() {
            "" => Err(Code::Required),
            name => find(listed, name).ok_or(Code::Unknown),
        };
        let reason = errors.keep("reason", reason);
        let note = errors.keep("note", line(&self.note, LONGEST_NOTE));
        if reason.as_ref().is_some_and(Reason::needs_note) && note.as_ref().is_some_and(String::is_empty) {
            errors.push("note", Code::Required);
        }
        errors.or(reason.zip(note))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registrations::{model::DenialReason, reasons::standard};

    fn good() -> ApplyForm {
        ApplyForm {
            level: "practice".into(),
            tin: "12-3456789".into(),
            role: "portal_user".into(),
            first_name: "Ana".into(),
            last_name: "Álvarez".into(),
            email: "ana@example.com".into(),
            ..ApplyForm::default()
        }
    }

    fn wrong(form: &ApplyForm) -> Vec<String> {
        form.parse().err().map(|errors| errors.0.into_iter().map(|error| error.field).collect()).unwrap_or_default()
    }

    #[test]
    fn the_level_decides_which_number_is_needed() {
        assert!(good().parse().is_ok());
        let provider = ApplyForm { level: "provider".into(), tin: String::new(), ..good() };
        assert_eq!(wrong(&provider), ["npi"]);
        let provider = ApplyForm { npi: "1234567893".into(), ..provider };
        let parsed = provider.parse().expect("a provider without a practice");
        assert_eq!((parsed.level, parsed.tin), (Level::Provider, None));
        assert_eq!(wrong(&ApplyForm { tin: String::new(), ..good() }), ["tin"]);
    }

    #[test]
    fn every_wrong_field_is_named() {
        let form = ApplyForm {
            claim: "=1+1;".into(),
            birth: "30.2.1970".into(),
            title: "a\tb".into(),
            middle_name: "7".into(),
            phone: "x".into(),
            ..ApplyForm::default()
        };
        let fields = wrong(&form);
        let expected =
            ["level", "claim", "birth", "role", "title", "first_name", "middle_name", "last_name", "email", "phone"];
        assert_eq!(fields, expected);
        for role in ["practice_owner", "portal_operator", "user_manager", "king"] {
            assert_eq!(wrong(&ApplyForm { role: role.into(), ..good() }), ["role"], "{role}");
        }
    }

    #[test]
    fn claim_numbers_are_compared_by_letters_and_digits() {
        assert_eq!(claim_key("a-12 34"), claim_key("A1234"));
        assert_eq!(claim_number(" 2026-0001 ").as_deref(), Ok("2026-0001"));
        assert_eq!(claim_number("--"), Err(Code::NotAClaimNumber));
        assert_eq!(claim_number(&"1".repeat(41)), Err(Code::TooLong));
        assert_eq!(birth("03/09/1970"), birth("1970-03-09"));
        assert_eq!(birth("1870-03-09"), Err(Code::OutOfRange));
    }

    #[test]
    fn references_are_read_as_people_write_them() {
        let code = reference_from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255]);
        assert_eq!(code, "2345-6789-ABCZ");
        assert_eq!(reference(" 2345 6789 abcz").as_deref(), Some(code.as_str()));
        assert_eq!(reference("2345-6789-ABC"), None);
        assert_eq!(reference("O345-6789-ABCZ"), None, "letters that are taken for others do not occur");
    }

    #[test]
    fn s0_43_a_denial_needs_a_reason_and_other_needs_words() {
        let deny = |reason: &str, note: &str| DenyForm { reason: reason.into(), note: note.into() }.parse(&standard());
        assert_eq!(deny("", "no"), Err(FieldErrors::one("reason", Code::Required)));
        assert_eq!(deny("because", ""), Err(FieldErrors::one("reason", Code::Unknown)));
        assert_eq!(deny("other", " "), Err(FieldErrors::one("note", Code::Required)));
        assert_eq!(deny("not_ours", ""), Ok((Reason::Shipped(DenialReason::NotOurs), String::new())));
        assert!(deny("not_ours", &"x".repeat(251)).is_err());
    }
}
