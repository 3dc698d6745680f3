//! Waiting, in the browser. On the server nothing waits: the same names do nothing there.

use leptos::prelude::*;

#[cfg(feature = "hydrate")]
type Handle = gloo_timers::callback::Timeout;
#[cfg(not(feature = "hydrate"))]
type Handle = ();

/// Runs `work` after `millis`; dropping the handle takes it back.
#[cfg(feature = "hydrate")]
fn after(millis: u32, work: impl FnOnce() + 'static) -> Handle {
    gloo_timers::callback::Timeout::new(millis, work)
}

#[cfg(not(feature = "hydrate"))]
fn after(_: u32, _: impl FnOnce() + 'static) -> Handle {}

/// A piece of work that waits for a pause: each new one replaces the one before.
#[derive(Clone, Copy)]
pub struct Debounce {
    millis: u32,
    waiting: StoredValue<Option<Handle>, LocalStorage>,
}

impl Debounce {
    pub fn new(millis: u32) -> Self {
        Self { millis, waiting: StoredValue::new_local(None) }
    }

    pub fn run(self, work: impl FnOnce() + 'static) {
        self.waiting.set_value(Some(after(self.millis, work)));
    }

    pub fn cancel(self) {
        self.waiting.set_value(None);
    }
}
