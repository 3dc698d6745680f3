//! The two forms of "Add user": the employee (S0-55) and the account (S0-58). Raw text in, checked values out.

use serde::{Deserialize, Serialize};

use super::model::Employee;
use crate::{
    domain::{
        code::{Code, FieldErrors},
        email::Email,
        ids::EmployeeId,
        person_name::{FirstName, LastName},
        phone::Phone,
        role::Role,
        text::maybe,
        username::Username,
    },
    i18n::Lang,
    practices::model::Places,
};

/// Longest title, type, number.
const LONGEST: usize = 60;

/// The employee as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmployeeForm {
    /// Id of an office or a provider.
    pub place: String,
    #[serde(default)]
    pub employee_kind: String,
    pub last_name: String,
    pub first_name: String,
    #[serde(default)]
    pub middle_initial: String,
    #[serde(default)]
    pub employee_no: String,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub fax: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub title: String,
}

fn short(text: &str) -> Result<String, Code> {
    let text = text.trim();
    if text.chars().any(char::is_control) {
        return Err(Code::NameCharacters);
    }
    if text.chars().count() > LONGEST { Err(Code::TooLong) } else { Ok(text.into()) }
}

fn initial(text: &str) -> Result<String, Code> {
    let text = text.trim().trim_end_matches('.');
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (None, _) => Ok(String::new()),
        (Some(one), None) if one.is_alphabetic() => Ok(one.to_uppercase().collect()),
        (Some(_), None) => Err(Code::NameCharacters),
        _ => Err(Code::TooLong),
    }
}

impl EmployeeForm {
    pub const FIELDS: [&'static str; 10] = [
        "place",
        "employee_kind",
        "last_name",
        "first_name",
        "middle_initial",
        "employee_no",
        "phone",
        "fax",
        "email",
        "title",
    ];

    /// Runs in the browser before sending, and on the server always.
    ///
    /// # Errors
    /// Every wrong field with its code, in the form's order.
    pub fn parse(&self, id: EmployeeId, places: &Places) -> Result<Employee, FieldErrors> {
        let mut errors = FieldErrors::default();
        let place = errors.keep("place", places.place(&self.place).ok_or(Code::Unknown));
        let kind = errors.keep("employee_kind", short(&self.employee_kind));
        let last_name = errors.keep("last_name", LastName::parse(&self.last_name));
        let first_name = errors.keep("first_name", FirstName::parse(&self.first_name));
        let middle_initial = errors.keep("middle_initial", initial(&self.middle_initial));
        let employee_no = errors.keep("employee_no", short(&self.employee_no));
        let phone = errors.keep("phone", maybe(&self.phone, Phone::parse));
        let fax = errors.keep("fax", maybe(&self.fax, Phone::parse));
        let email = errors.keep("email", maybe(&self.email, Email::parse));
        let title = errors.keep("title", short(&self.title));
        let employee = (|| {
            Some(Employee {
                id,
                place: place?,
                person: None,
                kind: kind?,
                first_name: first_name?.into(),
                last_name: last_name?.into(),
                middle_initial: middle_initial?,
                employee_no: employee_no?,
                phone: phone?,
                fax: fax?,
                email: email?,
                title: title?,
            })
        })();
        errors.or(employee)
    }

    /// The text of a field; unknown names are empty.
    pub fn get(&self, name: &str) -> &str {
        match name {
            "place" => &self.place,
            "employee_kind" => &self.employee_kind,
            "last_name" => &self.last_name,
            "first_name" => &self.first_name,
            "middle_initial" => &self.middle_initial,
            "employee_no" => &self.employee_no,
            "phone" => &self.phone,
            "fax" => &self.fax,
            "email" => &self.email,
            "title" => &self.title,
            _ => "",
        }
    }

    /// Sets the field of that name; unknown names change nothing.
    pub fn set(&mut self, name: &str, value: String) {
        match name {
            "place" => self.place = value,
            "employee_kind" => self.employee_kind = value,
            "last_name" => self.last_name = value,
            "first_name" => self.first_name = value,
            "middle_initial" => self.middle_initial = value,
            "employee_no" => self.employee_no = value,
            "phone" => self.phone = value,
            "fax" => self.fax = value,
            "email" => self.email = value,
            "title" => self.title = value,
            _ => {}
        }
    }
}

/// How an account begins (C-13).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// By a link; the person chooses username and password.
    #[default]
    Invite,
    /// At once, with a temporary password to hand over.
    Now,
}

/// The account as it is typed. No password is part of it: the system makes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountForm {
    pub last_name: String,
    pub first_name: String,
    #[serde(default)]
    pub middle_name: String,
    pub role: String,
    #[serde(default)]
    pub username: String,
    pub email: String,
    #[serde(default)]
    pub language: String,
    #[serde(default)]
    pub way: Way,
}

/// Checked values of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    pub last_name: String,
    pub first_name: String,
    pub middle_name: String,
    pub role: Role,
    /// Only for an account that is made at once.
    pub username: Option<Username>,
    pub email: String,
    pub language: Lang,
}

impl AccountForm {
    pub const FIELDS: [&'static str; 6] = ["last_name", "first_name", "middle_name", "role", "username", "email"];

    /// The form as it opens: what the practice knows of the employee.
    pub fn of(employee: &Employee, role: Option<Role>, language: Lang) -> Self {
        Self {
            last_name: employee.last_name.clone(),
            first_name: employee.first_name.clone(),
            middle_name: employee.middle_initial.clone(),
            role: role.map(|role| role.name().to_owned()).unwrap_or_default(),
            email: employee.email.clone(),
            language: language.tag().into(),
            ..Self::default()
        }
    }

    /// Runs in the browser before sending, and on the server always.
    ///
    /// # Errors
    /// Every wrong field with its code, in the form's order.
    pub fn parse(&self) -> Result<NewAccount, FieldErrors> {
        let mut errors = FieldErrors::default();
        let last_name = errors.keep("last_name", LastName::parse(&self.last_name));
        let first_name = errors.keep("first_name", FirstName::parse(&self.first_name));
        let middle_name = errors.keep("middle_name", maybe(&self.middle_name, LastName::parse));
        let role = errors.keep("role", Role::from_name(&self.role).ok_or(Code::Unknown));
        let username = match self.way {
            Way::Invite => Some(None),
            Way::Now => errors.keep("username", Username::parse(&self.username)).map(Some),
        };
        let email = errors.keep("email", Email::parse(&self.email));
        let account = (|| {
            Some(NewAccount {
                last_name: last_name?.into(),
                first_name: first_name?.into(),
                middle_name: middle_name?,
                role: role?,
                username: username?,
                email: email?.into(),
                language: Lang::from_tag(&self.language).unwrap_or_default(),
            })
        })();
        errors.or(account)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s0_55_every_wrong_field_is_named_at_once() {
        let form = EmployeeForm {
            middle_initial: "Ma".into(),
            phone: "no phone".into(),
            email: "nobody".into(),
            ..EmployeeForm::default()
        };
        let errors = form.parse(EmployeeId::new(uuid::Uuid::nil()), &Places::default()).expect_err("wrong");
        let fields: Vec<_> = errors.0.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["place", "last_name", "first_name", "middle_initial", "phone", "email"]);
        assert_eq!((initial("m."), initial("3")), (Ok("M".into()), Err(Code::NameCharacters)));
    }

    #[test]
    fn every_field_reads_back_what_was_set() {
        let mut form = EmployeeForm::default();
        for name in EmployeeForm::FIELDS {
            form.set(name, name.to_owned());
        }
        assert!(EmployeeForm::FIELDS.into_iter().all(|name| form.get(name) == name));
    }

    #[test]
    fn a_username_is_asked_of_accounts_made_at_once() {
        let mut form = AccountForm {
            last_name: "New".into(),
            first_name: "Nadia".into(),
            role: "portal_user".into(),
            email: "nadia@house.example".into(),
            ..AccountForm::default()
        };
        assert_eq!(form.parse().map(|new| new.username), Ok(None));
        form.way = Way::Now;
        assert_eq!(form.parse(), Err(FieldErrors::one("username", Code::Required)));
    }
}
