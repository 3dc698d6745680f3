//! Words that several slices share. Pure, compiled for the browser and the server; knows no slice.

pub mod calendar;
pub mod clock;
pub mod code;
pub mod day;
pub mod email;
pub mod fold;
pub mod ids;
pub mod language;
pub mod list;
pub mod merge;
pub mod money;
pub mod npi;
pub mod page;
pub mod permission;
pub mod person_name;
pub mod phone;
pub mod refusal;
pub mod role;
pub mod scope;
pub mod text;
pub mod tin;
pub mod username;
pub mod vendor;
