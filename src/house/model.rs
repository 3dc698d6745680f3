//! A practice's own settings and offices: pure rules.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        code::{Code, FieldErrors},
        ids::OfficeId,
    },
    practices::model::{AccountType, Practice},
    setup::model::title,
};

/// Minutes without use after which a session ends (catalogue R-29: shorter than 15, never longer).
pub const IDLE: RangeInclusive<i32> = 2..=15;
/// Hours after which a session ends in any case.
pub const HOURS: RangeInclusive<i32> = 1..=12;
/// Minutes for which too many failures lock an account; 0 besides: until a person opens it (C-03).
pub const LOCK: RangeInclusive<i32> = 5..=1440;

/// The settings as they are typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseForm {
    pub practice_name: String,
    /// The name of an [`AccountType`].
    pub account_type: String,
    pub time_zone: String,
    pub idle_minutes: String,
    pub session_hours: String,
    pub lock_minutes: String,
}

impl HouseForm {
    pub const FIELDS: [&str; 6] =
        ["practice_name", "account_type", "time_zone", "idle_minutes", "session_hours", "lock_minutes"];

    pub fn of(practice: &Practice) -> Self {
        Self {
            practice_name: practice.name.clone(),
            account_type: practice.account_type.name().into(),
            time_zone: practice.time_zone.clone(),
            idle_minutes: practice.idle_minutes.to_string(),
            session_hours: practice.session_hours.to_string(),
            lock_minutes: practice.lock_minutes.to_string(),
        }
    }

    /// The practice with these settings; the server also knows whether the zone exists.
    ///
    /// # Errors
    /// Every wrong field.
    pub fn parse(&self, practice: Practice) -> Result<Practice, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.keep("practice_name", title(&self.practice_name));
        let kind = errors.keep("account_type", AccountType::from_name(&self.account_type).ok_or(Code::Unknown));
        let zone = self.time_zone.trim();
        let zone = errors.keep("time_zone", if zone.is_empty() { Err(Code::Required) } else { Ok(zone.to_owned()) });
        let idle = errors.keep("idle_minutes", number(&self.idle_minutes, |n| IDLE.contains(&n)));
        let hours = errors.keep("session_hours", number(&self.session_hours, |n| HOURS.contains(&n)));
        let lock = errors.keep("lock_minutes", number(&self.lock_minutes, |n| n == 0 || LOCK.contains(&n)));
        let parsed = (|| {
            Some(Practice {
                name: name?,
                account_type: kind?,
                time_zone: zone?,
                idle_minutes: idle?,
                session_hours: hours?,
                lock_minutes: lock?,
                ..practice
            })
        })();
        errors.or(parsed)
    }

    /// Each field's name and value, for the history.
    pub fn values(&self) -> [(&'static str, &str); 6] {
        let values = [
            &self.practice_name,
            &self.account_type,
            &self.time_zone,
            &self.idle_minutes,
            &self.session_hours,
            &self.lock_minutes,
        ];
        std::array::from_fn(|at| (Self::FIELDS[at], values[at].as_str()))
    }
}

fn number(text: &str, fits: impl Fn(i32) -> bool) -> Result<i32, Code> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Code::Required);
    }
    text.parse().ok().filter(|number| fits(*number)).ok_or(Code::OutOfRange)
}

/// An office, and how many work there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Office {
    pub id: OfficeId,
    pub name: String,
    pub people: i64,
    pub providers: i64,
}

/// The name of an office.
///
/// # Errors
/// Nothing, too much, or what is no name, in the field `office`.
pub fn office_name(typed: &str) -> Result<String, FieldErrors> {
    title(typed).map_err(|code| FieldErrors::one("office", code))
}

/// `/settings/practice`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseView {
    pub form: HouseForm,
    /// Nine digits; only practices have one, and it never changes.
    pub tin: Option<String>,
    pub offices: Vec<Office>,
    /// Every time zone that there is.
    pub zones: Vec<String>,
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::PracticeId;

    fn cedar() -> Practice {
        Practice {
            id: PracticeId::new(Uuid::from_u128(1)),
            name: "Cedar".into(),
            tin: None,
            time_zone: "America/Chicago".into(),
            idle_minutes: 15,
            session_hours: 12,
            lock_minutes: 30,
            account_type: AccountType::Clinic,
        }
    }

    #[test]
    fn what_a_practice_has_can_be_typed_again() {
        assert_eq!(HouseForm::of(&cedar()).parse(cedar()), Ok(cedar()));
    }

    #[test]
    fn c03_sessions_only_get_shorter_and_locks_may_last() {
        let with = |change: fn(&mut HouseForm)| {
            let mut form = HouseForm::of(&cedar());
            change(&mut form);
            form.parse(cedar())
        };
        let wrong = |field, code| Err(FieldErrors::one(field, code));
        assert_eq!(with(|form| form.idle_minutes = "16".into()), wrong("idle_minutes", Code::OutOfRange));
        assert_eq!(with(|form| form.idle_minutes = "1".into()), wrong("idle_minutes", Code::OutOfRange));
        assert_eq!(with(|form| form.session_hours = "13".into()), wrong("session_hours", Code::OutOfRange));
        assert_eq!(with(|form| form.session_hours = "-1".into()), wrong("session_hours", Code::OutOfRange));
        assert_eq!(with(|form| form.lock_minutes = "4".into()), wrong("lock_minutes", Code::OutOfRange));
        assert_eq!(with(|form| form.lock_minutes = "a week".into()), wrong("lock_minutes", Code::OutOfRange));
        assert_eq!(with(|form| form.lock_minutes.clear()), wrong("lock_minutes", Code::Required));
        assert_eq!(with(|form| form.lock_minutes = " 0 ".into()).map(|practice| practice.lock_minutes), Ok(0));
        assert_eq!(with(|form| form.practice_name = " ".into()), wrong("practice_name", Code::Required));
        assert_eq!(with(|form| form.time_zone.clear()), wrong("time_zone", Code::Required));
    }
}
