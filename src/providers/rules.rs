//! The billing roles and access types of a practice: what can be chosen for a provider. What was chosen once stays
//! readable, whatever the lists say later.

use serde::{Deserialize, Serialize};

use super::profile::LONGEST_WORD;
use crate::domain::code::{Code, FieldErrors};

/// Most words of one list.
pub const MOST: usize = 30;

/// Words that readers of every language know; a practice adds its own.
pub const BILLING_ROLES: [&str; 6] =
    ["rendering", "supervising", "incident_to", "referring", "billing_only", "not_billing"];
pub const ACCESS_TYPES: [&str; 4] = ["full", "own_patients", "read_only", "none"];

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    pub billing_roles: Vec<String>,
    pub access_types: Vec<String>,
}

impl Default for Rules {
    fn default() -> Self {
        let all = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Self { billing_roles: all(&BILLING_ROLES), access_types: all(&ACCESS_TYPES) }
    }
}

/// The lists as they are typed: known words ticked, the practice's own ones one on each line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RulesForm {
    pub known_roles: String,
    pub own_roles: String,
    pub known_types: String,
    pub own_types: String,
}

fn words(known: &str, own: &str, all: &[&str]) -> Result<Vec<String>, Code> {
    let ticked = all.iter().filter(|word| known.split(',').any(|one| one == **word)).map(|word| (*word).to_owned());
    let typed = own.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let mut words: Vec<String> = Vec::new();
    for word in ticked.chain(typed.filter(|word| !word.is_empty())) {
        if word.chars().any(char::is_control) {
            return Err(Code::NameCharacters);
        }
        if word.chars().count() > LONGEST_WORD {
            return Err(Code::TooLong);
        }
        if !words.contains(&word) {
            words.push(word);
        }
    }
    match words.len() {
        0 => Err(Code::Required),
        count if count > MOST => Err(Code::TooMany),
        _ => Ok(words),
    }
}

impl RulesForm {
    pub const FIELDS: [&'static str; 2] = ["own_roles", "own_types"];

    pub fn of(rules: &Rules) -> Self {
        let split = |words: &[String], all: &[&str]| {
            let (known, own): (Vec<_>, Vec<_>) = words.iter().cloned().partition(|word| all.contains(&word.as_str()));
            (known.join(","), own.join("\n"))
        };
        let (known_roles, own_roles) = split(&rules.billing_roles, &BILLING_ROLES);
        let (known_types, own_types) = split(&rules.access_types, &ACCESS_TYPES);
        Self { known_roles, own_roles, known_types, own_types }
    }

    /// Runs in the browser before sending, and on the server always.
    ///
    /// # Errors
    /// A list with nothing in it, with too much, or with words that are too long.
    pub fn parse(&self) -> Result<Rules, FieldErrors> {
        let mut errors = FieldErrors::default();
        let roles = errors.keep("own_roles", words(&self.known_roles, &self.own_roles, &BILLING_ROLES));
        let types = errors.keep("own_types", words(&self.known_types, &self.own_types, &ACCESS_TYPES));
        errors.or(roles.zip(types).map(|(billing_roles, access_types)| Rules { billing_roles, access_types }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_keep_what_is_ticked_and_what_is_typed() {
        let form = RulesForm {
            known_roles: "supervising,king".into(),
            own_roles: " Locum  tenens \n\nLocum tenens\nTrainee".into(),
            ..RulesForm::of(&Rules::default())
        };
        let rules = form.parse().expect("good");
        assert_eq!(rules.billing_roles, ["supervising", "Locum tenens", "Trainee"]);
        assert_eq!(rules.access_types, ACCESS_TYPES);
        assert_eq!(RulesForm::of(&rules).parse(), Ok(rules));
    }

    #[test]
    fn an_empty_or_endless_list_is_none() {
        let many = (0..=MOST).map(|number| format!("role {number}\n")).collect::<String>();
        for (own_roles, code) in
            [(String::new(), Code::Required), (many, Code::TooMany), ("x".repeat(61), Code::TooLong)]
        {
            let form = RulesForm { known_roles: String::new(), own_roles, ..RulesForm::of(&Rules::default()) };
            assert_eq!(form.parse(), Err(FieldErrors::one("own_roles", code)));
        }
    }
}
