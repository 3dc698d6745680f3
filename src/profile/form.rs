//! The profile as a form (S3-21): raw text in, checked values out. Roles, place and state are no part of it (T52).

use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        code::FieldErrors,
        person_name::{FirstName, LastName},
        phone::{Phone, readable},
        text::maybe,
    },
    history::model::{Event, EventKind},
    i18n::Lang,
    people::model::{Notice, Person},
};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileForm {
    pub first_name: String,
    #[serde(default)]
    pub middle_name: String,
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
}

/// The own profile as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub form: ProfileForm,
    pub username: String,
    pub email: String,
    pub care: crate::account::model::Care,
}

fn names(notices: &[Notice]) -> String {
    notices.iter().map(|notice| notice.name()).collect::<Vec<_>>().join(",")
}

impl ProfileForm {
    pub const FIELDS: [&'static str; 7] =
        ["first_name", "middle_name", "last_name", "phone", "mobile", "language", "notices"];

    /// The form as it is filled when it opens.
    pub fn of(person: &Person) -> Self {
        Self {
            first_name: person.first_name.clone(),
            middle_name: person.middle_name.clone(),
            last_name: person.last_name.clone(),
            phone: readable(&person.phone),
            mobile: readable(&person.mobile),
            language: person.language.clone(),
            notices: names(&person.notices),
        }
    }

    /// What is stored now, with what this form changed since it was opened as `base`: an administrator's edit of other
    /// fields meanwhile is kept.
    #[must_use]
    pub fn over(self, base: &Self, stored: Self) -> Self {
        let pick = |typed: String, base: &String, stored: String| if typed == *base { stored } else { typed };
        Self {
            first_name: pick(self.first_name, &base.first_name, stored.first_name),
            middle_name: pick(self.middle_name, &base.middle_name, stored.middle_name),
            last_name: pick(self.last_name, &base.last_name, stored.last_name),
            phone: pick(self.phone, &base.phone, stored.phone),
            mobile: pick(self.mobile, &base.mobile, stored.mobile),
            language: pick(self.language, &base.language, stored.language),
            notices: pick(self.notices, &base.notices, stored.notices),
        }
    }

    /// Puts checked values into the person, and says what changed. Runs in the browser before sending with nobody in
    /// particular, and on the server always.
    ///
    /// # Errors
    /// Every wrong field.
    pub fn parse(&self) -> Result<Checked, FieldErrors> {
        let mut errors = FieldErrors::default();
        let first_name = errors.keep("first_name", FirstName::parse(&self.first_name));
        let middle_name = errors.keep("middle_name", maybe(&self.middle_name, LastName::parse));
        let last_name = errors.keep("last_name", LastName::parse(&self.last_name));
        let phone = errors.keep("phone", maybe(&self.phone, Phone::parse));
        let mobile = errors.keep("mobile", maybe(&self.mobile, Phone::parse));
        let checked = (|| {
            Some(Checked {
                first_name: first_name?.to_string(),
                middle_name: middle_name?,
                last_name: last_name?.to_string(),
                phone: phone?,
                mobile: mobile?,
                language: Lang::from_tag(&self.language).unwrap_or_default(),
                notices: self.notices.split(',').filter_map(Notice::from_name).collect(),
            })
        })();
        errors.or(checked)
    }
}

/// Checked values of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    first_name: String,
    middle_name: String,
    last_name: String,
    phone: String,
    mobile: String,
    language: Lang,
    notices: Vec<Notice>,
}

impl Checked {
    /// The person with these values, and an event with what changed.
    pub fn put(self, mut person: Person) -> (Person, Event) {
        let mut event = Event::new(EventKind::ProfileEdited);
        event.change("first_name", &person.first_name, &self.first_name);
        event.change("middle_name", &person.middle_name, &self.middle_name);
        event.change("last_name", &person.last_name, &self.last_name);
        event.change("phone", readable(&person.phone), readable(&self.phone));
        event.change("mobile", readable(&person.mobile), readable(&self.mobile));
        event.change("language", &person.language, self.language.tag());
        event.change("notices", names(&person.notices), names(&self.notices));
        person.first_name = self.first_name;
        person.middle_name = self.middle_name;
        person.last_name = self.last_name;
        person.phone = self.phone;
        person.mobile = self.mobile;
        person.language = self.language.tag().into();
        person.notices = self.notices;
        person.version += 1;
        let event = event.about(person.id, person.name());
        (person, event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s3_21_names_keep_their_rules_and_every_wrong_field_is_named() {
        let form =
            ProfileForm { first_name: "A".into(), last_name: "B3".into(), phone: "x".into(), ..ProfileForm::default() };
        let errors = form.parse().expect_err("nothing is right");
        let fields: Vec<_> = errors.0.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["first_name", "last_name", "phone"]);
    }

    #[test]
    fn what_somebody_else_saved_meanwhile_is_kept() {
        let base = ProfileForm { phone: "1".into(), mobile: "2".into(), ..ProfileForm::default() };
        let stored = ProfileForm { mobile: "3".into(), ..base.clone() };
        let typed = ProfileForm { phone: "4".into(), ..base.clone() };
        let merged = typed.over(&base, stored);
        assert_eq!((merged.phone.as_str(), merged.mobile.as_str()), ("4", "3"));
    }
}
