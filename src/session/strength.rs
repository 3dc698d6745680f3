//! How well a password stands, as the meter tells it.

use serde::{Deserialize, Serialize};

use crate::domain::code::Code;

/// What makes a password easy to guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hint {
    Common,
    Keyboard,
    Repeated,
    Sequence,
    Date,
    Name,
}

/// From 0 to 4; those below 3 are refused, and say why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strength {
    pub score: u8,
    pub refused: Option<Code>,
    pub hint: Option<Hint>,
}
