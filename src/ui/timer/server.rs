//! What a page holds in place of timers while it is rendered.

/// Never runs anything.
#[derive(Clone, Copy)]
pub struct Debounce;

impl Debounce {
    pub const fn new(_millis: u32) -> Self {
        Self
    }

    pub fn run(self, _work: impl FnOnce() + 'static) {}

    pub const fn cancel(self) {}
}

/// No device, no clock.
pub const fn now() -> f64 {
    0.0
}
