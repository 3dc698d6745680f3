//! Why requests are denied (S0-43): the reasons that everybody has, and those in a practice's own words. A decision keeps
//! the words it was made with, so that whatever becomes of the list later changes no decision.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{form::line, model::DenialReason};
use crate::domain::code::{Code, FieldErrors};

/// Most reasons in one list: whoever denies reads all of them.
pub const MOST: usize = 30;
pub const LONGEST: usize = 120;

/// What a practice calls a reason, for readers of either language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    pub en: String,
    pub es: String,
}

impl Wording {
    pub const FIELDS: [&'static str; 2] = ["reason_en", "reason_es"];

    /// Runs in the browser before sending, and on the server always.
    ///
    /// # Errors
    /// Words that are missing in one of the languages, or too many.
    pub fn parse(&self) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let words = |text: &str| {
            line(text, LONGEST).and_then(|text| Some(text).filter(|text| !text.is_empty()).ok_or(Code::Required))
        };
        let en = errors.keep("reason_en", words(&self.en));
        let es = errors.keep("reason_es", words(&self.es));
        errors.or(en.zip(es).map(|(en, es)| Self { en, es }))
    }
}

/// A reason as a decision keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    Shipped(DenialReason),
    Own(Wording),
}

/// Stored in place of a name where a practice's own words follow.
const OWN: &str = "own";

impl Reason {
    /// The stored name; own words are stored beside it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Shipped(reason) => reason.name(),
            Self::Own(_) => OWN,
        }
    }

    pub fn stored(name: &str, wording: Wording) -> Option<Self> {
        match name {
            OWN => Some(Self::Own(wording)),
            name => DenialReason::from_name(name).map(Self::Shipped),
        }
    }

    pub fn wording(&self) -> Wording {
        match self {
            Self::Shipped(_) => Wording::default(),
            Self::Own(wording) => wording.clone(),
        }
    }

    /// What the history keeps: a name that each reader's language has words for, or the practice's in both.
    pub fn record(&self) -> String {
        match self {
            Self::Shipped(reason) => reason.name().to_owned(),
            Self::Own(wording) => format!("{} / {}", wording.en, wording.es),
        }
    }

    /// "Other" says nothing by itself.
    pub fn needs_note(&self) -> bool {
        *self == Self::Shipped(DenialReason::Other)
    }
}

/// One line of a practice's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Of a reason that everybody has, or the id of one of the practice's own; empty for a new one.
    pub name: String,
    #[serde(default)]
    pub wording: Wording,
    pub offered: bool,
}

impl Listed {
    pub fn shipped(reason: DenialReason, offered: bool) -> Self {
        Self { name: reason.name().into(), wording: Wording::default(), offered }
    }

    /// A new one in the practice's own words.
    pub const fn own(wording: Wording) -> Self {
        Self { name: String::new(), wording, offered: true }
    }

    pub fn reason(&self) -> Reason {
        DenialReason::from_name(&self.name).map_or_else(|| Reason::Own(self.wording.clone()), Reason::Shipped)
    }

    pub fn is_own(&self) -> bool {
        DenialReason::from_name(&self.name).is_none()
    }
}

/// What a practice starts with.
pub fn standard() -> Vec<Listed> {
    DenialReason::ALL.iter().map(|reason| Listed::shipped(*reason, true)).collect()
}

/// The reason of that name, if it is offered.
pub fn find(list: &[Listed], name: &str) -> Option<Reason> {
    list.iter().find(|one| one.offered && !name.is_empty() && one.name == name).map(Listed::reason)
}

/// A list as it may be stored: each name once, none of everybody's lost, something to choose. `id` makes the names of new
/// ones.
///
/// # Errors
/// Words that are missing; too many reasons; none that is offered; names that are no names.
pub fn checked(list: &[Listed], mut id: impl FnMut() -> Uuid) -> Result<Vec<Listed>, FieldErrors> {
    let wrong = |code| FieldErrors::one("reasons", code);
    if list.len() > MOST {
        return Err(wrong(Code::TooMany));
    }
    let mut found: Vec<Listed> = Vec::with_capacity(list.len());
    for one in list {
        let kept = match DenialReason::from_name(&one.name) {
            Some(reason) => Listed::shipped(reason, one.offered),
            None if one.name.is_empty() => {
                Listed { name: id().to_string(), wording: one.wording.parse()?, offered: one.offered }
            }
            None => {
                let name = Uuid::parse_str(&one.name).map_err(|_| wrong(Code::Unknown))?.to_string();
                Listed { name, wording: one.wording.parse()?, offered: one.offered }
            }
        };
        if found.iter().any(|other| other.name == kept.name) {
            return Err(wrong(Code::Unknown));
        }
        found.push(kept);
    }
    for reason in DenialReason::ALL {
        if !found.iter().any(|one| one.name == reason.name()) {
            found.push(Listed::shipped(*reason, false));
        }
    }
    if found.iter().any(|one| one.offered) { Ok(found) } else { Err(wrong(Code::Required)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(en: &str, es: &str) -> Wording {
        Wording { en: en.into(), es: es.into() }
    }

    fn check(list: &[Listed]) -> Result<Vec<Listed>, FieldErrors> {
        let mut next = 0;
        checked(list, || {
            next += 1;
            Uuid::from_u128(next)
        })
    }

    #[test]
    fn s0_43_a_list_loses_none_of_everybodys_reasons() {
        let own = Listed::own(words(" Works for a supplier ", "Trabaja para un proveedor"));
        let list = check(&[own, Listed::shipped(DenialReason::Other, true)]).expect("a list");
        assert_eq!(list[0].wording.en, "Works for a supplier");
        assert_eq!(list.len(), 1 + DenialReason::ALL.len());
        assert_eq!(list.iter().filter(|one| one.offered).count(), 2);
        assert_eq!(find(&list, &list[0].name), Some(Reason::Own(list[0].wording.clone())));
        assert_eq!(find(&list, "not_ours"), None, "it is there, and not offered");
        assert_eq!(find(&list, ""), None);
        assert_eq!(check(&list), Ok(list), "what is stored can be stored again");
    }

    #[test]
    fn s0_43_a_list_that_helps_nobody_is_refused() {
        let wrong = |code| Err(FieldErrors::one("reasons", code));
        assert_eq!(check(&[]), wrong(Code::Required));
        assert_eq!(check(&vec![Listed::own(words("a", "b")); MOST + 1]), wrong(Code::TooMany));
        let twice = [Listed::shipped(DenialReason::Other, true), Listed::shipped(DenialReason::Other, false)];
        assert_eq!(check(&twice), wrong(Code::Unknown));
        let foreign = Listed { name: "because".into(), ..Listed::own(words("a", "b")) };
        assert_eq!(check(&[foreign]), wrong(Code::Unknown));
        let half = check(&[Listed::own(words("Only in English", " "))]);
        assert_eq!(half, Err(FieldErrors::one("reason_es", Code::Required)));
        assert!(words(&"x".repeat(LONGEST + 1), "b").parse().is_err());
    }

    #[test]
    fn a_decision_reads_back_what_it_was_made_with() {
        let own = Reason::Own(words("A", "B"));
        for reason in [own, Reason::Shipped(DenialReason::Other)] {
            assert_eq!(Reason::stored(reason.name(), reason.wording()), Some(reason));
        }
        assert_eq!(Reason::stored("", Wording::default()), None);
    }
}
