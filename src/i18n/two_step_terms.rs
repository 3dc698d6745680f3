//! The words for the second step of signing in.

use super::T;
use crate::twostep::model::{Change, Demand, Exception};

impl T {
    #[must_use]
    pub fn demand(self, demand: Demand) -> &'static str {
        match demand {
            Demand::Nobody => self.twostep_demand_nobody(),
            Demand::Administrators => self.twostep_demand_administrators(),
            Demand::Everybody => self.twostep_demand_everybody(),
        }
    }

    #[must_use]
    pub fn exception(self, exception: Exception) -> &'static str {
        match exception {
            Exception::Practice => self.twostep_exception_practice(),
            Exception::Always => self.twostep_exception_always(),
            Exception::Never => self.twostep_exception_never(),
        }
    }

    /// What the mail says first: what happened, where, when, and by whom if it was somebody else.
    #[must_use]
    pub fn two_step_told(self, change: Change, practice: &str, by: &str, at: String) -> String {
        match change {
            Change::AppAdded => self.twostep_told_app_added(practice, at),
            Change::AppRemoved => self.twostep_told_app_removed(practice, at),
            Change::PasskeyAdded => self.twostep_told_passkey_added(practice, at),
            Change::PasskeyRemoved => self.twostep_told_passkey_removed(practice, at),
            Change::CodesRenewed => self.twostep_told_codes_renewed(practice, at),
            Change::CodeUsed => self.twostep_told_code_used(practice, at),
            Change::Reset => self.twostep_told_reset(by, practice, at),
        }
    }
}
