//! Many measured durations and what they say.

use std::time::Duration;

#[derive(Debug, Clone, Default)]
pub struct Times(Vec<Duration>);

impl Times {
    pub fn add(&mut self, took: Duration) {
        self.0.push(took);
    }

    pub fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The time that so many of 100 did not exceed, in milliseconds.
    pub fn percentile(&mut self, of_100: usize) -> f64 {
        self.0.sort_unstable();
        let at = (self.0.len() * of_100 / 100).min(self.0.len().saturating_sub(1));
        self.0.get(at).map_or(f64::NAN, |took| took.as_secs_f64() * 1000.0)
    }
}
