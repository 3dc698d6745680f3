//! Time and randomness as arguments: the only place that asks the machine for either.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicI64, Ordering},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{Days, NaiveDate, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use uuid::Uuid;

use crate::domain::clock::{Instant, Stamp, instant};

/// Where the time comes from: the machine, or a test that moves it.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    #[default]
    System,
    /// Milliseconds since 1970.
    Moved(Arc<AtomicI64>),
}

impl Clock {
    /// Now, in whole milliseconds.
    pub fn now(&self) -> Instant {
        match self {
            #[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
            Self::System => instant(chrono::Utc::now().timestamp_millis()),
            Self::Moved(millis) => instant(millis.load(Ordering::SeqCst)),
        }
    }
}

/// Where ids and secrets come from: the machine's generator, or a seed for data that must come out the same.
#[derive(Debug, Clone, Default)]
pub enum Randomness {
    #[default]
    System,
    Seeded(Arc<Mutex<StdRng>>),
}

impl Randomness {
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    pub fn fill(&self, bytes: &mut [u8]) {
        match self {
            #[expect(clippy::disallowed_methods, reason = "the one place where the machine's randomness is read")]
            Self::System => rand::rng().fill_bytes(bytes),
            Self::Seeded(rng) => rng.lock().unwrap_or_else(std::sync::PoisonError::into_inner).fill_bytes(bytes),
        }
    }

    /// A UUIDv7: sorts by the time it was made.
    pub fn id(&self, now: Instant) -> Uuid {
        let mut random = [0; 10];
        self.fill(&mut random);
        uuid::Builder::from_unix_timestamp_millis(now.timestamp_millis().unsigned_abs(), &random).into_uuid()
    }

    /// 256 random bits in 43 characters fit for a cookie or a link.
    pub fn token(&self) -> String {
        let mut secret = [0; 32];
        self.fill(&mut secret);
        URL_SAFE_NO_PAD.encode(secret)
    }
}

/// `at` as it is read in `zone`.
pub fn local(zone: Tz, at: Instant) -> Stamp {
    zone.from_utc_datetime(&at.naive_utc()).fixed_offset()
}

/// The last millisecond of a day in `zone` (C-24, docs/adr/0020-departures-need-no-job.md): the one before the next day
/// begins. Where a clock is put forward at midnight the next day begins an hour late; where it is put back after
/// midnight, its midnight comes twice and the first one counts. `None` at the end of all calendars.
pub fn end_of_day(zone: Tz, day: NaiveDate) -> Option<Instant> {
    let midnight = day.checked_add_days(Days::new(1))?.and_time(NaiveTime::MIN);
    // No clock skips more than a day, and none by less than a quarter of an hour.
    let begins = (0..=96).find_map(|quarter| {
        let local = midnight + TimeDelta::minutes(15 * quarter);
        zone.from_local_datetime(&local).earliest()
    })?;
    Some(begins.to_utc() - TimeDelta::milliseconds(1))
}
