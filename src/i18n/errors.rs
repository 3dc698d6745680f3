//! What a failed request is called.

use super::T;
use crate::error::AppError;

impl T {
    /// What happened and what to do about it, as sentences. Field errors have words of their own beside the fields.
    #[must_use]
    pub fn error(self, error: &AppError) -> String {
        match error {
            AppError::Unauthenticated => self.errors_unauthenticated().into(),
            AppError::SignInRefused => self.session_refused().into(),
            AppError::Forbidden(refusal) => self.refusal(refusal),
            AppError::ProofNeeded => self.account_proof_needed().into(),
            AppError::NotFound => self.errors_not_found().into(),
            AppError::Conflict(conflict) if conflict.by.is_empty() => self.errors_conflict().into(),
            AppError::Conflict(conflict) => self.errors_conflict_by(&conflict.by),
            AppError::Gone => self.errors_gone().into(),
            AppError::Invalid(_) => self.errors_invalid().into(),
            AppError::TooMany { retry_after_seconds } => self.errors_too_many(self.wait(*retry_after_seconds)),
            AppError::Unavailable => self.errors_unavailable().into(),
            AppError::Internal { request_id } => self.errors_internal(request_id),
            AppError::Network => self.errors_network().into(),
        }
    }

    /// A length of time in its largest whole unit, rounded up.
    #[must_use]
    pub fn wait(self, seconds: i64) -> String {
        let minutes = (seconds + 59) / 60;
        if minutes < 60 { self.format_minutes(minutes.max(1)) } else { self.format_hours((minutes + 59) / 60) }
    }
}
