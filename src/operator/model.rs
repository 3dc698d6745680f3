//! How the installation is doing, as its operator sees it.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::{
    domain::clock::Stamp,
    mail::model::{LetterKind, MailRoute, MailState, Trouble},
};

/// A copy that is older than this is said to be old: nightly ones never are.
pub const BACKUP_AGE: TimeDelta = TimeDelta::hours(36);
/// How long mails that came back are shown.
pub const LATELY: TimeDelta = TimeDelta::days(7);

macro_rules! jobs {
    ($($job:ident),+ $(,)?) => {
        /// What happens by itself.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Job { $($job),+ }

        impl Job {
            pub const ALL: &[Self] = &[$(Self::$job),+];
        }
    };
}

jobs! { Mail, Departures, Handovers, Orders, Reminders, Renewals, Charges, Receipts, Badges, Activity, Sweep }

/// How a job has gone since the process that answers began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobView {
    pub job: Job,
    pub done: Option<Stamp>,
    pub failed: Option<Stamp>,
}

/// What the last run says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    NotYet,
    Works,
    Fails,
}

impl JobView {
    pub fn state(&self) -> JobState {
        match (self.done, self.failed) {
            (None, None) => JobState::NotYet,
            (done, Some(failed)) if done.is_none_or(|done| failed > done) => JobState::Fails,
            _ => JobState::Works,
        }
    }
}

/// A mail that has not arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StuckMail {
    pub practice: String,
    pub kind: LetterKind,
    pub recipient: String,
    pub state: MailState,
    pub attempts: i64,
    pub queued: Stamp,
    pub next: Option<Stamp>,
    pub trouble: Option<Trouble>,
    /// The mail server's last words, '' without any.
    pub reply: String,
}

/// How mail is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailHealth {
    pub route: MailRoute,
    pub waiting: i64,
    /// Of those, the ones that a mail server did not take at the first try.
    pub deferred: i64,
    pub oldest: Option<Stamp>,
    /// The newest first.
    pub stuck: Vec<StuckMail>,
}

/// The whole page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Installation {
    pub version: String,
    /// Such as `PostgreSQL 15.9`.
    pub database: String,
    pub bytes: i64,
    pub migration: i64,
    pub started: Stamp,
    pub practices: i64,
    /// Who could sign in.
    pub people: i64,
    pub events: i64,
    pub backup: Option<Stamp>,
    pub backup_is_old: bool,
    pub mail: MailHealth,
    pub jobs: Vec<JobView>,
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    #[test]
    fn the_last_run_counts() {
        let at = |minute: i64| DateTime::from_timestamp(minute * 60, 0).map(|at| at.fixed_offset());
        for (done, failed, state) in [
            (None, None, JobState::NotYet),
            (at(1), None, JobState::Works),
            (None, at(1), JobState::Fails),
            (at(1), at(2), JobState::Fails),
            (at(2), at(1), JobState::Works),
        ] {
            assert_eq!(JobView { job: Job::Mail, done, failed }.state(), state, "{done:?} {failed:?}");
        }
    }
}
