//! What is to be said about each address before and after sending (P-07, N-05).

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::domain::{email::Email, ids::PersonId};

/// Addresses in one go.
pub const MOST: usize = 500;

/// One address and what is known or was done about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    pub email: String,
    pub verdict: Verdict,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing is known against it.
    Ready,
    /// A link was sent.
    Sent,
    Malformed,
    /// Something else than a comma stands between addresses (C-09).
    NotCommas,
    /// Stands earlier in the list.
    Repeated,
    /// The domain looks like a slip of the fingers. Sent only if that is confirmed.
    Misspelt {
        suggestion: String,
    },
    /// Has an account in this practice.
    Here(PersonId),
    /// Was invited; inviting again is another verb.
    Invited(PersonId),
    /// Had an account in this practice.
    Deactivated(PersonId),
    Archived(PersonId),
    /// Belongs to somebody the reader can't see.
    Elsewhere,
}

impl Verdict {
    /// Whether a link goes out.
    pub const fn is_good(&self) -> bool {
        matches!(self, Self::Ready | Self::Sent)
    }

    /// The person it is about, if the reader may see them.
    pub const fn person(&self) -> Option<PersonId> {
        match self {
            Self::Here(id) | Self::Invited(id) | Self::Deactivated(id) | Self::Archived(id) => Some(*id),
            _ => None,
        }
    }
}

/// Domains that many people have, for telling slips of the fingers. Short ones are one letter from too many others.
const COMMON: [&str; 15] = [
    "gmail.com",
    "ymail.com",
    "mail.com",
    "yahoo.com",
    "hotmail.com",
    "outlook.com",
    "icloud.com",
    "comcast.net",
    "verizon.net",
    "sbcglobal.net",
    "protonmail.com",
    "yahoo.com.mx",
    "hotmail.es",
    "yahoo.es",
    "outlook.es",
];
const SHORTEST_COMMON: usize = 9;

/// Splits what was typed at its commas; blanks around an address do not matter.
pub fn split(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// The same addresses with commas where other separators stood: what one press of a button repairs.
pub fn with_commas(text: &str) -> String {
    let parts = text.split(|c: char| c == ',' || c == ';' || c.is_whitespace());
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// What the addresses say by themselves. `keep` names those whose domain is meant as it is.
pub fn judge(text: &str, keep: &str) -> Vec<Judged> {
    let kept: HashSet<_> = split(keep).iter().filter_map(|one| Email::parse(one).ok()).map(|one| one.key()).collect();
    let mut seen = HashSet::new();
    let one = |part: String| match Email::parse(&part) {
        Ok(email) => {
            let verdict = match near_miss(email.domain()) {
                _ if !seen.insert(email.key()) => Verdict::Repeated,
                Some(domain) if !kept.contains(&email.key()) => {
                    let local = email.as_str().rsplit_once('@').map_or("", |(local, _)| local);
                    Verdict::Misspelt { suggestion: format!("{local}@{domain}") }
                }
                _ => Verdict::Ready,
            };
            Judged { email: email.into(), verdict }
        }
        Err(_) => {
            let several = part.split(|c: char| c == ';' || c.is_whitespace()).filter(|one| one.contains('@')).count();
            let verdict = if several > 1 { Verdict::NotCommas } else { Verdict::Malformed };
            Judged { email: part, verdict }
        }
    };
    split(text).into_iter().map(one).collect()
}

/// The common domain that `domain` misses by one slip of the fingers.
fn near_miss(domain: &str) -> Option<&'static str> {
    if COMMON.contains(&domain) {
        return None;
    }
    COMMON.into_iter().find(|common| common.len() >= SHORTEST_COMMON && one_slip(domain, common))
}

/// Whether one letter was left out, doubled, mistaken or swapped with the next.
fn one_slip(typed: &str, meant: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (typed.chars().collect(), meant.chars().collect());
    let start = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[start..], &b[start..]);
    match (a, b) {
        ([], [_]) | ([_], []) => true,
        ([x, y, rest @ ..], [v, w, other @ ..]) if x == w && y == v && rest == other => true,
        ([_, rest @ ..], [_, other @ ..]) if rest == other => true,
        ([_, rest @ ..], all) if rest == all => true,
        (all, [_, other @ ..]) if all == other => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn verdicts(text: &str) -> Vec<Verdict> {
        judge(text, "").into_iter().map(|judged| judged.verdict).collect()
    }

    #[test]
    fn c09_commas_separate_and_nothing_else_does() {
        assert_eq!(verdicts("ana@a.example,bob@b.example , "), [Verdict::Ready, Verdict::Ready]);
        for text in ["ana@a.example;bob@b.example", "ana@a.example bob@b.example", "ana@a.example\nbob@b.example"] {
            assert_eq!(verdicts(text), [Verdict::NotCommas], "{text:?}");
            assert_eq!(verdicts(&with_commas(text)), [Verdict::Ready, Verdict::Ready], "{text:?}");
        }
        assert_eq!(verdicts("ana, bob@b.example"), [Verdict::Malformed, Verdict::Ready]);
        assert!(verdicts(" , ,").is_empty());
    }

    #[test]
    fn the_second_of_two_is_repeated_whatever_its_case() {
        assert_eq!(verdicts("ana@a.example,ANA@A.example"), [Verdict::Ready, Verdict::Repeated]);
    }

    #[test]
    fn n05_a_slip_of_the_fingers_is_asked_about_once() {
        for slip in ["gmial.com", "gmai.com", "gmaill.com", "gnail.com", "gmail.con", "hotmal.com", "yaho.com"] {
            let [judged] = &judge(&format!("ana@{slip}"), "")[..] else { panic!("one") };
            assert!(matches!(judged.verdict, Verdict::Misspelt { .. }), "{slip}: {judged:?}");
        }
        let suggestion = "ana@gmail.com".to_owned();
        assert_eq!(verdicts("ana@gmial.com"), [Verdict::Misspelt { suggestion }]);
        assert_eq!(judge("ana@gmial.com", "Ana@gmial.com")[0].verdict, Verdict::Ready);
        for fine in ["gmail.com", "mail.com", "clinic.example", "gmx.net", "outlook.de"] {
            assert_eq!(verdicts(&format!("ana@{fine}")), [Verdict::Ready], "{fine}");
        }
    }

    proptest! {
        #[test]
        fn commas_repair_every_separator(parts in prop::collection::vec("[a-z]{1,5}@[a-z]{1,4}\\.example", 1..6), gap in "[;\\s]{1,3}") {
            let repaired = with_commas(&parts.join(&gap));
            prop_assert_eq!(split(&repaired), parts);
        }

        #[test]
        fn any_text_gets_its_verdicts(text in "[a-z@,; .\n]{0,60}") {
            let judged = judge(&text, "");
            prop_assert_eq!(judged.len(), split(&text).len());
        }
    }
}
