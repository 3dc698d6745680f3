//! The points of a departure (N-06): what is to be done, who sees to it until when, and what shows that it is done.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        clock::Stamp,
        code::{Code, FieldErrors},
        day,
        role::Role,
    },
    providers::model::{Kind, agent_role},
};

const LONGEST_TASK: usize = 160;
const LONGEST_OWNER: usize = 80;
const LONGEST_EVIDENCE: usize = 400;
/// Points of one list, and of one plan.
pub const MOST_POINTS: usize = 40;

/// The roles that have a list: those that come with a provider of either kind.
pub fn roles() -> [Role; 2] {
    [agent_role(Kind::Certified), agent_role(Kind::Local)]
}

/// One point of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    pub number: i64,
    pub form: PointForm,
    pub closed: Option<(Stamp, String)>,
    pub version: i64,
}

impl Point {
    pub const fn is_closed(&self) -> bool {
        self.closed.is_some()
    }
}

/// A point as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PointForm {
    pub task: String,
    pub owner: String,
    pub due: String,
    pub evidence: String,
    pub closed: bool,
}

fn text(text: &str, longest: usize) -> Result<String, Code> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > longest { Err(Code::TooLong) } else { Ok(text) }
}

fn needed(text: String, needed: bool) -> Result<String, Code> {
    if needed && text.is_empty() { Err(Code::Required) } else { Ok(text) }
}

impl PointForm {
    pub const FIELDS: [&str; 4] = ["point_task", "point_owner", "point_due", "point_evidence"];

    /// Checked and tidied. A point is closed by somebody and with something to show for it.
    ///
    /// # Errors
    /// Texts that are too long, no task, a day that is none; a closed point without an owner or evidence.
    pub fn parse(&self) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let due = || match self.due.trim() {
            "" => Ok(String::new()),
            typed => day::parse(typed).map(|day: NaiveDate| day.format(day::STORED).to_string()),
        };
        let task = errors.keep("point_task", text(&self.task, LONGEST_TASK).and_then(|task| needed(task, true)));
        let owner =
            errors.keep("point_owner", text(&self.owner, LONGEST_OWNER).and_then(|one| needed(one, self.closed)));
        let due = errors.keep("point_due", due());
        let evidence = text(&self.evidence, LONGEST_EVIDENCE).and_then(|one| needed(one, self.closed));
        let evidence = errors.keep("point_evidence", evidence);
        let form = task.zip(owner).zip(due.zip(evidence));
        errors.or(form).map(|((task, owner), (due, evidence))| Self { task, owner, due, evidence, closed: self.closed })
    }
}

/// A role's list as it is typed: one point on each line.
///
/// # Errors
/// Too many points, or one that is too long.
pub fn parse_list(typed: &str) -> Result<Vec<String>, FieldErrors> {
    let mut points: Vec<String> = Vec::new();
    for line in typed.lines() {
        let point = text(line, LONGEST_TASK).map_err(|code| FieldErrors::one("points", code))?;
        if !point.is_empty() && !points.contains(&point) {
            points.push(point);
        }
    }
    if points.len() > MOST_POINTS { Err(FieldErrors::one("points", Code::TooMany)) } else { Ok(points) }
}

/// The lists of a practice, one for each role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lists(pub Vec<(Role, Vec<String>)>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn n06_a_point_is_closed_with_an_owner_and_evidence() {
        let open = PointForm { task: "  Return   the keys ".into(), due: "11/30/2026".into(), ..PointForm::default() };
        let kept = open.parse().expect("open points need a task only");
        assert_eq!((kept.task.as_str(), kept.due.as_str()), ("Return the keys", "2026-11-30"));
        let errors = PointForm { closed: true, ..open.clone() }.parse().expect_err("nothing to show");
        assert_eq!(errors.of("point_owner"), Some(Code::Required));
        assert_eq!(errors.of("point_evidence"), Some(Code::Required));
        let closed = PointForm { closed: true, owner: "Ana".into(), evidence: "receipt 12".into(), ..open };
        assert!(closed.parse().expect("closed").closed);
        let wrong = PointForm { due: "soon".into(), evidence: "x".repeat(401), ..PointForm::default() };
        let errors = wrong.parse().expect_err("wrong");
        assert_eq!(errors.of("point_task"), Some(Code::Required));
        assert_eq!(errors.of("point_due"), Some(Code::NotADate));
        assert_eq!(errors.of("point_evidence"), Some(Code::TooLong));
    }

    #[test]
    fn a_list_has_each_point_once() {
        assert_eq!(parse_list("Keys\n\n  Keys \nBadge").expect("a list"), ["Keys", "Badge"]);
        assert!(parse_list(&"x".repeat(161)).is_err());
        let many: String = (0..41).map(|number| format!("{number}\n")).collect();
        assert!(parse_list(&many).is_err());
    }
}
