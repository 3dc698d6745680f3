//! Words that several slices share. Pure, compiled for the browser and the server; knows no slice.

pub mod clock;
pub mod code;
pub mod ids;
pub mod page;
pub mod permission;
pub mod refusal;
pub mod role;
pub mod scope;
