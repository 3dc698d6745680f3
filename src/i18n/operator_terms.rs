//! The words for the operator's page.

use super::T;
use crate::operator::model::{Job, JobState};

impl T {
    #[must_use]
    pub fn job(self, job: Job) -> &'static str {
        match job {
            Job::Mail => self.operator_job_mail(),
            Job::Departures => self.operator_job_departures(),
            Job::Handovers => self.operator_job_handovers(),
            Job::Orders => self.operator_job_orders(),
            Job::Reminders => self.operator_job_reminders(),
            Job::Renewals => self.operator_job_renewals(),
            Job::Charges => self.operator_job_charges(),
            Job::Receipts => self.operator_job_receipts(),
            Job::Badges => self.operator_job_badges(),
            Job::Activity => self.operator_job_activity(),
            Job::Sweep => self.operator_job_sweep(),
        }
    }

    #[must_use]
    pub fn job_state(self, state: JobState) -> &'static str {
        match state {
            JobState::NotYet => self.operator_job_not_yet(),
            JobState::Works => self.operator_job_works(),
            JobState::Fails => self.operator_job_fails(),
        }
    }
}
