//! A plan for the patients of a provider who leaves.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::problems::Problem;
use crate::{
    domain::{
        calendar::lies_ahead,
        code::{Code, FieldErrors},
        ids::{PatientId, ProviderId},
        permission::Permission,
        refusal::Refusal,
        scope::Actor,
    },
    patients::model::Selection,
    people::model::ranked,
};

/// Rules of one plan, and patients chosen one by one.
pub const MOST_RULES: usize = 40;
pub const MOST_PICKS: usize = 1_000;

ranked! {
    /// How far a plan has come.
    State {
        Draft = "draft",
        Scheduled = "scheduled",
        Stopped = "stopped",
        Done = "done",
        Cancelled = "cancelled",
    }
}

impl State {
    /// Whether it can still be changed, called off and carried out.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Scheduled | Self::Stopped)
    }
}

/// Who takes somebody over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum To {
    /// Nobody yet: the patient waits on the dashboard (C-26).
    #[default]
    Nobody,
    One(ProviderId),
    /// Whoever of those who stay has the fewest patients and still has room.
    Fewest,
}

/// Patients of some kind, and who takes them. What names no kind means everybody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Never names single patients: those are the plan's `picks`.
    pub who: Selection,
    pub to: To,
}

/// Who takes whom: what is chosen for a patient alone counts most, then the first rule that fits, then `rest`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Plan {
    pub picks: Vec<(PatientId, To)>,
    pub rules: Vec<Rule>,
    pub rest: To,
    /// The provider becomes inactive with it.
    pub leaves: bool,
}

impl Plan {
    /// Everybody to one provider.
    pub fn all_to(to: ProviderId) -> Self {
        Self { rest: To::One(to), leaves: true, ..Self::default() }
    }

    /// Checks what was sent: no page of ours sends anything else.
    ///
    /// # Errors
    /// More rules or patients than a plan has, the same patient twice, a rule that means single patients.
    pub fn checked(self) -> Result<Self, FieldErrors> {
        let mut picked: Vec<_> = self.picks.iter().map(|(id, _)| id.uuid()).collect();
        picked.sort_unstable();
        picked.dedup();
        if self.rules.len() > MOST_RULES || self.picks.len() > MOST_PICKS {
            return Err(FieldErrors::one("plan", Code::TooMany));
        }
        if picked.len() < self.picks.len() || self.rules.iter().any(|rule| !rule.who.patients.is_empty()) {
            return Err(FieldErrors::one("plan", Code::NotChangeable));
        }
        Ok(self)
    }

    /// Everybody who is named as taking somebody over, once each.
    pub fn named(&self) -> Vec<ProviderId> {
        let rules = self.rules.iter().map(|rule| rule.to);
        let all = self.picks.iter().map(|(_, to)| *to).chain(rules).chain([self.rest]);
        let mut named: Vec<ProviderId> = Vec::new();
        for to in all {
            if let To::One(id) = to
                && !named.contains(&id)
            {
                named.push(id);
            }
        }
        named
    }
}

/// When a plan is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    Now,
    /// With the end of that day in the practice (C-24).
    EndOf(NaiveDate),
}

impl When {
    /// # Errors
    /// A day before tomorrow or years away.
    pub fn checked(self, today: NaiveDate) -> Result<Self, FieldErrors> {
        match self {
            Self::Now => Ok(self),
            Self::EndOf(day) => match lies_ahead(day, today) {
                Ok(day) => Ok(Self::EndOf(day)),
                Err(code) => Err(FieldErrors::one("handover_day", code)),
            },
        }
    }
}

/// Why a plan stopped, or ended without being carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Whoever should have taken patients over cannot.
    Problems(Vec<Problem>),
    /// Whoever scheduled it may not any more.
    Refused(Refusal),
    /// The database comes from a backup: nobody knows what was done since.
    Restored,
    /// Called off by somebody.
    CalledOff,
    /// The provider stays after all (N-08).
    Rehired,
}

/// Whether `by` may plan for a provider's patients, and carry it out: the provider becomes inactive with it.
///
/// # Errors
/// No permission, or one that reaches one provider only.
pub fn can_plan(by: &Actor) -> Result<(), Refusal> {
    for permission in [Permission::AssignPatients, Permission::EditProviders] {
        by.may(permission)?.all_of_it()?;
    }
    Ok(())
}

/// How many patients a move takes, and the state it was left in: what other pages show of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    pub provider: ProviderId,
    pub state: State,
    /// Patients who are with the provider now; those who were handed over once that is done.
    pub patients: i64,
    /// Of the plan's points, those that are open.
    pub open_points: i64,
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn provider(number: u128) -> ProviderId {
        ProviderId::new(Uuid::from_u128(number))
    }

    #[test]
    fn c24_a_plan_waits_until_tomorrow_at_least() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let today = day("2026-11-22");
        let wrong = |code| Err(FieldErrors::one("handover_day", code));
        for (text, refused) in [
            ("2026-11-22", Some(Code::DayTooEarly)),
            ("2026-11-23", None),
            ("0001-01-01", Some(Code::DayTooEarly)),
            ("2037-01-01", Some(Code::OutOfRange)),
        ] {
            let when = When::EndOf(day(text));
            assert_eq!(when.checked(today), refused.map_or(Ok(when), wrong), "{text}");
        }
        assert_eq!(When::Now.checked(today), Ok(When::Now));
    }

    #[test]
    fn what_no_page_sends_is_refused() {
        let patient = PatientId::new(Uuid::from_u128(1));
        let twice = Plan { picks: vec![(patient, To::Nobody), (patient, To::Fewest)], ..Plan::default() };
        assert_eq!(twice.checked(), Err(FieldErrors::one("plan", Code::NotChangeable)));
        let single = Rule { who: Selection { patients: vec![patient], ..Selection::default() }, to: To::Fewest };
        let single = Plan { rules: vec![single], ..Plan::default() };
        assert_eq!(single.checked(), Err(FieldErrors::one("plan", Code::NotChangeable)));
        let many = Plan { rules: vec![Rule::default(); MOST_RULES + 1], ..Plan::default() };
        assert_eq!(many.checked(), Err(FieldErrors::one("plan", Code::TooMany)));
    }

    #[test]
    fn everybody_who_is_named_is_named_once() {
        let rules =
            vec![Rule { to: To::One(provider(2)), ..Rule::default() }, Rule { to: To::Fewest, ..Rule::default() }];
        let plan = Plan { rules, ..Plan::all_to(provider(2)) };
        assert_eq!(plan.named(), [provider(2)]);
    }

    #[test]
    fn plans_of_older_versions_can_be_read() {
        let plan: Plan = serde_json::from_str("{}").expect("what is missing is nothing");
        assert_eq!(plan, Plan::default());
    }
}
