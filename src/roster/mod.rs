//! Rosters: a practice's own list of people, read from a spreadsheet, judged row by row, and written back.

pub mod headings;
#[cfg(feature = "ssr")]
pub mod judge;
pub mod model;
#[cfg(feature = "ssr")]
pub mod read;
pub mod words;
#[cfg(feature = "ssr")]
pub mod write;
