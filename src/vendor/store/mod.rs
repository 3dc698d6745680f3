//! Vendors' access in the database. Every function takes the practice, the vendor, or a session's switch.

mod periods;
mod visits;

pub use periods::{Ask, add, asked, clients, close, current, delete_ask, due, each, levels, one, past, put_ask, told};
pub use visits::{Inside, NewSwitch, Visit, add_switch, add_visit, inside, is_known, leave, seen, switch_session};
