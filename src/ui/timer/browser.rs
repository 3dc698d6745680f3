//! The browser's timers.

use gloo_timers::callback::Timeout;
use leptos::prelude::*;

/// A piece of work that waits for a pause: each new one replaces the one before.
#[derive(Clone, Copy)]
pub struct Debounce {
    millis: u32,
    waiting: StoredValue<Option<Timeout>, LocalStorage>,
}

impl Debounce {
    pub fn new(millis: u32) -> Self {
        Self { millis, waiting: StoredValue::new_local(None) }
    }

    pub fn run(self, work: impl FnOnce() + 'static) {
        self.waiting.set_value(Some(Timeout::new(self.millis, work)));
    }

    pub fn cancel(self) {
        self.waiting.set_value(None);
    }
}

/// Milliseconds since 1970 by the device's clock.
pub fn now() -> f64 {
    js_sys::Date::now()
}
