//! Putting a text where it can be pasted from; only browsers can.

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(not(feature = "hydrate"))]
mod server;

#[cfg(feature = "hydrate")]
pub use browser::copy;
#[cfg(not(feature = "hydrate"))]
pub use server::copy;
