//! How much a key may ask for in a minute. Each process counts for itself; the time is the one that everything else goes
//! by, so that a test can let a minute pass.

use std::{
    num::{NonZeroU32, NonZeroU64},
    sync::Arc,
    time::Duration,
};

use governor::{Quota, RateLimiter, clock, middleware::StateInformationMiddleware, state::keyed::HashMapStateStore};

use crate::{
    domain::{
        clock::{Instant, millis},
        ids::KeyId,
    },
    server::clock::Clock,
};

/// Requests in a minute. They come back one by one, ten in a second.
pub const PER_MINUTE: NonZeroU32 = NonZeroU32::new(600).expect("not zero");
pub const WINDOW_SECONDS: u32 = 60;

/// The program's clock as the counter wants it.
#[derive(Debug, Clone)]
struct Ticks(Clock);

fn since_1970(at: Instant) -> Duration {
    Duration::from_millis(millis(at).unsigned_abs())
}

impl clock::Clock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        since_1970(self.0.now())
    }
}

type Counter = RateLimiter<KeyId, HashMapStateStore<KeyId>, Ticks, StateInformationMiddleware>;

#[derive(Debug, Clone)]
pub struct Limits(Arc<Counter>);

/// What is left after a request that was let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    pub requests: u32,
    /// Until all of them are back.
    pub seconds: u64,
}

impl Limits {
    pub fn new(clock: Clock) -> Self {
        let quota = Quota::per_minute(PER_MINUTE);
        Self(Arc::new(Counter::new(quota, HashMapStateStore::default(), Ticks(clock))))
    }

    /// Counts one request.
    ///
    /// # Errors
    /// It is one too many; the next is let through after so many seconds.
    pub fn count(&self, key: KeyId, now: Instant) -> Result<Left, NonZeroU64> {
        match self.0.check_key(&key) {
            Ok(state) => {
                let requests = state.remaining_burst_capacity();
                let missing = PER_MINUTE.get().saturating_sub(requests);
                let seconds = u64::from(missing * WINDOW_SECONDS).div_ceil(u64::from(PER_MINUTE.get()));
                Ok(Left { requests, seconds })
            }
            Err(until) => {
                let wait = until.wait_time_from(since_1970(now));
                Err(NonZeroU64::new(wait.as_millis().div_ceil(1000) as u64).unwrap_or(NonZeroU64::MIN))
            }
        }
    }

    /// Forgets keys that have all their requests back.
    pub fn sweep(&self) {
        self.0.retain_recent();
    }
}
