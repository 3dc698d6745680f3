//! "Add new" (S3-10): a practice, its settings, its first administrator, the plan.

use serde::{Deserialize, Serialize};

use super::model::{ServicePlan, Settings};
use crate::{
    domain::{
        code::{Code, FieldErrors},
        email::Email,
        person_name::{FirstName, LastName},
        phone::Phone,
        tin::Tin,
    },
    setup::model::title,
};

/// As it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PracticeForm {
    pub practice_name: String,
    pub tin: String,
    pub time_zone: String,
    /// The first office.
    pub office: String,
    /// Comma-separated names.
    pub settings: String,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub phone: String,
    /// Of the mail and the account of the first administrator.
    pub language: String,
    pub plan: String,
}

/// Checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPractice {
    pub name: String,
    pub tin: Tin,
    pub time_zone: String,
    pub office: String,
    pub settings: Settings,
    pub first_name: FirstName,
    pub last_name: LastName,
    pub email: Email,
    pub phone: Phone,
    pub plan: ServicePlan,
}

impl PracticeForm {
    /// The names of the fields, as they stand on the page.
    pub const FIELDS: [&'static str; 9] =
        ["practice_name", "tin", "time_zone", "office", "first_name", "last_name", "email", "phone", "service_plan"];

    pub fn new(language: &str, office: &str) -> Self {
        Self {
            practice_name: String::new(),
            tin: String::new(),
            time_zone: "America/Chicago".into(),
            office: office.into(),
            settings: Settings::usual().write(),
            first_name: String::new(),
            last_name: String::new(),
            email: String::new(),
            phone: String::new(),
            language: language.into(),
            plan: ServicePlan::Free.name().into(),
        }
    }

    /// Runs in the browser before sending, and on the server always; the server also checks the zone.
    ///
    /// # Errors
    /// Every wrong field.
    pub fn parse(&self) -> Result<NewPractice, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.keep("practice_name", title(&self.practice_name));
        let tin = errors.keep("tin", Tin::parse(&self.tin));
        let office = errors.keep("office", title(&self.office));
        let first_name = errors.keep("first_name", FirstName::parse(&self.first_name));
        let last_name = errors.keep("last_name", LastName::parse(&self.last_name));
        let email = errors.keep("email", Email::parse(&self.email));
        let phone = errors.keep("phone", Phone::parse(&self.phone));
        let plan = errors.keep("service_plan", ServicePlan::from_name(&self.plan).ok_or(Code::Unknown));
        let practice = (|| {
            Some(NewPractice {
                name: name?,
                tin: tin?,
                time_zone: self.time_zone.trim().to_owned(),
                office: office?,
                settings: Settings::read(&self.settings),
                first_name: first_name?,
                last_name: last_name?,
                email: email?,
                phone: phone?,
                plan: plan?,
            })
        })();
        errors.or(practice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s3_10_every_wrong_field_is_named() {
        let errors = PracticeForm { plan: "gold".into(), ..PracticeForm::new("en", "") }.parse().expect_err("empty");
        let fields: Vec<_> = errors.0.iter().map(|error| error.field.as_str()).collect();
        let expected: Vec<_> = PracticeForm::FIELDS.into_iter().filter(|field| *field != "time_zone").collect();
        assert_eq!(fields, expected, "the zone is the server's to know");
    }
}
