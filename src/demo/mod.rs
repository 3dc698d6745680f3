//! The demo practice and synthetic ones.
use crate::server::state::AppState;
use std::error::Error;
pub const PASSWORD: &str = "rolecall demo passphrase";
pub const SIGN_INS: [(&str, &str); 1] = [("olivia.owner", "Practice Owner")];
pub async fn fill(_state: &AppState) -> Result<(), Box<dyn Error>> {
    Ok(())
}
