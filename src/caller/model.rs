//! Questions and answers as they are typed, and how often an answer may be wrong.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::domain::{
    code::{Code, FieldErrors},
    fold::fold,
};

/// So many questions a person keeps.
pub const MOST: usize = 3;
/// The longest question or answer.
pub const LONGEST: usize = 120;
/// An answer of one letter is guessed at once.
const SHORTEST: usize = 2;
/// So many wrong answers within [`WINDOW`] are looked at for one person.
pub const WRONG_ALLOWED: i64 = 5;
pub const WINDOW: TimeDelta = TimeDelta::hours(24);

/// The names of the fields, as they stand on the page.
pub const QUESTIONS: [&str; MOST] = ["question_1", "question_2", "question_3"];
pub const ANSWERS: [&str; MOST] = ["answer_1", "answer_2", "answer_3"];

/// One line of the form. An empty answer keeps the stored one of the same question.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    pub question: String,
    #[serde(default)]
    pub answer: String,
}

impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Typed").field("question", &self.question).finish_non_exhaustive()
    }
}

/// A question to be kept; with its normal answer, or with the one that is stored already.
pub type Kept = (String, Option<String>);

/// What is compared: case, accents and blanks make no difference on the phone.
pub fn normal(answer: &str) -> String {
    fold(answer).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// # Errors
/// A question without an answer, an answer without a question, or too short or long ones.
pub fn parse(typed: &[Typed], stored: &[String]) -> Result<Vec<Kept>, FieldErrors> {
    let mut errors = FieldErrors::default();
    if typed.len() > MOST {
        return Err(FieldErrors::one("questions", Code::TooMany));
    }
    let mut kept: Vec<Kept> = Vec::new();
    for ((one, question_field), answer_field) in typed.iter().zip(QUESTIONS).zip(ANSWERS) {
        let question = one.question.split_whitespace().collect::<Vec<_>>().join(" ");
        let answer = normal(&one.answer);
        let long = |text: &str| text.chars().count() > LONGEST || text.chars().any(char::is_control);
        match (question.is_empty(), answer.is_empty()) {
            (true, true) => continue,
            (true, false) => errors.push(question_field, Code::Required),
            (false, true) if !stored.contains(&question) => errors.push(answer_field, Code::Required),
            _ if kept.iter().any(|(other, _)| *other == question) => errors.push(question_field, Code::Unchanged),
            _ if long(&question) => errors.push(question_field, Code::TooLong),
            _ if long(&answer) => errors.push(answer_field, Code::TooLong),
            (false, false) if answer.chars().count() < SHORTEST => errors.push(answer_field, Code::TooShort),
            _ => kept.push((question, Some(answer).filter(|answer| !answer.is_empty()))),
        }
    }
    if errors.is_empty() { Ok(kept) } else { Err(errors) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(question: &str, answer: &str) -> Typed {
        Typed { question: question.into(), answer: answer.into() }
    }

    #[test]
    fn c14_case_accents_and_blanks_make_no_difference() {
        assert_eq!(normal("  San   José "), normal("san jose"));
        assert_ne!(normal("San José"), normal("San Juan"));
    }

    #[test]
    fn a_question_has_an_answer_and_keeps_a_stored_one() {
        let stored = ["First pet?".to_owned()];
        let form = [typed("First  pet?", ""), typed("", ""), typed("Old street?", " Elm  Street ")];
        let kept = vec![("First pet?".into(), None), ("Old street?".into(), Some("elm street".into()))];
        assert_eq!(parse(&form, &stored), Ok(kept));
        for (form, field, code) in [
            (typed("New?", ""), "answer_1", Code::Required),
            (typed("", "Elm"), "question_1", Code::Required),
            (typed("New?", "x"), "answer_1", Code::TooShort),
            (typed(&"x".repeat(121), "Elm"), "question_1", Code::TooLong),
        ] {
            assert_eq!(parse(&[form], &stored), Err(FieldErrors::one(field, code)));
        }
        let twice = [typed("First pet?", "Rex"), typed("First pet?", "Tom")];
        assert_eq!(parse(&twice, &stored), Err(FieldErrors::one("question_2", Code::Unchanged)));
        assert!(parse(&vec![typed("a?", "bb"); 4], &stored).is_err());
    }
}
