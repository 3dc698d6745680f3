//! Editing a person: raw text in, checked values out, one event with what changed (S0-67…70).

use serde::{Deserialize, Serialize};

use super::model::{Notice, Person, PersonView, Standing, can_change_role, can_edit};
use crate::{
    domain::{
        code::{Code, FieldErrors},
        email::Email,
        merge::merge,
        person_name::{FirstName, LastName},
        phone::{Phone, readable},
        refusal::Refusal,
        role::Role,
        scope::{Actor, Reach},
        text::maybe,
    },
    error::{AppError, Conflict},
    history::model::{Event, EventKind},
    practices::model::{Place, Places},
};

/// Longest title, carrier, employee number.
const LONGEST: usize = 60;

/// The edit form as it is typed. The username is not part of it: it never changes (S0-68). Neither are state, lock and
/// tier: they have verbs of their own (T52).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonForm {
    pub first_name: String,
    #[serde(default)]
    pub middle_name: String,
    pub last_name: String,
    pub email: String,
    pub role: String,
    /// Id of an office or a provider.
    pub place: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub employee_no: String,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub mobile: String,
    #[serde(default)]
    pub mobile_carrier: String,
    #[serde(default)]
    pub language: String,
    /// Comma-separated names.
    #[serde(default)]
    pub notices: String,
}

/// Checked values of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonEdit {
    pub first_name: String,
    pub middle_name: String,
    pub last_name: String,
    pub email: String,
    pub role: Role,
    pub place: Place,
    pub title: String,
    pub employee_no: String,
    pub phone: String,
    pub mobile: String,
    pub mobile_carrier: String,
    pub language: String,
    pub notices: Vec<Notice>,
}

impl PersonEdit {
    /// Everything as it is, for a change of one thing.
    pub fn of(person: &Person) -> Self {
        Self {
            first_name: person.first_name.clone(),
            middle_name: person.middle_name.clone(),
            last_name: person.last_name.clone(),
            email: person.email.clone(),
            role: person.role,
            place: person.place.clone(),
            title: person.title.clone(),
            employee_no: person.employee_no.clone(),
            phone: person.phone.clone(),
            mobile: person.mobile.clone(),
            mobile_carrier: person.mobile_carrier.clone(),
            language: person.language.clone(),
            notices: person.notices.clone(),
        }
    }
}

fn short(text: &str) -> Result<String, Code> {
    let text = text.trim();
    if text.chars().any(char::is_control) {
        return Err(Code::NameCharacters);
    }
    if text.chars().count() > LONGEST { Err(Code::TooLong) } else { Ok(text.into()) }
}

impl PersonForm {
    /// The form as it is filled when it opens.
    pub fn of(view: &PersonView) -> Self {
        let notices: Vec<_> = view.notices.iter().map(|notice| notice.name()).collect();
        Self {
            first_name: view.row.first_name.clone(),
            middle_name: view.middle_name.clone(),
            last_name: view.row.last_name.clone(),
            email: view.row.email.clone(),
            role: view.row.role.name().into(),
            place: view.place.value(),
            title: view.title.clone(),
            employee_no: view.employee_no.clone(),
            phone: readable(&view.phone),
            mobile: readable(&view.mobile),
            mobile_carrier: view.mobile_carrier.clone(),
            language: view.language.clone(),
            notices: notices.join(","),
        }
    }

    /// Runs in the browser before sending, and on the server always.
    ///
    /// # Errors
    /// Every wrong field with its code, in the form's order.
    pub fn parse(&self, places: &Places) -> Result<PersonEdit, FieldErrors> {
        let mut errors = FieldErrors::default();
        let first_name = errors.keep("first_name", FirstName::parse(&self.first_name));
        let middle_name = errors.keep("middle_name", maybe(&self.middle_name, LastName::parse));
        let last_name = errors.keep("last_name", LastName::parse(&self.last_name));
        let email = errors.keep("email", Email::parse(&self.email));
        let role = errors.keep("role", Role::from_name(&self.role).ok_or(Code::Unknown));
        let place = errors.keep("place", places.place(&self.place).ok_or(Code::Unknown));
        let title = errors.keep("title", short(&self.title));
        let employee_no = errors.keep("employee_no", short(&self.employee_no));
        let phone = errors.keep("phone", maybe(&self.phone, Phone::parse));
        let mobile = errors.keep("mobile", maybe(&self.mobile, Phone::parse));
        let mobile_carrier = errors.keep("mobile_carrier", short(&self.mobile_carrier));
        let language = match self.language.as_str() {
            "es" => "es",
            _ => "en",
        };
        let edit = (|| {
            Some(PersonEdit {
                first_name: first_name?.to_string(),
                middle_name: middle_name?,
                last_name: last_name?.to_string(),
                email: email?.to_string(),
                role: role?,
                place: place?,
                title: title?,
                employee_no: employee_no?,
                phone: phone?,
                mobile: mobile?,
                mobile_carrier: mobile_carrier?,
                language: language.into(),
                notices: self.notices.split(',').filter_map(Notice::from_name).collect(),
            })
        })();
        errors.or(edit)
    }

    fn fields(&self) -> [(&'static str, &str); 13] {
        [
            ("first_name", &self.first_name),
            ("middle_name", &self.middle_name),
            ("last_name", &self.last_name),
            ("email", &self.email),
            ("role", &self.role),
            ("place", &self.place),
            ("title", &self.title),
            ("employee_no", &self.employee_no),
            ("phone", &self.phone),
            ("mobile", &self.mobile),
            ("mobile_carrier", &self.mobile_carrier),
            ("language", &self.language),
            ("notices", &self.notices),
        ]
    }

    /// Brings together what this editor typed (`self`), what they saw (`base`) and what is stored now (`stored`).
    ///
    /// Fields that only one of the two changed are taken over.
    ///
    /// # Errors
    /// The fields that both changed, with the values that are stored now (P-22).
    pub fn merge(&self, base: &Self, stored: &Self) -> Result<Self, Vec<(String, String)>> {
        let seen = self.fields().into_iter().zip(base.fields()).zip(stored.fields());
        let taken = merge(seen.map(|(((name, mine), (_, before)), (_, theirs))| (name, [mine, before, theirs])))?;
        let mut merged = self.clone();
        for (name, theirs) in taken {
            merged.set(name, &theirs);
        }
        Ok(merged)
    }

    /// The text of a field; unknown names are empty.
    pub fn get(&self, name: &str) -> &str {
        self.fields().into_iter().find(|(field, _)| *field == name).map_or("", |(_, value)| value)
    }

    /// Sets the field of that name; unknown names change nothing.
    pub fn set(&mut self, name: &str, value: &str) {
        let field = match name {
            "first_name" => &mut self.first_name,
            "middle_name" => &mut self.middle_name,
            "last_name" => &mut self.last_name,
            "email" => &mut self.email,
            "role" => &mut self.role,
            "place" => &mut self.place,
            "title" => &mut self.title,
            "employee_no" => &mut self.employee_no,
            "phone" => &mut self.phone,
            "mobile" => &mut self.mobile,
            "mobile_carrier" => &mut self.mobile_carrier,
            "language" => &mut self.language,
            "notices" => &mut self.notices,
            _ => return,
        };
        value.clone_into(field);
    }
}

impl Person {
    pub fn standing(&self) -> Standing {
        Standing { person: self.id, role: self.role, state: self.state }
    }

    /// Takes checked values over, and says what changed in words that people read.
    ///
    /// # Errors
    /// [`can_edit`], [`can_change_role`]; a place outside of the editor's reach, or one that narrows their own; the address of a registered person
    /// (it changes only by the person's own confirmation, C-10).
    pub fn edit(mut self, edit: PersonEdit, by: &Actor, reach: Reach) -> Result<(Self, Event), AppError> {
        can_edit(&self.standing(), by)?;
        can_change_role(&self.standing(), edit.role, by)?;
        if !reach.covers(edit.place.provider) {
            return Err(Refusal::OutsideScope.into());
        }
        let narrows = self.place.provider.is_none() && edit.place.provider.is_some();
        if narrows && self.id == by.person {
            return Err(Refusal::OwnAccess.into());
        }
        if edit.email != self.email && self.registered.is_some() {
            return Err(FieldErrors::one("email", Code::NotChangeable).into());
        }
        let mut event = Event::new(EventKind::PersonEdited);
        event.change("first_name", &self.first_name, &edit.first_name);
        event.change("middle_name", &self.middle_name, &edit.middle_name);
        event.change("last_name", &self.last_name, &edit.last_name);
        event.change("email", &self.email, &edit.email);
        event.change("role", self.role.name(), edit.role.name());
        event.change("place", &self.place.name, &edit.place.name);
        event.change("title", &self.title, &edit.title);
        event.change("employee_no", &self.employee_no, &edit.employee_no);
        event.change("phone", readable(&self.phone), readable(&edit.phone));
        event.change("mobile", readable(&self.mobile), readable(&edit.mobile));
        event.change("mobile_carrier", &self.mobile_carrier, &edit.mobile_carrier);
        event.change("language", &self.language, &edit.language);
        event.change("notices", notice_names(&self.notices), notice_names(&edit.notices));
        self.first_name = edit.first_name;
        self.middle_name = edit.middle_name;
        self.last_name = edit.last_name;
        self.email = edit.email;
        self.role = edit.role;
        self.place = edit.place;
        self.title = edit.title;
        self.employee_no = edit.employee_no;
        self.phone = edit.phone;
        self.mobile = edit.mobile;
        self.mobile_carrier = edit.mobile_carrier;
        self.language = edit.language;
        self.notices = edit.notices;
        self.version += 1;
        let event = event.about(self.id, self.name());
        Ok((self, event))
    }
}

fn notice_names(notices: &[Notice]) -> String {
    notices.iter().map(|notice| notice.name()).collect::<Vec<_>>().join(", ")
}

/// The answer to an editor whose fields clash with somebody else's.
pub fn conflict(by: String, version: i64, fields: Vec<(String, String)>) -> AppError {
    AppError::Conflict(Box::new(Conflict { by, version, fields }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(first: &str, phone: &str) -> PersonForm {
        PersonForm { first_name: first.into(), phone: phone.into(), ..PersonForm::default() }
    }

    #[test]
    fn p22_fields_that_only_one_editor_changed_are_brought_together() {
        let merged = form("Ana María", "1").merge(&form("Ana", "1"), &form("Ana", "2"));
        assert_eq!(merged, Ok(form("Ana María", "2")));
    }

    #[test]
    fn p22_a_field_that_both_changed_is_asked_about() {
        let clash = form("Anna", "1").merge(&form("Ana", "1"), &form("Anita", "1"));
        assert_eq!(clash, Err(vec![("first_name".to_owned(), "Anita".to_owned())]));
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let errors = form("1", "no phone").parse(&Places::default()).expect_err("nothing is right");
        let fields: Vec<_> = errors.0.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["first_name", "last_name", "email", "role", "place", "phone"]);
    }
}
