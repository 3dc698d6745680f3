//! Waiting, in the browser. On the server nothing waits: the same names do nothing there, and above all they hold
//! nothing that only one thread may drop, as a page is rendered on several.

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(not(feature = "hydrate"))]
mod server;

#[cfg(feature = "hydrate")]
pub use browser::{Debounce, now};
#[cfg(not(feature = "hydrate"))]
pub use server::{Debounce, now};
