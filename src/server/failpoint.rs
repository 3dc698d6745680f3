//! Places where tests make the product fail. Compiled to nothing in a release binary.

use super::fault::Fault;
use crate::domain::ids::PracticeId;

#[cfg(debug_assertions)]
static ARMED: std::sync::Mutex<Vec<String>> = std::sync::Mutex::new(Vec::new());

/// Of this runtime: each test has one, while the ids of its practices are those of every other test.
#[cfg(debug_assertions)]
fn name(place: &str, practice: PracticeId) -> String {
    format!("{place} {practice} {}", tokio::runtime::Handle::current().id())
}

/// Fails here if a test armed this place for this practice.
#[cfg(debug_assertions)]
pub fn hit(place: &str, practice: PracticeId) -> Result<(), Fault> {
    let place = name(place, practice);
    let mut armed = ARMED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(at) = armed.iter().position(|name| *name == place) {
        armed.remove(at);
        return Err(Fault::Other(format!("failpoint {place}")));
    }
    Ok(())
}

#[cfg(not(debug_assertions))]
pub fn hit(_: &str, _: PracticeId) -> Result<(), Fault> {
    Ok(())
}

/// Makes the next hit of `place` fail, once.
#[cfg(debug_assertions)]
pub fn arm(place: &str, practice: PracticeId) {
    ARMED.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(name(place, practice));
}
