//! Without a browser there is no device to ask.

use super::Declined;

/// # Errors
/// Always.
pub async fn create(_question: &str) -> Result<String, Declined> {
    Err(Declined::Unsupported)
}

/// # Errors
/// Always.
pub async fn get(_question: &str) -> Result<String, Declined> {
    Err(Declined::Unsupported)
}
